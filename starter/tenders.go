package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func (a *app) tenderList() *cobra.Command {
	var of, as string
	cmd := &cobra.Command{
		Use: "list", Short: "List the tenders, sealed until the opening of their call",
		Example: "  twinning tender list --call DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			reference := ""
			if of != "" {
				var err error
				if reference, err = query.CallRef(of); err != nil {
					return err
				}
			}
			return a.listTenders(cmd.Context(), reference, as)
		},
	}
	cmd.Flags().StringVar(&of, "call", "", "only of this `CALL`")
	cmd.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return cmd
}

func (a *app) listTenders(ctx context.Context, of, as string) error {
	rows, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.TenderRow, error) { return q.Tenders(ctx, v, of) })
	if err != nil {
		return err
	}
	return printAll(a, rows, func(w io.Writer) {
		lines := make([]table.Row, len(rows))
		for i, row := range rows {
			title, amount, stage := any(phrased("(sealed)")), any("-"), any(worded("stage", row.Stage))
			switch {
			case row.Waiting:
				stage = phrased("(received)")
			case row.Stage == "" && row.Late > 0:
				stage = phrased("(came late)")
			case row.Stage == "":
				stage = phrased("(refused)")
			}
			if !row.Sealed {
				title = dash(row.Title)
				if row.Amount != nil {
					amount = amountOrDash(*row.Amount)
				}
			}
			lines[i] = table.Row{row.Reference, stage, row.Versions, row.Received, dash(row.Type), amount, dash(row.Score), title}
		}
		columns(w, table.Row{"TENDER", "STAGE", "VERSIONS", "RECEIVED", "TYPE", "AMOUNT", "SCORE", "TITLE"}, lines)
	})
}

func (a *app) tenderShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show TENDER", Short: "Show a tender: versions, verdicts, and what it says once it is opened",
		Example: "  twinning tender show DHE-2019-K7Q2MD --as mask-contact",
	}, query.TenderRef, func(ctx context.Context, q *query.Queries, v access.Viewer, reference string, _ []string) (query.TenderPage, error) {
		return q.Tender(ctx, v, reference)
	}, func(ctx context.Context, w io.Writer, page query.TenderPage, n query.Names) {
		a.tenderText(w, a.tell(ctx), page, n)
	})
}

func (a *app) tenderText(w io.Writer, tell *narrate.Narrator, p query.TenderPage, n query.Names) {
	zone := p.Zone
	n = p.Named(n)
	title := p.Title
	if p.Sealed {
		title = "(" + p.Sealing + ")"
	}
	printf(w, "%s  %s\n", a.paint(bold, p.Reference), title)
	fields(w, "stage", worded("stage", p.Stage))
	if p.Pending > 0 {
		fields(w, "waiting", counted(p.Pending, "command is received and not judged yet", "commands are received and not judged yet"))
	}
	for _, v := range p.Submissions {
		fields(w, phrased("version %d", v.Number), phrased("%s by %s\nHMAC-SHA256 %s", onClocks(v.ReceivedAt, zone), n.Of(v.By), v.HMAC))
	}
	for _, l := range p.Attempts {
		what, why := phrased("refused"), any(n.In(l.Sentence))
		switch {
		case l.Code == "late":
			what = phrased("late")
		case l.Sentence == "":
			why = quoting(l.Rule)
		}
		fields(w, what, phrased("%s by %s\nHMAC-SHA256 %s\n%s", onClocks(l.At, zone), n.Of(l.By), l.HMAC, why))
	}
	if t := p.Tender; t != nil {
		fields(w, "type", t.Type, "topic", t.Priority+", "+t.Topic, "months", fmt.Sprint(t.Months), "amount", p.Amount,
			"contact", n.Of(t.Contact), "signatory", n.Of(t.Signatory), "solution", t.Solution)
		for _, o := range t.Organisations {
			fields(w, "organisation", strings.TrimSuffix(o.ID+": "+o.Name+", "+o.Country+", "+o.Region, ", "))
		}
		fields(w, "originators", strings.Join(t.Originators, ", "), "adopters", strings.Join(t.Adopters, ", "), "contractor", t.Contractor)
	}
	eligibilityText(w, tell, p.EligibilityPage, p.Reference, n)
	for _, r := range p.Reviews {
		fields(w, "evaluation", phrased("%s by %s", r.Total, n.Of(r.Evaluator)))
	}
	fields(w, "not counted", doubted(p.Doubts, n), "score", p.Score)
	if o := p.Outcome; o != nil {
		fields(w, "outcome", phrased("%s, place %s: %s", worded("verdict", o.Verdict), tell.Reason(o.Where()), tell.Reason(o.Why)))
	}
	for i, r := range p.Rounds {
		fields(w, phrased("round %d", i+1), earlierText(r))
	}
	for _, c := range p.Complaints {
		says := phrased("%s", worded("complaint", c.Status))
		if !c.Sealed {
			says = phrased("%s, %s: %s", worded("grounds", c.Grounds), says, c.Text)
			if c.Reason != "" {
				says = phrased("%s\nanswer: %s, because: %s", says, worded("complaint", c.Finding), c.Reason)
			}
		}
		fields(w, phrased("complaint %d", c.Number), says)
	}
	for _, u := range p.Unreached {
		says := phrased("%s, to %s, did not come: %s\n%s", worded("template", u.Template), n.Of(u.To), worded("letter-cause", u.Why), onClocks(u.At, zone))
		if !u.SettledAt.IsZero() {
			says = phrased("%s\nsettled: %s", says, worded("reached", u.How))
		}
		fields(w, phrased("letter %d (%s)", u.Number, u.Letter), says)
	}
	if k := p.Contract; k != nil {
		fields(w, "contract", phrased("%d months from %s%s", k.Months, k.M1, behind(", ", k.Amount)))
	}
}
