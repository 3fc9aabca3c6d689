// Package call is the law of a call: which facts can exist, what they add up
// to, and which commands may produce them. It reads like the programme's own
// handbook and knows no clock, no database and no SDK.
package call

import (
	"fmt"
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
	Deadlines   []DeadlineVersion     `json:"deadlines,omitempty"`
	Assignments map[string][]string   `json:"assignments,omitempty"`

	PublishedAt time.Time `json:"published_at,omitzero"`
	ReleasedAt  time.Time `json:"released_at,omitzero"`

	Prepared   *AwardDecision `json:"prepared,omitempty"`
	PreparedBy string         `json:"prepared_by,omitempty"`
	Released   *AwardDecision `json:"released,omitempty"`

	Left      money.Amount            `json:"left"` // budget not committed
	Committed map[string]money.Amount `json:"committed,omitempty"`
	Reserve   []Step                  `json:"reserve,omitempty"` // in order, the next first
	Contracts map[string]bool         `json:"contracts,omitempty"`
	Ended     map[string]string       `json:"ended,omitempty"`

	Obligations []obligation.Obligation `json:"obligations,omitempty"`
	Passed      map[string]bool         `json:"passed,omitempty"` // rungs with their one outcome recorded
}

// An Evaluator is a person appointed to score tenders.
type Evaluator struct {
	Person       string    `json:"person"`
	Organisation string    `json:"organisation,omitempty"`
	Country      string    `json:"country,omitempty"`
	DeclaredAt   time.Time `json:"declared_at,omitzero"` // of impartiality
}

// A DeadlineVersion is a version of the deadline rule with the instant from
// which it is in force.
type DeadlineVersion struct {
	Rule calendar.Deadline `json:"rule"`
	// Where and when it was recorded stands in the ledger's header and is known
	// only once it is there: it is no part of the state's hash.
	RecordedAt time.Time `json:"-"`
	Position   int64     `json:"-"`
}

// StageName, Over and RulesSHA make a Call a law.State.
func (c Call) StageName() string { return string(c.Stage) }

// Over tells that the call's life has ended.
func (c Call) Over() bool {
	return c.Stage == None || c.Stage == Finished && !slices.ContainsFunc(c.Obligations, obligation.Obligation.Open)
}

// RulesSHA is the SHA-256 of the rule book in force.
func (c Call) RulesSHA() string { return c.SHA256 }

// Evolve returns the call as it stands after e. It never refuses: an event has
// already happened.
func (c Call) Evolve(e Event, at law.Recorded) Call {
	switch e := e.(type) {
	case CallOpened:
		c.Reference, c.Stage = e.Rules.Reference, Drafted
		c.Rules, c.SHA256 = e.Rules, e.SHA256
		c.Books = with(c.Books, e.SHA256, e.Rules)
		c.Roles = e.Roles
		c.Left = e.Rules.Budget
		c.Deadlines = []DeadlineVersion{{Rule: e.Deadline, RecordedAt: at.RecordedAt, Position: at.Position}}
		c.Obligations = obligation.Owe(nil, at.At(), "", e.Owed...)
	case RulesChanged:
		c.Left = c.Left.Add(e.Rules.Budget.Sub(c.Rules.Budget))
		c.Rules, c.SHA256 = e.Rules, e.SHA256
		c.Books = with(c.Books, e.SHA256, e.Rules)
		c.Obligations = obligation.Owe(c.Obligations, at.At(), "the date of the award was changed", e.Owed...)
	case CallPublished:
		c.Stage, c.PublishedAt = Published, at.At()
	case SubmissionOpened:
		c.Stage = Open
	case DeadlineSet:
		c.Deadlines = append(slices.Clip(c.Deadlines), DeadlineVersion{Rule: e.Deadline, RecordedAt: at.RecordedAt, Position: at.Position})
		if c.Stage == Shut {
			c.Stage = Open
		}
	case SubmissionShut:
		c.Stage = Shut
	case EvaluatorAppointed:
		c.Evaluators = append(slices.Clip(c.Evaluators), Evaluator{Person: e.Evaluator, Organisation: e.Organisation, Country: e.Country})
	case ImpartialityDeclared:
		c.Evaluators = slices.Clone(c.Evaluators)
		for i := range c.Evaluators {
			if c.Evaluators[i].Person == e.Evaluator {
				c.Evaluators[i].DeclaredAt = at.At()
			}
		}
	case EvaluatorsAssigned:
		c.Assignments = with(c.Assignments, e.Tender, e.Evaluators)
		if c.Stage == Shut {
			c.Stage = Evaluating
		}
	case AwardPrepared:
		c.Prepared, c.PreparedBy = &e.Award, at.Actor
	case AwardReleased:
		c = c.release(e, at)
	case ReserveActivated:
		c.Committed = with(c.Committed, e.Tender, e.Amount)
		c.Left = e.Left
		c.Reserve = c.reserveBut(e.Tender)
	case BudgetFreed:
		c.Left = e.Left
		c.Committed = with(c.Committed, e.Tender, c.Committed[e.Tender].Sub(e.Amount))
	case ContractNoted:
		c.Contracts = with(c.Contracts, e.Tender, true)
		if c.Stage == Decided {
			c.Stage = Running
		}
	case EndNoted:
		c.Ended = with(c.Ended, e.Tender, e.How)
		c.Reserve = c.reserveBut(e.Tender)
	case CallFinished:
		c.Stage, c.Reserve = Finished, nil
	case RungPassed:
		c.Passed = with(c.Passed, e.Key, true)
	default:
		panic(fmt.Sprintf("call: no evolution for %T", e))
	}
	return c
}

func (c Call) release(e AwardReleased, at law.Recorded) Call {
	c.Stage, c.Released, c.ReleasedAt = Decided, &e.Award, at.At()
	c.Prepared = nil
	c.Left = e.Award.Left
	c.Committed = maps.Clone(c.Committed)
	if c.Committed == nil {
		c.Committed = map[string]money.Amount{}
	}
	c.Reserve = nil
	for _, s := range e.Award.Steps {
		switch s.Verdict {
		case Awarded:
			c.Committed[s.Tender] = s.Amount
		case Reserve:
			c.Reserve = append(c.Reserve, s)
		case Rejected:
		}
	}
	c.Obligations = obligation.Meet(c.Obligations, awardDecision, at.At())
	return c
}

// reserveBut is the reserve list without one tender.
func (c Call) reserveBut(tender string) []Step {
	var list []Step
	for _, s := range c.Reserve {
		if s.Tender != tender {
			list = append(list, s)
		}
	}
	return list
}

// with returns a copy of m with one entry set: states are values.
func with[V any](m map[string]V, k string, v V) map[string]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]V{}
	}
	m[k] = v
	return m
}

// Has tells whether a person has one of the roles in this call.
func (c Call) Has(person string, roles ...law.Role) bool {
	for _, r := range roles {
		if r == law.Evaluator {
			if _, ok := c.Evaluator(person); ok {
				return true
			}
			continue
		}
		if slices.Contains(c.Roles[r], person) {
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

// People returns who has a role, for letters.
func (c Call) People(role law.Role) []string { return c.Roles[role] }

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
// receipt's position) for everyone, or that name the tender or a party, the one
// that leaves most time. As a version never takes time away, that is the last.
func (c Call) DeadlineFor(received time.Time, position int64, names ...string) (DeadlineVersion, bool) {
	return c.longest(names, func(d DeadlineVersion) bool { return !d.RecordedAt.After(received) && d.Position < position })
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
		if d.Rule.Last().After(last) {
			last = d.Rule.Last()
		}
	}
	return last
}
