package governance

import "twinning.example/engine/internal/law"

// ProgrammeFold changes whenever the same events add up to another state.
const ProgrammeFold = 1

// The members of the two unions of a programme.
var (
	ProgrammeEvents = law.NewCatalogue[ProgrammeEvent](
		ProgrammeOpened{}, DefaultsChanged{}, ProgrammeRoleGiven{}, ProgrammeRoleWithdrawn{}, ProgrammeRoleReplaced{}, ProgrammeRoleChanged{}, ProgrammeClosed{},
	)
	ProgrammeCommands = law.NewCatalogue[ProgrammeCommand](
		OpenProgramme{}, ChangeDefaults{}, GiveProgrammeRole{}, WithdrawProgrammeRole{}, ReplaceProgrammeRole{}, CloseProgramme{}, NoteInvitation{},
	)
)

// ProgrammeLaw is the law of a programme, as everything outside of it sees it.
var ProgrammeLaw = law.Adapt(law.Typed[Programme, ProgrammeEvent, ProgrammeCommand]{
	Name: "programme", Fold: ProgrammeFold, Events: ProgrammeEvents, Commands: ProgrammeCommands,
	Zero:   func(reference string) Programme { return Programme{Reference: reference} },
	Evolve: Programme.evolve,
	Decide: func(c ProgrammeCommand, p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
		return c.decide(p.As(r.ReceivedAt), f, r)
	},
	Needs:   func(Programme, ...ProgrammeCommand) []string { return []string{AdministrationStream} },
	Moments: func(p Programme, _ law.Facts) []law.Moment { return p.moments() },
	Elapse:  func(p Programme, _ law.Facts, m law.Moment) []ProgrammeEvent { return p.elapse(m) },
	Staff:   Programme.staff,
})
