package main

import (
	"context"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

func (a *app) surveyCommands() *cobra.Command {
	return group("survey", "Put a questionnaire to countries, answer it, and see the result", "  twinning survey show EHN-2021",
		a.likeNew("survey", "survey open", "closes", "the last day for answers", "  twinning survey new --like programmes/surveys/ehn-2021.yaml --day \"8 weeks\" --to my-survey.yaml"), a.surveyOpen(), a.surveyList(), a.surveyShow(), a.surveyName(), a.surveyRemove(), a.surveyAnswer(), a.surveyAnswers(), a.surveyExtend(), a.surveyAllow(),
		a.surveyPublish(), a.surveyResult(), a.surveyEntries(),
		a.lifeStaff("SURVEY", "survey staff EHN-2021 --comes head --gone officer --why \"another post\" --as officer", surveyStream, func(c governance.StaffChange) law.Command { return survey.ChangeSurveyStaff{StaffChange: c} }))
}

// surveyStream is the stream of a survey that is named with or without its noun.
func surveyStream(text string) (string, error) {
	stream, ok := survey.StreamOf(strings.TrimPrefix(text, survey.Root))
	if !ok {
		return "", usage("%q is not the reference of a survey: letters, digits and single hyphens, as in EHN-2021", query.Cut(text))
	}
	return stream, nil
}

func (a *app) surveyOpen() *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: "open SURVEY FILE", Short: "Open a survey with its rule book: questionnaire, countries and closing date",
		Long: `Open a survey with its rule book, a file in YAML: the questionnaire, the countries that are
asked, the closing date, reminders, and what of the result is public. From the first
administrator on, administrators do, and heads and officers of the programme that the rule
book names. Its officers, by the aliases of the file, steer the survey.

The closing date must lie ahead: "twinning survey new" writes a rule book like the example
with a later one, and "twinning programme check FILE" says what is wrong with one.`,
		Example: "  twinning survey open EHN-2021 programmes/surveys/ehn-2021.yaml --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			rules, err := readFile(a, args[1], programme.ParseSurvey)
			if err != nil {
				return asUsage(err)
			}
			if rules.Officers, err = a.ids(cmd.Context(), rules.Officers); err != nil {
				return err
			}
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: survey.OpenSurvey{Rules: rules}, Begins: true})
		},
	}
	return mutating(cmd, &w)
}

func (a *app) surveyList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the surveys that you may see", Example: "  twinning survey list",
	}, (*query.Queries).Surveys, func(ctx context.Context, w io.Writer, rows []query.SurveyRow, _ query.Names) {
		if len(rows) == 0 {
			printf(w, "there is no survey that you may see\n")
			return
		}
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			lines[i] = table.Row{r.Reference, worded("survey-stage", r.Stage), r.Rules.Title.In(narrate.LanguageOf(ctx)), r.Closes, r.Asked}
		}
		columns(w, table.Row{"SURVEY", "STANDS", "TITLE", "CLOSES", "COUNTRIES"}, lines)
	})
}

func (a *app) surveyShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show SURVEY", Short: "Show a survey: its questions, and how each country stands that you may see", Example: "  twinning survey show EHN-2021 --as officer",
	}, surveyStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.SurveyRow, error) {
		return q.Survey(ctx, v, law.Reference(stream))
	}, surveyText)
}

func surveyText(ctx context.Context, w io.Writer, s query.SurveyRow, n query.Names) {
	lang := narrate.LanguageOf(ctx)
	answered := phrased("not told")
	if s.Steers || s.Figures {
		answered = phrased("%d of %d", s.Answered, s.Asked)
	}
	fields(w, "survey", s.Reference, "title", s.Rules.Title.In(lang), "stands", worded("survey-stage", s.Stage), "closes", s.Closes, "answered", answered, "list of countries of", s.Rules.Countries.AsOf.String(), "rule book", s.SHA256)
	var lines, allowed []table.Row
	for _, q := range s.Rules.Questions {
		for _, p := range q.Parts {
			lines = append(lines, table.Row{q.ID, p.ID, coded(p.Kind), yes(p.Required), p.Title.In(lang)})
			what := phrased("option")
			if p.Kind == survey.Grid {
				what = phrased("row")
			}
			for _, t := range s.Rules.Vocabulary(p.Of) {
				allowed = append(allowed, table.Row{p.ID, what, t.ID, t.Title.In(lang)})
			}
			for _, c := range p.Columns {
				allowed = append(allowed, table.Row{p.ID, phrased("column"), c.ID, c.Title.In(lang)})
			}
		}
	}
	for _, q := range s.Rules.Questions {
		fields(w, verbatim(q.ID), q.Title.In(lang))
	}
	columns(w, table.Row{"QUESTION", "PART", "KIND", "REQUIRED", "TITLE"}, lines)
	columns(w, table.Row{"PART", "WHAT", "CODE", "TITLE"}, allowed)
	if len(s.Countries) > 0 {
		lines = nil
		for _, c := range s.Countries {
			lines = append(lines, table.Row{c.Country, narrate.Country(lang, c.Country), n.All(c.Respondents), c.Versions, dash(c.AnsweredAt), dash(c.Leave)})
		}
		columns(w, table.Row{"CODE", "COUNTRY", "RESPONDENTS", "VERSIONS", "ANSWERED", "LEAVE UNTIL"}, lines)
	}
}

func (a *app) surveyExtend() *cobra.Command {
	return a.untilBecause(&cobra.Command{
		Use: "extend SURVEY DATE", Short: "Move the closing date; all respondents are told",
		Long: `Move the closing date to a later day, as far as the rule book lets it be (extend_days, a year where
it says nothing). A date that was written by mistake is moved back with the same command, as long as
the closing date before it is not over.`, Example: `  twinning survey extend EHN-2021 2022-01-14 --why "the holidays" --as officer`,
	}, func(_ []string, on calendar.Date, why law.Text) law.Command {
		return survey.ExtendSurvey{Closes: on, Why: why}
	})
}

func (a *app) surveyAllow() *cobra.Command {
	return a.untilBecause(&cobra.Command{
		Use: "allow SURVEY COUNTRY DATE", Short: "Let a country answer after the closing date, until the end of a day", Example: `  twinning survey allow EHN-2021 SE 2022-01-14 --why "a mistake" --as officer`,
	}, func(args []string, on calendar.Date, why law.Text) law.Command {
		return survey.AllowCorrection{Country: strings.ToUpper(args[0]), Until: on, Why: why}
	})
}

// untilBecause makes cmd send a command with the date that is its last argument, and a reason.
func (a *app) untilBecause(cmd *cobra.Command, c func(args []string, on calendar.Date, why law.Text) law.Command) *cobra.Command {
	why := cmd.Flags().String("why", "", "the reason, which is recorded and told")
	return a.sends(cmd, surveyStream, func(_ context.Context, args []string) (law.Command, error) {
		on, err := calendar.ParseDate(args[len(args)-1])
		if err != nil {
			return nil, asUsage(err)
		}
		return c(args, on, law.Text(*why)), nil
	})
}

func (a *app) surveyPublish() *cobra.Command {
	return a.sendsThis(&cobra.Command{
		Use: "publish SURVEY", Short: "Publish the result of a survey that has closed, as its rule book says", Example: "  twinning survey publish EHN-2021 --as officer",
	}, surveyStream, survey.PublishSurvey{})
}
