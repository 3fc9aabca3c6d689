package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/whatif"
)

func showWhatIf(w io.Writer, tell *narrate.Narrator, p query.WhatIfPage, rules call.RuleBook, n query.Names) {
	printf(w, "%s: what if %s?\n\n", p.Call, n.In(asks(p.Question).in(tell)))
	fields(w, "official", officially(p), "would be", phrased("%s, %s left of %s", outcomes(p.Award), p.Award.Left, p.Award.Budget))
	if p.Same {
		fields(w, "difference", phrased("none: it is the official award"))
	}
	if !p.Same && len(p.Moves) == 0 {
		fields(w, "difference", phrased("nobody moves in or out, nor to another place"))
	}
	for _, t := range p.Waiting {
		fields(w, "awaited", n.In(t))
	}
	if len(p.Moves) > 0 {
		printf(w, "\nWho moves:\n\n")
		rows := make([]table.Row, len(p.Moves))
		for i, m := range p.Moves {
			rows[i] = table.Row{m.Tender, moved(fmt.Sprint(m.Place[0]), fmt.Sprint(m.Place[1])), moved(m.Score[0].String(), m.Score[1].String()), moved(worded("verdict", m.From), worded("verdict", m.To)), n.In(tell.Reason(m.Why))}
		}
		columns(w, table.Row{"TENDER", "PLACE", "SCORE", "VERDICT", "WHY"}, rows)
	}
	printf(w, "\nHow close it is:\n\n")
	for _, e := range p.Cuts {
		printf(w, "  %s\n", cutoffWords(e))
	}
	printf(w, "\nRecorded at position %d of %s; the call is untouched.\n", p.Recorded.Position, p.Recorded.Stream)
}

func moved(was, is any) any {
	if was == is {
		return is
	}
	return phrased("%v -> %v", was, is)
}

func officially(p query.WhatIfPage) phrase {
	status := map[string]phrase{
		whatif.Released: phrased("the award as released"), whatif.Prepared: phrased("the award as prepared, not released yet"),
		whatif.Standing: phrased("what would be prepared now, from the tenders that are evaluated"),
	}
	return phrased("%s: %s, %s left; its facts as at position %d", status[p.Status], outcomes(p.Official), p.Official.Left, p.Seen)
}

func outcomes(d call.AwardDecision) phrase {
	return phrased("%d awarded, %d on the reserve list, %d rejected", len(d.With(call.Awarded)), len(d.With(call.Reserve)), len(d.With(call.Rejected)))
}

// asks says a question in words.
func asks(q call.WhatIf) phrase {
	var what []phrase
	if q.Threshold != nil {
		what = append(what, phrased("the threshold were %s", q.Threshold))
	}
	if q.Weights != nil {
		what = append(what, phrased("the weights were %s", weightWords(q.Weights)))
	}
	if q.Budget != nil {
		what = append(what, phrased("the budget were %s", *q.Budget))
	}
	if q.Policy != "" {
		what = append(what, phrased("the policy were: %s", worded("policy", q.Policy)))
	}
	if q.Aggregate != "" {
		what = append(what, phrased("the %s counted", coded(q.Aggregate)))
	}
	if len(q.Without) > 0 {
		what = append(what, phrased("the reports of %s were left out", strings.Join(q.Without, ", ")))
	}
	if len(what) == 0 {
		return phrased("everything were as it is")
	}
	all := what[0]
	for _, one := range what[1:] {
		all = phrased("%s, and %s", all, one)
	}
	return all
}

func weightWords(weights map[string]int64) string {
	var list []string
	for _, id := range sorted(weights) {
		list = append(list, fmt.Sprintf("%s %d %%", id, weights[id]))
	}
	return strings.Join(list, ", ")
}

// edgeWords says how close a cut is.
func cutoffWords(e call.Cutoff) phrase {
	switch e.Name {
	case call.CutoffBudget:
		return budgetWords(e)
	case call.CutoffCriterion:
		return aboveAndBelow(phrased("threshold %s of %s", e.At, e.Criterion), e, func(b call.Neighbour) any { return phrased("%s points", b.Points) })
	}
	return aboveAndBelow(phrased("threshold %s", e.At), e, func(b call.Neighbour) any { return b.Score })
}

func aboveAndBelow(name phrase, e call.Cutoff, with func(call.Neighbour) any) phrase {
	above, below := phrased("nobody is above"), phrased("nobody is below")
	if b := e.Last; b != nil {
		above = phrased("the last above is %s at place %d with %s (%s more)", b.Tender, b.Place, with(*b), b.Margin)
	}
	if b := e.First; b != nil {
		below = phrased("the first below is %s at place %d with %s (%s less)", b.Tender, b.Place, with(*b), b.Margin)
	}
	return phrased("%s: %s; %s", name, above, below)
}

// budgetWords name whom a budget funded last, and whom it did not fund first;
// with the policy skip that one may stand before the other.
func budgetWords(e call.Cutoff) phrase {
	name := phrased("budget")
	if e.Envelope != "" {
		name = phrased("envelope %s", e.Envelope)
	}
	funded, not := phrased("nobody is funded"), phrased("nobody who passed goes without")
	if b := e.Last; b != nil {
		funded = phrased("the last funded is %s at place %d with %s", b.Tender, b.Place, b.Score)
	}
	if b := e.First; b != nil {
		not = phrased("the first that is not is %s at place %d with %s", b.Tender, b.Place, b.Score)
		if e.Last != nil && e.Last.Place < b.Place {
			not = phrased("%s (%s less)", not, b.Margin)
		}
		if !e.Missing.IsNone() {
			not = phrased("%s, for whom %s are missing", not, e.Missing)
		}
	}
	return phrased("%s: %s; %s", name, funded, not)
}
