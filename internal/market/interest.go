package market

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// The stages of an interest, beside Withdrawn and Lapsed.
const (
	Expressed  Stage = "expressed"  // waits for the answer
	Accepted   Stage = "accepted"   // waits for the consent of whoever expressed it
	Declined   Stage = "declined"   // no reason need be given
	Introduced Stage = "introduced" // both agreed, and have each other's contact data
)

// An Interest is what the events of one add up to.
type Interest struct {
	Reference   string                  `json:"reference"`
	Market      string                  `json:"market"`
	Stage       Stage                   `json:"stage"`           // "" before it is expressed
	Entry       string                  `json:"entry,omitempty"` // reference
	From        string                  `json:"from,omitempty"`  // reference of the entry of whoever expressed it
	By          string                  `json:"by,omitempty"`    // person id: who expressed it
	To          string                  `json:"to,omitempty"`    // person id: who made the entry
	Message     law.Text                `json:"message,omitempty"`
	Consents    []string                `json:"consents,omitempty"` // person ids: who agreed that their contact data are told
	ExpressedAt time.Time               `json:"expressed_at,omitzero"`
	Until       calendar.Date           `json:"until,omitzero"` // last day for the answer, or for the consent
	AnsweredAt  time.Time               `json:"answered_at,omitzero"`
	EndedAt     time.Time               `json:"ended_at,omitzero"`
	Why         law.Text                `json:"why,omitempty"` // it was declined or withdrawn
	Obligations []obligation.Obligation `json:"obligations,omitempty"`
	Passed      map[string]bool         `json:"passed,omitempty"` // keys of rungs
}

// StageName is the stage.
func (i Interest) StageName() string { return string(i.Stage) }

// Over tells that nothing is awaited any more.
func (i Interest) Over() bool {
	return i.Stage != "" && i.Stage != Expressed && i.Stage != Accepted
}

// RulesSHA is none: it is decided under the rule book of its marketplace.
func (i Interest) RulesSHA() string { return "" }

// Parties are who expressed it and whom it is to.
func (i Interest) Parties() []string { return []string{i.By, i.To} }

// Between tells whether a person is one of the parties.
func (i Interest) Between(person string) bool {
	return person != "" && (person == i.By || person == i.To)
}

// An InterestEvent is a fact of an interest. All are sealed: who is interested in what is
// for the two alone.
//
//sumtype:decl
type InterestEvent interface {
	law.Event
	interest()
}

// InterestExpressed begins an interest with a message.
type InterestExpressed struct {
	Entry   string          `json:"entry"`          // reference
	From    string          `json:"from,omitempty"` // reference of their own entry
	By      string          `json:"by"`             // person id
	To      string          `json:"to"`             // person id
	Message law.Text        `json:"message"`
	Consent bool            `json:"consent"` // to tell their contact data once it is accepted
	Until   calendar.Date   `json:"until"`   // last day for the answer
	Owed    obligation.Owed `json:"owed"`
	law.Promise
}

