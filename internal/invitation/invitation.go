package invitation

import (
	"slices"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// The stages of an invitation.
const (
	Open      = "open"
	Taken     = "accepted"
	Retracted = "withdrawn"
	Lapsed    = "expired"
	Served    = "ended" // its purpose was over before anybody accepted it
)

// An Invitation is what its events add up to.
type Invitation struct {
	Reference string       `json:"reference"`
	Stage     string       `json:"stage"` // "" before it is made
	Call      string       `json:"call"`  // reference; "" where it is to a programme
	Programme string       `json:"programme,omitempty"`
	Life      string       `json:"life,omitempty"` // stream of a survey, body, initiative, masterclass or marketplace to take part in
	Tender    string       `json:"tender,omitempty"`
	Role      law.Role     `json:"role,omitempty"`
	By        string       `json:"by,omitempty"`
	Was       string       `json:"was,omitempty"` // who was the contact, or the signatory, when it was made
	Address   law.Text     `json:"address,omitempty"`
	Name      law.Text     `json:"name,omitempty"`
	Language  string       `json:"language,omitempty"`
	Why       law.Text     `json:"why,omitempty"`
	SHA256    string       `json:"sha256,omitempty"` // of the secret of its link
	MadeAt    time.Time    `json:"made_at,omitzero"`
	Until     time.Time    `json:"until,omitzero"`
	Person    string       `json:"person,omitempty"` // who accepted it
	EndedAt   time.Time    `json:"ended_at,omitzero"`
	Because   *law.Refusal `json:"because,omitempty"` // why its purpose was over
}

// StageName is the stage.
func (i Invitation) StageName() string { return i.Stage }

// Over tells that nothing is awaited any more.
func (i Invitation) Over() bool { return i.Stage != "" && i.Stage != Open }

// RulesSHA is none: it is decided under the rule book of its call.
func (i Invitation) RulesSHA() string { return "" }

// Fold changes whenever the same events add up to another state.
const Fold = 1

// The members of the two unions.
var (
	Events   = law.NewCatalogue[Event](Made{}, Accepted{}, Withdrawn{}, Expired{}, Ended{})
	Commands = law.NewCatalogue[Command](Invite{}, Accept{}, Withdraw{}, NotePurposeOver{})
)

// Law is the law of an invitation, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Invitation, Event, Command]{
	Name: "invitation", Fold: Fold, Events: Events, Commands: Commands,
	Zero: func(reference string) Invitation {
		return Invitation{Reference: reference, Call: CallOf(reference), Programme: ProgrammeOf(reference), Life: LifeOf(reference)}
	},
	Evolve:   Invitation.evolve,
	Decide:   func(c Command, i Invitation, f law.Facts, r law.Receipt) ([]Event, error) { return c.decide(i, f, r) },
	Needs:    Invitation.needs,
	Moments:  Invitation.moments,
	Elapse:   func(_ Invitation, _ law.Facts, m law.Moment) []Event { return []Event{Expired{At: m.At}} },
	Messages: Invitation.messages,
	Staff:    Invitation.staff,
})

func (i Invitation) evolve(e Event, at law.Recorded) Invitation {
	switch e := e.(type) {
	case Made:
		i.Stage, i.By, i.Role, i.Tender, i.Was, i.Address, i.Name = Open, e.By, e.Role, e.Tender, e.Was, e.Address, e.Name
		i.Language, i.Why, i.SHA256, i.MadeAt, i.Until = e.Language, e.Why, e.SHA256, at.At(), e.Until
	case Accepted:
		i.Stage, i.Person, i.EndedAt = Taken, e.Person, at.At()
	case Withdrawn:
		i.Stage, i.EndedAt = Retracted, at.At()
	case Expired:
		i.Stage, i.EndedAt = Lapsed, e.At
	case Ended:
		i.Stage, i.EndedAt, i.Because = Served, at.At(), &e.Because
	}
	return i
}

