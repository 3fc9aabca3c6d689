package law

// The fate of a life's letters stands in <stream>/letters, one event a step.

// LetterSending says that a letter is about to be handed over. Where nothing
// follows, nobody can know whether the mail server took it.
type LetterSending struct {
	Letter    string `json:"letter"` // <event version>/<n>
	To        string `json:"to"`     // person id
	Template  string `json:"template"`
	Attempt   int    `json:"attempt"`
	MessageID string `json:"message_id"`
}

// LetterSent says that the mail server took it.
type LetterSent struct {
	Letter string `json:"letter"`
}

// LetterDeferred says that the mail server did not take it now: it is tried again.
type LetterDeferred struct {
	Letter string `json:"letter"`
	Why    string `json:"why"`
}

// LetterRefused says that the mail server will not take it: staff must find
// another way.
type LetterRefused struct {
	Letter string `json:"letter"`
	Why    string `json:"why"`
}

// LetterInDoubt says that an attempt may or may not have been taken. It is sent
// again with the same Message-ID.
type LetterInDoubt struct {
	Letter  string `json:"letter"`
	Attempt int    `json:"attempt"`
}

// LetterSuppressed says that a letter was not sent, and why: its person was erased.
type LetterSuppressed struct {
	Letter string `json:"letter"`
	Why    string `json:"why"`
}

func (LetterSending) Kind() string    { return "letter-sending.v1" }
func (LetterSent) Kind() string       { return "letter-sent.v1" }
func (LetterDeferred) Kind() string   { return "letter-deferred.v1" }
func (LetterRefused) Kind() string    { return "letter-refused.v1" }
func (LetterInDoubt) Kind() string    { return "letter-in-doubt.v1" }
func (LetterSuppressed) Kind() string { return "letter-suppressed.v1" }

// Fates reads the fates of letters.
var Fates = NewCatalogue[Event](LetterSending{}, LetterSent{}, LetterDeferred{}, LetterRefused{}, LetterInDoubt{}, LetterSuppressed{})

// FinalFates are the kinds after which nothing more happens to a letter.
func FinalFates() []string {
	return []string{LetterSent{}.Kind(), LetterRefused{}.Kind(), LetterSuppressed{}.Kind()}
}
