package call

import (
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// A RuleBook is everything numeric and dated about a call: configuration,
// recorded whole when the call is opened and pinned by its SHA-256. Nothing in
// it names a person.
type RuleBook struct {
	Reference  string       `json:"reference"` // DHE-2019: capitals, digits and hyphens
	Title      string       `json:"title"`
	Programme  string       `json:"programme"`
	Zone       string       `json:"zone"`             // IANA name; every date and hour below is in it
	Budget     money.Amount `json:"budget,omitempty"` // none: the programme has no money
	Dates      Dates        `json:"dates"`
	Types      []Type       `json:"types"`
	Priorities []Priority   `json:"priorities"`

	Eligibility Eligibility `json:"eligibility"`
	Evaluation  Evaluation  `json:"evaluation"`
	Award       Award       `json:"award"`
	Contract    Contract    `json:"contract"`
	Running     RunningYear `json:"running"`
	Amendments  *Amendments `json:"amendments,omitempty"` // none: a contract is not amended
	Retention   Retention   `json:"retention"`
	Complaints  *Complaints `json:"complaints,omitempty"`
	Follows     *Follows    `json:"follows,omitempty"`
	Invitations *Inviting   `json:"invitations,omitempty"` // none: see RuleBook.Inviting
	SignIn      *SignIn     `json:"sign_in,omitempty"`     // none: whoever is signed in signs, releases and pays
	Payments    *Payments   `json:"payments,omitempty"`    // none: each expense is paid by itself
	Committees  []Committee `json:"committees,omitempty"`
	Publish     []string    `json:"publish,omitempty"` // the codes of Publishable; settled with the opening
	Reminders   Reminders   `json:"reminders"`
	Holidays    []Holiday   `json:"holidays,omitempty"`
	// Language is that of letters to whoever has said none; "" is English. Wording is how the
	// call words letters itself, by template and language.
	Language string                            `json:"language,omitempty"`
	Wording  map[string]map[string]law.Wording `json:"wording,omitempty"`
	// Words are the names above in other languages, by language and key: types/full-adoption. See
	// RuleBook.Called.
	Words map[string]map[string]string `json:"words,omitempty"`

	// Marks says of values, by their path in the file, where they come from, or
	// that they are sample values and why.
	Marks []Mark `json:"marks,omitempty"`
}

// Dates are the call's calendar.
type Dates struct {
	Publication calendar.Date `json:"publication"`
	Opening     calendar.Date `json:"opening"` // tenders are taken from the start of this day
	Webinars    []Webinar     `json:"webinars,omitempty"`
	Deadline    Limit         `json:"deadline"`
	// OpeningSession is the moment at which the tenders are opened by themselves,
	// if there is one. Without it two people open them.
	OpeningSession *Session        `json:"opening_session,omitempty"`
	OpenWithin     calendar.Length `json:"open_within,omitzero"`          // for the two people, from the last limit
	Award          calendar.Date   `json:"award"`                         // decision and notification
	Binding        bool            `json:"publication_binding,omitempty"` // the call is not published before its day of publication
	Start          calendar.Date   `json:"start"`                         // M1 of every twinning whose contract is signed in time
}

// A Webinar is a date for tenderers, with the hour where it is known.
type Webinar struct {
	Name string        `json:"name"`
	On   calendar.Date `json:"date"`
}

// A Limit is the deadline for tenders as the rule book writes it. The call
// turns it into the first version of its deadline rule.
type Limit struct {
	On        calendar.Date `json:"date"`
	At        string        `json:"at"`               // wall clock in Zone, 17:00 or 17:00:00
	Offset    string        `json:"offset,omitempty"` // from UTC, +02:00, where clocks show At twice on that day
	Inclusive bool          `json:"inclusive"`        // whether the very instant is still in time
	Grace     string        `json:"grace,omitempty"`  // public grace as a duration; "" and 0s are none
}

func (l Limit) wall() (calendar.WallClock, error) {
	return calendar.ParseWallClock(l.On.String() + "T" + l.At + l.Offset)
}

// A Type is a type of twinning: how far the adoption goes.
type Type struct {
	ID      string       `json:"id"` // knowledge-exchange, adaptation, partial-adoption, full-adoption
	Name    string       `json:"name"`
	Ceiling money.Amount `json:"ceiling,omitempty"` // the most one twinning of this type may cost; none: no ceiling
	Parties *Parties     `json:"parties,omitempty"` // its topology, besides what is asked of every tender
	// Closure names the evidence that the final report of this type must give.
	Closure []Evidence `json:"closure,omitempty"`
	// Deliverables are what a twinning of this type hands over on the way.
	Deliverables []Deliverable `json:"deliverables,omitempty"`
}

// Evidence is one thing that a final report must show.
type Evidence struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Upload bool   `json:"upload,omitempty"` // by a file in the store, not in words alone
}

