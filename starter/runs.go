package main

import (
	"context"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// payment is what a call pays with runs.
func (a *app) payment() *cobra.Command {
	return group("payment", "Pay with runs: prepared by one person, released by another, given to the bank, its answer read", "  twinning payment run prepare DHE-2019 --as officer",
		a.payingAccount(),
		group("run", "Prepare, release and export payment runs, and record what the bank answers", "  twinning payment run list DHE-2019 --as payer",
			a.runList(), a.runShow(), a.runPrepare(), a.runRemove(), a.runRelease(), a.runWithdraw(), a.runExport(), a.runRead(), a.runExecute(), a.runReturn()))
}

// A runMaker makes a command to a run of a call, by whoever acts; numbers are the run and the line where there is one.
type runMaker func(ctx context.Context, as, reference string, numbers []int) (law.Command, error)

func (a *app) onRun(use, short, example string, make runMaker) *cobra.Command {
	var w commandFlags
	return mutating(&cobra.Command{
		Use: use, Short: short, Example: "  twinning payment run " + example, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			numbers, err := runNumbers(args[1:])
			if err != nil {
				return err
			}
			c, err := make(cmd.Context(), w.as, reference, numbers)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, law.CallStream(reference), c)
		},
	}, &w)
}

func runNumbers(args []string) ([]int, error) {
	var numbers []int
	for _, text := range args {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return nil, usage("%q is no number of a run or of a line: they are numbered from 1", text)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

func (a *app) payingAccount() *cobra.Command {
	var o call.SetPayingAccount
	var holder, iban, bic, street, post, town string
	var w commandFlags
	cmd := mutating(&cobra.Command{
		Use: "account CALL", Short: "Give the bank account that the runs of a call are paid from",
		Example: `  twinning payment account DHE-2019 --holder "Programme" --iban "BE68 5390 0754 7034" --town Brussels --country BE --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			o.Holder, o.IBAN, o.BIC = law.Text(holder), law.Text(iban), law.Text(bic)
			o.Street, o.Post, o.Town = law.Text(street), law.Text(post), law.Text(town)
			return a.mutate(cmd.Context(), &w, stream, o)
		},
	}, &w)
	f := cmd.Flags()
	f.StringVar(&holder, "holder", "", "the name of the account holder")
	f.StringVar(&iban, "iban", "", "the IBAN")
	f.StringVar(&bic, "bic", "", "the BIC")
	f.StringVar(&street, "street", "", "street and number of the account holder")
	f.StringVar(&post, "post-code", "", "the post code")
	f.StringVar(&town, "town", "", "the town")
	f.StringVar(&o.Country, "country", "", "the country, as in BE")
	return cmd
}

func (a *app) runPrepare() *cobra.Command {
	var on, by string
	var tenders []string
	cmd := a.onRun("prepare CALL", "Freeze a run of what is payable now", "prepare DHE-2019 --on 2021-01-15 --as officer",
		func(context.Context, string, string, []int) (law.Command, error) {
			o := call.PreparePaymentRun{Tenders: tenders}
			for _, day := range []struct {
				flag, text string
				to         *calendar.Date
			}{{"on", on, &o.On}, {"due-by", by, &o.DueBy}} {
				if err := dayFlag(day.flag, day.text, day.to); err != nil {
					return nil, err
				}
			}
			return o, nil
		})
	cmd.Flags().StringVar(&on, "on", "", "the day on which the bank is asked to execute it, as in 2021-01-15; today where it is left out")
	cmd.Flags().StringVar(&by, "due-by", "", "only what is due by this day")
	cmd.Flags().StringSliceVar(&tenders, "tender", nil, "only these `TWINNINGS`")
	return cmd
}

func dayFlag(flag, text string, to *calendar.Date) error {
	if text == "" {
		return nil
	}
	day, err := calendar.ParseDate(text)
	if err != nil {
		return usage("--%s: %s", flag, err)
	}
	*to = day
	return nil
}

func (a *app) runRemove() *cobra.Command {
	var reason string
	cmd := a.onRun("remove CALL RUN LINE", "Take a line out of a prepared run", `remove DHE-2019 1 3 --reason "the amount is contested" --as officer`,
		func(_ context.Context, _, _ string, n []int) (law.Command, error) {
			return call.RemovePaymentLine{Run: n[0], Line: n[1], Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) runRelease() *cobra.Command {
	var sha string
	cmd := a.onRun("release CALL RUN", "Give a run to the bank; by another person than prepared it", "release DHE-2019 1 --as payer",
		func(ctx context.Context, as, reference string, n []int) (law.Command, error) {
			if sha != "" {
				return call.ReleasePaymentRun{Run: n[0], SHA256: sha}, nil
			}
			page, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.RunPage, error) {
				return q.PaymentRun(ctx, v, reference, n[0])
			})
			return call.ReleasePaymentRun{Run: n[0], SHA256: page.SHA256}, err
		})
	cmd.Flags().StringVar(&sha, "sha256", "", "the hash of the lines that you have read; without it, that of the run as it stands")
	return cmd
}

func (a *app) runWithdraw() *cobra.Command {
	var reason string
	cmd := a.onRun("withdraw CALL RUN", "End a run that was not released: nothing of it is paid", `withdraw DHE-2019 1 --reason "another day" --as officer`,
		func(_ context.Context, _, _ string, n []int) (law.Command, error) {
			return call.WithdrawPaymentRun{Run: n[0], Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) runExecute() *cobra.Command {
	var on, ref string
	cmd := a.onRun("execute CALL RUN LINE", "Record by hand that the bank has executed a line", "execute DHE-2019 1 3 --on 2021-01-15 --ref 4711 --as payer",
		func(_ context.Context, _, _ string, n []int) (law.Command, error) {
			o := call.ExecutePayment{Run: n[0], Line: n[1], Ref: ref}
			err := dayFlag("on", on, &o.On)
			return o, err
		})
	cmd.Flags().StringVar(&on, "on", "", "the booking date, as in 2021-01-15; today where it is left out")
	cmd.Flags().StringVar(&ref, "ref", "", "the bank's reference")
	return cmd
}

func (a *app) runReturn() *cobra.Command {
	var on, code, ref string
	cmd := a.onRun("return CALL RUN LINE", "Record by hand that a line was not paid, or came back", "return DHE-2019 1 3 --code AC04 --as payer",
		func(_ context.Context, _, _ string, n []int) (law.Command, error) {
			o := call.ReturnPayment{Run: n[0], Line: n[1], Code: code, Ref: ref}
			err := dayFlag("on", on, &o.On)
			return o, err
		})
	cmd.Flags().StringVar(&on, "on", "", "the day, as in 2021-01-15; today where it is left out")
	cmd.Flags().StringVar(&code, "code", "", "the bank's reason, of four capitals and digits: AC04 is a closed account")
	cmd.Flags().StringVar(&ref, "ref", "", "the bank's reference, where there is one")
	return cmd
}

func (a *app) runList() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "list CALL", Short: "List the payment runs of a call, and what the next one would pay", Example: "  twinning payment run list DHE-2019 --as payer",
	}, query.CallRef, func(ctx context.Context, q *query.Queries, v access.Viewer, reference string, _ []string) (query.RunsPage, error) {
		return q.PaymentRuns(ctx, v, reference)
	}, func(ctx context.Context, w io.Writer, page query.RunsPage, n query.Names) {
		showRuns(w, a.tell(ctx), page, n)
	})
}

func showRuns(w io.Writer, tell *narrate.Narrator, page query.RunsPage, n query.Names) {
	if page.Account == nil {
		printf(w, "no account to pay from is given; `twinning payment account` gives one\n")
	} else {
		printf(w, "paid from the account number %d of %s, which ends in %s\n", page.Account.Number, page.Account.Holder, page.Account.Ends)
	}
	if len(page.Runs) == 0 {
		printf(w, "no run has been prepared\n")
	} else {
		var rows []table.Row
		for _, r := range page.Runs {
			rows = append(rows, table.Row{r.Run, tell.Word("run-status", string(r.Status)), r.On.String(), r.Lines, r.Total, r.Executed, r.Returned, n.Of(r.Prepared), dash(n.Of(r.Released))})
		}
		columns(w, table.Row{"RUN", "STATUS", "ON", "LINES", "TOTAL", "EXECUTED", "RETURNED", "PREPARED BY", "RELEASED BY"}, rows)
	}
	if len(page.Payable) == 0 {
		printf(w, "\nnothing is payable now\n")
	} else {
		printf(w, "\nthe next run would pay %s:\n", page.Total)
		columns(w, lineHeader, paymentLines(page.Payable))
	}
	showLeftOut(w, tell, page.LeftOut)
}

var lineHeader = table.Row{"LINE", "TWINNING", "ITEM", "OWED", "DEDUCTED", "TRANSFERRED", "DUE", "ACCOUNT", "PAYEE"}

func paymentLines(lines []call.PaymentLine) []table.Row {
	var rows []table.Row
	for _, l := range lines {
		deducted := any("-")
		if l.Deducted != nil {
			deducted = *l.Deducted
		}
		rows = append(rows, table.Row{l.Number, l.Tender, l.Item, l.Owed, deducted, l.Amount, dash(l.Due.String()), l.Account, l.Payee})
	}
	return rows
}

func showLeftOut(w io.Writer, tell *narrate.Narrator, out []call.LeftOut) {
	if len(out) == 0 {
		return
	}
	printf(w, "\nleft out:\n")
	var rows []table.Row
	for _, o := range out {
		rows = append(rows, table.Row{o.Tender, o.Item, o.Amount, tell.Word("left-out", o.Why)})
	}
	columns(w, table.Row{"TWINNING", "ITEM", "OWED", "WHY"}, rows)
}

func (a *app) runShow() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "show CALL RUN", Short: "Show a payment run, line by line", Example: "  twinning payment run show DHE-2019 1 --as payer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, numbers, err := runOf(args)
			if err != nil {
				return err
			}
			page, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.RunPage, error) {
				return q.PaymentRun(ctx, v, reference, numbers)
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) { showRun(w, a.tell(ctx), page, n) })
		},
	}
	return reading(cmd, &as)
}

func showRun(w io.Writer, tell *narrate.Narrator, page query.RunPage, n query.Names) {
	printf(w, "%s  payment run %d  %s\n", page.Call, page.Run, tell.Word("run-status", string(page.Status)))
	fields(w, "to be executed on", page.On.String(), "payments", strconv.Itoa(page.Lines), "total", page.Total, "prepared by", n.Of(page.Prepared), "released by", n.Of(page.Released),
		"message id", page.Message, "SHA-256 of the lines", page.SHA256, "withdrawn because", string(page.Why))
	var rows []table.Row
	for _, l := range page.Rows {
		day := ""
		if !l.Day.IsZero() {
			day = l.Day.String()
		}
		rows = append(rows, table.Row{l.Number, l.Tender, l.Item, l.Amount, tell.Word("line-status", string(l.Status)), dash(day), dash(l.Ref), dash(l.Code + string(l.Why))})
	}
	columns(w, table.Row{"LINE", "TWINNING", "ITEM", "TRANSFERRED", "STATUS", "DAY", "REFERENCE", "WHY"}, rows)
	showLeftOut(w, tell, page.LeftOut)
}
