package twinning

import (
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Hold keeps the record of a tender or twinning beyond its retention: an
// audit, an investigation or a dispute needs it (Reg. 2024/2509 art. 133).
type Hold struct {
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Authority law.Text  `json:"authority"` // who asked for it
	Reason    law.Text  `json:"reason"`
}

// PlaceHold keeps the record until the hold is lifted.
type PlaceHold struct {
	Authority law.Text `json:"authority"` // who asks for it: the auditor, the court, the authority
	Reason    law.Text `json:"reason"`
}

// LiftHold lets the retention run out.
type LiftHold struct {
	Reason law.Text `json:"reason"`
}

// HoldPlaced says that the record is kept until the hold is lifted.
type HoldPlaced struct {
	Authority law.Text `json:"authority"`
	Reason    law.Text `json:"reason"`
}

// HoldLifted says that the record is kept no longer than its retention.
type HoldLifted struct {
	Reason law.Text `json:"reason"`

	Owed []obligation.Owed `json:"owed,omitempty"` // the end of the retention, where the rule book has letters before it
}

func (PlaceHold) Kind() string  { return "place-hold" }
func (LiftHold) Kind() string   { return "lift-hold" }
func (HoldPlaced) Kind() string { return "hold-placed.v1" }
func (HoldLifted) Kind() string { return "hold-lifted.v1" }

func (PlaceHold) command() {}
func (LiftHold) command()  {}
func (HoldPlaced) event()  {}
func (HoldLifted) event()  {}
func (HoldPlaced) year()   {}
func (HoldLifted) year()   {}

// Check wants who asks for it, and why.
func (o PlaceHold) Check() error {
	if err := law.CheckRequired("authority", o.Authority); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide places a hold while there is a record, once at a time.
func (o PlaceHold) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if t.Stage == None {
		return nil, t.must("placing-a-hold", Submitted, Awarded, Active, Closed, Retained)
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	if t.Stage == Over {
		return nil, law.Refuse("retention", "over", law.Ref("tender", t.Reference), law.On("until", t.RetainTil))
	}
	if t.Hold != nil {
		return nil, law.Refuse("retention", "held-already", law.Ref("tender", t.Reference))
	}
	return []Event{HoldPlaced(o)}, nil
}

// Check wants a reason.
func (o LiftHold) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide lifts a hold. A retention that has run out meanwhile ends at once.
func (o LiftHold) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	if t.Hold == nil {
		return nil, law.Refuse("retention", "not-held", law.Ref("tender", t.Reference))
	}
	e := HoldLifted{Reason: o.Reason}
	if terms, err := t.terms(c); err == nil && t.Stage == Retained && t.RetainTil.After(terms.day(r.ReceivedAt)) {
		e.Owed = t.keptUntil(terms, t.RetainTil)
	}
	return []Event{e}, nil
}
