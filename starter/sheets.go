package main

import (
	"context"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/query"
)

// evaluationSheet keeps what an evaluator has typed of a report that is not ready.
func (a *app) evaluationSheet() *cobra.Command {
	return group("sheet", "Keep a score sheet while you write a report, for yourself alone", "  twinning evaluation sheet show DHE-2019-K7Q2MD --as eva-1",
		a.sheetSave(), a.sheetShow(), a.sheetDrop())
}

// A sheetPage is a score sheet as it is kept.
type sheetPage struct {
	Tender   string                       `json:"tender"`
	Revision string                       `json:"revision,omitempty"`
	SavedAt  string                       `json:"saved_at,omitempty"`
	Scores   map[string]drafts.TypedScore `json:"scores"`

	criteria []call.Criterion
}

// sheetOf opens the sheets for whoever asks, who evaluates the tender; done gives them back.
func (a *app) sheetOf(ctx context.Context, as, named string) (store *drafts.Store, person, tender string, criteria []call.Criterion, done func(), err error) {
	if tender, err = query.TenderRef(named); err != nil {
		return nil, "", "", nil, nil, err
	}
	if store, done, err = a.drafts(ctx, as); err != nil {
		return nil, "", "", nil, nil, err
	}
	p, err := a.person(ctx, as)
	if err == nil {
		var q *query.Queries
		if q, err = a.query(ctx); err == nil {
			criteria, err = q.Evaluates(ctx, access.As(p.ID), tender)
		}
	}
	if err != nil {
		done()
		return nil, "", "", nil, nil, err
	}
	return store, p.ID, tender, criteria, done, nil
}

func (a *app) printSheet(tender string, criteria []call.Criterion, is drafts.Sheet) error {
	page := sheetPage{Tender: tender, Revision: is.Version, Scores: is.Scores, criteria: criteria}
	if !is.SavedAt.IsZero() {
		page.SavedAt = calendar.Instant(is.SavedAt)
	}
	return a.print(page, func(w io.Writer) {
		fields(w, "tender", tender, "saved", dash(page.SavedAt), "revision", dash(page.Revision))
		lines := make([]table.Row, len(criteria))
		for i, k := range criteria {
			typed := is.Scores[k.ID]
			lines[i] = table.Row{k.ID, k.Max, dash(typed.Points), dash(typed.Comment)}
		}
		columns(w, table.Row{"CRITERION", "MAX", "POINTS", "COMMENT"}, lines)
	})
}

func (a *app) sheetSave() *cobra.Command {
	var as, revision string
	var scores []string
	cmd := &cobra.Command{
		Use: "save TENDER", Short: "Keep what you have written of a report, in place of what is kept",
		Long: `Keep what you have written of a report on a tender that you evaluate, in place of what
is kept. It is the sheet of the desk's page: points and comments as you type them,
sealed, for you alone, and no report. It is gone 180 days after it was saved last.`,
		Example: `  twinning evaluation sheet save DHE-2019-K7Q2MD --score "impact=4.5:a clear need" --score "implementation=:ask about the budget" --as eva-1`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			store, person, tender, criteria, done, err := a.sheetOf(ctx, as, args[0])
			if err != nil {
				return err
			}
			defer done()
			typed := map[string]drafts.TypedScore{}
			for _, text := range scores {
				criterion, rest, ok := strings.Cut(text, "=")
				if !ok {
					return usage("--score %q is no score: write it as in impact=4.5:a clear need", query.Cut(text))
				}
				points, comment, _ := strings.Cut(rest, ":")
				typed[criterion] = drafts.TypedScore{Points: strings.TrimSpace(points), Comment: strings.TrimSpace(comment)}
			}
			is, err := drafts.NewSheet(typed, criteria)
			if err == nil {
				is, err = store.SaveSheetOver(ctx, person, tender, is, revision)
			}
			if err != nil {
				return draftError(err)
			}
			return a.printSheet(tender, criteria, is)
		},
	}
	cmd.Flags().StringArrayVar(&scores, "score", nil, "`CRITERION=POINTS:COMMENT`; points or comment may be left out")
	cmd.Flags().StringVar(&revision, "if", "", "only over this `REVISION`, which show and save print")
	return asking(cmd, &as, nil)
}

func (a *app) sheetShow() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "show TENDER", Short: "Show your score sheet of a tender that you evaluate",
		Example: "  twinning evaluation sheet show DHE-2019-K7Q2MD --as eva-1", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			store, person, tender, criteria, done, err := a.sheetOf(cmd.Context(), as, args[0])
			if err != nil {
				return err
			}
			defer done()
			is, err := store.Sheet(cmd.Context(), person, tender)
			if err != nil {
				return draftError(err)
			}
			return a.printSheet(tender, criteria, is)
		},
	}
	return asking(cmd, &as, nil)
}

func (a *app) sheetDrop() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "drop TENDER", Short: "Remove your score sheet of a tender",
		Example: "  twinning evaluation sheet drop DHE-2019-K7Q2MD --as eva-1", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			store, person, tender, _, done, err := a.sheetOf(cmd.Context(), as, args[0])
			if err != nil {
				return err
			}
			defer done()
			if err := store.DropSheet(cmd.Context(), person, tender); err != nil {
				return draftError(err)
			}
			return a.print(map[string]string{"dropped": tender}, func(w io.Writer) { printf(w, "dropped %s\n", tender) })
		},
	}
	return asking(cmd, &as, nil)
}
