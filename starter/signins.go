package main

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/local"
)

func (a *app) signInList() *cobra.Command {
	return &cobra.Command{
		Use: "sign-ins", Short: "Say who can sign in to the desk of this machine, and with which password",
		Long: `Say who can sign in to the desk of the stack on this machine, and with which password:
everybody whom the ledger knows. The list is written to the file sign-ins in the
stack's folder, too. A stack in production has a provider of sign-in of its own.`,
		Example: "  twinning sign-ins", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			s, err := a.settings()
			if err != nil {
				return err
			}
			if s.DeskURL == "" {
				return notFound("there is no desk on this machine: `twinning up` starts one")
			}
			if _, err := a.open(ctx); err != nil {
				return err
			}
			list, err := local.WriteSignIns(ctx, s, a.people)
			if err != nil {
				return err
			}
			return printAll(a, list, func(w io.Writer) {
				lines := make([]table.Row, len(list))
				for i, in := range list {
					lines[i] = table.Row{in.Alias, in.Password}
				}
				columns(w, table.Row{"SIGN IN AS", "WITH"}, lines)
				fields(w, "the desk", s.DeskURL)
			})
		},
	}
}
