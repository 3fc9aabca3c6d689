package main

import (
	"context"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/whatif"
)

// A whatIfRow is a recorded question.
type whatIfRow struct {
	Position int64  `json:"position"`
	At       string `json:"at"` // recorded, UTC
	By       string `json:"by"`
	whatif.Asked
	Gone  bool   `json:"erased,omitempty"` // what was asked was erased
	Check string `json:"check,omitempty"`  // computed again: same, different or erased
}

func (a *app) whatIfs() *cobra.Command {
	var as string
	var check bool
	cmd := &cobra.Command{
		Use: "what-ifs CALL", Short: "List the what-ifs that were asked about an award, and by whom",
		Example: "  twinning award what-ifs DHE-2019 --as auditor\n  twinning award what-ifs DHE-2019 --check --as auditor", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error { return a.listWhatIfs(cmd.Context(), args[0], as, check) },
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` who may see scores (TWINNING_AS)")
	cmd.Flags().BoolVar(&check, "check", false, "compute each again over the facts that it saw")
	return cmd
}

func (a *app) listWhatIfs(ctx context.Context, name, as string, check bool) error {
	c, _, err := a.scored(ctx, name, as)
	if err != nil {
		return err
	}
	list, err := whatif.Questions(ctx, a.ledger, c.Reference)
	if err != nil {
		return err
	}
	names := a.names(ctx, list)
	rows := make([]whatIfRow, 0, len(list))
	lines := make([]table.Row, 0, len(list))
	different := 0
	for _, q := range list {
		row := whatIfRow{Position: q.Event.Position, At: calendar.Instant(q.Event.Recorded), By: q.Event.Actor, Asked: q.Asked, Gone: q.Erased}
		if check {
			if row.Check, err = a.checkWhatIf(ctx, q); err != nil {
				return err
			}
			if row.Check == "different" {
				different++
			}
		}
		rows = append(rows, row)
		what := names.in(asks(row.Question))
		if row.Gone {
			what = "(erased)"
		}
		lines = append(lines, table.Row{row.Position, row.At, names.of(row.By), what, row.Counts[0], len(row.In), len(row.Out), dash(row.Check)})
	}
	err = printAll(a, rows, func(w io.Writer) {
		if len(lines) == 0 {
			_, _ = io.WriteString(w, "Nothing has been asked about the award of "+c.Reference+"; `twinning award what-if --call "+c.Reference+"` asks.\n")
			return
		}
		columns(w, table.Row{"POSITION", "ASKED", "BY", "WHAT IF", "AWARDED", "IN", "OUT", "COMPUTED AGAIN"}, lines)
	})
	if err == nil && different > 0 {
		return &failure{code: exitRefused, what: count(different, "what-if is", "what-ifs are") + " no longer what was recorded", next: "run `twinning verify`"}
	}
	return err
}

// checkWhatIf computes a recorded question again: its award is the same or
// different, or cannot be computed any more since something was erased.
func (a *app) checkWhatIf(ctx context.Context, q whatif.Question) (string, error) {
	if q.Erased {
		return "erased", nil
	}
	base, err := whatif.At(ctx, a.ledger, q.Asked)
	if err == nil {
		var again whatif.Asked
		if _, again, err = base.Ask(q.Question); err == nil && again.Award == q.Award {
			return "same", nil
		}
	}
	if gone, unread := whatif.Gone(ctx, a.ledger, q.Asked); gone || unread != nil {
		return "erased", unread
	}
	return "different", err
}
