package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// parseTies reads the organisations that an evaluator has left.
func parseTies(list []string) ([]call.FormerTie, error) {
	var ties []call.FormerTie
	for _, text := range list {
		at := strings.LastIndex(text, " until ")
		if at < 0 {
			return nil, usage(`--former %q says no end: write it as in "Region of Skåne until 2018-05-31"`, cut(text))
		}
		until, err := calendar.ParseDate(strings.TrimSpace(text[at+len(" until "):]))
		if err != nil {
			return nil, usage("--former %q: %s", cut(text), err)
		}
		ties = append(ties, call.FormerTie{Organisation: strings.TrimSpace(text[:at]), Until: until})
	}
	return ties, nil
}

// A conflictRow is one reason against one evaluator of one tender.
type conflictRow struct {
	Tender    string `json:"tender"`
	Stage     string `json:"stage"`
	Evaluator string `json:"evaluator"` // id
	Conflict  string `json:"conflict"`  // party, declared, same-organisation, same-country, former-organisation, earlier-round
	Assigned  bool   `json:"assigned"`
	Reported  bool   `json:"reported"`
	Why       string `json:"why"`
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
			c, tenders, err := a.inspected(cmd.Context(), args[0], "the list of conflicts", as)
			if err != nil {
				return err
			}
			rows := conflictRows(c, tenders)
			n := a.names(cmd.Context(), rows)
			return printAll(a, rows, func(w io.Writer) {
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Tender, n.of(r.Evaluator), r.Conflict, yes(r.Assigned), yes(r.Reported), n.in(r.Why)}
				}
				columns(w, table.Row{"TENDER", "EVALUATOR", "CONFLICT", "ASSIGNED", "REPORTED", "WHY"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of an officer, the head or an auditor")
	return cmd
}

func conflictRows(c call.Call, tenders []twinning.Twinning) []conflictRow {
	var rows []conflictRow
	for _, t := range tenders {
		f := t.TenderFact()
		for _, e := range c.Evaluators {
			row := conflictRow{
				Tender: t.Reference, Stage: string(t.Stage), Evaluator: e.Person, Assigned: slices.Contains(t.Assigned, e.Person),
				Reported: slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == e.Person }),
			}
			for _, r := range c.Conflicts(e, f) {
				row.Conflict, row.Why = r.Code, narrate.English().Refusal(r)
				if i := slices.IndexFunc(t.Conflicts, func(x twinning.Tie) bool { return x.Evaluator == e.Person }); r.Code == "declared" && i >= 0 {
					row.Why = string(t.Conflicts[i].Why)
				}
				rows = append(rows, row)
			}
			if slices.Contains(f.Barred, e.Person) {
				row.Conflict, row.Why = "earlier-round", e.Person+" evaluated it in an earlier round"
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// inspected is a call with its tenders, for whoever may see all of them.
func (a *app) inspected(ctx context.Context, ref, what, as string) (c call.Call, tenders []twinning.Twinning, err error) {
	stream, err := callStream(ref)
	if err != nil {
		return c, nil, err
	}
	if err := a.mustBegin(ctx, stream); err != nil {
		return c, nil, err
	}
	if c, err = a.callOf(ctx, stream); err != nil {
		return c, nil, err
	}
	if _, err := a.inspect(ctx, c, what, as); err != nil {
		return c, nil, err
	}
	if !access.Opened(c) {
		return c, nil, &failure{code: exitRefused, what: "refused: the tenders are " + sealing(c, twinning.Twinning{})}
	}
	all, err := a.foldToRead(ctx, call.TenderPrefix(c.Reference))
	for _, s := range sorted(all) {
		if t := all[s].State.(twinning.Twinning); t.Stage != twinning.None && !access.WithdrawnSealed(c, t) {
			tenders = append(tenders, t)
		}
	}
	return c, tenders, err
}

func yes(is bool) string {
	if is {
		return "yes"
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
	var w intent
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

// An evaluationRow is one evaluator's work on one tender: done, or not.
type evaluationRow struct {
	Tender    string `json:"tender"`
	Stage     string `json:"stage"`
	Round     int    `json:"round"`
	Evaluator string `json:"evaluator"` // id
	Done      bool   `json:"done"`
	Due       string `json:"due,omitempty"` // while it is owed
	Overdue   bool   `json:"overdue,omitempty"`
	Counts    bool   `json:"counts"` // no conflict is known
}

func (a *app) evaluationList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list CALL", Short: "List who has evaluated which tender, and who has not yet",
		Example: "  twinning evaluation list DHE-2019 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			c, tenders, err := a.inspected(ctx, args[0], "the list of evaluations", as)
			if err != nil {
				return err
			}
			now, err := a.now(ctx)
			if err != nil {
				return err
			}
			rows := evaluationRows(c, tenders, now)
			n := a.names(ctx, rows)
			return printAll(a, rows, func(w io.Writer) {
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					how := map[bool]string{true: "done", false: "not done"}[r.Done]
					if !r.Counts {
						how += ", in conflict"
					}
					if r.Overdue {
						how += ", overdue"
					}
					lines[i] = table.Row{r.Tender, r.Stage, r.Round, n.of(r.Evaluator), how, dash(r.Due)}
				}
				columns(w, table.Row{"TENDER", "STAGE", "ROUND", "EVALUATOR", "REPORT", "DUE"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of an officer, the head or an auditor")
	return cmd
}

func evaluationRows(c call.Call, tenders []twinning.Twinning, now time.Time) []evaluationRow {
	var rows []evaluationRow
	zone := zoneOf(c)
	for _, t := range tenders {
		people := slices.Clone(t.Assigned)
		for _, v := range t.Reviews {
			if !slices.Contains(people, v.Evaluator) {
				people = append(people, v.Evaluator)
			}
		}
		for _, p := range people {
			row := evaluationRow{Tender: t.Reference, Stage: string(t.Stage), Round: len(t.Rounds) + 1, Evaluator: p, Counts: !t.Conflicted(p)}
			row.Done = slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == p })
			for _, o := range t.Obligations {
				if due, holds := o.Current(); o.Ladder == "evaluation" && slices.Contains(o.Who, p) && holds && o.Open() {
					row.Due, row.Overdue = due.On.String(), !now.Before(due.On.End(zone))
				}
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(x, y evaluationRow) int { return cmp.Compare(x.Tender, y.Tender) })
	return rows
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
