package main

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func (a *app) callDates() *cobra.Command {
	var ical bool
	var as string
	cmd := &cobra.Command{
		Use: "dates CALL", Short: "Show the dates of a call, with every version of its deadline",
		Long: `Show the dates of a call, with every version of its deadline for everyone. A version
for named tenders or parties, and a late admission, is shown only to those whom it
names and to the staff, with --as. In the calendar each date keeps its identity; when
it moves its sequence rises, so that it moves in a calendar program, too.`,
		Example: "  twinning call dates DHE-2019\n  twinning call dates DHE-2019 --ical > dhe-2019.ics", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			tell := a.tell(ctx)
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			list, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.DateList, error) { return q.Dates(ctx, v, reference) })
			if err != nil {
				return err
			}
			if ical {
				_, err = io.WriteString(a.out, list.Calendar())
				return err
			}
			rows := list.Rows
			return printAll(a, rows, func(w io.Writer) {
				var lines []table.Row
				for _, d := range rows {
					note := ""
					when := d.Date
					switch {
					case d.Key == "opening-of-tenders":
						when, note = d.Wall+" "+d.Zone, tell.Reason(law.Why("date-of-opening", narrate.Verbatim("at", d.At), narrate.Verbatim("note", d.Note), narrate.Verbatim("until", d.Until)))
					case d.At != "":
						when = d.Wall + " " + d.Zone
						included := "no"
						if *d.Inclusive {
							included = "yes"
						}
						note = tell.Reason(law.Why("date-in-force", narrate.Verbatim("at", d.At), law.Word("inclusive", "answer", included), narrate.Verbatim("grace", d.Grace),
							narrate.Verbatim("covers", n.All(d.Covers)), narrate.Verbatim("why", d.Why), narrate.Verbatim("from", d.InForce)))
					}
					lines = append(lines, table.Row{d.What, when, note})
				}
				columns(w, table.Row{"WHAT", "WHEN", ""}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "show a party or the staff what is named for them, too: alias or id of a `PERSON`")
	cmd.Flags().BoolVar(&ical, "ical", false, "as an iCalendar file (RFC 5545)")
	return cmd
}
