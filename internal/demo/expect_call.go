package demo

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/twinning"
)

// sealing is what must have come of the late admission and of the opening.
func (i *inspection) sealing() {
	admission, used, refused := "", 0, 0
	each(i.account, func(_ string, e call.LateAdmitted, _ ledger.Event) { admission = e.Tender })
	each(i.account, func(ref string, e twinning.TenderSubmitted, _ ledger.Event) {
		if ref == admission && e.Verdict.Admission > 0 {
			used++
		}
	})
	each(i.account, func(ref string, _ twinning.TenderRefusedLate, _ ledger.Event) {
		if ref == admission {
			refused++
		}
	})
	i.is("a tender admitted late, for one version and no more", used == 1 && refused == 2, "%s: %d accepted, %d refused as late", admission, used, refused)
	signed := 0
	each(i.account, func(string, call.OpeningSigned, ledger.Event) { signed++ })
	i.is("a signature under the opening, void by the late admission, given again", signed == 2 && !i.call.OpenedAt.IsZero(), "%d first signatures", signed)
}

// judging is what must have come of eligibility and evaluation.
func (i *inspection) judging() {
	overrides, people := 0, ""
	each(i.account, func(_ string, e twinning.EligibilityDecided, _ ledger.Event) {
		if o := e.Override; o != nil && o.By != o.SignedBy && len(o.Against) > 0 {
			overrides++
			people = i.cast.named(o.By + " and " + o.SignedBy)
		}
	})
	i.is("a rule of eligibility overridden by two people, and flagged", overrides == 1, "%d, by %s", overrides, people)

	drawn, unlike := 0, 0
	each(i.account, func(_ string, e call.AssignmentsDrawn, _ ledger.Event) {
		for _, d := range e.Assignments {
			drawn++
			of := i.cast.byRef(d.Tender)
			var meant []string
			for n, r := range of.reports[:len(d.Evaluators)] {
				if n == 1 && i.cast.plays(of, struck) {
					r = of.void
				}
				meant = append(meant, i.cast.id(r.evaluator))
			}
			slices.Sort(meant)
			if !slices.Equal(slices.Sorted(slices.Values(d.Evaluators)), meant) {
				unlike++
			}
		}
	})
	i.is("evaluators drawn by lot, as anybody can draw them again from the seed", drawn > 0 && unlike == 0, "%d tenders from %q, %d otherwise", drawn, i.cast.lot(), unlike)

	opened, other := 0, ""
	each(i.account, func(ref string, e twinning.ArbitrationOpened, _ ledger.Event) {
		t := i.twinnings[ref]
		if e.Difference.GreaterThan(e.Allowed) && t.Method == call.ByArbitration && len(t.Reviews) == 3 && len(t.Counted) == 2 {
			opened++
		}
	})
	for _, e := range i.cast.entries {
		if t := i.twinnings[e.ref]; i.cast.plays(e, differs) && !t.Arbitrated && len(t.Reviews) == 2 {
			other = t.Spread.String()
		}
	}
	i.is("two scores more than 30 % apart: a third evaluator, and the two closest count", opened == 1, "%d", opened)
	i.is("two scores less than 30 % apart count both", other != "", "%s apart", other)

	recounted := 0
	each(i.account, func(ref string, e twinning.ConflictDeclared, _ ledger.Event) {
		if e.By == "" {
			return
		}
		counted := []bool{}
		each(i.account, func(of string, v twinning.TenderEvaluated, _ ledger.Event) {
			if of == ref {
				counted = append(counted, slices.Contains(v.Counted, e.Evaluator))
			}
		})
		if slices.Equal(counted, []bool{true, false}) {
			recounted++
		}
	})
	i.is("a conflict that came to light after the evaluation, and the score counted anew without it", recounted == 1, "%d", recounted)
}

// joined names verdicts one after the other.
func joined(verdicts []call.Verdict) string {
	words := make([]string, len(verdicts))
	for i, v := range verdicts {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

// contesting is what must have come of letters, complaints and the standstill.
func (i *inspection) contesting() {
	var told []call.Verdict
	each(i.account, func(_ string, e call.OutcomesAnnounced, _ ledger.Event) { told = append(told, e.Verdict) })
	var meant []call.Verdict
	for _, l := range i.call.Rules.Award.Letters {
		meant = append(meant, l.Verdict)
	}
	i.is("outcomes told in the rounds of the rule book", len(meant) > 0 && slices.Equal(told, meant), "%s", joined(told))

	early, contracts := 0, 0
	end := i.call.StandstillUntil.End(i.cal.Zone)
	each(i.account, func(_ string, _ twinning.ContractSigned, at ledger.Event) {
		if contracts++; at.Received.Before(end) {
			early++
		}
	})
	i.is("no contract signed before the end of the standstill", contracts > 0 && early == 0, "%d signatures after %s, %d before", contracts-early, i.call.StandstillUntil, early)

	upheld, dismissed := "", 0
	each(i.account, func(ref string, e twinning.ComplaintReviewed, _ ledger.Event) {
		if e.Upheld {
			upheld = ref
		} else {
			dismissed++
		}
	})
	i.is("a complaint not upheld", dismissed == 1, "%d", dismissed)
	ahead, given, closed := false, false, i.outcome(law.TwinningStream(upheld))
	each(i.account, func(_ string, e call.ReevaluationNoted, _ ledger.Event) {
		ahead = ahead || e.Tender == upheld && e.Ahead && e.Place == 1
	})
	each(i.account, func(_ string, e call.ReserveActivated, _ ledger.Event) { given = given || e.Tender == upheld })
	others := true
	if t := i.twinnings[upheld]; len(t.Rounds) == 1 {
		for _, v := range t.Reviews {
			others = others && !slices.Contains(t.Rounds[0].Counted, v.Evaluator)
		}
	} else {
		others = false
	}
	i.is("a complaint upheld: evaluated again by others, above the cut, head of the reserve list, awarded, and through its year", ahead && given && others && closed == Closed, "%s is %s", upheld, closed)

	taken := 0
	if i.call.Released != nil {
		for _, ref := range i.call.Released.With(call.Awarded) {
			switch i.outcome(law.TwinningStream(ref)) {
			case Closed, Terminated, Declined:
			case Late, Withdrawn, Ineligible, Below, NotReached, Unfinished:
				taken++
			}
		}
	}
	i.is("nobody who was awarded lost it to a complaint", taken == 0, "%d", taken)
	i.is("what no reserve could use, reopened to a second call", len(i.call.Reopened) == 1 && i.call.Reopened[secondCall].Equal(i.cast.leftover),
		"%s to %s", i.call.Reopened[secondCall].Human(), secondCall)
}

// supposed are the answers to what-ifs: with nothing changed, the award itself.
func (i *inspection) supposed(r Report) {
	same, otherwise, award := 0, 0, ""
	for _, q := range r.WhatIfs {
		switch {
		case q.What != "as it is":
			otherwise++
		case q.Same && (award == "" || award == q.Award):
			same++
			award = q.Award
		}
	}
	i.is("what-ifs recorded; asked with nothing changed, before the release and after it, the award itself", same == 2 && otherwise == 3, "%d the same, %d otherwise", same, otherwise)
}
