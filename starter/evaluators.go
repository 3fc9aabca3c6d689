package main

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) evaluator() *cobra.Command {
	return group("evaluator", "Appoint, brief and draw evaluators, and take their declarations", "  twinning evaluator appoint DHE-2019 eva-1 --as officer",
		a.evaluatorAppoint(), a.evaluatorDeclare(), a.evaluatorBrief(), a.evaluatorDraw(), a.evaluatorConflicts(), a.evaluatorRecordConflict())
}

func (a *app) evaluatorAppoint() *cobra.Command {
	var w commandFlags
	var organisation, country string
	cmd := &cobra.Command{
		Use: "appoint CALL PERSON...", Short: "Give people the role of evaluator",
		Long: `Give people the role of evaluator. Each appointment is a command of its own: of several
the second has the id of the first with -2 behind it, and so on.`,
		Example: `  twinning evaluator appoint DHE-2019 eva-1 --as officer
  twinning evaluator appoint DHE-2019 eva-1 eva-2 eva-3 --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			appoint := make([]call.AppointEvaluator, len(args)-1)
			for i, who := range args[1:] {
				p, err := a.person(cmd.Context(), who)
				if err != nil {
					return err
				}
				appoint[i] = call.AppointEvaluator{Evaluator: p.ID, Organisation: p.Organisation, Country: p.Country}
				if cmd.Flags().Changed("organisation") {
					appoint[i].Organisation = organisation
				}
				if cmd.Flags().Changed("country") {
					appoint[i].Country = country
				}
			}
			for i, c := range appoint {
				one := w
				if i > 0 {
					one.id = fmt.Sprintf("%s-%d", w.id, i+1)
				}
				if err := a.mutate(cmd.Context(), &one, stream, c); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&organisation, "organisation", "", "where they work; what is known of the person if left out")
	cmd.Flags().StringVar(&country, "country", "", "their country; what is known of the person if left out")
	return mutating(cmd, &w)
}

func (a *app) evaluatorDeclare() *cobra.Command {
	var w commandFlags
	var why string
	var former []string
	cmd := &cobra.Command{
		Use: "declare CALL|TENDER", Short: "Declare impartiality for a call, or a conflict with a tender",
		Example: `  twinning evaluator declare DHE-2019 --as eva-1
  twinning evaluator declare DHE-2019 --former "Region of Skåne until 2018-05-31" --as eva-1
  twinning evaluator declare DHE-2019-K7Q2MD --conflict "my sister works there" --as eva-1`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("conflict") {
				if len(former) > 0 {
					return usage("--former belongs to the declaration of impartiality for a call, --conflict to one tender: give one of them")
				}
				stream, err := tenderStream(args[0])
				if err != nil {
					return err
				}
				return a.mutate(cmd.Context(), &w, stream, twinning.DeclareConflict{Why: law.Text(why)})
			}
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			ties, err := parseTies(former)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, call.DeclareImpartiality{Former: ties})
		},
	}
	cmd.Flags().StringVar(&why, "conflict", "", "`WHY` there is a conflict with this tender")
	cmd.Flags().StringArrayVar(&former, "former", nil, "an organisation that was left, and its last day: `ORGANISATION until DATE`; may be repeated")
	return mutating(cmd, &w)
}

func (a *app) evaluation() *cobra.Command {
	return group("evaluation", "Assign tenders to evaluators, record their reports, show and export them", "  twinning evaluation record DHE-2019-K7Q2MD report.yaml --as eva-1",
		a.evaluationAssign(), a.evaluationRecord(), a.evaluationList(), a.evaluationShow(), a.evaluationExport(), a.evaluationAgain(), a.evaluationSheet())
}

func (a *app) evaluationAssign() *cobra.Command {
	var w commandFlags
	var who []string
	var why string
	cmd := &cobra.Command{
		Use: "assign TENDER", Short: "Give a tender to evaluators, in place of those who have it",
		Example: `  twinning evaluation assign DHE-2019-K7Q2MD --evaluator eva-1,eva-2,eva-3 --as officer
  twinning evaluation assign DHE-2019-K7Q2MD --evaluator eva-1,eva-2,eva-4 --why "eva-3 is ill" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			if len(who) == 0 {
				return usage("--evaluator is missing: name the evaluators, as in --evaluator eva-1,eva-2,eva-3")
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			if err := a.mustBegin(cmd.Context(), stream); err != nil {
				return err
			}
			ids, err := a.ids(cmd.Context(), who)
			if err != nil {
				return err
			}
			tender := law.Reference(stream)
			return a.mutate(cmd.Context(), &w, law.CallStream(law.CallOf(tender)), call.AssignEvaluators{Tender: tender, Evaluators: ids, Why: law.Text(why)})
		},
	}
	cmd.Flags().StringSliceVar(&who, "evaluator", nil, "an evaluator: alias or id of a `PERSON`; may be repeated")
	cmd.Flags().StringVar(&why, "why", "", "why somebody who is in no conflict is replaced, which is recorded")
	return mutating(cmd, &w)
}

func (a *app) evaluationRecord() *cobra.Command {
	var w commandFlags
	var scores []string
	cmd := &cobra.Command{
		Use: "record TENDER [FILE]", Short: "Record one evaluator's report",
		Long: `Record one evaluator's report: from a file with the field scores, or with --score
for each criterion.`,
		Example: `  twinning evaluation record DHE-2019-K7Q2MD report.yaml --as eva-1
  twinning evaluation record DHE-2019-K7Q2MD --score "relevance=4:to the point" --score "impact=4.5:a clear need" --score "implementation=3:tight" --as eva-1`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			list, err := a.scoresOf(args[1:], scores)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, twinning.RecordEvaluation{Scores: list})
		},
	}
	cmd.Flags().StringArrayVar(&scores, "score", nil, "`CRITERION=POINTS:COMMENT`, once for each criterion")
	return mutating(cmd, &w)
}

func parseScores(list []string) ([]twinning.Score, error) {
	scores := make([]twinning.Score, len(list))
	for i, text := range list {
		criterion, rest, ok := strings.Cut(text, "=")
		points, comment, _ := strings.Cut(rest, ":")
		n, err := decimal.NewFromString(points)
		if !ok || err != nil || law.CheckNumber("points", n) != nil {
			return nil, usage("--score %q is no score: write it as in impact=4.5:a clear need", query.Cut(text))
		}
		scores[i] = twinning.Score{Criterion: criterion, Points: n, Comment: law.Text(strings.TrimSpace(comment))}
	}
	return scores, nil
}
