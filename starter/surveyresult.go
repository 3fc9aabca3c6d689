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
	"twinning.example/engine/internal/query"
)

func (a *app) surveyResult() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "result SURVEY", Short: "Show what the answers add up to: by area who offers, who seeks, and who neither", Example: "  twinning survey result EHN-2021 --as officer",
	}, surveyStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.SurveyResultRow, error) {
		return q.SurveyResult(ctx, v, law.Reference(stream))
	}, resultText)
}

func resultText(_ context.Context, w io.Writer, r query.SurveyResultRow, _ query.Names) {
	who := func(list []string) string {
		if r.ByCountry {
			return dash(strings.Join(list, " "))
		}
		return fmt.Sprint(len(list))
	}
	fields(w, "survey", r.Survey, "stands", worded("survey-stage", r.Stage), "answered", phrased("%d of %d", len(r.Result.Answered), len(r.Result.Asked)), "neither offers nor seeks", who(r.Result.Neither))
	var lines, options, texts []table.Row
	for _, area := range r.Result.Areas {
		lines = append(lines, table.Row{area.Area, who(area.Offers), who(area.Seeks), who(area.Neither)})
	}
	if len(lines) > 0 {
		columns(w, table.Row{"AREA", "OFFER", "SEEK", "NEITHER"}, lines)
	}
	for _, p := range r.Result.Parts {
		for _, o := range p.Options {
			options = append(options, table.Row{p.Part, o.Option, len(o.Countries), who(o.Countries)})
		}
		for _, c := range p.Cells {
			options = append(options, table.Row{p.Part, c.Row + "/" + c.Column, len(c.Countries), who(c.Countries)})
		}
		for _, x := range p.Numbers {
			options = append(options, table.Row{p.Part, x.Number, 1, x.Country})
		}
		for _, t := range p.Texts {
			texts = append(texts, table.Row{p.Part, t.Country, strings.Join(strings.Fields(string(t.Text)), " ")})
		}
	}
	columns(w, table.Row{"PART", "OPTION", "COUNTRIES", "WHICH"}, options)
	if len(texts) > 0 {
		columns(w, table.Row{"PART", "COUNTRY", "TEXT"}, texts)
	}
}
