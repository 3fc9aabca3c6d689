package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) letters() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "letters", Short: "Show the letters to a person, with what became of each",
		Long: `Show the letters to a person, the last one first, with what became of each. They are
told to that person alone.`,
		Example: "  twinning letters --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if as == "" {
				return usage("--as is missing: say who reads, by alias or id; `twinning people list` shows who is")
			}
			rows, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.LetterRow, error) {
				return q.Letters(cmd.Context(), v)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					fmt.Fprintln(w, "there is no letter to you yet")
				}
				for _, l := range rows {
					fmt.Fprintf(w, "%s\n", a.paint(bold, l.Subject))
					fields(w, "promised", l.At, "fate", l.Fate+" "+l.FateAt)
					fmt.Fprintf(w, "\n%s\n", n.In(l.Text))
				}
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` (TWINNING_AS)")
	return cmd
}
