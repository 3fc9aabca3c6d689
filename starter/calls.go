package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func (a *app) callList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the calls", Example: "  twinning call list\n  twinning call list -o jsonl",
	}, (*query.Queries).Calls, func(_ context.Context, w io.Writer, rows []query.CallRow, _ query.Names) {
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			all := 0
			for _, n := range r.Tenders {
				all += n
			}
			stage := r.Stage
			if r.Stage == "" { // its opening is not judged yet
				stage = "(received)"
			}
			lines[i] = table.Row{r.Reference, dash(stage), dash(r.DueIn), all, dash(r.Budget.Human()), dash(r.Left.Human()), r.Title}
		}
		columns(w, table.Row{"CALL", "STAGE", "DEADLINE", "TENDERS", "BUDGET", "LEFT", "TITLE"}, lines)
	})
}

// reading gives a command the flag that says who reads.
func reading(cmd *cobra.Command, as *string) *cobra.Command {
	cmd.Flags().StringVar(as, "as", "", "show what this person may see: alias or id of a `PERSON`")
	return cmd
}

// openingText is the opening in words.
func openingText(o query.OpeningRow, n query.Names) string {
	switch {
	case o.OpenedAt != "" && len(o.OpenedBy) > 0:
		return o.OpenedAt + ", by " + n.All(o.OpenedBy)
	case o.OpenedAt != "":
		return o.OpenedAt + ", by itself"
	case o.Moment != "":
		return o.Moment + ", by itself"
	case o.SignedBy != "":
		return "signed by " + n.Of(o.SignedBy) + "; one of these must sign, too: " + n.All(o.Awaits)
	case len(o.Awaits) > 0:
		return "two of these must sign: " + n.All(o.Awaits)
	}
	return ""
}

func (a *app) callShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show CALL", Short: "Show a call: stage, dates, money, roles", Example: "  twinning call show DHE-2019",
	}, query.CallRef, func(ctx context.Context, q *query.Queries, v access.Viewer, reference string, _ []string) (query.CallPage, error) {
		return q.Call(ctx, v, reference)
	}, func(_ context.Context, w io.Writer, page query.CallPage, n query.Names) { a.callText(w, page, n) })
}

func (a *app) callText(w io.Writer, p query.CallPage, n query.Names) {
	fmt.Fprintf(w, "%s  %s\n", a.paint(bold, p.Reference), p.Title)
	pairs := []string{
		"stage", dash(p.Stage), "programme", p.Programme,
		"budget", budget(p.Budget, p.Left, "is not committed"), "rule book", p.SHA256,
	}
	if p.Stage == "" {
		pairs = []string{"waiting", "it is received and has not been judged yet"}
	}
	who := p.Named(n)
	for _, d := range p.Deadlines {
		pairs = append(pairs, d.What, d.Wall+" in "+d.Zone+" ("+d.At+")"+whom(d, who)+because(d.Why))
	}
	pairs = append(pairs, "opening", openingText(p.Opening, n))
	for _, r := range p.Proposals {
		pairs = append(pairs, "proposed", proposalText(r, n))
	}
	for _, role := range law.StaffRoles() {
		pairs = append(pairs, role.Words(), n.All(p.Roles[role]))
	}
	for _, e := range p.Evaluators {
		said := "has not declared impartiality"
		if !e.DeclaredAt.IsZero() {
			said = "declared impartiality"
		}
		pairs = append(pairs, "evaluator", n.Of(e.Person)+", "+said)
	}
	for _, stage := range sorted(p.Tenders) {
		pairs = append(pairs, "tenders", fmt.Sprintf("%d %s", p.Tenders[stage], stage))
	}
	pairs = append(pairs, "reserve", strings.Join(p.Reserve, ", "))
	for _, id := range sorted(p.EnvelopesLeft) {
		pairs = append(pairs, "envelope", id+", of which "+p.EnvelopesLeft[id].Human()+" is not committed")
	}
	for _, to := range sorted(p.Reopened) {
		pairs = append(pairs, "reopened", p.Reopened[to].Human()+" to "+to)
	}
	for _, k := range p.Committees {
		is := k.Name
		if !k.Meets.IsZero() {
			is += ", every " + k.Meets.String()
		}
		if k.Body != "" {
			is += ", the body " + k.Body
		}
		pairs = append(pairs, "committee", is)
	}
	if f := p.Follows; f != nil {
		pairs = append(pairs, "follows", f.Call+", with "+f.Amount.Human()+" of its money")
	}
	fields(w, append(pairs, "complaints", endOf(p.ComplaintsUntil), "contracts", heldText(p.Held))...)
}

// budget says how much there is, and what is left of it.
func budget(whole, left money.Amount, is string) string {
	if whole.IsNone() {
		return "none: the programme has no money"
	}
	return whole.Human() + ", of which " + left.Human() + " " + is
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ", because: " + why
}

func whom(d query.DateRow, n query.Names) string {
	if len(d.Covers) == 0 {
		return ""
	}
	return ", only for " + n.All(d.Covers)
}
