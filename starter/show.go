package main

import (
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) show() *cobra.Command {
	var at query.Then
	var as string
	var position int64
	cmd := &cobra.Command{
		Use: "show STREAM", Short: "Show a call or a tender as it stands, or as it stood",
		Long: `Show a call or a tender as it stands, or as it stood: after all that had happened by
an instant (--at), after all that the ledger had recorded by then (with --recorded:
what anybody could read then, were a part of the stack away), or after the event at
a position (--position). The state is folded from the events, and its SHA-256 can be
compared with the one that stands with the answer given then.`,
		Example: `  twinning show DHE-2019
  twinning show DHE-2019-K7Q2MD --at 2019-08-07T17:00
  twinning show DHE-2019-K7Q2MD --position 120 -o json`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if cmd.Flags().Changed("position") {
				if at.At != "" || position < 0 {
					return usage("give --at INSTANT or --position N, a position from 0 on")
				}
				at.Position = &position
			}
			if at.Recorded && at.At == "" {
				return usage("--recorded says how to read --at, which is missing")
			}
			row, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.StateRow, error) {
				stream, err := q.Find(ctx, v, args[0])
				if err != nil {
					return query.StateRow{}, err
				}
				return q.State(ctx, v, stream, at)
			})
			if err != nil {
				return err
			}
			return a.print(row, func(w io.Writer) { a.stateText(w, a.tell(ctx), row, row.Named(n)) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&at.At, "at", "", "as it stood at an `INSTANT`: RFC 3339, or a date or wall-clock time in the zone of the call")
	f.BoolVar(&at.Recorded, "recorded", false, "by what had been recorded at that instant, not by what had happened")
	f.Int64Var(&position, "position", -1, "as it stood after the event at this position")
	f.StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return cmd
}
