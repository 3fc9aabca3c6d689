package law

import "regexp"

// The fate of a life's letters stands in <stream>/letters, one event a step.

// A LetterCause is why a letter was not taken, or not sent: a code of this
// closed set. The words of a mail server are never recorded.
type LetterCause string

// The causes for which a letter is not taken, or not sent.
const (
	LetterNoAddress      LetterCause = "no-address"        // the person was erased, or never had one
	LetterBadAddress     LetterCause = "bad-address"       // it cannot be an e-mail address
	LetterNotASCII       LetterCause = "address-not-ascii" // the mail server does not offer SMTPUTF8
	LetterUnwritable     LetterCause = "unwritable"        // the template or a parameter is missing
	LetterServerClosed   LetterCause = "server-closed"     // the mail server takes nothing from us, or is away
	LetterPersonNotTaken LetterCause = "person-not-taken"  // the mail server does not take letters to this person
	LetterNotTaken       LetterCause = "letter-not-taken"  // the mail server does not take this letter
	LetterBrokenOff      LetterCause = "broken-off"        // the connection was lost, or we stopped, before the end of the letter
	LetterNoAnswer       LetterCause = "no-answer"         // the whole letter was handed over, and the mail server said nothing
	LetterCameBack       LetterCause = "came-back"         // the mail server took it, and it came back later
)

// OfOurs tells whether the cause lies with us: a letter that cannot be written is seen to by operators, whoever it is to.
func (c LetterCause) OfOurs() bool { return c == LetterUnwritable }

// An EnhancedStatus is a status code of RFC 3463: 5.1.1.
type EnhancedStatus string

var (
	letterIDForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})/(0|[1-9][0-9]{0,8})$`)
	enhancedForm = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}$`)
)

// IsLetterID tells whether a text is the id of a letter: <event version>/<n>.
func IsLetterID(id string) bool { return letterIDForm.MatchString(id) }

// Valid tells whether it is a status code of RFC 3463.
func (s EnhancedStatus) Valid() bool { return enhancedForm.MatchString(string(s)) }

// A Hindrance is why a letter was not taken: a code and, where the mail server
// answered, its status.
type Hindrance struct {
	Why      LetterCause    `json:"why"`
	Status   int            `json:"status,omitempty"`          // of SMTP (RFC 5321): 550; 0 without an answer
	Enhanced EnhancedStatus `json:"enhanced_status,omitempty"` // "" where the mail server gave none
}

// LetterSending says that a letter is about to be handed over. Where nothing
// follows, nobody can know whether the mail server took it.
type LetterSending struct {
	Letter    string `json:"letter"` // <event version>/<n>
	To        string `json:"to"`     // person id
	Template  string `json:"template"`
	Attempt   int    `json:"attempt"`
	MessageID string `json:"message_id"`
}

// A Document is a text as it was given out. It is no fact of the law: nothing is decided by it.
type Document string

// LetterWritten keeps a letter as it is handed over, before the first attempt: the later
// ones send the same. It is sealed, under its person, those whose words it quotes, and the
// tender that it is about. A letter whose link holds a secret is not kept.
type LetterWritten struct {
	Letter   string   `json:"letter"`
	Language Document `json:"language"` // en, fr or de
	Subject  Document `json:"subject"`
	Text     Document `json:"text"`
	HTML     Document `json:"html"`
}

// LetterSent says that the mail server took it.
type LetterSent struct {
	Letter string `json:"letter"`
}

// LetterDeferred says that the mail server did not take it now: it is tried again.
type LetterDeferred struct {
	Letter string `json:"letter"`
	Hindrance
}

// LetterRefused says that the mail server will not take it: staff must find
// another way.
type LetterRefused struct {
	Letter string `json:"letter"`
	Hindrance
}

// LetterInDoubt says that an attempt may or may not have been taken. It is sent
// again with the same Message-ID.
type LetterInDoubt struct {
	Letter  string `json:"letter"`
	Attempt int    `json:"attempt"`
}

// LetterSuppressed says that a letter was not sent, and why: its person was erased.
type LetterSuppressed struct {
	Letter string      `json:"letter"`
	Why    LetterCause `json:"why"`
}

func (LetterWritten) Kind() string    { return "letter-written.v1" }
func (LetterWritten) Sealed() bool    { return true }
func (LetterSending) Kind() string    { return "letter-sending.v1" }
func (LetterSent) Kind() string       { return "letter-sent.v1" }
func (LetterDeferred) Kind() string   { return "letter-deferred.v1" }
func (LetterRefused) Kind() string    { return "letter-refused.v1" }
func (LetterInDoubt) Kind() string    { return "letter-in-doubt.v1" }
func (LetterSuppressed) Kind() string { return "letter-suppressed.v1" }

// Fates reads the fates of letters.
var Fates = NewCatalogue[Event](LetterWritten{}, LetterSending{}, LetterSent{}, LetterDeferred{}, LetterRefused{}, LetterInDoubt{}, LetterSuppressed{})

// FinalFates are the kinds after which nothing more happens to a letter.
func FinalFates() []string {
	return []string{LetterSent{}.Kind(), LetterRefused{}.Kind(), LetterSuppressed{}.Kind()}
}
