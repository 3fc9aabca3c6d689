// Package call is the law of a call: which facts can exist, what they add up
// to, and which commands may produce them. It reads like the programme's own
// handbook and knows no clock, no database and no SDK.
package call

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// A Call is everything its events add up to. The zero Call has not been opened.
type Call struct {
	Reference string              `json:"reference"`
	Stage     Stage               `json:"stage"`
	Rules     RuleBook            `json:"rules"`
	SHA256    string              `json:"sha256"`
	Books     map[string]RuleBook `json:"books"` // every version, by SHA-256: twinnings under contract keep theirs

	Roles       map[law.Role][]string `json:"roles"`
	Evaluators  []Evaluator           `json:"evaluators,omitempty"`
	Excluded    []string              `json:"excluded,omitempty"` // evaluators until the opening, who compete
	Deadlines   []DeadlineVersion     `json:"deadlines,omitempty"`
	Assignments map[string][]string   `json:"assignments,omitempty"`

	Proposals int                 `json:"proposals,omitempty"` // how many there have been
	Proposed  map[string]Proposal `json:"proposed,omitempty"`  // that wait for a second signature, by what they are about

	OpeningSigned string    `json:"opening_signed,omitempty"` // who signed the opening first
	OpenedAt      time.Time `json:"opened_at,omitzero"`       // the end of the sealing
	OpenedBy      []string  `json:"opened_by,omitempty"`

	Panel        map[string]PanelScore `json:"panel,omitempty"`
	PanelPresent []string              `json:"panel_present,omitempty"`
	PanelBasis   Basis                 `json:"panel_basis,omitempty"`

	PublishedAt time.Time `json:"published_at,omitzero"`
	ReleasedAt  time.Time `json:"released_at,omitzero"`

	Prepared   *AwardDecision `json:"prepared,omitempty"`
	PreparedBy string         `json:"prepared_by,omitempty"`
	PreparedOn Basis          `json:"prepared_on,omitempty"`
	Released   *AwardDecision `json:"released,omitempty"`

	Left      money.Amount            `json:"left"` // budget not committed
	Committed map[string]money.Amount `json:"committed,omitempty"`
	Reserve   []Step                  `json:"reserve,omitempty"` // in order, the next first
	Contracts map[string]bool         `json:"contracts,omitempty"`
	Ended     map[string]string       `json:"ended,omitempty"`
	Counted   map[string][]Count      `json:"counted,omitempty"` // by tender with an award: for which caps of the rule book it counts

	Rounds          []PlannedRound          `json:"rounds,omitempty"`    // of letters that are still to come, the next first
	Announced       map[string]bool         `json:"announced,omitempty"` // rounds of letters that have been
	StandstillUntil calendar.Date           `json:"standstill_until,omitzero"`
	StandstillOver  bool                    `json:"standstill_over,omitempty"`
	ComplaintsUntil calendar.Date           `json:"complaints_until,omitzero"`
	WindowClosed    bool                    `json:"window_closed,omitempty"`
	Complaints      map[string]string       `json:"complaints,omitempty"` // by tender: how its last one stands
	EnvelopesLeft   map[string]money.Amount `json:"envelopes_left,omitempty"`
	FundedFrom      map[string]string       `json:"funded_from,omitempty"` // envelopes of tenders that the released award does not have
	Reopened        map[string]money.Amount `json:"reopened,omitempty"`    // by the call that spends it
	Raised          map[string]money.Amount `json:"raised,omitempty"`      // by tender: what was committed to it for amendments

	Obligations []obligation.Obligation `json:"obligations,omitempty"`
	Passed      map[string]bool         `json:"passed,omitempty"` // rungs with their one outcome recorded

	RoleChanges []RoleChange `json:"role_changes,omitempty"` // since the opening, in the order of their decisions
	Absences    []Absence    `json:"absences,omitempty"`

	Rates *Rates `json:"rates,omitempty"` // exchange rates, where any were imported

	PayingAccounts []PayingAccount `json:"paying_accounts,omitempty"` // the last one is paid from
	Runs           []PaymentRun    `json:"runs,omitempty"`            // by number
}

// An Evaluator is a person appointed to score tenders.
type Evaluator struct {
	Person       string      `json:"person"`
	Organisation string      `json:"organisation,omitempty"`
	Country      string      `json:"country,omitempty"`
	DeclaredAt   time.Time   `json:"declared_at,omitzero"` // of impartiality
	BriefedAt    time.Time   `json:"briefed_at,omitzero"`
	Former       []FormerTie `json:"former,omitempty"`
}

// A DeadlineVersion is a version of the deadline rule with the instant from
// which it is in force.
type DeadlineVersion struct {
	Rule calendar.Deadline `json:"rule"`
	// Admission is the number of a late admission, which one submission uses up;
	// 0 is a version that any number may use.
	Admission int `json:"admission,omitempty"`
	// Shortened is a version that a shortening has ended.
	Shortened bool `json:"shortened,omitempty"`
	// Where and when it was recorded, and ended, stands in the ledger's header and
	// is known only once it is there: it is no part of the state's hash.
	RecordedAt time.Time `json:"-"`
	Position   int64     `json:"-"`
	EndedAt    time.Time `json:"-"`
	EndedBy    int64     `json:"-"`
}

// StageName, Over and RulesSHA make a Call a law.State.
func (c Call) StageName() string { return string(c.Stage) }

