// Package twinning is the law of a tender and of the twinning that it may
// become: which facts can exist, what they add up to, and which commands may
// produce them. It knows no clock, no database and no SDK.
package twinning

import (
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// A Twinning is everything its events add up to. The zero Twinning has no
// tender in time.
type Twinning struct {
	Reference string `json:"reference"`
	Stage     Stage  `json:"stage"`

	Versions    []Version     `json:"versions,omitempty"`
	Tender      Tender        `json:"tender,omitzero"` // the version that counts
	SubmittedBy string        `json:"submitted_by,omitempty"`
	Late        []LateAttempt `json:"late,omitempty"`

	Attempts []Attempt `json:"attempts,omitempty"` // refused for other reasons than lateness

	Proposal   *EligibilityProposed `json:"proposal,omitempty"` // waits for a second signature
	ProposedBy string               `json:"proposed_by,omitempty"`
	Override   *Override            `json:"override,omitempty"`
	DecidedBy  string               `json:"decided_by,omitempty"` // on eligibility, last

	Question  *Question `json:"question,omitempty"`
	Findings  []Finding `json:"findings,omitempty"`
	Conflicts []Tie     `json:"conflicts,omitempty"`
	Assigned  []string  `json:"assigned,omitempty"`
	Reviews   []Review  `json:"reviews,omitempty"`

	Score   decimal.Decimal            `json:"score"`
	Means   map[string]decimal.Decimal `json:"means,omitempty"`
	Outcome *call.Outcome              `json:"outcome,omitempty"`

	Arbitrated bool            `json:"arbitrated,omitempty"` // one more evaluator was asked
	Diverged   int             `json:"diverged,omitempty"`   // how many reports counted then
	Consensus  *Consensus      `json:"consensus,omitempty"`
	Counted    []string        `json:"counted,omitempty"` // whose reports made the score
	Method     string          `json:"method,omitempty"`
	Mean       decimal.Decimal `json:"mean,omitzero"`
	Median     decimal.Decimal `json:"median,omitzero"`
	Spread     decimal.Decimal `json:"spread,omitzero"`
	Rounds     []Round         `json:"rounds,omitempty"` // earlier results, which stay visible
	Complaints []Complaint     `json:"complaints,omitempty"`
	SettledAt  time.Time       `json:"settled_at,omitzero"` // the last end of a time for complaints, or of one

	Signatures  map[string]Signature `json:"signatures,omitempty"` // by party
	Prepared    *Preparation         `json:"prepared,omitempty"`   // what the contract has beside tender and award
	Contract    *Contract            `json:"contract,omitempty"`
	Logs        map[int]Log          `json:"logs,omitempty"`
	Expenses    []Expense            `json:"expenses,omitempty"` // in the order of their claims
	Awaited     []AwaitedStep        `json:"awaited,omitempty"`  // expenses that wait for a verification or an authorisation
	Duties      map[string]Step      `json:"hands,omitempty"`    // by person: the one step that they do in the payments of this twinning
	Reports     map[string]Report    `json:"reports,omitempty"`
	SuspendedAt time.Time            `json:"suspended_at,omitzero"`
	ResumedAt   time.Time            `json:"resumed_at,omitzero"`
	PausedDays  int                  `json:"paused_days,omitempty"`
	Pauses      []Pause              `json:"pauses,omitempty"` // that are over
	Asked       *AskedSuspension     `json:"asked,omitempty"`  // the last request of a party
	AskedOpen   bool                 `json:"asked_open,omitempty"`

	Closing      *Closing          `json:"closing,omitempty"`
	Deliverables []Deliverable     `json:"deliverables,omitempty"` // in the order of the rule book
	Meetings     []TwinningMeeting `json:"meetings,omitempty"`     // in the order in which they were planned

	Ending   *Ending `json:"ending,omitempty"`   // its termination in steps
	Unlogged []int   `json:"unlogged,omitempty"` // months of a suspension for which no log is owed

	Amending *Amending `json:"amending,omitempty"` // the amendments of the contract

	// Linked are the references of records by the ids of the tender's organisations.
	Linked   map[string]string `json:"linked,omitempty"`
	Verified []Verified        `json:"verified,omitempty"` // what was found of what organisations declare

	Files []File `json:"files,omitempty"` // of evidence, in the order in which they were added

	EndedAt   time.Time     `json:"ended_at,omitzero"` // closed, terminated, withdrawn, rejected, ineligible
	RetainTil calendar.Date `json:"retain_until,omitzero"`

	Hold       *Hold     `json:"hold,omitempty"` // the record is kept beyond its retention while it stands
	HoldLifted time.Time `json:"hold_lifted,omitzero"`

	Obligations []obligation.Obligation `json:"obligations,omitempty"`
	Passed      map[string]bool         `json:"passed,omitempty"`

	Payments *Payments `json:"payments,omitempty"` // by instalments, and the account that they go to

	Recoveries []Recovery `json:"recoveries,omitempty"` // in the order in which they were intended

	Unreached []Unreached `json:"unreached,omitempty"` // in the order in which their letters did not come
	Bounced   []Bounce    `json:"bounced,omitempty"`   // letters that came back, in the order in which that was recorded

	PartyChanges map[law.Role]string `json:"party_changes,omitempty"` // who is asked to be contact or signatory; "" where it is answered
	Former       []string            `json:"former,omitempty"`        // who was replaced as contact or signatory
}

// A Version is one submission in time.
type Version struct {
	Number     int       `json:"number"`
	ReceivedAt time.Time `json:"received_at"`
	Position   int64     `json:"-"`           // stands in the header
	HMAC       string    `json:"hmac_sha256"` // Tender.HMAC
	Nonce      string    `json:"-"`           // its key: the sender's, and not for every reader of a state
	By         string    `json:"by"`
	Admission  int       `json:"admission,omitempty"` // the late admission that it used
}

// A LateAttempt is a submission refused as late.
type LateAttempt struct {
	ReceivedAt time.Time  `json:"received_at"`
	Position   int64      `json:"-"`           // stands in the header
	HMAC       string     `json:"hmac_sha256"` // Tender.HMAC
	Why        law.Reason `json:"why"`         // of its TimeVerdict
	By         string     `json:"by,omitempty"`
}

// An Attempt is a submission refused for another reason.
type Attempt struct {
	ReceivedAt  time.Time `json:"received_at"`
	Position    int64     `json:"-"`           // stands in the header
	HMAC        string    `json:"hmac_sha256"` // Tender.HMAC
	law.Refusal           // its parameters are shown after the opening only where it quotes the tender
	By          string    `json:"by"`
}

// Quotes tells whether what is said of the attempt may quote the tender: of a role or a stage nothing does.
func (a Attempt) Quotes() bool { return a.Rule != "roles" && a.Rule != "stages" }

// A Consensus is the one report that evaluators may agree on.
type Consensus struct {
	Number int             `json:"number"` // of the proposal, from 1
	By     string          `json:"by"`
	Scores []Score         `json:"scores"`
	Total  decimal.Decimal `json:"total"`
	Agreed []string        `json:"agreed"`
}

// A Round is a result that another evaluation followed.
type Round struct {
	Stage    Stage                      `json:"stage"` // in which it ended: ineligible, reserve, rejected
	Findings []Finding                  `json:"findings,omitempty"`
	Reviews  []Review                   `json:"reviews,omitempty"`
	Score    decimal.Decimal            `json:"score"`
	Means    map[string]decimal.Decimal `json:"means,omitempty"`
	Counted  []string                   `json:"counted,omitempty"`
	Outcome  *call.Outcome              `json:"outcome,omitempty"`
	Why      law.Text                   `json:"why"`
	// AfterAward tells that the award had been released when the next round began.
	AfterAward bool `json:"after_award,omitempty"`

	Method string          `json:"method,omitempty"`
	Mean   decimal.Decimal `json:"mean,omitzero"`
	Median decimal.Decimal `json:"median,omitzero"`
	Spread decimal.Decimal `json:"spread,omitzero"`
}

// A Complaint contests a decision on this tender.
type Complaint struct {
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	Grounds string    `json:"grounds"`
	Text    law.Text  `json:"text"`
	Against Stage     `json:"against"` // what the tender was
	Status  string    `json:"status"`  // lodged, upheld, dismissed, settled
	Finding string    `json:"finding,omitempty"`
	Reason  law.Text  `json:"reason,omitempty"`
}

// A Question is a clarification asked for.
type Question struct {
	Number   int      `json:"number"` // from 1
	Fields   []string `json:"fields"`
	Question law.Text `json:"question"`
	Answer   law.Text `json:"answer,omitempty"`
}

// A Tie is an evaluator's conflict with this tender.
type Tie struct {
	Evaluator string   `json:"evaluator"`
	Why       law.Text `json:"why"`
	By        string   `json:"by,omitempty"` // who brought it to light, where not the evaluator

	At time.Time `json:"at,omitzero"`
}

// A Review is one evaluator's report.
type Review struct {
	Evaluator string          `json:"evaluator"`
	Scores    []Score         `json:"scores"`
	Total     decimal.Decimal `json:"total"`
}

// A Signature is one party's signature under the contract.
type Signature struct {
	By     string        `json:"by"`
	At     time.Time     `json:"at"`
	SHA256 string        `json:"sha256,omitempty"` // of the text that was signed, where it was named
	Start  calendar.Date `json:"start,omitzero"`   // M1 of that text, where it is not the common start
}

// The parties to a contract.
const (
	PartyContractor = "contractor"
	PartyProcurer   = "procurer"
)

// A Contract is what a twinning runs under. Rules never change under it.
type Contract struct {
	M1     calendar.Date `json:"m1"`
	Months int           `json:"months"`
	Period int           `json:"period,omitempty"` // months of a log; 0 is 1
	Rules  string        `json:"rules"`            // SHA-256 of the rule book
	Amount money.Amount  `json:"amount"`
	Costs  Costs         `json:"costs"`
	At     time.Time     `json:"at"`
	SHA256 string        `json:"sha256,omitempty"`       // of its text, where the signatures named it
	Short  string        `json:"short_months,omitempty"` // whose the last day of a short month is, by the rule book

	Why       law.Text            `json:"why,omitempty"`       // why M1 is not the common start
	Personnel []PersonnelContract `json:"personnel,omitempty"` // as amendments have left them
}

// Month is project month n.
func (c Contract) Month(n int) calendar.Span {
	return call.RunningYear{ShortMonths: c.Short}.Month(c.M1, n)
}

// End is the first day after the last month.
func (c Contract) End() calendar.Date { return c.Month(c.Months).Until }

// A Log is the log of one month.
type Log struct {
	Number     int        `json:"number"`
	Activities []Activity `json:"activities,omitempty"`
	Nothing    law.Text   `json:"nothing,omitempty"` // why nothing was done
	Status     string     `json:"status"`            // submitted, accepted, returned
	Late       bool       `json:"late,omitempty"`

	Corrected []LogCorrection `json:"corrected,omitempty"` // what stood in it before, the oldest first
}

// A Report is an interim or final report.
type Report struct {
	Number   int        `json:"number"`
	Summary  law.Text   `json:"summary"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Status   string     `json:"status"`
	Late     bool       `json:"late,omitempty"`

	Lessons      law.Text `json:"lessons,omitempty"`
	FollowUp     FollowUp `json:"follow_up,omitempty"`
	FollowUpForm law.Text `json:"follow_up_form,omitempty"`
	SHA256       string   `json:"sha256,omitempty"` // of ReportSubmitted
}

// What becomes of a log or a report.
const (
	StatusSubmitted = "submitted"
	StatusAccepted  = "accepted"
	StatusReturned  = "returned"
)

// The two reports.
const (
	Interim = "interim"
	Final   = "final"
)

// StageName and RulesSHA make a Twinning a law.State.
func (t Twinning) StageName() string { return string(t.Stage) }

// Over tells that nothing is awaited any more.
func (t Twinning) Over() bool { return t.Stage == None || t.Stage == Over }

// RulesSHA is the rule book that the twinning is pinned to, "" before a contract.
func (t Twinning) RulesSHA() string {
	if t.Contract == nil {
		return ""
	}
	return t.Contract.Rules
}

// used lists the late admissions that submissions have used.
func (t Twinning) used() []int {
	var used []int
	for _, v := range t.Versions {
		if v.Admission > 0 {
			used = append(used, v.Admission)
		}
	}
	return used
}

// firstSender is who sent the first attempt that was refused, "" for nobody. A
// tender without a version in time is theirs: its reference was given to them.
// Nobody else is ever late for it, as who sends is judged before when; so where
// one came late it is theirs, and else the first attempt of all is. Instants do
// not tell: a clock that stands gives the same one to everybody.
func (t Twinning) firstSender() string {
	switch {
	case len(t.Late) > 0:
		return t.Late[0].By
	case len(t.Attempts) > 0:
		return t.Attempts[0].By
	}
	return ""
}

// Conflicted tells whether an evaluator is in conflict with this tender.
func (t Twinning) Conflicted(person string) bool {
	return slices.ContainsFunc(t.Conflicts, func(c Tie) bool { return c.Evaluator == person })
}

// Expense returns the expense of that id.
func (t Twinning) Expense(id string) (Expense, bool) {
	i := slices.IndexFunc(t.Expenses, func(e Expense) bool { return e.ID == id })
	if i < 0 {
		return Expense{}, false
	}
	return t.Expenses[i], true
}

// questions is how many clarifications have been asked for.
func (t Twinning) questions() int {
	if t.Question == nil {
		return 0
	}
	return t.Question.Number
}

// with returns a copy of m with one entry set: states are values.
func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[K]V{}
	}
	m[k] = v
	return m
}
