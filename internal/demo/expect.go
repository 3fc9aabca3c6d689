package demo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// An inspection goes through everything that must have come of a demo.
type inspection struct {
	*account
	list []Expectation
}

// is notes whether something is as it must be. The sentence says what is.
func (i *inspection) is(name string, ok bool, format string, args ...any) {
	i.list = append(i.list, Expectation{Name: name, OK: ok, Why: fmt.Sprintf(format, args...)})
}

// expect compares what is recorded with what the script had to lead to. It asks
// the ledger, not the script.
func (d *Demo) expect(a *account, r Report, proof error, m mail) []Expectation {
	i := &inspection{account: a}
	i.submission(r)
	i.sealing()
	i.judging()
	i.selection()
	i.contesting()
	i.running()
	i.ending(r)
	i.books(r)
	i.answers(d.observer, d.script)
	i.post(r, m)
	i.supposed(r)
	i.story()
	i.affordable(r.Cost)
	i.is("drafts were read by nobody else, one was sent, and all are gone 30 days after the deadline", r.Drafts.Saved > 0 && r.Drafts.Hidden >= r.Drafts.Saved && r.Drafts.Sent == 1 && r.Drafts.Left == 0,
		"saved %d times, hidden %d times, %d submitted, %d left", r.Drafts.Saved, r.Drafts.Hidden, r.Drafts.Sent, r.Drafts.Left)
	i.is("every decision, computed once more, is what is recorded", r.Explained.Decisions > 0 && len(r.Explained.Different) == 0,
		"%d decisions of %d kinds, %d otherwise, in %.1f s", r.Explained.Decisions, r.Explained.Kinds, len(r.Explained.Different), r.Explained.Took.Seconds())
	i.is("the ledger verifies: every row, batch, key and answer", len(r.Ledger.Findings) == 0 && r.Ledger.Compared > 0 && r.Ledger.Blind == 0,
		"%d events in %d streams; %d states folded again; %d findings", r.Ledger.Size, r.Ledger.Streams, r.Ledger.Compared, len(r.Ledger.Findings))
	if f := r.Files; f != nil {
		i.is("every file of evidence is in the store as it was added", f.Uploaded > 0 && f.Compared == f.Uploaded && len(f.Wrong) == 0, "%d uploaded, %d compared, %d wrong", f.Uploaded, f.Compared, len(f.Wrong))
	}
	i.is("a checkpoint is signed and proves the first receipt", proof == nil, "%v", orWell(proof))
	return i.list
}

func orWell(err error) any {
	if err == nil {
		return "the receipt stands under the signed root"
	}
	return err
}

