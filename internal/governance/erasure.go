package governance

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// MonthsToErase is how many months whoever asks to be erased waits for an answer at most: Regulation (EU) 2018/1725, art. 14(3).
const MonthsToErase = 1

// An ErasureRequest is that a person asked for what is kept of them to be erased. It is settled by the erasure itself, of
// which their record tells, or by a refusal.
type ErasureRequest struct {
	Person  string        `json:"person"`
	Asked   time.Time     `json:"asked"`
	Due     calendar.Date `json:"due"` // the last day, UTC
	Why     law.Text      `json:"why,omitempty"`
	Refused time.Time     `json:"refused,omitzero"`
	Reason  law.Text      `json:"reason,omitempty"` // of the refusal
}

// Open tells whether nobody has refused it.
func (e ErasureRequest) Open() bool { return e.Refused.IsZero() }

// ErasureOf is the last request of a person.
func (a Administration) ErasureOf(person string) (ErasureRequest, bool) {
	for _, e := range slices.Backward(a.Erasures) {
		if e.Person == person {
			return e, true
		}
	}
	return ErasureRequest{}, false
}

// AskErasure asks that what is kept of whoever sends it be erased.
type AskErasure struct {
	Why law.Text `json:"why,omitempty"`
}

// RefuseErasure says why what is kept of a person is not erased.
type RefuseErasure struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
}

// ErasureAsked is that a person asked to be erased.
type ErasureAsked struct {
	Person string        `json:"person"`
	Due    calendar.Date `json:"due"`
	Why    law.Text      `json:"why,omitempty"`
	law.Promise
}

// ErasureRefused is that an administrator refused it, and why.
type ErasureRefused struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
	law.Promise
}

// Kind is the kind's name.
func (AskErasure) Kind() string { return "ask-erasure" }

// Kind is the kind's name.
func (RefuseErasure) Kind() string { return "refuse-erasure" }

// Kind is the kind's name.
func (ErasureAsked) Kind() string { return "erasure-asked.v1" }

// Kind is the kind's name.
func (ErasureRefused) Kind() string { return "erasure-refused.v1" }

func (ErasureAsked) administration()   {}
func (ErasureRefused) administration() {}

// Tell is its sentence.
func (e ErasureAsked) Tell() law.Reason {
	return law.Why("erasure-asked", law.Who("person", e.Person), law.On("due", e.Due), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e ErasureRefused) Tell() law.Reason {
	return law.Why("erasure-refused", law.Who("person", e.Person), law.Quote("why", e.Why))
}

// Check refuses a text that nobody should have written.
func (o AskErasure) Check() error { return law.CheckText("why", o.Why) }

// Check refuses a refusal without a person or a reason.
func (o RefuseErasure) Check() error { return checkPerson(o.Person, o.Why) }

func (o AskErasure) decide(a Administration, r law.Receipt) ([]AdministrationEvent, error) {
	if a.Stage != Administered {
		return nil, law.Refuse("erasure", "nobody-to-settle")
	}
	if last, asked := a.ErasureOf(r.Actor); asked && last.Open() {
		return nil, law.Refuse("erasure", "asked-already", law.On("due", last.Due))
	}
	due := calendar.DateOf(r.ReceivedAt, time.UTC).AddMonths(MonthsToErase)
	return []AdministrationEvent{ErasureAsked{Person: r.Actor, Due: due, Why: o.Why, Promise: law.Promise{Letters: append(
		law.To([]string{r.Actor}, "erasure-asked", law.On("due", due)),
		law.To(a.People, "erasure-waits", law.Who("person", r.Actor), law.On("due", due))...,
	)}}}, nil
}

func (o RefuseErasure) decide(a Administration, r law.Receipt) ([]AdministrationEvent, error) {
	if !a.Has(r.Actor) {
		return nil, notAdministrator(r.Actor)
	}
	if last, asked := a.ErasureOf(o.Person); !asked || !last.Open() {
		return nil, law.Refuse("erasure", "not-asked", law.Who("person", o.Person))
	}
	return []AdministrationEvent{ErasureRefused{Person: o.Person, Why: o.Why, Promise: law.Promise{
		Letters: law.To([]string{o.Person}, "erasure-refused", law.Quote("why", o.Why)),
	}}}, nil
}

// erasures are the requests after an event about them.
func (a Administration) erasures(e AdministrationEvent, at time.Time) []ErasureRequest {
	list := slices.Clone(a.Erasures)
	if e, asked := e.(ErasureAsked); asked {
		return append(list, ErasureRequest{Person: e.Person, Asked: at, Due: e.Due, Why: e.Why})
	}
	if e, refused := e.(ErasureRefused); refused {
		for i := range list {
			if list[i].Person == e.Person && list[i].Open() {
				list[i].Refused, list[i].Reason = at, e.Why
			}
		}
	}
	return list
}
