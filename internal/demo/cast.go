package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// A part is something that must happen to some tender of the demo.
type part string

// The parts, in the order of the year.
const (
	toTheMicrosecond part = "received at the very deadline"
	late             part = "late"
	admitted         part = "is admitted late"
	drafted          part = "is submitted from a draft"
	resubmits        part = "resubmits"
	withdraws        part = "withdraws"
	ineligible       part = "ineligible"
	overridden       part = "is found eligible against a rule"
	clarifies        part = "clarifies"
	formerlyTied     part = "has an organisation that an evaluator has left"
	conflicted       part = "has an evaluator in conflict"
	tardy            part = "has a tardy evaluator"
	arbitrated       part = "has two scores far apart"
	differs          part = "has two scores apart, not too far"
	struck           part = "has a score that no longer counts"
	complains        part = "complains and is upheld"
	declines         part = "declines its contract"
	declinesLater    part = "declines its contract later"
	activated        part = "is activated from the reserve"
	signsLate        part = "signs late"
	logsEarly        part = "sends a log before M1"
	overclaims       part = "claims more than a cost kind"
	twoHands         part = "has an expense verified and authorised by one person"
	logsLate         part = "sends a log late"
	logReturned      part = "has a log returned"
	expenseReturned  part = "has an expense returned"
	foreign          part = "claims in another currency"
	byUnits          part = "claims a unit cost"
	recovered        part = "pays back from its next payment"
	suspended        part = "is suspended"
	terminated       part = "is terminated"
	thinReport       part = "gives too little evidence"
	closesEarly      part = "is to be closed too early"
	paidEarly        part = "is to be paid its fixed sum too early"
)

// An entry is one tender of the demo with all that is known of it beforehand.
type entry struct {
	number    int // from 1, the six of DigitalHealthEurope first
	synthetic bool
	tender    twinning.Tender
	submit    string // id of the first submission
	ref       string
	at        time.Time // of the submission
	quality   float64   // of 100, around which its evaluators score it
	reports   []report  // that are there for the award and count
	void      report    // of the part struck: the one that no longer counts
	again     []report  // of the second evaluation
	contact   string    // aliases
	signatory string
}

func (e *entry) stream() string { return law.TwinningStream(e.ref) }

// name is what the bar and the report call it.
func (e *entry) name() string { return e.tender.Title }

// A report is one evaluator's scores, drawn beforehand.
type report struct {
	evaluator string // alias
	scores    []twinning.Score
}

// points are the scores by criterion.
func (r report) points() map[string]decimal.Decimal {
	m := map[string]decimal.Decimal{}
	for _, s := range r.scores {
		m[s.Criterion] = s.Points
	}
	return m
}

// tally is what reports come to; a third one comes by arbitration.
func tally(reports []report, rules call.Evaluation) call.Tally {
	var list []call.Report
	for _, r := range reports {
		list = append(list, call.Report{Evaluator: r.evaluator, Points: r.points()})
	}
	return call.TallyOf(list, rules, len(reports) > rules.PerTender)
}

// fact is what the law of a call will know of the tender once it is evaluated.
func (e *entry) fact(rules call.Evaluation) call.TenderFact {
	t := tally(e.reports, rules)
	return call.TenderFact{
		Reference: e.ref, Stage: string(twinning.Evaluated), Type: e.tender.Type, Amount: e.amount(), ReceivedAt: e.at, Score: t.Score, Means: t.Points,
	}
}

func (e *entry) amount() money.Amount { return e.tender.Costs.Total() }

// country is where the contractor is established.
func (e *entry) country() string {
	o, _ := e.tender.Organisation(e.tender.Contractor)
	return o.Country
}

// A Cast is everybody and everything that one seed draws: the rule book, the
// people, the tenders, who plays which part, and the award that must come of it.
type Cast struct {
	seed     uint64
	book     programme.Book
	people   []people.Person
	roles    map[law.Role][]string // aliases
	ids      map[string]string     // by alias
	entries  []*entry
	parts    map[part]*entry
	forecast call.AwardDecision
	leftover money.Amount // once nobody else is awarded
	story    *story       // around the call; nil: the call alone
}

// id is a person's id by alias.
func (c *Cast) id(alias string) string {
	id, ok := c.ids[alias]
	if !ok {
		panic("demo: nobody is called " + alias)
	}
	return id
}

// named puts aliases in the place of ids: nobody in a demo exists.
func (c *Cast) named(sentence string) string {
	for alias, id := range c.ids {
		sentence = strings.ReplaceAll(sentence, id, alias)
	}
	return sentence
}

// command names a command of the script.
func (c *Cast) command(what string) string { return fmt.Sprintf("demo-%d-%s", c.seed, what) }

// byRef returns the tender of a reference.
func (c *Cast) byRef(ref string) *entry {
	for _, e := range c.entries {
		if e.ref == ref {
			return e
		}
	}
	return nil
}

// plays tells whether a tender has one of the parts.
func (c *Cast) plays(e *entry, parts ...part) bool {
	for _, p := range parts {
		if c.parts[p] == e {
			return true
		}
	}
	return false
}

// evaluated lists the tenders that come to be scored.
func (c *Cast) evaluated() []*entry {
	var list []*entry
	for _, e := range c.entries {
		if !c.plays(e, late, withdraws, ineligible) {
			list = append(list, e)
		}
	}
	return list
}

// with lists the tenders that the award is expected to give a verdict.
func (c *Cast) with(v call.Verdict) []*entry {
	var list []*entry
	for _, ref := range c.forecast.With(v) {
		list = append(list, c.byRef(ref))
	}
	return list
}

// contracted lists the tenders that come to a contract, in the order of the
// ranking, then those from the reserve list.
func (c *Cast) contracted() []*entry {
	var list []*entry
	for _, e := range append(c.with(call.Awarded), c.parts[activated], c.parts[complains]) {
		if !c.plays(e, declines, declinesLater) {
			list = append(list, e)
		}
	}
	return list
}
