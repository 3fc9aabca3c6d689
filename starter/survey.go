package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

func (a *app) surveyCommands() *cobra.Command {
	return group("survey", "Put a questionnaire to countries, answer it, and see the result", "  twinning survey show EHN-2021",
		a.surveyOpen(), a.surveyList(), a.surveyShow(), a.surveyName(), a.surveyRemove(), a.surveyAnswer(), a.surveyAnswers(), a.surveyExtend(), a.surveyAllow(),
		a.surveyPublish(), a.surveyResult(), a.surveyEntries())
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
book names. Its officers, by the aliases of the file, steer the survey.`,
		Example: "  twinning survey open EHN-2021 programmes/surveys/ehn-2021.yaml --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			rules, err := programme.LoadSurvey(args[1])
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
	var as string
	cmd := &cobra.Command{
		Use: "list", Short: "List the surveys that you may see", Example: "  twinning survey list", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			rows, _, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.SurveyRow, error) { return q.Surveys(cmd.Context(), v) })
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					io.WriteString(w, "there is no survey that you may see\n")
					return
				}
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Reference, r.Stage, r.Rules.Title.In(narrate.LanguageOf(cmd.Context())), r.Closes, r.Asked}
				}
				columns(w, table.Row{"SURVEY", "STANDS", "TITLE", "CLOSES", "COUNTRIES"}, lines)
			})
		},
	}
	return reading(cmd, &as)
}

func (a *app) surveyShow() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "show SURVEY", Short: "Show a survey: its questions, and how each country stands that you may see", Example: "  twinning survey show EHN-2021 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			s, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.SurveyRow, error) {
				return q.Survey(ctx, v, law.Reference(stream))
			})
			if err != nil {
				return err
			}
			return a.print(s, func(w io.Writer) {
				lang := narrate.LanguageOf(ctx)
				answered := "not told"
				if s.Steers || s.Figures {
					answered = fmt.Sprintf("%d of %d", s.Answered, s.Asked)
				}
				fields(w, "survey", s.Reference, "title", s.Rules.Title.In(lang), "stands", string(s.Stage), "closes", s.Closes, "answered", answered, "list of countries of", s.Rules.Countries.AsOf.String(), "rule book", s.SHA256)
				var lines []table.Row
				for _, q := range s.Rules.Questions {
					for _, p := range q.Parts {
						lines = append(lines, table.Row{q.ID, p.ID, p.Kind, yes(p.Required), p.Title.In(lang)})
					}
				}
				for _, q := range s.Rules.Questions {
					fields(w, q.ID, q.Title.In(lang))
				}
				columns(w, table.Row{"QUESTION", "PART", "KIND", "REQUIRED", "TITLE"}, lines)
				if len(s.Countries) > 0 {
					lines = nil
					for _, c := range s.Countries {
						lines = append(lines, table.Row{c.Country, narrate.Country(lang, c.Country), n.All(c.Respondents), c.Versions, dash(c.AnsweredAt), dash(c.Leave)})
					}
					columns(w, table.Row{"CODE", "COUNTRY", "RESPONDENTS", "VERSIONS", "ANSWERED", "LEAVE UNTIL"}, lines)
				}
			})
		},
	}
	return reading(cmd, &as)
}

func (a *app) surveyRespondent(use, short, example string, c func(country, person string) law.Command) *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			ids, err := a.ids(cmd.Context(), args[2:])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, c(strings.ToUpper(args[1]), ids[0]))
		},
	}
	return mutating(cmd, &w)
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
	var w commandFlags
	cmd := &cobra.Command{
		Use: "answer SURVEY COUNTRY FILE", Short: "Answer for a country; the last answer counts",
		Long: `Answer for a country with a file in YAML: answers, a list of parts. A part has options, cells
of row and column, a number or a text, as the questionnaire asks; survey show lists them.`,
		Example: "  twinning survey answer EHN-2021 SE answer.yaml --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			answers, err := programme.LoadAnswer(args[2])
			if err != nil {
				return asUsage(err)
			}
			return a.mutate(cmd.Context(), &w, stream, survey.AnswerSurvey{Country: strings.ToUpper(args[1]), Answers: answers})
		},
	}
	return mutating(cmd, &w)
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
	var as string
	cmd := &cobra.Command{
		Use: "answers SURVEY COUNTRY", Short: "Show the answer of a country with its versions; for who answers, and the staff", Example: "  twinning survey answers EHN-2021 SE --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			r, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.SurveyAnswerRow, error) {
				return q.SurveyAnswer(ctx, v, law.Reference(stream), strings.ToUpper(args[1]))
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) {
				fields(w, "survey", r.Survey, "country", narrate.Country(narrate.LanguageOf(ctx), r.Country), "respondents", n.All(r.Respondents), "answers until", r.Until, "taken now", yes(r.Open), "leave", dash(r.Leave),
					"entries", dash(strings.Join(r.Entries, ", ")))
				var lines []table.Row
				for i, v := range r.Past {
					for _, g := range v.Answers {
						lines = append(lines, table.Row{i + 1, v.At, n.Of(v.By), yes(v.Late), g.Part, givenText(g)})
					}
				}
				if len(lines) == 0 {
					io.WriteString(w, "the country has not answered\n")
					return
				}
				columns(w, table.Row{"VERSION", "AT", "BY", "LATE", "PART", "ANSWER"}, lines)
			})
		},
	}
	return reading(cmd, &as)
}

func (a *app) surveyExtend() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "extend SURVEY DATE", Short: "Give a later closing date; all respondents are told", Example: `  twinning survey extend EHN-2021 2022-01-14 --why "the holidays" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			on, err := calendar.ParseDate(args[1])
			if err != nil {
				return asUsage(err)
			}
			return a.mutate(cmd.Context(), &w, stream, survey.ExtendSurvey{Closes: on, Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded and told")
	return mutating(cmd, &w)
}

func (a *app) surveyAllow() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "allow SURVEY COUNTRY DATE", Short: "Let a country answer after the closing date, until the end of a day", Example: `  twinning survey allow EHN-2021 SE 2022-01-14 --why "a mistake" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			on, err := calendar.ParseDate(args[2])
			if err != nil {
				return asUsage(err)
			}
			return a.mutate(cmd.Context(), &w, stream, survey.AllowCorrection{Country: strings.ToUpper(args[1]), Until: on, Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded and told")
	return mutating(cmd, &w)
}

func (a *app) surveyPublish() *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: "publish SURVEY", Short: "Publish the result of a survey that has closed, as its rule book says", Example: "  twinning survey publish EHN-2021 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, survey.PublishSurvey{})
		},
	}
	return mutating(cmd, &w)
}

func (a *app) surveyResult() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "result SURVEY", Short: "Show what the answers add up to: by area who offers, who seeks, and who neither", Example: "  twinning survey result EHN-2021 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := surveyStream(args[0])
			if err != nil {
				return err
			}
			r, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.SurveyResultRow, error) {
				return q.SurveyResult(ctx, v, law.Reference(stream))
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) {
				who := func(list []string) string {
					if r.ByCountry {
						return dash(strings.Join(list, " "))
					}
					return fmt.Sprint(len(list))
				}
				fields(w, "survey", r.Survey, "stands", string(r.Stage), "answered", fmt.Sprintf("%d of %d", len(r.Result.Answered), len(r.Result.Asked)), "neither offers nor seeks", who(r.Result.Neither))
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
			})
		},
	}
	return reading(cmd, &as)
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
				id := survey.EntryCommand(law.Reference(stream), r.Country, draft)
				reference := market.NewReference(strings.TrimPrefix(to, market.Root), id, ids[0])
				got, err := send(ctx, d, door.Request{Stream: market.EntryRoot + reference, Command: c, As: ids[0], ID: id, Begins: true, Wait: w.wait})
				if err != nil {
					return err
				}
				if got.Status == door.Refused {
					return a.hand(ctx, got)
				}
				made = append(made, reference)
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
