package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

func (a *app) reserve() *cobra.Command {
	var w intent
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

// A reserveRow is a place on the reserve list as it stands now.
type reserveRow struct {
	Place    int          `json:"place"` // on the list, from 1
	Tender   string       `json:"tender"`
	Score    string       `json:"score"`
	Amount   money.Amount `json:"amount"`
	Envelope string       `json:"envelope,omitempty"`
	Ahead    bool         `json:"ahead"` // by an upheld complaint
	Next     bool         `json:"next"`  // the head of its list
	Free     money.Amount `json:"free"`  // money that it could be funded with
	Funded   bool         `json:"funded"`
	Why      string       `json:"why"`
}

func (a *app) reserveList() *cobra.Command {
	return &cobra.Command{
		Use: "list CALL", Short: "Show the reserve list in its order, and who could be funded now",
		Example: "  twinning reserve list DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.openedCall(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			rows := []reserveRow{}
			var lines []table.Row
			for i, s := range c.Reserve {
				p := c.Chance(s)
				row := reserveRow{
					Place: i + 1, Tender: s.Tender, Score: s.Score.String(), Amount: s.Amount, Envelope: s.Envelope, Ahead: s.Ahead,
					Next: p.Next, Free: p.Free, Funded: p.Funded, Why: narrate.English().Reason(s.Why),
				}
				rows = append(rows, row)
				lines = append(lines, table.Row{row.Place, row.Tender, row.Score, row.Amount.Human(), dash(row.Envelope), row.Free.Human(), row.words(), row.Why})
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(lines) == 0 {
					fmt.Fprintf(w, "nobody is on the reserve list of %s\n", c.Reference)
					return
				}
				columns(w, table.Row{"PLACE", "TENDER", "SCORE", "AMOUNT", "ENVELOPE", "FREE", "", "WHY"}, lines)
			})
		},
	}
}

// words says what can be done about a place.
func (r reserveRow) words() string {
	switch {
	case r.Next && r.Funded:
		return "next, with money for it"
	case r.Next:
		return "next, without money for it"
	}
	return "waits"
}