// A Priority is a policy priority with its topics, a closed vocabulary.
type Priority struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Topics []Topic `json:"topics"`
}

// A Topic is one entry of the vocabulary.
type Topic struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Eligibility says what is asked before a tender is evaluated.
type Eligibility struct {
	ContractorIn    string             `json:"contractor_in"`              // EU: by the dated table of members
	AdopterAbroad   bool               `json:"adopter_abroad"`             // at least one adopter in another country than an originator
	DecideWithin    calendar.Length    `json:"decide_within"`              // from the deadline for tenders
	ClarifyWithin   calendar.Length    `json:"clarify_within"`             // from the request
	ClarifiedFields []string           `json:"clarified_fields,omitempty"` // which fields an obvious clerical error may be corrected in
	Documents       []RequiredDocument `json:"documents,omitempty"`        // by name
	PartiesIn       []string           `json:"parties_in,omitempty"`       // where every organisation must be: country codes, or EU by the dated table
	AdopterRegion   bool               `json:"adopter_region,omitempty"`   // at least one adopter must name its region
	Countries       []OtherCountry     `json:"countries,omitempty"`        // codes outside ISO 3166-1, by day
	Parties         *Parties           `json:"parties,omitempty"`          // how many organisations; none is any number
	Attributes      []Attribute        `json:"attributes,omitempty"`       // what organisations must have
	Shares          bool               `json:"shares,omitempty"`           // the costs are divided among the organisations
	Binding         []string           `json:"binding,omitempty"`          // the rules against which nobody finds a tender eligible, not even two people; of EligibilityRules
}

// A RequiredDocument is a document that every tender must name.
type RequiredDocument struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	MaxBytes int64  `json:"max_bytes,omitempty"` // the largest size allowed; 0 is any
	Upload   bool   `json:"upload,omitempty"`    // the file itself must be in the store, not only its name and hash
}

// Document returns the required document of that id.
func (b RuleBook) Document(id string) (RequiredDocument, bool) {
	for _, d := range b.Eligibility.Documents {
		if d.ID == id {
			return d, true
		}
	}
	return RequiredDocument{}, false
}

// Evaluation says how tenders are scored.
type Evaluation struct {
	PerTender int             `json:"per_tender"` // evaluators a tender
	Within    calendar.Length `json:"within"`     // for a report, from its assignment
	Criteria  []Criterion     `json:"criteria"`   // weights add up to 100
	Threshold decimal.Decimal `json:"threshold"`  // of 100; a tender at it has passed

	Aggregate   string         `json:"aggregate,omitempty"`   // Mean, which is also "", or Median
	Arbitration *Arbitration   `json:"arbitration,omitempty"` // when scores are too far apart
	Briefing    bool           `json:"briefing,omitempty"`    // evaluators are briefed before they are assigned
	Consensus   bool           `json:"consensus,omitempty"`   // evaluators agree on one report at the end
	Panel       bool           `json:"panel,omitempty"`       // a panel looks at the whole ranking before the award
	Conflicts   *ConflictRules `json:"conflicts,omitempty"`   // what is a conflict besides party and organisation
}

// A Criterion is scored from 0 to Max, with at most one decimal.
type Criterion struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Weight int64  `json:"weight"` // percent
	Max    int64  `json:"max"`    // points
	// Threshold is the individual threshold in points: a tender at it has passed.
	Threshold *decimal.Decimal `json:"threshold,omitempty"`
}

