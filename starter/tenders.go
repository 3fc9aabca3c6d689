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
			title, amount, stage := "(sealed)", "-", dash(row.Stage)
			switch {
			case row.Waiting:
				stage = "(received)"
			case row.Stage == "" && row.Late > 0:
				stage = "(came late)"
			case row.Stage == "":
				stage = "(refused)"
			}
			if !row.Sealed {
				title = dash(row.Title)
				if row.Amount != nil {
					amount = dash(row.Amount.Human())
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
	fmt.Fprintf(w, "%s  %s\n", a.paint(bold, p.Reference), title)
	fields(w, "stage", dash(p.Stage))
	if p.Pending > 0 {
		fields(w, "waiting", count(p.Pending, "command is", "commands are")+" received and not judged yet")
	}
	for _, v := range p.Submissions {
		fields(w, fmt.Sprintf("version %d", v.Number), onClocks(v.ReceivedAt, zone)+" by "+n.Of(v.By)+"\nHMAC-SHA256 "+v.HMAC)
	}
	for _, l := range p.Attempts {
		what, why := "refused", l.Rule+"/"+l.Code
		if l.Code == "late" {
			what, why = "late", ""
		}
		fields(w, what, strings.TrimSpace(onClocks(l.At, zone)+" by "+n.Of(l.By)+"\nHMAC-SHA256 "+l.HMAC+"\n"+strings.TrimPrefix(why+": "+n.In(l.Sentence), ": ")))
	}
	if t := p.Tender; t != nil {
		fields(w, "type", t.Type, "topic", t.Priority+", "+t.Topic, "months", fmt.Sprint(t.Months), "amount", p.Amount.Human(),
			"contact", n.Of(t.Contact), "signatory", n.Of(t.Signatory), "solution", t.Solution)
		for _, o := range t.Organisations {
			fields(w, "organisation", strings.TrimSuffix(o.ID+": "+o.Name+", "+o.Country+", "+o.Region, ", "))
		}
		fields(w, "originators", strings.Join(t.Originators, ", "), "adopters", strings.Join(t.Adopters, ", "), "contractor", t.Contractor)
	}
	eligibilityText(w, tell, p.EligibilityPage, p.Reference, n)
	for _, r := range p.Reviews {
		fields(w, "evaluation", r.Total.String()+" by "+n.Of(r.Evaluator))
	}
	fields(w, "not counted", doubted(p.Doubts, n), "score", p.Score)
	if o := p.Outcome; o != nil {
		fields(w, "outcome", fmt.Sprintf("%s, place %s: %s", o.Verdict, tell.Reason(o.Where()), tell.Reason(o.Why)))
	}
	for i, r := range p.Rounds {
		fields(w, fmt.Sprintf("round %d", i+1), earlierText(r))
	}
	for _, c := range p.Complaints {
		says := c.Status
		if !c.Sealed {
			says = c.Grounds + ", " + c.Status + ": " + c.Text
			if c.Reason != "" {
				says += "\nanswer: " + c.Finding + ", because: " + c.Reason
			}
		}
		fields(w, fmt.Sprintf("complaint %d", c.Number), says)
	}
	for _, u := range p.Unreached {
		says := tell.Word("template", u.Template) + ", to " + n.Of(u.To) + ", did not come: " + tell.Word("letter-cause", string(u.Why)) + "\n" + onClocks(u.At, zone)
		if !u.SettledAt.IsZero() {
			says += "\nsettled: " + tell.Word("reached", string(u.How))
		}
		fields(w, fmt.Sprintf("letter %d", u.Number), says)
	}
	if k := p.Contract; k != nil {
		fields(w, "contract", strings.TrimSuffix(fmt.Sprintf("%d months from %s, %s", k.Months, k.M1, k.Amount.Human()), ", "))
	}
}
