package twinning

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// An Unreached is a person whom a letter of the tender has not reached: the mail server does not take it.
type Unreached struct {
	Number    int             `json:"number"` // from 1
	Letter    string          `json:"letter"` // <event version>/<n>: the first that did not come
	To        string          `json:"to"`     // person id
	Template  string          `json:"template"`
	Why       law.LetterCause `json:"why"`
	At        time.Time       `json:"at"`
	SettledAt time.Time       `json:"settled_at,omitzero"`
	How       Reached         `json:"how,omitempty"`
	Again     bool            `json:"again,omitempty"`   // the letters that did not come are to be sent again
	AgainAt   time.Time       `json:"again_at,omitzero"` // and were promised anew
}

// Reached is how a person was reached whom a letter had not reached.
type Reached string

// How a person was reached.
const (
	ReachedCorrected Reached = "address-corrected" // the next letters go to the right address
	ReachedOtherwise Reached = "told-otherwise"    // by telephone, on paper, in person
)

// NoteUnreached follows from the fate of a letter.
type NoteUnreached struct {
	Letter   string          `json:"letter"`
	To       string          `json:"to"`
	Template string          `json:"template"`
	Why      law.LetterCause `json:"why"`
	At       time.Time       `json:"at,omitzero"` // when it was recorded that it was not taken
}

// SettleUnreached says how the person was reached.
type SettleUnreached struct {
	Number int      `json:"number"`
	How    Reached  `json:"how"`
	Note   law.Text `json:"note,omitempty"`
	Again  bool     `json:"again,omitempty"` // the letters that did not come go to the corrected address
}

// LetterUnreached says that a letter has not reached its person, and until when an officer sees to it.
type LetterUnreached struct {
	Number   int               `json:"number"`
	Letter   string            `json:"letter"`
	To       string            `json:"to"`
	Template string            `json:"template"`
	Why      law.LetterCause   `json:"why"`
	Owed     []obligation.Owed `json:"owed"`
}

// UnreachedSettled says how the person was reached.
type UnreachedSettled struct {
	Number int      `json:"number"`
	How    Reached  `json:"how"`
	Note   law.Text `json:"note,omitempty"`
	Again  bool     `json:"again,omitempty"`
}

func (NoteUnreached) Kind() string    { return "note-unreached" }
func (SettleUnreached) Kind() string  { return "settle-unreached" }
func (LetterUnreached) Kind() string  { return "letter-unreached.v1" }
func (UnreachedSettled) Kind() string { return "unreached-settled.v1" }

func (NoteUnreached) command()    {}
func (SettleUnreached) command()  {}
func (LetterUnreached) event()    {}
func (UnreachedSettled) event()   {}
func (LetterUnreached) letters()  {}
func (UnreachedSettled) letters() {}

// A letterEvent is a fact about who is reached by letters.
//
//sumtype:decl
type letterEvent interface {
	Event
	letters()
}

func oweUnreached(number int) string { return fmt.Sprintf("unreached-%d", number) }

// Misses tells whether a letter that a person did not get is to be noted now, or perhaps later: before the opening nobody is told who
// stands behind a tender.
func (t Twinning) Misses(f law.Facts, at time.Time, o NoteUnreached) (now, later bool) {
	c := theCall(t, f).As(at)
	if _, err := t.missed(c, o); err == nil {
		return true, false
	}
	ends := c.Stage == call.Cancelled || t.Stage == Withdrawn || t.Stage == Over // what is sealed then stays sealed
	return false, t.Stage != None && t.sealed(c) && !ends
}

// missed is by what rules it is noted that a person did not get a letter: the rule book has the ladder, nobody sees to that person
// already, and the person was not reached since.
func (t Twinning) missed(c call.Call, o NoteUnreached) (terms, error) {
	switch {
	case t.Stage == None:
		return terms{}, law.Refuse("stages", "no-tender", law.Ref("tender", t.Reference))
	case t.Stage == Over:
		return terms{}, law.Refuse("retention", "over", law.Ref("tender", t.Reference), law.On("until", t.RetainTil))
	case t.sealed(c):
		return terms{}, law.Refuse("letters", "sealed", law.Ref("tender", t.Reference))
	}
	terms, err := t.terms(c)
	if err != nil {
		return terms, err
	}
	if _, rule := terms.book.Reminders.Ladders[ladderUnreached]; !rule {
		return terms, law.Refuse("letters", "no-ladder", law.Ref("tender", t.Reference))
	}
	for _, u := range t.Unreached {
		switch {
		case u.To != o.To:
		case u.SettledAt.IsZero():
			return terms, law.Refuse("letters", "seen-to", law.Who("person", o.To), law.Ref("tender", t.Reference))
		case !o.At.IsZero() && !o.At.After(u.SettledAt):
			return terms, law.Refuse("letters", "reached-since", law.Who("person", o.To), law.Ref("tender", t.Reference))
		}
	}
	return terms, nil
}

