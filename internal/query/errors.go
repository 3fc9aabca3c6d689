package query

import (
	"errors"
	"time"

	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// Invalid is a question that nobody can answer as it was asked.
type Invalid struct {
	Why    string     // the sentence: of Reason in English, or a page's own in its language
	Reason law.Reason // of which the sentence is made in the reader's language; zero where Why stands alone
}

func (e *Invalid) Error() string { return e.Why }

// Told is what the sentence is made of.
func (e *Invalid) Told() law.Reason { return e.Reason }

func invalid(why law.Reason) error {
	return &Invalid{Why: narrate.English().Reason(why), Reason: why}
}

// wrong is Invalid, for what the law has against the question.
func wrong(err error) error {
	return &Invalid{Why: narrate.English().Error(err), Reason: reasonOf(err)}
}

// AsInvalid is Invalid, for what somebody else than a question found wrong with what was sent.
func AsInvalid(err error) error { return wrong(err) }

// reasonOf is a refusal as a reason; zero for another error.
func reasonOf(err error) law.Reason {
	var of *law.Nonsense
	if errors.As(err, &of) {
		return of.Told()
	}
	r, refused := law.Refused(err)
	if !refused {
		return law.Reason{}
	}
	return law.Reason{Code: r.Rule + "/" + r.Code, With: r.With}
}

// Absent says that what was asked for is not there, or not yet. Noun is the kind of
// life that was looked for, as in "call"; "" where it was no life, or may be of any kind.
type Absent struct {
	What   string     // the sentence in English
	Reason law.Reason // of which it is made in the reader's language
	Noun   string
	Any    bool // a life of whatever kind was looked for
}

func (e *Absent) Error() string { return e.What }

// Told is what the sentence is made of.
func (e *Absent) Told() law.Reason { return e.Reason }

func absent(why law.Reason) error { return absentOf("", why) }

func absentOf(noun string, why law.Reason) error {
	return &Absent{What: narrate.English().Reason(why), Reason: why, Noun: noun}
}

// missing says that a life never began.
func missing(stream string) error { return noLife(NounOf(stream), law.Reference(stream)) }

// NoLife is the Absent of a life that never began, or that its reader may not know of.
func NoLife(stream string) error { return missing(stream) }

// NothingCalled is the Absent of a text that may name lives of several kinds, and names none of which its reader may know.
func NothingCalled(text string) error { return anyAbsent(text) }

// noLife says that no life of a kind has a reference.
func noLife(noun, reference string) error {
	return absentOf(noun, law.Why("no-life", narrate.Verbatim("life", noun), narrate.Verbatim("reference", Cut(reference))))
}

// anyAbsent says that no life of whatever kind is called so.
func anyAbsent(text string) error {
	why := law.Why("neither-call-nor-tender", narrate.Verbatim("text", Cut(text)))
	return &Absent{What: narrate.English().Reason(why), Reason: why, Any: true}
}

func noReference(text string) error {
	return invalid(law.Why("no-reference", narrate.Verbatim("text", Cut(text))))
}

// Withheld refuses a viewer what is not for them.
type Withheld struct {
	What   string     // the sentence: of Reason in English, or a page's own in its language
	Reason law.Reason // of which the sentence is made in the reader's language; zero where What stands alone
}

func (e *Withheld) Error() string { return e.What }

// Told is what the sentence is made of.
func (e *Withheld) Told() law.Reason { return e.Reason }

func withheld(why law.Reason) error {
	return &Withheld{What: narrate.English().Reason(why), Reason: why}
}

// NotHere is Withheld, for what a server does not have at all.
func NotHere(why law.Reason) error { return withheld(why) }

// Nobody refuses whoever does not say who they are a question that is for some.
type Nobody struct{ For string }

func (e *Nobody) Error() string { return "nobody is said to ask" }

// SignInAgain refuses a command until its sender has signed in anew, as the rule book of
// the call asks for it.
type SignInAgain struct {
	Kind   string        // of the command
	MaxAge time.Duration // how long ago they may have signed in at most
	ACR    string        // the class of authentication that is asked for; "" for any
}

func (e *SignInAgain) Error() string { return narrate.English().Reason(e.Told()) }

// Told is what the sentence is made of.
func (e *SignInAgain) Told() law.Reason {
	return law.Why("sign-in-again", narrate.Verbatim("command", e.Kind), law.Lasting("age", e.MaxAge), narrate.Verbatim("class", e.ACR))
}

// hidden refuses a viewer whose business a life is not.
func hidden(stream string) error { return &explain.Hidden{Stream: stream, Position: -1} }
