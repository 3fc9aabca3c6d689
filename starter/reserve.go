package main

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

func (a *app) reserve() *cobra.Command {
	var w commandFlags
	var tender string
	cmd := &cobra.Command{
		Use: "activate CALL", Short: "Award the head of the reserve list with money that is free",
		Example: "  twinning reserve activate DHE-2019 --as head", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			var head string
			if tender != "" {
				t, err := tenderStream(tender)
				if err != nil {
					return err
				}
				if err := w.prepare(); err != nil {
					return asUsage(err)
				}
				if err := a.mustBegin(cmd.Context(), t); err != nil {
					return err
				}
				head = law.Reference(t)
			}
			return a.mutate(cmd.Context(), &w, stream, call.ActivateReserve{Tender: head})
		},
	}
	cmd.Flags().StringVar(&tender, "tender", "", "to be sure: the `TENDER` that must be the head of the list")
	return group("reserve", "Show and use the reserve list", "  twinning reserve list DHE-2019", mutating(cmd, &w), a.reserveList())
}

func (a *app) reserveList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list CALL", Short: "Show the reserve list in its order, and who could be funded now",
		Example: "  twinning reserve list DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			rows, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.ReserveRow, error) {
				return q.Reserve(ctx, v, reference)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					printf(w, "nobody is on the reserve list of %s\n", reference)
					return
				}
				lines := make([]table.Row, len(rows))
				for i, row := range rows {
					lines[i] = table.Row{row.Place, row.Tender, row.Score, row.Amount, dash(row.Envelope), row.Free, chance(row), row.Why}
				}
				columns(w, table.Row{"PLACE", "TENDER", "SCORE", "AMOUNT", "ENVELOPE", "FREE", "", "WHY"}, lines)
			})
		},
	}
	return reading(cmd, &as)
}

// chance says what can be done about a place.
func chance(r query.ReserveRow) phrase {
	switch {
	case r.Next && r.Funded:
		return phrased("next, with money for it")
	case r.Next:
		return phrased("next, without money for it")
	}
	return phrased("waits")
}
