package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) eligibility() *cobra.Command {
	return group("eligibility", "Decide whether a tender will be evaluated", "  twinning eligibility decide DHE-2019-K7Q2MD --eligible --as officer",
		a.eligibilityDecide(), a.eligibilitySign())
}

func (a *app) eligibilityDecide() *cobra.Command {
	var eligible, ineligible, override bool
	var reason, question string
	var fields []string
	cmd := a.onTender("decide TENDER", "Decide on eligibility, or ask about an obvious clerical error",
		`decide DHE-2019-K7Q2MD --eligible --as officer
  twinning eligibility decide DHE-2019-K7Q2MD --ineligible --reason "the contractor is not in the EU" --as officer
  twinning eligibility decide DHE-2019-K7Q2MD --eligible --override --reason "a border region" --as officer
  twinning eligibility decide DHE-2019-K7Q2MD --clarify documents --question "is this the form?" --as officer`, "eligibility",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			said := 0
			for _, b := range []bool{eligible, ineligible, len(fields) > 0} {
				if b {
					said++
				}
			}
			given := cmd.Flags().Changed
			switch {
			case said != 1:
				return nil, usage("say one of --eligible, --ineligible and --clarify FIELD,...")
			case len(fields) > 0 && (override || given("reason")):
				return nil, usage("--clarify asks a question and decides nothing: it takes --question, and neither --override nor --reason")
			case len(fields) > 0:
				return twinning.RequestClarification{Fields: fields, Question: law.Text(question)}, nil
			case given("question"):
				return nil, usage("--question goes with --clarify FIELD,...")
			case override && strings.TrimSpace(reason) == "":
				return nil, usage("--reason is missing: a decision against the rules says why")
			}
			return twinning.DecideEligibility{Eligible: eligible, Reason: law.Text(reason), Override: override}, nil
		})
	cmd.Long = `Decide on eligibility. What each rule of the call finds about a tender stands in
` + "`twinning tender show`" + `. A decision against that is proposed with --override and
a --reason, and holds when another officer or the head has signed it.

With --clarify the tenderer is asked about an obvious clerical error, and may
correct the fields named and no others; the decision rests until the answer.`
	decide := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := decide(cmd, args); err != nil || !override {
			return err
		}
		return a.sayWhoDecides(cmd.Context(), args[0])
	}
	f := cmd.Flags()
	f.BoolVar(&eligible, "eligible", false, "it will be evaluated")
	f.BoolVar(&ineligible, "ineligible", false, "it will not be evaluated; say why with --reason")
	f.BoolVar(&override, "override", false, "against what the rules find; another person signs it")
	f.StringVar(&reason, "reason", "", "the reason, which is recorded")
	f.StringSliceVar(&fields, "clarify", nil, "the `FIELD`s that the tenderer may correct")
	f.StringVar(&question, "question", "", "what is asked, in words")
	return cmd
}

// sayWhoDecides says whose signature under a proposed decision is awaited.
func (a *app) sayWhoDecides(ctx context.Context, tender string) error {
	reference, err := query.TenderRef(tender)
	if err != nil {
		return err
	}
	page, n, err := ask(ctx, a, "", func(q *query.Queries, v access.Viewer) (query.TenderPage, error) { return q.Tender(ctx, v, reference) })
	if err != nil || page.Proposal == nil {
		return err // without a proposal it is not judged yet, or somebody was faster
	}
	a.say("%s has proposed it; it holds when one of these signs, too: %s", n.Of(page.Proposal.By), n.All(page.Proposal.Awaits))
	return nil
}

func (a *app) eligibilitySign() *cobra.Command {
	cmd := a.onTender("sign TENDER", "Sign a decision on eligibility that somebody else has proposed against the rules",
		"sign DHE-2019-K7Q2MD --as head", "eligibility",
		func(*cobra.Command, []string) (law.Command, error) { return twinning.SignEligibility{}, nil })
	cmd.Long = `Sign a decision on eligibility that another officer or the head has proposed
against what the rules find. It holds from then on. It cannot be signed if what
the rules find has changed since.`
	return cmd
}

func eligibilityText(w io.Writer, tell *narrate.Narrator, p query.EligibilityPage, reference string, n query.Names) {
	if q := p.Question; q != nil {
		fields(w, "question", strings.Join(q.Fields, ", ")+": "+string(q.Question))
		fields(w, "answer", string(q.Answer))
	}
	findingsTable(w, tell, phrased("found by the rules, and not decided yet"), p.Found)
	findingsTable(w, tell, phrased("decided on these findings"), p.Findings)
	if o := p.Override; o != nil {
		fields(w, "override", phrased("proposed by %s, signed by %s%s\n%s", n.Of(o.By), n.Of(o.SignedBy), overridden(o.Against), o.Reason))
	}
	if d := p.Proposal; d != nil {
		verdict := worded("eligibility", map[bool]string{true: "eligible", false: "ineligible"}[d.Eligible])
		fields(w, "proposed", phrased("%s, by %s%s\n%s\nanother officer or the head must sign it: `twinning eligibility sign %s`", verdict, n.Of(d.By), overridden(d.Against), d.Reason, reference))
	}
}

func overridden(rules []string) phrase {
	if len(rules) == 0 {
		return phrased(", although every rule is met")
	}
	return phrased(", against %s", strings.Join(rules, ", "))
}

// findingsTable prints each rule's own verdict and reason.
func findingsTable(w io.Writer, tell *narrate.Narrator, title phrase, findings []twinning.Finding) {
	if len(findings) == 0 {
		return
	}
	rows := make([]table.Row, 0, len(findings))
	for _, f := range findings {
		met := worded("check", "yes")
		if !f.OK {
			met = worded("check", "no")
		}
		rows = append(rows, table.Row{phrased("  %s", worded("finding", f.Rule)), met, tell.Reason(f.Why)})
	}
	printf(w, "\n  %s\n", title)
	columns(w, table.Row{"  RULE", "MET", "WHY"}, rows)
	fmt.Fprintln(w)
}