func (i *inspection) submission(r Report) {
	sourced, marked, again, elsewhere := 0, 0, 0, ""
	for _, e := range i.cast.entries {
		t := i.twinnings[e.ref]
		switch {
		case e.synthetic && strings.HasPrefix(e.tender.Title, "Synthetic ") && len(e.tender.Sources) > 0:
			marked++
		case !e.synthetic && len(unsourced(t.Tender)) == 0:
			sourced++
		}
		for _, s := range t.Tender.Sources {
			if strings.Contains(s, "call of 2020") {
				elsewhere = e.tender.Title
			}
		}
		if len(t.Versions) > 1 {
			again++
		}
	}
	i.is("tenders: six of DigitalHealthEurope, each field sourced or a sample; the others marked synthetic", sourced == known && sourced+marked == len(r.Tenders),
		"%d sourced, %d synthetic", sourced, marked)
	i.is("the one of the call of 2020 says so", elsewhere != "", "%s", elsewhere)
	i.is("a resubmission: the last version counts, all are kept", again > 0, "%d with more than one version", again)
	i.count("a withdrawal", r, Withdrawn, 1)
	i.count("an ineligible tender", r, Ineligible, 1)

	lates, after := 0, time.Duration(0)
	each(i.account, func(ref string, e twinning.TenderRefusedLate, at ledger.Event) {
		if len(e.HMAC) == 64 && !e.Verdict.InTime && i.outcome(law.TwinningStream(ref)) == Late {
			lates++
			after = at.Received.Sub(e.Verdict.Deadline.Limit())
		}
	})
	i.is("a tender refused as late and kept with its HMAC", lates == 1, "%d, %s after the deadline", lates, lasting(after))
	in := 0
	each(i.account, func(_ string, e twinning.TenderSubmitted, at ledger.Event) {
		if e.Verdict.InTime && at.Received.Equal(e.Verdict.Deadline.Limit()) {
			in++
		}
	})
	i.is("a tender at the very deadline is in time", in == 1, "%d", in)
	undone, kept := 0, 0
	each(i.account, func(string, twinning.WithdrawalUndone, ledger.Event) { undone++ })
	each(i.account, func(_ string, e twinning.TenderRefused, _ ledger.Event) {
		if len(e.HMAC) == 64 {
			kept++
		}
	})
	i.is("a withdrawal undone before the deadline", undone == 1, "%d", undone)
	i.is("refused submissions that are not late kept with their HMAC: one after a withdrawal", kept == 1, "%d", kept)
	limit, opened := i.call.Limit(), i.call.OpenedAt
	i.is("the tenders opened by two people, and not before the deadline", len(i.call.OpenedBy) == 2 && i.call.OpenedBy[0] != i.call.OpenedBy[1] && opened.After(limit),
		"%s after the last limit", opened.Sub(limit))
	clarified := 0
	each(i.account, func(ref string, e twinning.ClarificationGiven, _ ledger.Event) {
		if i.outcome(law.TwinningStream(ref)) != Ineligible && len(e.Tender.Documents) > 0 {
			clarified++
		}
	})
	i.is("a clerical error clarified, and the tender judged on its worth", clarified == 1, "%d", clarified)
}

// unsourced lists the fields of a tender that say neither where they come from
// nor that they are samples.
func unsourced(t twinning.Tender) []string {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err) // a tender has nothing that JSON cannot say
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		panic(err)
	}
	var missing []string
	for name := range fields {
		said := func(s string) bool { return strings.HasPrefix(s, "/"+name+":") || strings.HasPrefix(s, "/"+name+"/") }
		if name != "sources" && !slices.ContainsFunc(t.Sources, said) {
			missing = append(missing, name)
		}
	}
	return missing
}

func (i *inspection) count(name string, r Report, o Outcome, least int) {
	n := 0
	for _, t := range r.Tenders {
		if t.Outcome == o {
			n++
		}
	}
	i.is(name, n >= least, "%d", n)
}

func (i *inspection) selection() {
	declared, counted := 0, false
	each(i.account, func(ref string, e twinning.ConflictDeclared, _ ledger.Event) {
		if e.By == "" {
			declared++
		}
		counted = counted || slices.Contains(i.twinnings[ref].Counted, e.Evaluator)
	})
	i.is("a conflict declared, and no score of that evaluator counts", declared == 1 && !counted, "%d declared", declared)

	award := call.AwardDecision{}
	if i.call.Released != nil {
		award = *i.call.Released
	}
	i.is("the award is what the scores and the rule book lead to", award.Equal(i.cast.forecast), "%d ranked, %d awarded, %s left",
		len(award.Steps), len(award.With(call.Awarded)), award.Left.Human())
	stop, cheaper := "", ""
	for _, s := range award.Steps {
		switch {
		case s.Verdict != call.Reserve:
		case stop == "":
			stop = s.Tender
		case !award.Left.LessThan(s.Amount):
			cheaper = s.Tender
		}
	}
	i.is("the award stops at the first tender that cannot be funded", stop != "" && cheaper != "", "at %s, though %s below it asks for less than is left", stop, cheaper)
	declined, activated := 0, 0
	each(i.account, func(string, twinning.ContractDeclined, ledger.Event) { declined++ })
	each(i.account, func(_ string, e call.ReserveActivated, _ ledger.Event) {
		if e.Tender == stop {
			activated++
		}
	})
	i.is("a contract declined, and a reserve activated with its money", declined == 2 && activated == 1, "%d declined, %d activated", declined, activated)
	late := ""
	each(i.account, func(ref string, e twinning.ContractInForce, _ ledger.Event) {
		if e.Late && e.M1.After(i.call.Rules.Dates.Start) {
			late = fmt.Sprintf("M1 of %s is %s instead of %s", ref, e.M1, i.call.Rules.Dates.Start)
		}
	})
	i.is("a late contract that moved its own M1", late != "", "%s", late)
}

