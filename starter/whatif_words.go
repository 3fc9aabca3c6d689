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
	fmt.Fprintf(w, "%s: what if %s?\n\n", p.Call, n.In(asks(p.Question)))
	fields(w, "official", officially(p), "would be", outcomes(p.Award)+", "+p.Award.Left.Human()+" left of "+p.Award.Budget.Human())
	if p.Same {
		fields(w, "difference", "none: it is the official award")
	}
	if !p.Same && len(p.Moves) == 0 {
		fields(w, "difference", "nobody moves in or out, nor to another place")
	}
	for _, t := range p.Waiting {
		fields(w, "awaited", n.In(t))
	}
	if len(p.Moves) > 0 {
		fmt.Fprintf(w, "\nWho moves:\n\n")
		rows := make([]table.Row, len(p.Moves))
		for i, m := range p.Moves {
			rows[i] = table.Row{m.Tender, moved(fmt.Sprint(m.Place[0]), fmt.Sprint(m.Place[1])), moved(m.Score[0].String(), m.Score[1].String()), moved(string(m.From), string(m.To)), n.In(tell.Reason(m.Why))}
		}
		columns(w, table.Row{"TENDER", "PLACE", "SCORE", "VERDICT", "WHY"}, rows)
	}
	fmt.Fprintf(w, "\nHow close it is:\n\n")
	for _, e := range p.Cuts {
		fmt.Fprintf(w, "  %s\n", cutoffWords(e))
	}
	fmt.Fprintf(w, "\nRecorded at position %d of %s; the call is untouched.\n", p.Recorded.Position, p.Recorded.Stream)
}

func moved(was, is string) string {
	if was == is {
		return is
	}
	return was + " -> " + is
}

func officially(p query.WhatIfPage) string {
	words := map[string]string{
		whatif.Released: "the award as released", whatif.Prepared: "the award as prepared, not released yet",
		whatif.Standing: "what would be prepared now, from the tenders that are evaluated",
	}
	return fmt.Sprintf("%s: %s, %s left; its facts as at position %d", words[p.Status], outcomes(p.Official), p.Official.Left.Human(), p.Seen)
}

func outcomes(d call.AwardDecision) string {
	return fmt.Sprintf("%d awarded, %d on the reserve list, %d rejected", len(d.With(call.Awarded)), len(d.With(call.Reserve)), len(d.With(call.Rejected)))
}

// asks says a question in words.
func asks(q call.WhatIf) string {
	var what []string
	if q.Threshold != nil {
		what = append(what, "the threshold were "+q.Threshold.String())
	}
	if q.Weights != nil {
		what = append(what, "the weights were "+weightWords(q.Weights))
	}
	if q.Budget != nil {
		what = append(what, "the budget were "+q.Budget.Human())
	}
	if q.Policy != "" {
		what = append(what, "the policy were "+narrate.English().Word("policy", q.Policy))
	}
	if q.Aggregate != "" {
		what = append(what, "the "+q.Aggregate+" counted")
	}
	if len(q.Without) > 0 {
		what = append(what, "the reports of "+strings.Join(q.Without, ", ")+" were left out")
	}
	if len(what) == 0 {
		return "everything were as it is"
	}
	return strings.Join(what, ", and ")
}

func weightWords(weights map[string]int64) string {
	var list []string
	for _, id := range sorted(weights) {
		list = append(list, fmt.Sprintf("%s %d %%", id, weights[id]))
	}
	return strings.Join(list, ", ")
}

// edgeWords says how close a cut is.
func cutoffWords(e call.Cutoff) string {
	switch e.Name {
	case call.CutoffBudget:
		return budgetWords(e)
	case call.CutoffCriterion:
		return aboveAndBelow("threshold "+e.At.String()+" of "+e.Criterion, e, func(b call.Neighbour) string { return b.Points.String() + " points" })
	}
	return aboveAndBelow("threshold "+e.At.String(), e, func(b call.Neighbour) string { return b.Score.String() })
}

func aboveAndBelow(name string, e call.Cutoff, with func(call.Neighbour) string) string {
	above, below := "nobody is above", "nobody is below"
	if b := e.Last; b != nil {
		above = fmt.Sprintf("the last above is %s at place %d with %s (%s more)", b.Tender, b.Place, with(*b), b.Margin)
	}
	if b := e.First; b != nil {
		below = fmt.Sprintf("the first below is %s at place %d with %s (%s less)", b.Tender, b.Place, with(*b), b.Margin)
	}
	return name + ": " + above + "; " + below
}

// budgetWords name whom a budget funded last, and whom it did not fund first;
// with the policy skip that one may stand before the other.
func budgetWords(e call.Cutoff) string {
	name := "budget"
	if e.Envelope != "" {
		name = "envelope " + e.Envelope
	}
	funded, not := "nobody is funded", "nobody who passed goes without"
	if b := e.Last; b != nil {
		funded = fmt.Sprintf("the last funded is %s at place %d with %s", b.Tender, b.Place, b.Score)
	}
	if b := e.First; b != nil {
		not = fmt.Sprintf("the first that is not is %s at place %d with %s", b.Tender, b.Place, b.Score)
		if e.Last != nil && e.Last.Place < b.Place {
			not += fmt.Sprintf(" (%s less)", b.Margin)
		}
		if !e.Missing.IsNone() {
			not += ", for whom " + e.Missing.Human() + " are missing"
		}
	}
	return name + ": " + funded + "; " + not
}
