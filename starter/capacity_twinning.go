package main

import (
	"context"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// capacityTwinning shows one country twinning: how the reports of both countries stand, what they say, and what became of it.
func (a *app) capacityTwinning() *cobra.Command {
	type shown struct {
		query.CountryTwinningRow
		rules query.InitiativeRow
		title string
	}
	return showing(a, &cobra.Command{
		Use: "twinning INITIATIVE TWINNING", Short: "Show a country twinning: its reports period by period, its joint report and what followed", Example: "  twinning capacity twinning CAPACITYHD 1 --as mask-contact",
	}, initiativeStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, args []string) (shown, error) {
		number, err := aNumber(args[0])
		if err != nil {
			return shown{}, err
		}
		i, err := q.Initiative(ctx, v, law.Reference(stream))
		if err != nil {
			return shown{}, err
		}
		b, err := q.InitiativeBoard(ctx, v, law.Reference(stream))
		if err != nil {
			return shown{}, err
		}
		for _, t := range b.Twinnings {
			if t.Number == number {
				return shown{t, i, topicIn(b.Topics, narrate.LanguageOf(ctx), t.Topic)}, nil
			}
		}
		return shown{}, usage("%s has no country twinning %d", law.Reference(stream), number)
	}, func(ctx context.Context, w io.Writer, t shown, _ query.Names) {
		lang := narrate.LanguageOf(ctx)
		fields(w, "twinning", t.Number, "topic", t.title, "offers", landOf(lang, t.Offers), "seeks", landOf(lang, t.Seeks), "stands", coded(t.Stage), "begins", t.Begins, "months", t.Months, "ends", t.Ends, "why", dash(oneLine(t.Why)))
		var lines []table.Row
		for _, p := range t.Reporting {
			lines = append(lines, table.Row{p.Period, landOf(lang, p.Country), p.From, p.Until, coded(p.Stands), yes(p.Late), dash(p.Due)})
		}
		columns(w, table.Row{"PERIOD", "COUNTRY", "FROM", "UNTIL", "STANDS", "LATE", "DUE"}, lines)
		lines = nil
		for _, r := range t.Reports {
			for _, x := range r.Activities {
				lines = append(lines, table.Row{r.Period, landOf(lang, r.Country), x.On.String(), termsOf(t.rules.Rules.Activities, lang, []string{x.Activity}), x.Participants, oneLine(x.What)})
			}
			if r.Nothing != "" {
				lines = append(lines, table.Row{r.Period, landOf(lang, r.Country), "-", "-", "-", oneLine(r.Nothing)})
			}
		}
		if len(lines) > 0 {
			columns(w, table.Row{"PERIOD", "COUNTRY", "ON", "ACTIVITY", "PARTICIPANTS", "WHAT"}, lines)
		}
		for _, r := range t.Reports {
			if r.Returned != nil {
				fields(w, "returned", phrased("period %d, %s: %s", r.Period, landOf(lang, r.Country), oneLine(r.Returned.Why)))
			}
		}
		for _, x := range t.Extensions {
			fields(w, "extended", phrased("to %d months: %s", x.Months, oneLine(x.Why)))
		}
		if t.Joint != nil {
			fields(w, "joint report", oneLine(t.Joint.Text), "by", landOf(lang, t.Joint.Country), "follow-up", yes(t.Joint.FollowUp), "form", dash(oneLine(t.Joint.Form)))
		}
		for _, x := range t.FollowUps {
			fields(w, "followed", phrased("%s, %s: %s", x.On.String(), landOf(lang, x.Country), oneLine(x.What)))
		}
	})
}