// Award policies, by name.
const (
	// Stop at the first tender that the remaining budget cannot fund (DHE FAQ).
	Stop = "stop"
	// Skip what cannot be funded and go on to the next best.
	Skip = "skip"
)

// Tie rules, by name, applied in the order of the rule book. The last is always
// the reference, so that a ranking is total.
const (
	TieLowerAmount = "lower-amount"
	TieEarlier     = "earlier-receipt"
	TieReference   = "reference"
	TieCriterion   = "criterion:" // and a criterion's id: the higher mean of that criterion
)

// Award says how the ranking becomes an award.
type Award struct {
	Policy       string          `json:"policy,omitempty"` // Stop, which is also "", or Skip
	Ties         []string        `json:"ties"`
	NotifyWithin calendar.Length `json:"notify_within"` // from the decision

	Envelopes []Envelope `json:"envelopes,omitempty"` // parts of the budget kept for types
	Most      []Cap      `json:"most,omitempty"`      // how many tenders at most are awarded
	Letters   []Round    `json:"letters,omitempty"`   // in which order and after which delay tenders are told; none is all at once
}

// Contract says how an award becomes a contract.
type Contract struct {
	SignWithin  calendar.Length `json:"sign_within"`  // from the notification
	LatestStart calendar.Date   `json:"latest_start"` // the latest M1 a late contract may have
}

// RunningYear says what is owed while a twinning is active.
type RunningYear struct {
	Months          int             `json:"months"`                // at most; a tender may plan fewer
	Period          int             `json:"period,omitempty"`      // months that a log reports on; 0 is 1, 3 is each quarter
	LogWithin       calendar.Length `json:"log_within"`            // for a log, from the end of its month or period
	FixedDates      bool            `json:"fixed_dates,omitempty"` // no suspension moves the date by which a log is due
	ReviewWithin    calendar.Length `json:"review_within"`
	InterimMonth    int             `json:"interim_month"`  // the month after which the interim report is due; 0 for none
	InterimWithin   calendar.Length `json:"interim_within"` // from the end of that month
	FinalWithin     calendar.Length `json:"final_within"`   // from the end of the last month
	CloseWithin     calendar.Length `json:"close_within"`   // from the acceptance of the final report
	ErrorTypes      []ErrorType     `json:"error_types,omitempty"`
	SuspendedMonths string          `json:"suspended_months,omitempty"` // what is owed of a month wholly inside a suspension; "" is its log, later
	Termination     *Termination    `json:"termination,omitempty"`      // none: a twinning is terminated at once
	Recovery        *Recovery       `json:"recovery,omitempty"`         // none: nothing that was paid is recovered
	Personnel       *Personnel      `json:"personnel,omitempty"`        // none: no claim names a personnel contract
	Activities      []ActivityKind  `json:"activities,omitempty"`       // the kinds of activity of a log; none: an activity needs none
	Meetings        []MeetingKind   `json:"meetings,omitempty"`         // the kinds of meeting; none: a meeting needs none
	Closure         *Closure        `json:"closure,omitempty"`          // none: a closure takes logs, the final report and its evidence
	FixedSum        string          `json:"fixed_sum,omitempty"`        // when the fixed sum of subcontracting is claimed; "" is WithLogs
	ShortMonths     string          `json:"short_months,omitempty"`     // whose the last day is of a month that has no day of the number of M1; "" is ClampedMonths

	Expenses   *Expenses   `json:"expenses,omitempty"`
	Currencies *Currencies `json:"currencies,omitempty"`
}

// When the fixed sum of subcontracting is claimed.
const (
	WithLogs         = "with-logs"          // as any other cost, with the log of a month
	AfterFinalReport = "after-final-report" // once, by one invoice, dated freely (DHE FAQ: a fixed sum on completion and acceptance of the invoice)
)

// Whose the last day is of a month that has no day of the number of M1.
const (
	ClampedMonths = "clamped" // of the project month that begins
	WholeMonths   = "whole"   // of the one that ends
)

// Month is project month n from a day on.
func (r RunningYear) Month(m1 calendar.Date, n int) calendar.Span {
	if r.ShortMonths == WholeMonths {
		return calendar.WholeMonth(m1, n)
	}
	return calendar.Month(m1, n)
}

