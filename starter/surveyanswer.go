package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

func (a *app) surveyRespondent(use, short, example string, c func(country, person string) law.Command) *cobra.Command {
	return a.sends(&cobra.Command{Use: use, Short: short, Example: example}, surveyStream, func(ctx context.Context, args []string) (law.Command, error) {
		ids, err := a.ids(ctx, args[1:])
		if err != nil {
			return nil, err
		}
		return c(strings.ToUpper(args[0]), ids[0]), nil
	})
}

func (a *app) surveyName() *cobra.Command {
	return a.surveyRespondent("name SURVEY COUNTRY PERSON", "Name who answers for a country; a letter tells them", "  twinning survey name EHN-2021 SE mask-contact --as officer",
		func(country, person string) law.Command {
			return survey.NameRespondent{Country: country, Person: person}
		})
}

func (a *app) surveyRemove() *cobra.Command {
	return a.surveyRespondent("remove SURVEY COUNTRY PERSON", "Say who answers for a country no longer", "  twinning survey remove EHN-2021 SE mask-contact --as officer",
		func(country, person string) law.Command {
			return survey.RemoveRespondent{Country: country, Person: person}
		})
}

func (a *app) surveyAnswer() *cobra.Command {
	return a.sends(&cobra.Command{
		Use: "answer SURVEY COUNTRY FILE", Short: "Answer for a country; the last answer counts",
		Long: `Answer for a country with a file in YAML: answers, a list of parts. A part has options, cells
of row and column, a number or a text, as the questionnaire asks; survey show lists them.

` + exampleFile("answer.yaml"),
		Example: "  twinning survey answer EHN-2021 SE answer.yaml --as mask-contact",
	}, surveyStream, func(_ context.Context, args []string) (law.Command, error) {
		answers, err := readFile(a, args[1], programme.ParseAnswer)
		if err != nil {
			return nil, asUsage(err)
		}
		return survey.AnswerSurvey{Country: strings.ToUpper(args[0]), Answers: answers}, nil
	})
}

// givenText is an answer in one line.
func givenText(g survey.Given) string {
	parts := append([]string{}, g.Options...)
	for _, c := range g.Cells {
		parts = append(parts, c.Row+"/"+c.Column)
	}
	if g.Number != nil {
		parts = append(parts, fmt.Sprint(*g.Number))
	}
	if g.Text != "" {
		parts = append(parts, strings.Join(strings.Fields(string(g.Text)), " "))
	}
	return strings.Join(parts, ", ")
}

func (a *app) surveyAnswers() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "answers SURVEY COUNTRY", Short: "Show the answer of a country with its versions; for who answers, and the staff", Example: "  twinning survey answers EHN-2021 SE --as officer",
	}, surveyStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, args []string) (query.SurveyAnswerRow, error) {
		return q.SurveyAnswer(ctx, v, law.Reference(stream), strings.ToUpper(args[0]))
	}, answerText)
}

func answerText(ctx context.Context, w io.Writer, r query.SurveyAnswerRow, n query.Names) {
	fields(w, "survey", r.Survey, "country", narrate.Country(narrate.LanguageOf(ctx), r.Country), "respondents", n.All(r.Respondents), "answers until", r.Until, "taken now", yes(r.Open), "leave", dash(r.Leave),
		"entries", dash(strings.Join(r.Entries, ", ")))
	var lines []table.Row
	for i, v := range r.Past {
		for _, g := range v.Answers {
			lines = append(lines, table.Row{i + 1, v.At, n.Of(v.By), yes(v.Late), g.Part, givenText(g)})
		}
	}
	if len(lines) == 0 {
		printf(w, "the country has not answered\n")
		return
	}
	columns(w, table.Row{"VERSION", "AT", "BY", "LATE", "PART", "ANSWER"}, lines)
}

func (a *app) surveyEntries() *cobra.Command {
	var w commandFlags
	var to, organisation string
	cmd := &cobra.Command{
		Use: "entries SURVEY COUNTRY", Short: "Make entries of a marketplace of the answer of a country, in one step",
		Long: `Make entries of a marketplace of the answer of a country: an offer for each area that it
offers, and a requirement for each that it seeks. They are drafts of yours: you may revise
them before you submit them. Done again, it makes none twice.`,
		Example: "  twinning survey entries EHN-2021 SE --market HEALTH --organisation K7Q2MDAAAA --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			ids, err := a.ids(ctx, []string{w.as})
			if err != nil {
				return err
			}
			country := strings.ToUpper(args[1])
			r, _, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (query.SurveyAnswerRow, error) {
				return q.SurveyAnswer(ctx, v, law.Reference(stream), country)
			})
			if err != nil {
				return err
			}
			d, err := a.door(ctx)
			if err != nil {
				return err
			}
			var made []string
			for _, draft := range r.Drafts {
				draft.Is.Organisation = strings.TrimPrefix(organisation, "organisation/")
				c := market.DraftEntry{Content: draft.Is}
				if err := c.Check(); err != nil {
					return asUsage(err)
				}
				entry, got, err := draftEntry(ctx, d, &w, ids[0], to, c, func(nth int) string {
					return survey.EntryCommand(law.Reference(stream), r.Country, draft, nth)
				})
				if err != nil {
					return err
				}
				if got.Status == door.Pending { // nothing can be noted of an entry that is not there
					a.say("the draft is not judged yet, and nothing is noted with the answer: give the same command again once it is; no draft is made twice")
				}
				if got.Status != door.Done {
					return a.hand(ctx, got)
				}
				made = append(made, law.Reference(entry))
			}
			if len(made) == 0 {
				return usage("the answer of %s offers and seeks nothing that becomes an entry", country)
			}
			return a.mutate(ctx, &w, stream, survey.NoteSurveyEntries{Country: country, Entries: made})
		},
	}
	f := cmd.Flags()
	f.StringVar(&to, "market", "", "reference of the `MARKET`")
	f.StringVar(&organisation, "organisation", "", "reference of the record of your `ORGANISATION`")
	return mutating(cmd, &w)
}
