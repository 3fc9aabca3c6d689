package main

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// parseTies reads the organisations that an evaluator has left.
func parseTies(list []string) ([]call.FormerTie, error) {
	var ties []call.FormerTie
	for _, text := range list {
		at := strings.LastIndex(text, " until ")
		if at < 0 {
			return nil, usage(`--former %q says no end: write it as in "Region of Skåne until 2018-05-31"`, query.Cut(text))
		}
		until, err := calendar.ParseDate(strings.TrimSpace(text[at+len(" until "):]))
		if err != nil {
			return nil, usage("--former %q: %s", query.Cut(text), err)
		}
		ties = append(ties, call.FormerTie{Organisation: strings.TrimSpace(text[:at]), Until: until})
	}
	return ties, nil
}

func (a *app) evaluatorConflicts() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "conflicts CALL", Short: "Show who is in conflict with which tender: declared, recorded or computed",
		Long: `Show who is in conflict with which tender, before anybody is assigned: what was
declared or recorded, and what is computed (a party, of the same organisation, and by
the rule book of the same country or of an organisation left too short a while ago).`,
		Example: "  twinning evaluator conflicts DHE-2019 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.ConflictRow, error) {
				return q.Conflicts(ctx, v, reference)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Tender, n.Of(r.Evaluator), coded(r.Conflict), yes(r.Assigned), yes(r.Reported), n.In(r.Why)}
				}
				columns(w, table.Row{"TENDER", "EVALUATOR", "CONFLICT", "ASSIGNED", "REPORTED", "WHY"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of an officer, the head or an auditor")
	return cmd
}

// yes is what stands in a cell of a table that asks whether something is so.
func yes(is bool) any {
	if is {
		return phrased("yes")
	}
	return "-"
}

func (a *app) evaluatorRecordConflict() *cobra.Command {
	var who, why string
	cmd := a.onTender("record-conflict TENDER", "Bring an evaluator's conflict with a tender to light; no score of theirs counts for it",
		`record-conflict DHE-2019-K7Q2MD --evaluator eva-1 --why "she sits on its board" --as officer`, "evaluator",
		func(cmd *cobra.Command, _ []string) (law.Command, error) {
			if who == "" {
				return nil, usage("--evaluator is missing: name whose conflict it is")
			}
			p, err := a.person(cmd.Context(), who)
			return twinning.RecordConflict{Evaluator: p.ID, Why: law.Text(why)}, err
		})
	cmd.Flags().StringVar(&who, "evaluator", "", "whose conflict it is: alias or id of a `PERSON`")
	cmd.Flags().StringVar(&why, "why", "", "why there is a conflict, which is recorded")
	return cmd
}

func (a *app) evaluatorBrief() *cobra.Command {
	var w commandFlags
	var who []string
	var material string
	cmd := &cobra.Command{
		Use: "brief CALL", Short: "Record that evaluators have been briefed, and with what",
		Example: `  twinning evaluator brief DHE-2019 --evaluator eva-1,eva-2 --material "guide for evaluators, version 2" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if len(who) == 0 {
				return usage("--evaluator is missing: name who was briefed, as in --evaluator eva-1,eva-2")
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			ids, err := a.ids(cmd.Context(), who)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, call.BriefEvaluators{Evaluators: ids, Material: law.Text(material)})
		},
	}
	cmd.Flags().StringSliceVar(&who, "evaluator", nil, "who was briefed: alias or id of a `PERSON`; may be repeated")
	cmd.Flags().StringVar(&material, "material", "", "what they were given, in words")
	return mutating(cmd, &w)
}

func (a *app) evaluationList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list CALL", Short: "List who has evaluated which tender, and who has not yet",
		Example: "  twinning evaluation list DHE-2019 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.EvaluationRow, error) {
				return q.Evaluations(ctx, v, reference)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					how := series{map[bool]phrase{true: phrased("done"), false: phrased("not done")}[r.Done]}
					if !r.Counts {
						how = append(how, phrased("in conflict"))
					}
					if r.Overdue {
						how = append(how, phrased("overdue"))
					}
					lines[i] = table.Row{r.Tender, worded("stage", r.Stage), r.Round, n.Of(r.Evaluator), how, dash(r.Due)}
				}
				columns(w, table.Row{"TENDER", "STAGE", "ROUND", "EVALUATOR", "REPORT", "DUE"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of an officer, the head or an auditor")
	return cmd
}

func (a *app) evaluationAgain() *cobra.Command {
	var reason string
	cmd := a.onTender("again TENDER", "Have a tender evaluated again, since a score that counted came from an evaluator in conflict",
		`again DHE-2019-K7Q2MD --reason "a score came from a member of its board" --as head`, "evaluation",
		func(*cobra.Command, []string) (law.Command, error) {
			return twinning.OrderReevaluation{Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}