// Over tells that the call's life has ended.
func (c Call) Over() bool {
	return c.Stage == None || (c.Stage == Finished || c.Stage == Cancelled) && !slices.ContainsFunc(c.Obligations, obligation.Obligation.Open) && !c.awaited()
}

// RulesSHA is the SHA-256 of the rule book in force.
func (c Call) RulesSHA() string { return c.SHA256 }

// with returns a copy of m with one entry set: states are values.
func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[K]V{}
	}
	m[k] = v
	return m
}

// Has tells whether a person has one of the roles in this call, or stands in for
// somebody who has.
func (c Call) Has(person string, roles ...law.Role) bool {
	for _, r := range roles {
		if r == law.Evaluator {
			if _, ok := c.Evaluator(person); ok {
				return true
			}
			continue
		}
		if slices.Contains(c.Roles[r], person) || len(c.Absences) > 0 && slices.Contains(c.deputies(r), person) {
			return true
		}
	}
	return false
}

// Evaluator returns the appointment of a person.
func (c Call) Evaluator(person string) (Evaluator, bool) {
	i := slices.IndexFunc(c.Evaluators, func(e Evaluator) bool { return e.Person == person })
	if i < 0 {
		return Evaluator{}, false
	}
	return c.Evaluators[i], true
}

// People returns who has a role, and who stands in for them, for letters.
func (c Call) People(role law.Role) []string {
	if len(c.Absences) == 0 {
		return c.Roles[role]
	}
	return append(slices.Clip(c.Roles[role]), c.deputies(role)...)
}

// Book returns the rule book of a SHA-256, or the one in force for "".
func (c Call) Book(sha string) (RuleBook, bool) {
	if sha == "" {
		return c.Rules, c.SHA256 != ""
	}
	b, ok := c.Books[sha]
	return b, ok
}

// DeadlineFor is the version of the deadline rule that covers a tender received
// at an instant: of those in force then (recorded no later, and before the
// receipt's position, and not shortened by then) for everyone, or that name the
// tender or a party, the one that leaves most time.
// A late admission is asked only of what would be late without it, so that
// nothing in time uses it up. Used are the admissions that submissions of the
// tender have used; each of them has used up those before it, too.
func (c Call) DeadlineFor(received time.Time, position int64, used []int, names ...string) (DeadlineVersion, bool) {
	inForce := func(d DeadlineVersion) bool {
		ended := d.Shortened && !d.EndedAt.After(received) && d.EndedBy < position
		return !d.RecordedAt.After(received) && d.Position < position && !ended
	}
	best, found := c.longest(names, func(d DeadlineVersion) bool { return d.Admission == 0 && inForce(d) })
	if found && best.Rule.InTime(received) {
		return best, true
	}
	return c.longest(names, func(d DeadlineVersion) bool { return d.unused(used) && inForce(d) })
}

// unused tells whether a version can still be met: any number of times, or,
// where it is a late admission, as long as neither it nor a later one was used.
func (d DeadlineVersion) unused(used []int) bool {
	return d.Admission == 0 || !slices.ContainsFunc(used, func(n int) bool { return n >= d.Admission })
}

// IsOpened tells whether the tenders had been opened by an instant. Where the
// rule book has a moment for it, that is a matter of instants alone: from just
// after it on, as at the moment itself more time may still be given.
func (c Call) IsOpened(at time.Time) bool {
	switch c.Stage {
	case None, Drafted:
		return false
	case Cancelled: // what was sealed stays sealed, whatever moment the rule book has
		if c.OpenedAt.IsZero() {
			return false
		}
	case Evaluating, Decided, Running, Finished:
		if c.OpenedAt.IsZero() {
			return true // calls of the first fold knew no opening
		}
	case Published, Open, Shut, Opened:
	}
	switch moment, ok := c.OpeningMoment(); {
	case !c.OpenedAt.IsZero() && len(c.OpenedBy) > 0:
		return !at.Before(c.OpenedAt)
	case !c.OpenedAt.IsZero():
		return at.After(c.OpenedAt)
	default:
		return ok && at.After(moment)
	}
}

// OpeningMoment is when the tenders are opened by themselves: the moment of the
// rule book, or the last limit of any version in force where that is later;
// false where two people open them.
func (c Call) OpeningMoment() (time.Time, bool) {
	s := c.Rules.Dates.OpeningSession
	if s == nil {
		return time.Time{}, false
	}
	at, err := s.Instant(c.Rules.Zone)
	if err != nil {
		return time.Time{}, false // the rule book was checked when it was recorded
	}
	if last := c.Limit(); at.Before(last) {
		at = last
	}
	return at.UTC(), true
}

// longest is the version that leaves these names most time, of those that which selects.
func (c Call) longest(names []string, which func(DeadlineVersion) bool) (DeadlineVersion, bool) {
	var best DeadlineVersion
	found := false
	for _, d := range c.Deadlines {
		covers := len(d.Rule.Covers) == 0 || slices.ContainsFunc(names, d.Rule.AppliesTo)
		if covers && which(d) && (!found || d.Rule.Last().After(best.Rule.Last())) {
			best, found = d, true
		}
	}
	return best, found
}

// Limit is the last instant at which any version in force can still be met:
// from then on nothing can be in time any more.
func (c Call) Limit() time.Time {
	var last time.Time
	for _, d := range c.Deadlines {
		if !d.Shortened && d.Rule.Last().After(last) {
			last = d.Rule.Last()
		}
	}
	return last
}
