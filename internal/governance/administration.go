package governance

import (
	"slices"

	"twinning.example/engine/internal/law"
)

// FirstAdministratorKind is the kind of the event with which the administration
// begins. It follows from no command: an operator's key alone signs it.
const FirstAdministratorKind = "first-administrator-made.v1" // ledger.FirstAdministrator: the law imports no ledger

// An Administration is what the events of AdministrationStream add up to.
type Administration struct {
	Reference string   `json:"reference"`
	Stage     string   `json:"stage"`            // "" or administered
	People    []string `json:"people,omitempty"` // the administrators now, person ids
	Past      []string `json:"past,omitempty"`   // who is one no longer
	// Erasures are what people asked to be erased, in the order in which they asked.
	Erasures []ErasureRequest `json:"erasures,omitempty"`
}

// Administered is the stage of an administration that has begun.
const Administered = "administered"

// StageName is the stage.
func (a Administration) StageName() string { return a.Stage }

// Over is false: there are always administrators.
func (a Administration) Over() bool { return false }

// RulesSHA is none: it has no rule book.
func (a Administration) RulesSHA() string { return "" }

// Has tells whether a person is an administrator now.
func (a Administration) Has(person string) bool {
	return person != "" && slices.Contains(a.People, person)
}

// An AdministrationEvent is a fact of the administration.
//
//sumtype:decl
type AdministrationEvent interface {
	law.Event
	administration()
}

// FirstAdministratorMade says who was made the first administrator by whoever
// holds the owner's role of the database.
type FirstAdministratorMade struct {
	Person string `json:"person"`
}

// AdministratorGiven makes a person an administrator.
type AdministratorGiven struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
	law.Promise
}

// AdministratorWithdrawn ends that a person is an administrator.
type AdministratorWithdrawn struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
	law.Promise
}

// Kind is the kind's name.
func (FirstAdministratorMade) Kind() string { return FirstAdministratorKind }

// Kind is the kind's name.
func (AdministratorGiven) Kind() string { return "administrator-given.v1" }

// Kind is the kind's name.
func (AdministratorWithdrawn) Kind() string { return "administrator-withdrawn.v1" }

func (FirstAdministratorMade) administration() {}
func (AdministratorGiven) administration()     {}
func (AdministratorWithdrawn) administration() {}

// Tell is its sentence.
func (e FirstAdministratorMade) Tell() law.Reason {
	return law.Why("first-administrator-made", law.Who("person", e.Person))
}

// Tell is its sentence.
func (e AdministratorGiven) Tell() law.Reason {
	return law.Why("administrator-given", law.Who("person", e.Person), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e AdministratorWithdrawn) Tell() law.Reason {
	return law.Why("administrator-withdrawn", law.Who("person", e.Person), law.Quote("why", e.Why))
}

// An AdministrationCommand is a request that the administration may refuse.
//
//sumtype:decl
type AdministrationCommand interface {
	law.Command
	decide(Administration, law.Receipt) ([]AdministrationEvent, error)
}

// GiveAdministrator makes a person an administrator, at once.
type GiveAdministrator struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
}

// WithdrawAdministrator ends that a person is an administrator, at once.
type WithdrawAdministrator struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
}

// Kind is the kind's name.
func (GiveAdministrator) Kind() string { return "give-administrator" }

// Kind is the kind's name.
func (WithdrawAdministrator) Kind() string { return "withdraw-administrator" }

// Check refuses a command without a person or a reason.
func (o GiveAdministrator) Check() error { return checkPerson(o.Person, o.Why) }

// Check refuses a command without a person or a reason.
func (o WithdrawAdministrator) Check() error { return checkPerson(o.Person, o.Why) }

func checkPerson(person string, why law.Text) error {
	if err := law.CheckCode("person", person); err != nil {
		return err
	}
	return law.CheckRequired("why", why)
}

func (o GiveAdministrator) decide(a Administration, r law.Receipt) ([]AdministrationEvent, error) {
	if !a.Has(r.Actor) {
		return nil, notAdministrator(r.Actor)
	}
	if a.Has(o.Person) {
		return nil, law.Refuse("administrators", "is-one-already", law.Who("person", o.Person))
	}
	return []AdministrationEvent{AdministratorGiven{Person: o.Person, Why: o.Why, Promise: law.Promise{
		Letters: law.To([]string{o.Person}, "administrator-given", law.Quote("why", o.Why)),
	}}}, nil
}

func (o WithdrawAdministrator) decide(a Administration, r law.Receipt) ([]AdministrationEvent, error) {
	switch {
	case !a.Has(r.Actor):
		return nil, notAdministrator(r.Actor)
	case !a.Has(o.Person):
		return nil, law.Refuse("administrators", "is-none", law.Who("person", o.Person))
	case len(a.People) == 1:
		return nil, law.Refuse("administrators", "last-one", law.Who("person", o.Person))
	}
	return []AdministrationEvent{AdministratorWithdrawn{Person: o.Person, Why: o.Why, Promise: law.Promise{
		Letters: law.To([]string{o.Person}, "administrator-withdrawn", law.Quote("why", o.Why)),
	}}}, nil
}

func notAdministrator(person string) error {
	return law.Refuse("administrators", "not-one", law.Who("person", person))
}

// AdministrationFold changes whenever the same events add up to another state.
const AdministrationFold = 1

// The members of the two unions of the administration.
var (
	AdministrationEvents   = law.NewCatalogue[AdministrationEvent](FirstAdministratorMade{}, AdministratorGiven{}, AdministratorWithdrawn{}, ErasureAsked{}, ErasureRefused{})
	AdministrationCommands = law.NewCatalogue[AdministrationCommand](GiveAdministrator{}, WithdrawAdministrator{}, AskErasure{}, RefuseErasure{})
)

// AdministrationLaw is the law of the administration, as everything outside of it sees it.
var AdministrationLaw = law.Adapt(law.Typed[Administration, AdministrationEvent, AdministrationCommand]{
	Name: "administration", Fold: AdministrationFold, Events: AdministrationEvents, Commands: AdministrationCommands,
	Zero:   func(reference string) Administration { return Administration{Reference: reference} },
	Evolve: Administration.evolve,
	Decide: func(c AdministrationCommand, a Administration, _ law.Facts, r law.Receipt) ([]AdministrationEvent, error) {
		return c.decide(a, r)
	},
	Staff: func(a Administration, _ law.Facts) []string { return a.People },
})

func (a Administration) evolve(e AdministrationEvent, r law.Recorded) Administration {
	switch e := e.(type) {
	case FirstAdministratorMade:
		a.Stage, a.People = Administered, []string{e.Person}
	case AdministratorGiven:
		a.People = append(slices.Clip(a.People), e.Person)
	case AdministratorWithdrawn:
		a.People = slices.DeleteFunc(slices.Clone(a.People), func(p string) bool { return p == e.Person })
		if !slices.Contains(a.Past, e.Person) {
			a.Past = append(slices.Clip(a.Past), e.Person)
		}
	case ErasureAsked, ErasureRefused:
		a.Erasures = a.erasures(e, r.At())
	}
	return a
}