func (i *inspection) running() {
	complete, twinnings := 0, 0
	for _, t := range i.twinnings {
		if t.Contract == nil || i.outcome(law.TwinningStream(t.Reference)) != Closed {
			continue
		}
		twinnings++
		ok := len(t.Logs) == t.Contract.Months
		for _, k := range twinning.CostKinds() {
			ok = ok && !t.PaidSum(k).IsZero()
		}
		if ok {
			complete++
		}
	}
	i.is("monthly logs, with expenses in all three cost kinds", complete > 0 && complete == twinnings, "%d of %d twinnings that were closed", complete, twinnings)

	rungs := map[string][]string{} // of an obligation: the letters that went out
	each(i.account, func(ref string, e twinning.RungPassed, _ ledger.Event) {
		if e.Outcome == obligation.Sent && len(e.Letters) > 0 {
			rungs[ref+" "+e.Obligation] = append(rungs[ref+" "+e.Obligation], e.Rung)
		}
	})
	reminded := ""
	each(i.account, func(ref string, e twinning.LogSubmitted, _ ledger.Event) {
		key := fmt.Sprintf("%s log-%02d", ref, e.Month)
		if e.Late && slices.Equal(rungs[key], []string{"reminder", "overdue", "escalation"}) {
			reminded = key
		}
	})
	i.is("a late log, with its reminder, the word that it is overdue, and the escalation", reminded != "", "%s", reminded)

	corrected := 0
	each(i.account, func(ref string, e twinning.ExpenseCorrected, _ ledger.Event) {
		if x, ok := i.twinnings[ref].Expense(e.Claim.ID); ok && x.Stated != nil && x.Status == twinning.Paid && x.Amount.LessThan(*x.Stated) {
			corrected++
		}
	})
	i.is("an expense returned and corrected, as stated and as corrected", corrected == 1, "%d", corrected)
	converted, rates := 0, 0
	each(i.account, func(_ string, _ call.RatesImported, _ ledger.Event) { rates++ })
	each(i.account, func(ref string, e twinning.LogSubmitted, _ ledger.Event) {
		for _, c := range e.Conversions {
			if x, ok := i.twinnings[ref].Expense(c.Expense); ok && x.Status == twinning.Paid && c.Claimed.Currency() == abroadIn && x.Net().Currency() == currency {
				converted++
			}
		}
	})
	i.is("an expense in another currency, converted by the rate of its month and paid", converted == 1 && rates > 0, "%d, after %d imports of rates", converted, rates)
	back := 0
	each(i.account, func(ref string, e twinning.RecoveryDeducted, _ ledger.Event) {
		if x := i.twinnings[ref].Recoveries[e.Number-1]; x.Status == twinning.Recovered && x.Left().IsZero() {
			back++
		}
	})
	i.is("a part of what was paid, recovered from the next payment", back == 1, "%d", back)
	amended := 0
	each(i.account, func(_ string, _ twinning.AmendmentInForce, _ ledger.Event) { amended++ })
	i.is("a contract amended by letter", amended == 1, "%d", amended)
	moved, days := 0, 0
	each(i.account, func(_ string, e twinning.TwinningResumed, _ ledger.Event) { moved, days = moved+len(e.Owed), e.Days })
	i.is("a suspension, and its resumption, which moved what was due", moved > 0 && days > 0, "%d due dates moved, by %d days", moved, days)
	two := ""
	for _, t := range i.twinnings {
		for _, x := range t.Expenses {
			hands := map[string]bool{x.Claimant: true}
			for _, p := range x.Approvals {
				hands[p] = true
			}
			if len(hands) != 1+len(x.Approvals) {
				two = x.ID + " of " + t.Reference
			}
		}
	}
	i.is("four people for every payment", two == "", "%s", map[bool]string{true: "nobody had two hands in one", false: two}[two == ""])
}

// lasting is a duration as people say it.
func lasting(d time.Duration) string { return narrate.English().Param(law.Lasting("", d)) }