// sealed tells whether what the tender says is not read by anybody but its party: before the opening, and for ever where it ended before that.
func (t Twinning) sealed(c call.Call) bool {
	return c.OpenedAt.IsZero() || !t.EndedAt.IsZero() && t.EndedAt.Before(c.OpenedAt)
}

// Sealed tells whether what the tender says is not read by anybody but its party.
func (t Twinning) Sealed(c call.Call) bool { return t.sealed(c) }

// Check wants the letter and its person.
func (o NoteUnreached) Check() error {
	for _, f := range []struct{ name, is string }{{"letter", o.Letter}, {"to", o.To}, {"template", o.Template}} {
		if f.is == "" {
			return law.LacksField(f.name)
		}
	}
	return nil
}

// Decide has an officer see to it that the person is reached, once for all letters of a person that do not come.
func (o NoteUnreached) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	terms, err := t.missed(c, o)
	if err != nil {
		return nil, err
	}
	number := len(t.Unreached) + 1
	return []Event{LetterUnreached{Number: number, Letter: o.Letter, To: o.To, Template: o.Template, Why: o.Why, Owed: []obligation.Owed{{
		ID: oweUnreached(number), Ladder: ladderUnreached, Who: c.People(law.Officer), Due: terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin),
	}}}}, nil
}

// Check wants one of the two ways, and in what other way somebody was told.
func (o SettleUnreached) Check() error {
	if o.How != ReachedCorrected && o.How != ReachedOtherwise {
		return law.Nonsensef(law.WrongValue("how", string(ReachedCorrected), string(ReachedOtherwise)), "how is %q; allowed are %s and %s", o.How, ReachedCorrected, ReachedOtherwise)
	}
	if o.Again && o.How != ReachedCorrected {
		return law.Nonsensef(law.WrongAlone("again", "how", string(ReachedCorrected)), "again is given only with how %s: letters go again to a corrected address alone", ReachedCorrected)
	}
	if o.How == ReachedOtherwise {
		return law.CheckRequired("note", o.Note)
	}
	return law.CheckText("note", o.Note)
}

// Decide takes the word of an officer or the head that the person was reached.
func (o SettleUnreached) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := staff(c, r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	i := t.unreached(o.Number)
	switch {
	case t.Stage == None:
		return nil, law.Refuse("stages", "no-tender", law.Ref("tender", t.Reference))
	case i < 0:
		return nil, law.Refuse("letters", "not-unreached", law.Count("number", o.Number), law.Ref("tender", t.Reference))
	case !t.Unreached[i].SettledAt.IsZero():
		return nil, law.Refuse("letters", "settled-already", law.Count("number", o.Number), law.Ref("tender", t.Reference))
	case t.Stage == Over:
		return nil, law.Refuse("retention", "over", law.Ref("tender", t.Reference), law.On("until", t.RetainTil))
	}
	return []Event{UnreachedSettled(o)}, nil
}

// evolveLetters is Evolve of the facts about who is reached.
func (t Twinning) evolveLetters(e letterEvent, at law.Recorded) Twinning {
	when := at.At()
	t.Unreached = slices.Clone(t.Unreached)
	switch e := e.(type) {
	case LetterUnreached:
		t.Unreached = append(t.Unreached, Unreached{Number: e.Number, Letter: e.Letter, To: e.To, Template: e.Template, Why: e.Why, At: when})
		t = t.owe(when, "", e.Owed)
	case UnreachedSettled:
		for i, u := range t.Unreached {
			if u.Number == e.Number {
				t.Unreached[i].SettledAt, t.Unreached[i].How, t.Unreached[i].Again = when, e.How, e.Again
			}
		}
		t.Obligations = obligation.Meet(t.Obligations, oweUnreached(e.Number), when)
	case LetterBounced:
		t.Bounced = append(slices.Clip(t.Bounced), Bounce{Letter: e.Letter, Status: e.Status, At: when})
	case LettersSentAgain:
		if i := t.unreached(e.Number); i >= 0 {
			t.Unreached[i].AgainAt = when
		}
	}
	return t
}
