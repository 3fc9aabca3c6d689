package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// counting lists who has given a report that counts, in the order of receipt:
// everybody who is in no conflict.
func (t Twinning) counting() []string {
	var people []string
	for _, v := range t.Reviews {
		if !t.Conflicted(v.Evaluator) {
			people = append(people, v.Evaluator)
		}
	}
	return people
}

// reported tells whether an evaluator has given a report in this round.
func (t Twinning) reported(person string) bool {
	return slices.ContainsFunc(t.Reviews, func(v Review) bool { return v.Evaluator == person })
}

// counted are the reports that count.
func (t Twinning) counted() []call.Report {
	var reports []call.Report
	for _, v := range t.Reviews {
		if !t.Conflicted(v.Evaluator) {
			reports = append(reports, v.report())
		}
	}
	return reports
}

// andThen is an event and, in the same answer, what follows from the reports as
// they are after it.
func (t Twinning) andThen(e Event, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	events := []Event{e}
	if next := t.Evolve(e, law.Recorded{ReceivedAt: r.ReceivedAt, Actor: r.Actor}).follows(terms, c, r); next != nil {
		events = append(events, next)
	}
	return events, nil
}

// follows is what follows from the reports that count, nil while one is
// awaited: as many as the rule book asks for, and one of each assigned
// evaluator who is in no conflict; in arbitration one more than had diverged.
// Where they diverge for the first time, arbitration is opened; where the rule
// book asks for a consensus, it is awaited; else the tender is evaluated.
func (t Twinning) follows(terms terms, c call.Call, r law.Receipt) Event {
	reports, rules := t.counted(), terms.book.Evaluation
	least := rules.Least()
	if t.Stage == Arbitration {
		least = t.Diverged + 1
	}
	awaited := slices.ContainsFunc(t.Assigned, func(p string) bool { return !t.Conflicted(p) && !t.reported(p) })
	if t.Stage != Eligible && t.Stage != Arbitration || awaited || len(reports) < least {
		return nil
	}
	due := terms.due(terms.day(r.ReceivedAt), rules.Within)
	if d, diverge := call.Diverge(reports, rules); diverge && !t.Arbitrated {
		return ArbitrationOpened{
			Higher: d.Higher, Lower: d.Lower, Difference: d.Difference, Allowed: d.Allowed, Reports: len(reports),
			Owed: []obligation.Owed{{ID: t.anew(oweArbitration), Ladder: ladderArbitration, Who: c.People(law.Officer), Due: due}},
			Promise: t.letters(c.People(law.Officer), "arbitration-opened",
				law.Score("higher", d.Higher), law.Score("lower", d.Lower), law.Score("difference", d.Difference), law.Score("allowed", d.Allowed), law.Word("obligation", "obligation", t.anew(oweArbitration)), law.On("due", due)),
		}
	}
	if rules.Consensus {
		return ConsensusAwaited{
			Counted: t.counting(),
			Owed:    []obligation.Owed{{ID: t.anew(oweConsensus), Ladder: ladderConsensus, Who: t.counting(), Due: due}},
			Promise: t.letters(append(t.counting(), c.People(law.Officer)...), "consensus-awaited", law.Word("obligation", "obligation", t.anew(oweConsensus)), law.On("due", due)),
		}
	}
	return t.evaluation(call.TallyOf(reports, rules, t.Arbitrated))
}

// evaluation is the tender with its score, and with the reports that made none of it.
func (t Twinning) evaluation(tally call.Tally) TenderEvaluated {
	e := TenderEvaluated{
		Score: tally.Score, Means: tally.Points, Counted: tally.Counted,
		Method: tally.Method, Mean: tally.Mean, Median: tally.Median, Spread: tally.Spread,
	}
	for _, v := range t.Reviews {
		if t.Conflicted(v.Evaluator) {
			e.Discounted = append(e.Discounted, v.Evaluator)
		}
	}
	if len(t.Rounds) > 0 {
		e.Round = len(t.Rounds) + 1
	}
	return e
}
