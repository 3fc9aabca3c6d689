package main

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

func runOf(args []string) (string, int, error) {
	reference, err := query.CallRef(args[0])
	if err != nil {
		return "", 0, err
	}
	numbers, err := runNumbers(args[1:2])
	if err != nil {
		return "", 0, err
	}
	return reference, numbers[0], nil
}

func (a *app) runExport() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "export CALL RUN", Short: "Print a released run for the bank, as ISO 20022 pain.001.001.09",
		Long: `Print a released run as ISO 20022 pain.001.001.09. It is the same whenever it is printed,
and has the same message id, so that a bank that gets it twice pays it once. It names bank
accounts: that it was read is recorded.`,
		Example: "  twinning payment run export DHE-2019 1 --as payer > run-1.xml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, number, err := runOf(args)
			if err != nil {
				return err
			}
			text, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]byte, error) {
				return q.PaymentOrder(ctx, v, reference, number)
			})
			if err != nil {
				return err
			}
			_, err = a.out.Write(text)
			return err
		},
	}
	return reading(cmd, &as)
}

func (a *app) runRead() *cobra.Command {
	var w commandFlags
	var record bool
	cmd := mutating(&cobra.Command{
		Use: "read CALL FILE", Short: "Read what the bank answers: a status report (pain.002) or a statement (camt.053)",
		Long: `Read a status report (pain.002) or a statement (camt.053) against the runs of a call, and
say what each answer means. With --record each one that is new is recorded by a command of
its own, in the order of the file; a file that is read again records nothing twice.`,
		Example: "  twinning payment run read DHE-2019 statement.xml --as payer\n  twinning payment run read DHE-2019 statement.xml --record --as payer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			_, file, err := a.readBytes(args[1])
			if err != nil {
				return err
			}
			is, _, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (query.BankFile, error) {
				return q.BankFile(ctx, v, reference, string(file))
			})
			if err != nil {
				return err
			}
			if err := a.print(is, func(w io.Writer) { showBankFile(w, is) }); err != nil || !record {
				return err
			}
			for _, row := range is.Rows {
				if row.Means != query.BankRecords {
					continue
				}
				one := w
				one.id = row.Identity
				if err := a.mutate(ctx, &one, law.CallStream(reference), row.Sends()); err != nil {
					return err
				}
			}
			return nil
		},
	}, &w)
	cmd.Flags().BoolVar(&record, "record", false, "record what is new")
	return cmd
}

func showBankFile(w io.Writer, is query.BankFile) {
	printf(w, "%s: %d answers, of which %d are to be recorded\n", is.Kind, len(is.Rows), is.Count[query.BankRecords])
	var rows []table.Row
	for _, r := range is.Rows {
		amount, on := any("-"), "-"
		if r.Amount != nil {
			amount = *r.Amount
		}
		if r.On != nil {
			on = r.On.String()
		}
		rows = append(rows, table.Row{r.Place, dash(r.EndToEnd), dash(r.Tender), amount, r.Status, on, dash(r.Ref), dash(r.Code), r.Means})
	}
	columns(w, table.Row{"ENTRY", "END-TO-END ID", "TWINNING", "AMOUNT", "STATUS", "DAY", "REFERENCE", "CODE", "MEANS"}, rows)
}
