package organisation

import (
	"slices"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// The stages of a record.
const (
	Kept = "recorded"
	One  = "joined" // to another record, which holds
)

// An Organisation is what the events of one record add up to.
type Organisation struct {
	Reference string    `json:"reference"`
	Stage     string    `json:"stage"` // "" before it is recorded
	Details   Details   `json:"details"`
	Past      []Details `json:"past,omitempty"` // what it said before, the oldest first
	By        string    `json:"by,omitempty"`   // who recorded it
	Into      string    `json:"into,omitempty"` // the record that this one is another of
	Since     time.Time `json:"since,omitzero"` // of what it says now
}

// StageName is the stage.
func (o Organisation) StageName() string { return o.Stage }

// Over tells that nothing is awaited: a record waits for nothing.
func (o Organisation) Over() bool { return true }

// RulesSHA is none: it has no rule book.
func (o Organisation) RulesSHA() string { return "" }

// An Event is a fact of a record.
//
//sumtype:decl
type Event interface {
	law.Event
	organisation()
}

// Recorded begins a record.
type Recorded struct {
	Details Details `json:"details"`
	By      string  `json:"by"` // person id
}

// Corrected says what the record says from now on.
type Corrected struct {
	Details Details  `json:"details"`
	Why     law.Text `json:"why"`
}

// Joined says that the record is another one of an organisation that has one.
type Joined struct {
	Into string   `json:"into"` // reference of the record that holds
	Why  law.Text `json:"why"`
}

// Kind is the kind's name.
func (Recorded) Kind() string { return "organisation-recorded.v1" }

// Kind is the kind's name.
func (Corrected) Kind() string { return "organisation-corrected.v1" }

// Kind is the kind's name.
func (Joined) Kind() string { return "organisation-joined.v1" }

func (Recorded) organisation()  {}
func (Corrected) organisation() {}
func (Joined) organisation()    {}

// Sealed: who is recorded may be who competes.
func (Recorded) Sealed() bool { return true }

// Sealed: it says what the record says.
func (Corrected) Sealed() bool { return true }

// Tell is its sentence.
func (e Recorded) Tell() law.Reason {
	return law.Why("organisation-recorded", law.Who("by", e.By), law.Word("country", "country", e.Details.Country))
}

// Tell is its sentence.
func (e Corrected) Tell() law.Reason {
	return law.Why("organisation-corrected", law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e Joined) Tell() law.Reason {
	return law.Why("organisation-joined", law.Ref("into", e.Into), law.Quote("why", e.Why))
}

// A Command is a request that a record may refuse.
//
//sumtype:decl
type Command interface {
	law.Command
	decide(Organisation, law.Facts, law.Receipt) ([]Event, error)
}

// Record begins a record.
type Record struct {
	Details
}

// Correct replaces what a record says.
type Correct struct {
	Details
	Why law.Text `json:"why"`
}

// Join says that this record is another one of an organisation that has one.
type Join struct {
	Into string   `json:"into"` // reference
	Why  law.Text `json:"why"`
}

// Kind is the kind's name.
func (Record) Kind() string { return "record-organisation" }

// Kind is the kind's name.
func (Correct) Kind() string { return "correct-organisation" }

// Kind is the kind's name.
func (Join) Kind() string { return "join-organisation" }

// Sealed: see Recorded.
func (Record) Sealed() bool { return true }

// Sealed: see Corrected.
func (Correct) Sealed() bool { return true }

// Check refuses what Check of Details refuses, and a correction without a reason.
func (o Correct) Check() error {
	if err := o.Details.Check(); err != nil {
		return err
	}
	return law.CheckRequired("why", o.Why)
}

// Check refuses a record that cannot be one, and a join without a reason.
func (o Join) Check() error {
	if _, ok := Stream(o.Into); !ok {
		return law.Nonsensef(law.WrongReference("into", "K7Q2MDAAAA"), "into %q is not the reference of an organisation: one is ten of A-Z and 2-7", o.Into)
	}
	return law.CheckRequired("why", o.Why)
}

// Fold changes whenever the same events add up to another state.
const Fold = 1

// The members of the two unions.
var (
	Events   = law.NewCatalogue[Event](Recorded{}, Corrected{}, Joined{})
	Commands = law.NewCatalogue[Command](Record{}, Correct{}, Join{})
)

// Law is the law of a record, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Organisation, Event, Command]{
	Name: "organisation", Fold: Fold, Events: Events, Commands: Commands,
	Zero:   func(reference string) Organisation { return Organisation{Reference: reference} },
	Evolve: Organisation.evolve,
	Decide: func(c Command, o Organisation, f law.Facts, r law.Receipt) ([]Event, error) { return c.decide(o, f, r) },
	Needs:  Organisation.needs,
	Staff:  func(o Organisation, _ law.Facts) []string { return []string{o.By} },
})

