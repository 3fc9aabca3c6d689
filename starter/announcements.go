package main

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/query"
)

func (a *app) awardPreview() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "preview CALL", Short: "Show what a release would do, before anybody is told",
		Long: `Show what a release would do, computed from what is recorded now: who would be
awarded, on the reserve list and rejected, the money of each envelope, who must
release it, and what has moved since it was prepared. Nothing is recorded.`,
		Example: "  twinning award preview DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			page, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.PreviewPage, error) {
				return q.Preview(ctx, v, reference)
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) { previewText(w, page, n) })
		},
	}
	return reading(cmd, &as)
}

func previewText(w io.Writer, p query.PreviewPage, n query.Names) {
	state := phrased("not prepared yet")
	if p.Prepared {
		state = phrased("prepared by %s", n.Of(p.By))
	}
	printf(w, "%s: a preview of the award, %s. Nobody is told before its release.\n", p.Call, state)
	for _, v := range p.Verdicts {
		fields(w, worded("verdict", v.Verdict), phrased("%d\n%s", v.Count, strings.Join(v.Tenders, ", ")))
	}
	fields(w, "budget", budget(p.Budget, p.Left, "%s, of which %s would be left"))
	for _, e := range p.Envelopes {
		fields(w, "envelope", phrased("%s: %s, of which %s would be left", e.ID, e.Budget, e.Left))
	}
	for _, r := range p.Rounds {
		fields(w, "letters", phrased("%s at %s", worded("verdict", r.Verdict), r.When))
	}
	fields(w, "release", phrased("by one of %s", n.All(p.Release)))
	var moved any = p.Moved
	if p.Prepared && p.Moved == "" {
		moved = phrased("nothing since it was prepared")
	} else if p.Moved != "" {
		moved = phrased("%s; prepare it again", p.Moved)
	}
	fields(w, "moved", moved)
}

func (a *app) awardAnnouncements() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "announcements CALL", Short: "Show the rounds of letters: who was told when, and what is still to come",
		Example: "  twinning award announcements DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			list, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.RoundList, error) { return q.Rounds(ctx, v, reference) })
			if err != nil {
				return err
			}
			return printAll(a, list.Rows, func(w io.Writer) { announcementsText(w, reference, list) })
		},
	}
	return reading(cmd, &as)
}

func announcementsText(w io.Writer, reference string, list query.RoundList) {
	rows := list.Rows
	if len(rows) == 0 {
		printf(w, "%s told every tender at once, with the release of its award at %s\n", reference, list.ReleasedAt)
		return
	}
	var lines []table.Row
	for _, r := range rows {
		state := phrased("to come")
		if r.Announced {
			state = phrased("told: %s", counted(len(r.Tenders), "tender", "tenders"))
		}
		lines = append(lines, table.Row{verdictOrAll(r.Verdict), r.When, state, strings.Join(r.Tenders, ", ")})
	}
	columns(w, table.Row{"WHO", "WHEN", "", "TENDERS"}, lines)
	fields(w, "complaints", until(list.ComplaintsUntil), "contracts", heldText(list.Held))
}

func verdictOrAll(v call.Verdict) any {
	if v == "" {
		return phrased("all")
	}
	return worded("verdict", v)
}

func until(d calendar.Date) any { return endOf(d.String()) }

// endOf says until when, of a date or nothing.
func endOf(day string) any {
	if day == "" {
		return ""
	}
	return phrased("until the end of %s", day)
}

// heldText says until when contracts are held.
func heldText(h query.Held) any {
	switch {
	case !h.All:
		return phrased("held until every tender has been told, and not before the end of %s", h.Day)
	case !h.Day.IsZero():
		return phrased("held until the end of %s", h.Day)
	}
	return ""
}
