package main

import (
	"context"
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
			var stage any = worded("stage", r.Stage)
			if r.Stage == "" { // its opening is not judged yet
				stage = phrased("(received)")
			}
			lines[i] = table.Row{r.Reference, stage, dash(r.DueIn), all, amountOrDash(r.Budget), amountOrDash(r.Left), r.Title}
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
func openingText(o query.OpeningRow, n query.Names) any {
	switch {
	case o.OpenedAt != "" && len(o.OpenedBy) > 0:
		return phrased("%s, by %s", o.OpenedAt, n.All(o.OpenedBy))
	case o.OpenedAt != "":
		return phrased("%s, by itself", o.OpenedAt)
	case o.Moment != "":
		return phrased("%s, by itself", o.Moment)
	case o.SignedBy != "":
		return phrased("signed by %s; one of these must sign, too: %s", n.Of(o.SignedBy), n.All(o.Awaits))
	case len(o.Awaits) > 0:
		return phrased("two of these must sign: %s", n.All(o.Awaits))
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
	printf(w, "%s  %s\n", a.paint(bold, p.Reference), p.Title)
	pairs := []any{
		"stage", worded("stage", p.Stage), "programme", p.Programme,
		"budget", budget(p.Budget, p.Left, "%s, of which %s is not committed"), "rule book", p.SHA256,
	}
	if p.Stage == "" {
		pairs = []any{"waiting", phrased("it is received and has not been judged yet")}
	}
	who := p.Named(n)
	for _, d := range p.Deadlines {
		pairs = append(pairs, d.What, phrased("%s in %s (%s)%s%s", d.Wall, d.Zone, d.At, whom(d, who), because(d.Why)))
	}
	pairs = append(pairs, "opening", openingText(p.Opening, n))
	for _, r := range p.Proposals {
		pairs = append(pairs, "proposed", proposalText(r, n))
	}
	for _, role := range law.StaffRoles() {
		pairs = append(pairs, worded("role", role), n.All(p.Roles[role]))
	}
	for _, e := range p.Evaluators {
		said := phrased("%s, has not declared impartiality", n.Of(e.Person))
		if !e.DeclaredAt.IsZero() {
			said = phrased("%s, declared impartiality", n.Of(e.Person))
		}
		pairs = append(pairs, "evaluator", said)
	}
	for _, stage := range sorted(p.Tenders) {
		pairs = append(pairs, "tenders", phrased("%d %s", p.Tenders[stage], worded("stage", stage)))
	}
	pairs = append(pairs, "reserve", strings.Join(p.Reserve, ", "))
	for _, id := range sorted(p.EnvelopesLeft) {
		pairs = append(pairs, "envelope", phrased("%s, of which %s is not committed", id, p.EnvelopesLeft[id]))
	}
	for _, to := range sorted(p.Reopened) {
		pairs = append(pairs, "reopened", phrased("%s to %s", p.Reopened[to], to))
	}
	for _, k := range p.Committees {
		is := series{k.Name}
		if !k.Meets.IsZero() {
			is = append(is, phrased("every %s", k.Meets))
		}
		if k.Body != "" {
			is = append(is, phrased("the body %s", k.Body))
		}
		pairs = append(pairs, "committee", is)
	}
	if f := p.Follows; f != nil {
		pairs = append(pairs, "follows", phrased("%s, with %s of its money", f.Call, f.Amount))
	}
	fields(w, append(pairs, "complaints", endOf(p.ComplaintsUntil), "contracts", heldText(p.Held))...)
}

// budget says how much there is, and what is left of it.
func budget(whole, left money.Amount, format string) phrase {
	if whole.IsNone() {
		return phrased("none: the programme has no money")
	}
	return phrased(format, whole, left)
}

func budgetOrNone(b money.Amount) any {
	if b.IsNone() {
		return phrased("none")
	}
	return b
}

func because(why string) any {
	if why == "" {
		return ""
	}
	return phrased(", because: %s", why)
}

func whom(d query.DateRow, n query.Names) any {
	if len(d.Covers) == 0 {
		return ""
	}
	return phrased(", only for %s", n.All(d.Covers))
}