func (o Organisation) evolve(e Event, at law.Recorded) Organisation {
	switch e := e.(type) {
	case Recorded:
		o.Stage, o.Details, o.By, o.Since = Kept, e.Details, e.By, at.At()
	case Corrected:
		o.Past, o.Details, o.Since = append(slices.Clip(o.Past), o.Details), e.Details, at.At()
	case Joined:
		o.Stage, o.Into, o.Since = One, e.Into, at.At()
	}
	return o
}

// needs is who the staff are and, to join it, the other record.
func (o Organisation) needs(commands ...Command) (needs []string) {
	for _, c := range commands {
		switch c := c.(type) {
		case Record:
		case Correct:
			needs = append(needs, staff...)
		case Join:
			into, _ := Stream(c.Into)
			needs = append(needs, append(slices.Clone(staff), into)...)
		}
	}
	return needs
}

var staff = []string{governance.AdministrationStream, governance.ProgrammeFamily + "*", "call/*"}

// isStaff tells whether a person is an administrator, or a head or an officer of a programme or of a call.
func isStaff(f law.Facts, r law.Receipt) bool {
	if a, _ := f.State(governance.AdministrationStream).(governance.Administration); a.Has(r.Actor) {
		return true
	}
	for _, stream := range f.Streams(governance.ProgrammeFamily) {
		if p, _ := f.State(stream).(governance.Programme); p.As(r.ReceivedAt).Has(r.Actor, law.Head, law.Officer) {
			return true
		}
	}
	for _, stream := range f.Streams("call/") {
		if c, _ := f.State(stream).(call.Call); c.As(r.ReceivedAt).Has(r.Actor, law.Head, law.Officer) {
			return true
		}
	}
	return false
}

func (c Record) decide(o Organisation, _ law.Facts, r law.Receipt) ([]Event, error) {
	if o.Stage != "" {
		return nil, law.Refuse("organisations", "recorded-already", law.Ref("organisation", o.Reference))
	}
	return []Event{Recorded{Details: c.Details, By: r.Actor}}, nil
}

func (c Correct) decide(o Organisation, f law.Facts, r law.Receipt) ([]Event, error) {
	switch {
	case o.Stage == "", r.Actor != o.By && !isStaff(f, r):
		return nil, law.Refuse("organisations", "not-yours", law.Ref("organisation", o.Reference))
	case o.Stage == One:
		return nil, law.Refuse("organisations", "is-another", law.Ref("organisation", o.Reference), law.Ref("into", o.Into))
	case c.Details == o.Details:
		return nil, law.Refuse("organisations", "says-so-already", law.Ref("organisation", o.Reference))
	}
	return []Event{Corrected{Details: c.Details, Why: c.Why}}, nil
}

func (c Join) decide(o Organisation, f law.Facts, r law.Receipt) ([]Event, error) {
	stream, _ := Stream(c.Into)
	into, _ := f.State(stream).(Organisation)
	switch {
	case o.Stage == "", !isStaff(f, r):
		return nil, law.Refuse("organisations", "staff-joins", law.Ref("organisation", o.Reference))
	case o.Stage == One:
		return nil, law.Refuse("organisations", "is-another", law.Ref("organisation", o.Reference), law.Ref("into", o.Into))
	case c.Into == o.Reference:
		return nil, law.Refuse("organisations", "itself", law.Ref("organisation", o.Reference))
	case into.Stage != Kept:
		return nil, law.Refuse("organisations", "no-such-record", law.Ref("organisation", c.Into))
	}
	return []Event{Joined(c)}, nil
}