// NoLog is owed of a month that lies wholly inside a suspension, where the rule book says so.
const NoLog = "no-log"

// Termination says how a twinning is terminated in steps.
type Termination struct {
	Observations calendar.Length `json:"observations"` // for the parties, from the intention
	ClaimWithin  calendar.Length `json:"claim_within"` // for the final claim, from the day of the termination
}

// Recovery says how money that was paid is recovered.
type Recovery struct {
	Observations calendar.Length `json:"observations"` // for the parties, from the intention
	PayWithin    calendar.Length `json:"pay_within"`   // to pay back, from the order
}

// An ErrorType is a kind of error for which a verification deducts; without a
// list a deduction needs its reason alone.
type ErrorType struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Moneyless tells whether the programme has no money: there is no budget, no
// ceiling, and nobody is asked for amounts.
func (b RuleBook) Moneyless() bool { return b.Budget.IsNone() }

// Retention says how long the record is kept (Reg. 2024/2509 art. 133 as a
// pattern: five years, three where the funding is small).
type Retention struct {
	After      calendar.Length `json:"after"` // time for complaints, from the end of a tender that is not paid
	Years      int             `json:"years"`
	SmallYears int             `json:"small_years,omitempty"` // 0 where SmallUpTo is none: all have Years
	SmallUpTo  money.Amount    `json:"small_up_to,omitempty"`
}

// Reminders are the ladders of letters of each obligation, by its name.
type Reminders struct {
	At      string                       `json:"at"` // wall clock of every rung in Zone, 08:00
	Ladders map[string]obligation.Ladder `json:"ladders"`
}

// A Holiday is a public holiday of the procurer (Reg. 1182/71 art. 2).
type Holiday struct {
	On   calendar.Date `json:"date"`
	Name string        `json:"name"`
}

// A Mark says where a value comes from, or that it is a sample and why.
type Mark struct {
	Path   string `json:"path"` // /running/log_within
	Sample bool   `json:"sample,omitempty"`
	Why    string `json:"why,omitempty"`
	Source string `json:"source,omitempty"`
}

// Type returns the type of that id.
func (b RuleBook) Type(id string) (Type, bool) {
	for _, t := range b.Types {
		if t.ID == id {
			return t, true
		}
	}
	return Type{}, false
}

// Topic tells whether a topic belongs to a priority.
func (b RuleBook) Topic(priority, topic string) bool {
	for _, p := range b.Priorities {
		if p.ID != priority {
			continue
		}
		for _, t := range p.Topics {
			if t.ID == topic {
				return true
			}
		}
	}
	return false
}

// Calendar is the rule book's zone with its holidays.
func (b RuleBook) Calendar() (obligation.Calendar, error) {
	zone, err := calendar.Zone(b.Zone)
	if err != nil {
		return obligation.Calendar{}, err
	}
	at, err := obligation.ParseHour(b.Reminders.At)
	if err != nil {
		return obligation.Calendar{}, err
	}
	days := make([]calendar.Holiday, 0, len(b.Holidays))
	for _, h := range b.Holidays {
		days = append(days, calendar.Holiday{Date: h.On, Name: h.Name})
	}
	holidays, err := calendar.NewHolidays(days...)
	if err != nil {
		return obligation.Calendar{}, err
	}
	return obligation.Calendar{Zone: zone, Holidays: holidays, Hour: at}, nil
}

// DeadlineRule is the first version of the deadline for tenders.
func (b RuleBook) DeadlineRule(signedBy string) (calendar.Deadline, error) {
	grace := time.Duration(0)
	if b.Dates.Deadline.Grace != "" {
		var err error
		if grace, err = calendar.ParseGrace(b.Dates.Deadline.Grace); err != nil {
			return calendar.Deadline{}, err
		}
	}
	wall, err := b.Dates.Deadline.wall()
	if err != nil {
		return calendar.Deadline{}, err
	}
	return calendar.NewDeadline(calendar.Deadline{
		Name: "submission-of-tenders", Wall: wall, Zone: b.Zone,
		Inclusive: b.Dates.Deadline.Inclusive, Grace: grace,
		SignedBy: signedBy,
	})
}
