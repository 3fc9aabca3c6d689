package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func (a *app) history() *cobra.Command {
	var letters bool
	var as string
	cmd := &cobra.Command{
		Use: "history STREAM", Short: "Tell who did what when, and why, in sentences",
		Long: `Tell who did what when, and why, in sentences: what people did and were refused,
what happened by itself, and what is received and not judged yet. The fate of each letter is
left out, unless --letters or --all asks for it: of those that were not needed, too.`,
		Example: "  twinning history DHE-2019-K7Q2MD\n  twinning history DHE-2019 --letters -o jsonl", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			h, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.History, error) {
				stream, err := q.Find(ctx, v, args[0])
				if err != nil {
					return query.History{}, err
				}
				return q.History(ctx, v, stream, letters)
			})
			if err != nil {
				return unexplained(err)
			}
			return printAll(a, h.Lines, func(w io.Writer) { a.historyText(w, a.tell(ctx), h.Lines, h.Zone, letters) })
		},
	}
	cmd.Flags().BoolVar(&letters, "letters", false, "with the fate of each letter, and those that are not sent")
	cmd.Flags().BoolVar(&letters, "all", false, "leave nothing out: the same as --letters")
	cmd.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return cmd
}

// historyText writes the date once a day, in the zone of the call.
func (a *app) historyText(w io.Writer, tell *narrate.Narrator, lines []query.HistoryLine, zone *time.Location, letters bool) {
	day := ""
	for _, e := range lines {
		at := e.Instant.In(zone)
		if on := tell.Day(at); on != day {
			if day != "" {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, a.paint(bold, on)+", "+zone.String())
			day = on
		}
		printf(w, "  %s  %s\n", at.Format("15:04:05"), e.Sentence)
		if letters {
			for _, l := range e.NotSent {
				printf(w, "            %s\n", l.Text)
			}
		}
	}
}
