package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (a *app) expenseImport() *cobra.Command {
	cmd := a.onTender("import TWINNING FILE", "Claim the expenses of a table, CSV or XLSX, apart from a log", "import DHE-2019-K7Q2MD month.csv --as mask-contact", "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			name, file, err := a.readBytes(args[1])
			if err != nil {
				return nil, err
			}
			claims, err := claimfile.Parse(file)
			if err != nil {
				return nil, usage("%s: nothing was claimed\n%s", name, err)
			}
			return twinning.ClaimExpenses{Expenses: claims}, nil
		})
	cmd.Long = `Claim the expenses of a table, one a line, apart from the log of their month. FILE is CSV
in UTF-8 or the first sheet of an XLSX workbook; its first line names the columns, which
` + "`twinning expense template`" + ` prints. Of everything that is wrong it is said on which line and
in which column it stands; then nothing is claimed.`
	return cmd
}

func (a *app) expenseTemplate() *cobra.Command {
	return &cobra.Command{
		Use: "template", Short: "Print an empty table of expenses, for expense import", Example: "  twinning expense template > month.csv", Args: takes,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(a.out, claimfile.Template())
			return err
		},
	}
}