// InterestAccepted says that whom it is to agrees, and that their contact data are told.
type InterestAccepted struct {
	By    string          `json:"by"`             // person id
	Met   string          `json:"met"`            // id of the obligation that is met
	Until calendar.Date   `json:"until,omitzero"` // last day for the consent of whoever expressed it, where it is awaited
	Owed  obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// ConsentGiven says that whoever expressed it agrees that their contact data are told.
type ConsentGiven struct {
	By  string `json:"by"` // person id
	Met string `json:"met"`
}

// IntroductionMade says that both agreed, and promises the letter that introduces them.
type IntroductionMade struct {
	Entry    string   `json:"entry"`
	From     string   `json:"from,omitempty"`
	Consents []string `json:"consents"` // person ids
	law.Promise
}

// InterestDeclined ends it, by whom it is to.
type InterestDeclined struct {
	Why law.Text `json:"why,omitempty"` // none need be given
	law.Promise
}

// InterestWithdrawn ends it, by whoever expressed it.
type InterestWithdrawn struct {
	Why law.Text `json:"why,omitempty"`
}

// InterestExpired says that it was not answered, or not consented to, in time.
type InterestExpired struct {
	At time.Time `json:"at"`
	law.Promise
}

// InterestReminded is the one outcome of one rung of a reminder.
type InterestReminded struct {
	obligation.Passed
	law.Promise
}

// Kind is the kind's name.
func (InterestExpressed) Kind() string { return "interest-expressed.v1" }

// Kind is the kind's name.
func (InterestAccepted) Kind() string { return "interest-accepted.v1" }

// Kind is the kind's name.
func (ConsentGiven) Kind() string { return "consent-given.v1" }

// Kind is the kind's name.
func (IntroductionMade) Kind() string { return "introduction-made.v1" }

// Kind is the kind's name.
func (InterestDeclined) Kind() string { return "interest-declined.v1" }

// Kind is the kind's name.
func (InterestWithdrawn) Kind() string { return "interest-withdrawn.v1" }

// Kind is the kind's name.
func (InterestExpired) Kind() string { return "interest-expired.v1" }

// Kind is the kind's name.
func (InterestReminded) Kind() string { return "interest-reminded.v1" }

func (InterestExpressed) interest() {}
func (InterestAccepted) interest()  {}
func (ConsentGiven) interest()      {}
func (IntroductionMade) interest()  {}
func (InterestDeclined) interest()  {}
func (InterestWithdrawn) interest() {}
func (InterestExpired) interest()   {}
func (InterestReminded) interest()  {}

// Sealed: see InterestEvent.
func (InterestExpressed) Sealed() bool { return true }

// Sealed: see InterestEvent.
func (InterestAccepted) Sealed() bool { return true }

// Sealed: see InterestEvent.
func (ConsentGiven) Sealed() bool { return true }

// Sealed: see InterestEvent.
func (IntroductionMade) Sealed() bool { return true }

// Sealed: see InterestEvent.
func (InterestDeclined) Sealed() bool { return true }

// HappenedAt is its moment.
func (e InterestExpired) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e InterestReminded) HappenedAt() time.Time { return e.At }

// Tell is its sentence.
func (e InterestExpressed) Tell() law.Reason {
	return law.Why("interest-expressed", law.Who("by", e.By), law.Ref("entry", e.Entry), law.On("until", e.Until), law.Quote("message", e.Message))
}

// Tell is its sentence.
func (e InterestAccepted) Tell() law.Reason { return law.Why("interest-accepted", law.Who("by", e.By)) }

// Tell is its sentence.
func (e ConsentGiven) Tell() law.Reason { return law.Why("consent-given", law.Who("by", e.By)) }

// Tell is its sentence.
func (e IntroductionMade) Tell() law.Reason {
	return law.Why("introduction-made", law.People("consents", e.Consents))
}

