package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// An expenseImport is what the flags of expense import say.
type expenseImport struct {
	commandFlags
	kind, category, paid string
	deductible, preview  bool
}

func (a *app) expenseImport() *cobra.Command {
	var w expenseImport
	cmd := mutating(&cobra.Command{
		Use: "import TWINNING FILE...", Short: "Claim the expenses of a table or of invoices, apart from a log",
		Long: `Claim the expenses of files, apart from the log of their month. A FILE is a table, one
expense a line, as CSV in UTF-8 or the first sheet of an XLSX workbook: its first line names the
columns, which ` + "`twinning expense template`" + ` prints. Or it is an invoice as EN 16931 has it, in XML
of UBL 2.1 or CII: one claim each, of the kind that --kind names; a credit note lessens the invoice
that it names, where both are given. Of everything that is wrong it is said on which line and in
which column it stands; then nothing is claimed. --preview only says what they would come to.`,
		Example: "  twinning expense import DHE-2019-K7Q2MD month.csv --preview --as mask-contact\n  twinning expense import DHE-2019-K7Q2MD invoice.xml --paid-on 2019-11-15 --as mask-contact",
		Args:    takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			given := claimfile.Given{Kind: twinning.CostKind(w.kind), Category: w.category, Deductible: w.deductible}
			if w.paid != "" {
				if given.PaidOn, err = calendar.ParseDate(w.paid); err != nil {
					return usage("--paid-on: %s", err)
				}
			}
			var files []claimfile.File
			for _, path := range args[1:] {
				name, content, err := a.readBytes(path)
				if err != nil {
					return err
				}
				files = append(files, claimfile.File{Name: filepath.Base(name), Content: content})
			}
			if w.preview {
				return a.previewImport(cmd.Context(), w.as, stream, files, given)
			}
			read, wrong := claimfile.Parse(files, given)
			if len(wrong) > 0 {
				lines := make([]string, len(wrong))
				for i, p := range wrong {
					lines[i] = a.placed(cmd.Context(), p)
				}
				return usage("nothing was claimed\n%s", strings.Join(lines, "\n"))
			}
			return a.mutate(cmd.Context(), &w.commandFlags, stream, twinning.ClaimExpenses{Expenses: claimfile.Claims(read)})
		},
	}, &w.commandFlags)
	cmd.Flags().StringVar(&w.kind, "kind", "", "of invoices: personnel, direct or subcontracting `KIND` of cost (default direct)")
	cmd.Flags().StringVar(&w.category, "category", "", "of invoices: a `CATEGORY` of the rule book")
	cmd.Flags().StringVar(&w.paid, "paid-on", "", "of invoices: the `DAY` on which they were paid")
	cmd.Flags().BoolVar(&w.deductible, "vat-deductible", false, "of invoices: their VAT can be deducted, and is not claimed")
	cmd.Flags().BoolVar(&w.preview, "preview", false, "only say what the files would come to, against the contract")
	return cmd
}

// placed is what is wrong in a file, with its place, as whoever typed is told.
func (a *app) placed(ctx context.Context, p claimfile.Problem) string {
	var at series
	if p.File != "" {
		at = append(at, p.File)
	}
	if p.Line > 0 {
		at = append(at, phrased("line %d", p.Line))
	}
	if p.Column != "" {
		at = append(at, phrased("column %s", p.Column))
	}
	why := a.tell(ctx).Reason(p.Why)
	if len(at) == 0 {
		return why
	}
	return a.inWords("%s: %s", at, why)
}

// previewImport prints what files of expenses would come to. Nothing is recorded.
func (a *app) previewImport(ctx context.Context, as, stream string, files []claimfile.File, given claimfile.Given) error {
	page, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.ImportPage, error) {
		return q.Import(ctx, v, stream, files, given)
	})
	if err != nil {
		return err
	}
	return a.print(page, func(w io.Writer) {
		var lines []table.Row
		for _, p := range page.Problems {
			lines = append(lines, table.Row{dash(p.File), p.Line, dash(p.Column), p.Says})
		}
		if len(lines) > 0 {
			printf(w, "nothing would be claimed:\n")
			columns(w, table.Row{"FILE", "LINE", "COLUMN", "WRONG"}, lines)
			return
		}
		for _, l := range page.Lines {
			amount := any("-")
			if l.Amount != nil {
				amount = *l.Amount
			}
			lines = append(lines, table.Row{l.ID, worded("cost-kind", l.Kind), l.Date, l.Stated, amount})
		}
		columns(w, table.Row{"EXPENSE", "KIND", "DATED", "CLAIMED", "COMES TO"}, lines)
		lines = nil
		for _, t := range page.Totals {
			lines = append(lines, table.Row{string(t.Kind), t.Contract, t.Before, t.Added, t.Left})
		}
		columns(w, table.Row{"KIND", "CONTRACT", "CLAIMED BEFORE", "THESE FILES", "LEFT"}, lines)
	})
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
