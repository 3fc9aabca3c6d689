package main

import (
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) callBook() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "book CALL", Short: "Print the rule book of a call, as the file was recorded",
		Long: `Print the rule book of a call as the file was recorded, byte for byte: the one that
holds now. With -o json its SHA-256 and its position in the ledger stand beside it. It
is public once the call is published; before that its staff read it, with --as.`,
		Example: "  twinning call book DHE-2019\n  twinning call book DHE-2019 > dhe-2019.yaml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			page, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.RuleBookPage, error) {
				return q.RuleBook(ctx, v, reference)
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) { _, _ = io.WriteString(w, page.File) })
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads, before the call is published: alias or id of a `PERSON` of its staff")
	return cmd
}
