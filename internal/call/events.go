package call

import (
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// An Event is a fact of a call. Who, when and why stand in the ledger's header.
//
//sumtype:decl
type Event interface {
	law.Event
	event()
}

// CallOpened records the rule book, whole, and the roles given.
type CallOpened struct {
	Rules    RuleBook              `json:"rules"`
	SHA256   string                `json:"sha256"` // of File
	File     string                `json:"file"`   // the rule book's text
	Roles    map[law.Role][]string `json:"roles"`  // person ids
	Deadline calendar.Deadline     `json:"deadline"`
	Owed     []obligation.Owed     `json:"owed,omitempty"`
}

// RulesChanged records a new version of the rule book, for tenders that are
// not under contract. Who recorded it signed what another had proposed.
type RulesChanged struct {
	Rules      RuleBook `json:"rules"`
	SHA256     string   `json:"sha256"`
	File       string   `json:"file"`
	Why        law.Text `json:"why"`
	ProposedBy string   `json:"proposed_by,omitempty"`
	Told       []string `json:"told,omitempty"` // tenders

	Owed []obligation.Owed `json:"owed,omitempty"` // the award, where its date was changed
}

// CallPublished says that the call documents are public.
type CallPublished struct {
	law.Promise
}

// SubmissionOpened says that tenders are taken from now on.
type SubmissionOpened struct {
	At time.Time `json:"at"`
}

// DeadlineSet is another version of the deadline rule. It is in force from the
// instant at which it was recorded.
type DeadlineSet struct {
	Deadline calendar.Deadline `json:"deadline"`
	Told     []string          `json:"told,omitempty"` // tenders
	law.Promise
}

// SubmissionShut says that the last limit of any version in force has passed.
type SubmissionShut struct {
	At   time.Time         `json:"at"`
	Owed []obligation.Owed `json:"owed,omitempty"` // the opening of the tenders
}

// EvaluatorAppointed gives a person the role of evaluator.
type EvaluatorAppointed struct {
	Evaluator    string `json:"evaluator"` // person id
	Organisation string `json:"organisation,omitempty"`
	Country      string `json:"country,omitempty"`
	law.Promise
}

// ImpartialityDeclared is an evaluator's declaration of impartiality and confidentiality.
type ImpartialityDeclared struct {
	Evaluator string      `json:"evaluator"`
	Former    []FormerTie `json:"former,omitempty"`
}

// EvaluatorsAssigned gives one tender to evaluators.
type EvaluatorsAssigned struct {
	Tender     string   `json:"tender"`
	Evaluators []string `json:"evaluators"`
	Why        law.Text `json:"why,omitempty"` // where somebody was replaced
	law.Promise
}

// AwardPrepared is a ranking and an award over facts that anyone can read
// again: it commits nothing until it is released.
type AwardPrepared struct {
	Award AwardDecision `json:"award"`
	Basis Basis         `json:"basis,omitempty"`
}

// AwardReleased makes a prepared award the decision.
type AwardReleased struct {
	Award  AwardDecision  `json:"award"`
	Rounds []PlannedRound `json:"rounds,omitempty"` // of letters; none where all are told with this
	law.Promise
}

// ReserveActivated awards the head of the reserve list.
type ReserveActivated struct {
	Tender string          `json:"tender"`
	Amount money.Amount    `json:"amount"`
	Left   money.Amount    `json:"left"`
	Place  int             `json:"place"`
	Score  decimal.Decimal `json:"score"`
	Again  bool            `json:"again,omitempty"` // evaluated again: Place was that on the reserve list
}

// BudgetFreed says that money committed to a tender is free again.
type BudgetFreed struct {
	Tender string       `json:"tender"`
	Amount money.Amount `json:"amount"`
	Left   money.Amount `json:"left"`
	Why    law.Reason   `json:"why"`
	law.Promise
}

// ContractNoted says that a contract is in force.
type ContractNoted struct {
	Tender string        `json:"tender"`
	M1     calendar.Date `json:"m1"`
}

// EndNoted says that a twinning has ended, and how.
type EndNoted struct {
	Tender string `json:"tender"`
	How    string `json:"how"`
}

// CallFinished says that every twinning of the call has ended.
type CallFinished struct {
	At time.Time `json:"at,omitzero"` // where time alone was awaited
	law.Promise
}

// RungPassed is the one outcome of one rung of a reminder.
type RungPassed struct {
	obligation.Passed
	law.Promise
}

func (CallOpened) Kind() string           { return "call-opened.v1" }
func (RulesChanged) Kind() string         { return "rules-changed.v1" }
func (CallPublished) Kind() string        { return "call-published.v1" }
func (SubmissionOpened) Kind() string     { return "submission-opened.v1" }
func (DeadlineSet) Kind() string          { return "deadline-set.v1" }
func (SubmissionShut) Kind() string       { return "submission-shut.v1" }
func (EvaluatorAppointed) Kind() string   { return "evaluator-appointed.v1" }
func (ImpartialityDeclared) Kind() string { return "impartiality-declared.v1" }
func (EvaluatorsAssigned) Kind() string   { return "evaluators-assigned.v1" }
func (AwardPrepared) Kind() string        { return "award-prepared.v1" }
func (AwardReleased) Kind() string        { return "award-released.v1" }
func (ReserveActivated) Kind() string     { return "reserve-activated.v1" }
func (BudgetFreed) Kind() string          { return "budget-freed.v1" }
func (ContractNoted) Kind() string        { return "contract-noted.v1" }
func (EndNoted) Kind() string             { return "end-noted.v1" }
func (CallFinished) Kind() string         { return "call-finished.v1" }
func (RungPassed) Kind() string           { return "rung-passed.v1" }

func (CallOpened) event()           {}
func (RulesChanged) event()         {}
func (CallPublished) event()        {}
func (SubmissionOpened) event()     {}
func (DeadlineSet) event()          {}
func (SubmissionShut) event()       {}
func (EvaluatorAppointed) event()   {}
func (ImpartialityDeclared) event() {}
func (EvaluatorsAssigned) event()   {}
func (AwardPrepared) event()        {}
func (AwardReleased) event()        {}
func (ReserveActivated) event()     {}
func (BudgetFreed) event()          {}
func (ContractNoted) event()        {}
func (EndNoted) event()             {}
func (CallFinished) event()         {}
func (RungPassed) event()           {}

// Events reads the facts of a call.
var Events = law.NewCatalogue[Event](
	CallOpened{}, RulesChanged{}, CallPublished{}, SubmissionOpened{}, DeadlineSet{}, SubmissionShut{},
	EvaluatorAppointed{}, ImpartialityDeclared{}, EvaluatorsAssigned{},
	AwardPrepared{}, AwardReleased{}, ReserveActivated{}, BudgetFreed{},
	ContractNoted{}, EndNoted{}, CallFinished{}, RungPassed{},
	LateAdmitted{}, OpeningSigned{}, TendersOpened{}, EvaluatorsExcluded{},
	EvaluatorsBriefed{}, AssignmentsDrawn{}, PanelDecided{},
	OutcomesAnnounced{}, StandstillEnded{}, ComplaintWindowClosed{}, ComplaintNoted{}, ReevaluationNoted{}, LeftoverReopened{}, AmendmentFunded{},
	RulesProposed{}, ShorteningProposed{}, DeadlineShortened{}, CancellationProposed{}, CallCancelled{},
	RoleGiven{}, RoleWithdrawn{}, RoleReplaced{}, RoleChanged{}, AbsenceSet{}, AbsenceBegan{}, AbsenceEnded{},
	RatesImported{},
	PayingAccountSet{}, PaymentRunPrepared{}, PaymentLineRemoved{}, PaymentRunReleased{}, PaymentRunWithdrawn{}, PaymentExecuted{}, PaymentReturned{},
)