// Tell is its sentence.
func (e InterestDeclined) Tell() law.Reason {
	if e.Why == "" {
		return law.Why("interest-declined")
	}
	return law.Why("interest-declined-because", law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e InterestWithdrawn) Tell() law.Reason {
	if e.Why == "" {
		return law.Why("interest-withdrawn")
	}
	return law.Why("interest-withdrawn-because", law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e InterestExpired) Tell() law.Reason {
	return law.Why("interest-expired", law.At("at", e.At, ""))
}

// Tell is its sentence.
func (e InterestReminded) Tell() law.Reason { return reminded(e.Passed) }

// InterestFold changes whenever the same events add up to another state.
const InterestFold = 1

// The members of the two unions.
var (
	InterestEvents = law.NewCatalogue[InterestEvent](InterestExpressed{}, InterestAccepted{}, ConsentGiven{}, IntroductionMade{}, InterestDeclined{},
		InterestWithdrawn{}, InterestExpired{}, InterestReminded{})
	InterestCommands = law.NewCatalogue[InterestCommand](ExpressInterest{}, AcceptInterest{}, GiveConsent{}, DeclineInterest{}, WithdrawInterest{})
)

// InterestLaw is the law of an interest, as everything outside of it sees it.
var InterestLaw = law.Adapt(law.Typed[Interest, InterestEvent, InterestCommand]{
	Name: "interest", Fold: InterestFold, Events: InterestEvents, Commands: InterestCommands,
	Zero:   func(reference string) Interest { return Interest{Reference: reference, Market: Of(reference)} },
	Evolve: Interest.evolve,
	Decide: func(c InterestCommand, i Interest, f law.Facts, r law.Receipt) ([]InterestEvent, error) {
		return c.decide(i, f, r)
	},
	Needs:   Interest.needs,
	Moments: Interest.moments,
	Elapse:  Interest.elapse,
	Schedule: func(i Interest, f law.Facts) obligation.Schedule {
		return scheduleOf(i.Reference, i.Obligations, i.Passed, f)
	},
	Owes:     owes,
	Messages: Interest.messages,
	Staff:    func(i Interest, _ law.Facts) []string { return i.Parties() },
	People:   Interest.Parties,
})

func (i Interest) evolve(e InterestEvent, at law.Recorded) Interest {
	switch e := e.(type) {
	case InterestExpressed:
		i.Stage, i.Entry, i.From, i.By, i.To, i.Message, i.ExpressedAt, i.Until = Expressed, e.Entry, e.From, e.By, e.To, e.Message, at.At(), e.Until
		if e.Consent {
			i.Consents = []string{e.By}
		}
		i.Obligations = obligation.Owe(i.Obligations, at.At(), "", e.Owed)
	case InterestAccepted:
		i.Stage, i.AnsweredAt, i.Consents = Accepted, at.At(), append(slices.Clip(i.Consents), e.By)
		i.Obligations = obligation.Meet(i.Obligations, e.Met, at.At())
		if !e.Until.IsZero() {
			i.Until = e.Until
			i.Obligations = obligation.Owe(i.Obligations, at.At(), "", e.Owed)
		}
	case ConsentGiven:
		i.Consents = append(slices.Clip(i.Consents), e.By)
		i.Obligations = obligation.Meet(i.Obligations, e.Met, at.At())
	case IntroductionMade:
		i.Stage, i.EndedAt = Introduced, at.At()
	case InterestDeclined:
		i.Obligations = obligation.Meet(i.Obligations, AnswerLadder, at.At())
		i.Stage, i.Why, i.AnsweredAt, i.EndedAt = Declined, e.Why, at.At(), at.At()
	case InterestWithdrawn:
		i = i.ended(at.At(), obligation.CauseInterestEnded)
		i.Stage, i.Why = Withdrawn, e.Why
	case InterestExpired:
		i = i.ended(e.At, obligation.CauseInterestExpired)
		i.Stage = Lapsed
	case InterestReminded:
		i.Passed = passed(i.Passed, e.Key)
	}
	return i
}

func (i Interest) ended(at time.Time, why obligation.Cause) Interest {
	i.EndedAt = at
	i.Obligations = obligation.End(i.Obligations, at, why, func(obligation.Obligation) bool { return true })
	return i
}

// needs is what it is decided with: its marketplace and the two entries; to express it, the
// other interests of the same person.
func (i Interest) needs(commands ...InterestCommand) []string {
	needs := []string{Root + i.Market}
	if i.Entry != "" {
		needs = append(needs, EntryRoot+i.Entry)
	}
	for _, c := range commands {
		if c, expresses := c.(ExpressInterest); expresses {
			needs = append(needs, EntryRoot+c.Entry, InterestRoot+owner(i.Reference)+"*")
			if c.From != "" {
				needs = append(needs, EntryRoot+c.From)
			}
		}
	}
	return needs
}

func (i Interest) moments(f law.Facts) (ms []law.Moment) {
	s := scheduleOf(i.Reference, i.Obligations, i.Passed, f)
	if s.Cal.Zone == nil {
		return nil
	}
	if i.Stage == Expressed || i.Stage == Accepted {
		ms = append(ms, law.Moment{At: i.Until.End(s.Cal.Zone), Key: momentExpires + string(i.Stage)})
	}
	return withRungs(ms, s)
}

func (i Interest) elapse(f law.Facts, m law.Moment) []InterestEvent {
	if m.Key == momentExpires+string(i.Stage) {
		return []InterestEvent{InterestExpired{At: m.At, Promise: law.Promise{Letters: law.To(i.Parties(), "interest-expired", law.Ref("interest", i.Reference), law.Ref("entry", i.Entry))}}}
	}
	for _, p := range scheduleOf(i.Reference, i.Obligations, i.Passed, f).Plan() {
		if p.Key == m.Key {
			passed, letters := reminder(p, marketOf(i.Reference, f).Rules)
			return []InterestEvent{InterestReminded{Passed: passed, Promise: letters}}
		}
	}
	return nil
}

// messages tell both entries of an introduction.
func (i Interest) messages(e InterestEvent) (list []law.Message) {
	made, is := e.(IntroductionMade)
	if !is {
		return nil
	}
	for _, entry := range []string{made.Entry, made.From} {
		if entry != "" {
			list = append(list, law.Message{Stream: EntryRoot + entry, Kind: NoteIntroduction{}.Kind(), Body: NoteIntroduction{Interest: i.Reference}})
		}
	}
	return list
}
