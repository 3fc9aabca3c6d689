package call

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Command is a request that a call may refuse. Decide is pure: the same
// call, facts and receipt give the same answer for ever.
//
//sumtype:decl
type Command interface {
	law.Command
	Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error)
	command()
}

// OpenCall opens a call from its rule book.
type OpenCall struct {
	Rules  RuleBook              `json:"rules"`
	SHA256 string                `json:"sha256"`
	File   string                `json:"file"`
	Roles  map[law.Role][]string `json:"roles"`
}

// ChangeRules proposes another version of the rule book.
type ChangeRules struct {
	Rules  RuleBook `json:"rules"`
	SHA256 string   `json:"sha256"`
	File   string   `json:"file"`
	Why    law.Text `json:"why"`
}

// PublishCall makes the call documents public.
type PublishCall struct{}

// ExtendDeadline sets another version of the deadline rule.
type ExtendDeadline struct {
	To        calendar.WallClock `json:"to"` // in the zone of the call
	Inclusive bool               `json:"inclusive"`
	Covers    []string           `json:"covers,omitempty"` // named tenders or parties; empty is everyone
	Why       law.Text           `json:"why"`
	Grace     string             `json:"grace,omitempty"` // public grace as a duration; "" is the rule book's, 0s is none
}

// AppointEvaluator gives a person the role of evaluator.
type AppointEvaluator struct {
	Evaluator    string `json:"evaluator"`
	Organisation string `json:"organisation,omitempty"`
	Country      string `json:"country,omitempty"`
}

// DeclareImpartiality is an evaluator's own declaration.
type DeclareImpartiality struct {
	Former []FormerTie `json:"former,omitempty"` // organisations that the evaluator has left
}

// AssignEvaluators gives a tender to evaluators.
type AssignEvaluators struct {
	Tender     string   `json:"tender"`
	Evaluators []string `json:"evaluators"`
	Why        law.Text `json:"why,omitempty"` // where somebody without a conflict is replaced
}

// PrepareAward ranks the evaluated tenders and walks down the ranking.
type PrepareAward struct{}

// ReleaseAward makes the prepared award the decision.
type ReleaseAward struct{}

// ActivateReserve awards the head of the reserve list with money that is free.
type ActivateReserve struct {
	Tender string `json:"tender,omitempty"` // to be sure; it must be the head of the list
}

// FreeBudget follows from a fact in a tender's life.
type FreeBudget struct {
	Tender string       `json:"tender"`
	Amount money.Amount `json:"amount"`
	Why    law.Reason   `json:"why"`
}

// NoteContract follows from a contract in force.
type NoteContract struct {
	Tender string        `json:"tender"`
	M1     calendar.Date `json:"m1"`
}

// NoteEnd follows from the end of a tender that had been awarded.
type NoteEnd struct {
	Tender string `json:"tender"`
	How    string `json:"how"`
}

func (OpenCall) Kind() string            { return "open-call" }
func (ChangeRules) Kind() string         { return "change-rules" }
func (PublishCall) Kind() string         { return "publish-call" }
func (ExtendDeadline) Kind() string      { return "extend-deadline" }
func (AppointEvaluator) Kind() string    { return "appoint-evaluator" }
func (DeclareImpartiality) Kind() string { return "declare-impartiality" }
func (AssignEvaluators) Kind() string    { return "assign-evaluators" }
func (PrepareAward) Kind() string        { return "prepare-award" }
func (ReleaseAward) Kind() string        { return "release-award" }
func (ActivateReserve) Kind() string     { return "activate-reserve" }
func (FreeBudget) Kind() string          { return "free-budget" }
func (NoteContract) Kind() string        { return "note-contract" }
func (NoteEnd) Kind() string             { return "note-end" }

func (OpenCall) command()            {}
func (ChangeRules) command()         {}
func (PublishCall) command()         {}
func (ExtendDeadline) command()      {}
func (AppointEvaluator) command()    {}
func (DeclareImpartiality) command() {}
func (AssignEvaluators) command()    {}
func (PrepareAward) command()        {}
func (ReleaseAward) command()        {}
func (ActivateReserve) command()     {}
func (FreeBudget) command()          {}
func (NoteContract) command()        {}
func (NoteEnd) command()             {}