// needs is what it is decided with: its call; its tender; to give a role, every tender
// of the call; to make it, the other invitations.
func (i Invitation) needs(commands ...Command) []string {
	if i.Programme != "" || i.Life != "" {
		needs := []string{Home(i.Reference)}
		if i.Programme != "" {
			needs = append(needs, governance.AdministrationStream)
		}
		if slices.ContainsFunc(commands, func(c Command) bool { _, invites := c.(Invite); return invites }) {
			needs = append(needs, Root+"*")
		}
		return needs
	}
	needs := []string{law.CallStream(i.Call)}
	tender := i.Tender
	for _, c := range commands {
		switch c := c.(type) {
		case Invite:
			tender = c.Tender
			needs = append(needs, Root+"*")
		case Accept:
			if i.Tender == "" {
				return append(needs, call.TenderPrefix(i.Call)+"*")
			}
		case NotePurposeOver:
			if i.Tender == "" && !i.gives() {
				needs = append(needs, call.TenderPrefix(i.Call)+"*")
			}
		case Withdraw:
		}
	}
	if tender != "" {
		needs = append(needs, law.TwinningStream(tender))
	}
	return needs
}

func (i Invitation) moments(law.Facts) []law.Moment {
	if i.Stage != Open {
		return nil
	}
	return []law.Moment{{At: i.Until, Key: "expires"}}
}

// gives tells whether the invitation gives a role when it is accepted. Signatory and
// colleague of a tender that is to come are named by the tender itself, and whoever takes part by the staff.
func (i Invitation) gives() bool {
	return i.Tender != "" || i.Programme != "" || i.Role != law.Signatory && i.Role != law.Colleague
}

// messages are what gives the role.
func (i Invitation) messages(e Event) []law.Message {
	accepted, is := e.(Accepted)
	switch {
	case !is, !i.gives():
		return nil
	case i.Programme != "":
		return []law.Message{{Stream: Home(i.Reference), Kind: governance.NoteInvitation{}.Kind(), Body: i.toProgramme(accepted.Person)}}
	case i.Tender != "":
		return []law.Message{{Stream: law.TwinningStream(i.Tender), Kind: twinning.NoteInvitation{}.Kind(), Body: i.toTender(accepted.Person)}}
	}
	return []law.Message{{Stream: law.CallStream(i.Call), Kind: call.NoteInvitation{}.Kind(), Body: i.toCall(accepted)}}
}

func (i Invitation) toTender(person string) twinning.NoteInvitation {
	return twinning.NoteInvitation{Invitation: i.Reference, By: i.By, Role: i.Role, Person: person, Why: i.Why}
}

func (i Invitation) toProgramme(person string) governance.NoteInvitation {
	return governance.NoteInvitation{Invitation: i.Reference, By: i.By, Role: i.Role, Person: person, Why: i.Why}
}

func (i Invitation) toCall(e Accepted) call.NoteInvitation {
	return call.NoteInvitation{Invitation: i.Reference, By: i.By, Role: i.Role, Person: e.Person, Organisation: e.Organisation, Country: e.Country, Why: i.Why}
}

// staff are those who are told of an invitation: who sent it and who accepted it; of
// one to a role of the call also whoever could have given it.
func (i Invitation) staff(f law.Facts) []string {
	people := []string{i.By}
	if i.Person != "" {
		people = append(people, i.Person)
	}
	if i.Programme != "" {
		return append(people, programmeOf(i, f).Inviters(f)...)
	}
	if i.Life != "" {
		return append(people, i.host(f).staff...)
	}
	if i.ToOffice() {
		people = append(people, callOf(i, f).People(law.Head)...)
		if i.Role == law.Evaluator || contains(call.Givers(i.Role), law.Officer) {
			people = append(people, callOf(i, f).People(law.Officer)...)
		}
	}
	return people
}

// ToOffice tells whether the invitation is to a role of the call, or of a programme, or to take part in what is no tender.
func (i Invitation) ToOffice() bool { return i.Tender == "" && (i.gives() || i.Life != "") }

func callOf(i Invitation, f law.Facts) call.Call {
	c, _ := f.State(law.CallStream(i.Call)).(call.Call)
	return c
}

func programmeOf(i Invitation, f law.Facts) governance.Programme {
	p, _ := f.State(Home(i.Reference)).(governance.Programme)
	return p
}

func tenderOf(reference string, f law.Facts) twinning.Twinning {
	t, _ := f.State(law.TwinningStream(reference)).(twinning.Twinning)
	return t
}
