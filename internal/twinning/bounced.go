package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// A Bounce is a letter of the tender that a mail server took, and that came back.
type Bounce struct {
	Letter string             `json:"letter"` // <event version>/<n>
	Status law.EnhancedStatus `json:"status,omitempty"`
	At     time.Time          `json:"at"`
}

// ReportBounce says that a letter came back after a mail server had taken it.
type ReportBounce struct {
	Letter string             `json:"letter"`           // <event version>/<n>
	Status law.EnhancedStatus `json:"status,omitempty"` // of the message that says so
}

// NoteLettersAgain follows from the word that the address of a person was corrected: these letters had not reached it.
type NoteLettersAgain struct {
	Number  int          `json:"number"` // of the Unreached
	Letters []law.Letter `json:"letters"`
}

// LetterBounced says that a letter came back.
type LetterBounced struct {
	Letter string             `json:"letter"`
	Status law.EnhancedStatus `json:"status,omitempty"`
}

// LettersSentAgain promises letters anew that had not reached their person.
type LettersSentAgain struct {
	Number int `json:"number"` // of the Unreached
	law.Promise
}

func (ReportBounce) Kind() string     { return "report-bounce" }
func (NoteLettersAgain) Kind() string { return "note-letters-again" }
func (LetterBounced) Kind() string    { return "letter-bounced.v1" }
func (LettersSentAgain) Kind() string { return "letters-sent-again.v1" }

func (ReportBounce) command()     {}
func (NoteLettersAgain) command() {}
func (LetterBounced) event()      {}
func (LettersSentAgain) event()   {}
func (LetterBounced) letters()    {}
func (LettersSentAgain) letters() {}

// Check wants the id of the letter.
func (o ReportBounce) Check() error {
	switch {
	case o.Letter == "":
		return law.LacksField("letter")
	case !law.IsLetterID(o.Letter):
		return law.Nonsensef(law.WrongLike("letter", "12/0"), "letter is %q; the id of a letter is like 12/0", o.Letter)
	case o.Status != "" && !o.Status.Valid():
		return law.Nonsensef(law.WrongLike("status", "5.1.1"), "status is %q; a status of a mail server is like 5.1.1", string(o.Status))
	}
	return nil
}

// Decide takes the word of an officer or the head that a letter came back. What follows is that of a letter that was refused.
func (o ReportBounce) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := staff(c, r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	switch {
	case t.Stage == None:
		return nil, law.Refuse("stages", "no-tender", law.Ref("tender", t.Reference))
	case t.Stage == Over:
		return nil, law.Refuse("retention", "over", law.Ref("tender", t.Reference), law.On("until", t.RetainTil))
	case t.sealed(c):
		return nil, law.Refuse("letters", "sealed", law.Ref("tender", t.Reference))
	case !t.bounced(o.Letter).IsZero():
		return nil, law.Refuse("letters", "back-already", law.Word("letter", "letter", o.Letter), law.Ref("tender", t.Reference))
	}
	return []Event{LetterBounced(o)}, nil
}

// bounced is when it was recorded that a letter came back; zero where it did not.
func (t Twinning) bounced(letter string) time.Time {
	for _, b := range t.Bounced {
		if b.Letter == letter {
			return b.At
		}
	}
	return time.Time{}
}

// CameBack tells whether a letter came back, and when that was recorded.
func (t Twinning) CameBack(letter string) (at time.Time, did bool) {
	at = t.bounced(letter)
	return at, !at.IsZero()
}

// Lost are the letters that had not reached a person whose address was corrected, and that are to be sent again: those that were refused,
// with when, or came back, since that person was reached last.
func (t Twinning) Lost(number int, promised []law.Promised, refused map[string]time.Time) []law.Letter {
	i := t.unreached(number)
	if i < 0 || !t.Unreached[i].Again || !t.Unreached[i].AgainAt.IsZero() || t.Stage == Over {
		return nil
	}
	u, since := t.Unreached[i], time.Time{}
	for _, before := range t.Unreached {
		if before.To == u.To && before.SettledAt.Before(u.SettledAt) && before.SettledAt.After(since) {
			since = before.SettledAt
		}
	}
	var lost []law.Letter
	for _, p := range promised {
		at := refused[p.ID]
		if back := t.bounced(p.ID); back.After(at) {
			at = back
		}
		if p.To == u.To && at.After(since) && !at.After(u.SettledAt) {
			lost = append(lost, p.Letter)
		}
	}
	return lost
}

func (t Twinning) unreached(number int) int {
	return slices.IndexFunc(t.Unreached, func(u Unreached) bool { return u.Number == number })
}

// Check wants the letters.
func (o NoteLettersAgain) Check() error {
	if len(o.Letters) == 0 {
		return law.LacksField("letters")
	}
	return nil
}

// Decide promises the letters anew, once.
func (o NoteLettersAgain) Decide(t Twinning, _ call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	switch i := t.unreached(o.Number); {
	case t.Stage == Over:
		return nil, law.Refuse("retention", "over", law.Ref("tender", t.Reference), law.On("until", t.RetainTil))
	case i < 0 || !t.Unreached[i].Again:
		return nil, law.Refuse("letters", "not-unreached", law.Count("number", o.Number), law.Ref("tender", t.Reference))
	case !t.Unreached[i].AgainAt.IsZero():
		return nil, law.Refuse("letters", "settled-already", law.Count("number", o.Number), law.Ref("tender", t.Reference))
	}
	return []Event{LettersSentAgain{Number: o.Number, Promise: law.Promise{Letters: o.Letters}}}, nil
}