// Commands reads the requests to a call.
var Commands = law.NewCatalogue[Command](
	OpenCall{}, ChangeRules{}, PublishCall{}, ExtendDeadline{}, AppointEvaluator{}, DeclareImpartiality{}, AssignEvaluators{},
	PrepareAward{}, ReleaseAward{}, ActivateReserve{}, FreeBudget{}, NoteContract{}, NoteEnd{},
	AdmitLate{}, OpenTenders{},
	BriefEvaluators{}, DrawAssignments{}, DecidePanel{},
	NoteComplaint{}, NoteReevaluation{}, ReopenLeftover{}, FundAmendment{}, ImportRates{},
	ShortenDeadline{}, CancelCall{}, SignProposal{},
	GiveRole{}, WithdrawRole{}, ReplaceRole{}, SetAbsence{}, EndAbsence{}, NoteInvitation{},
	SetPayingAccount{}, PreparePaymentRun{}, RemovePaymentLine{}, ReleasePaymentRun{}, WithdrawPaymentRun{}, ExecutePayment{}, ReturnPayment{},
)

// NeedsTender is the tender that a command is judged with, "" for none.
func NeedsTender(c Command) string {
	if o, ok := c.(interface{ needsTender() string }); ok {
		return o.needsTender()
	}
	return ""
}

func (o AdmitLate) needsTender() string        { return o.Tender }
func (o NoteReevaluation) needsTender() string { return o.Tender }

// NeedsCall is the other call that a command is judged with, "" for none.
func NeedsCall(c Command) string {
	if o, ok := c.(OpenCall); ok && o.Rules.Follows != nil {
		return o.Rules.Follows.Call
	}
	return ""
}

// NeedsTenders tells whether a command is judged with every tender of the call.
func NeedsTenders(c Command) bool {
	_, ok := c.(interface{ needsTenders() })
	return ok
}

func (AppointEvaluator) needsTenders() {}
func (OpenTenders) needsTenders()      {}
func (AssignEvaluators) needsTenders() {}
func (DrawAssignments) needsTenders()  {}
func (DecidePanel) needsTenders()      {}
func (PrepareAward) needsTenders()     {}
func (ReleaseAward) needsTenders()     {}

// may refuses an actor who has none of the roles.
func (c Call) may(r law.Receipt, roles ...law.Role) error { return c.NotAllowed(r.Actor, roles...) }

// NotAllowed refuses a person who has none of the roles. Evaluators are
// appointed: a role in a people file makes nobody one, and the refusal says so.
func (c Call) NotAllowed(person string, roles ...law.Role) error {
	if c.Has(person, roles...) {
		return nil
	}
	if slices.Equal(roles, []law.Role{law.Evaluator}) && !c.Had(person, law.StaffRoles()...) {
		return law.Refuse("roles", "not-appointed", law.Who("person", person), law.Ref("call", c.Reference))
	}
	return law.Refuse("roles", "not-allowed", law.Who("person", person), law.Ref("call", c.Reference), law.Words("roles", "role", roles))
}

func roleWords(roles []law.Role) string {
	s := ""
	for i, r := range roles {
		switch {
		case i == 0:
		case i == len(roles)-1:
			s += " or "
		default:
			s += ", "
		}
		s += r.Words()
	}
	return s
}

// must refuses a command that comes in a stage that has no place for it.
func (c Call) must(what string, stages ...Stage) error {
	if slices.Contains(stages, c.Stage) {
		return nil
	}
	if c.Stage == None {
		return law.Refuse("stages", "not-opened")
	}
	return law.Refuse("stages", "wrong-stage", law.Ref("life", c.Reference), law.Word("stage", "stage", c.Stage), law.Word("act", "act", what), law.Words("stages", "stage", stages))
}

func engineOnly(r law.Receipt) error {
	if r.Actor == law.Engine {
		return nil
	}
	return law.Refuse("roles", "engine-only")
}
