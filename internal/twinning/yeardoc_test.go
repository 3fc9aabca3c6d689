package twinning_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// tables are the tables of a page, each as rows by the name of their column.
func tables(t *testing.T, page string) [][]map[string]string {
	t.Helper()
	text, err := os.ReadFile(page) //nolint:gosec // a page of ours
	require.NoError(t, err)
	var all [][]map[string]string
	var head []string
	for _, l := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(l, "|") {
			head = nil
			continue
		}
		cells := strings.Split(strings.Trim(l, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case head == nil:
			head, all = cells, append(all, nil)
		case strings.HasPrefix(cells[0], "---"):
		default:
			row := map[string]string{}
			require.Len(t, cells, len(head), l)
			for i, c := range cells {
				row[head[i]] = c
			}
			all[len(all)-1] = append(all[len(all)-1], row)
		}
	}
	return all
}

func signed(t *testing.T, s string) money.Amount {
	t.Helper()
	if s == "-" {
		return money.Zero("EUR")
	}
	a, err := money.ParseSigned(s)
	require.NoError(t, err)
	return a
}

func TestTheYearWorkedByHandIsTheOneThatTheProgramComesTo(t *testing.T) {
	t.Parallel()
	page := tables(t, "../../docs/year.md")
	require.Len(t, page, 10)
	contract, imported, claims, ends, balance := page[0], page[1], page[2], page[3], page[4]

	book := Book()
	book.Running.Currencies = &call.Currencies{Convention: call.MonthOfPayment, Rounding: call.HalfUp, Decimals: 4}
	book.Running.Expenses = &call.Expenses{Refused: []string{call.DeductibleVAT}, Once: true}
	book.Running.FixedSum = call.AfterFinalReport
	w := started(t, book)
	for _, r := range contract {
		require.Equal(t, signed(t, r["contract"]), w.Twinning(A).Contract.Costs.Of(twinning.CostKind(r["kind"])), r["kind"])
	}
	var lines []string
	for _, r := range imported {
		lines = append(lines, r["currency"]+" "+r["day"]+" "+r["rate"])
	}
	w.Do(Stream, Officer, rates("ECB", lines...))

	with := map[string][]twinning.Claim{}
	for _, r := range claims {
		c := Claim(r["expense"], twinning.CostKind(r["kind"]), "1.00")
		c.Amount, c.On, c.PaidOn = signed(t, r["claimed"]), Date(r["dated"]), Date(r["paid on"])
		with[r["with"]] = append(with[r["with"]], c)
	}
	w.Do(Tendering(A), Contact(A), Log(1, with["log 1"]...))
	w.Do(Tendering(A), Contact(A), apart(with["apart"]...))
	w.At("2019-12-10T09:00").Do(Tendering(A), Contact(A), Log(2, with["log 2"]...))
	comesTo := func(r map[string]string) {
		x, known := w.Twinning(A).Expense(r["expense"])
		require.True(t, known, r["expense"])
		require.Equal(t, signed(t, r["comes to"]), x.Amount, r["expense"])
		require.Equal(t, r["rate"] != "-", x.Converted != nil, r["expense"])
		if x.Converted != nil {
			require.Equal(t, r["rate"], x.Converted.Rate.String(), r["expense"])
		}
	}
	become := func(r map[string]string) {
		id := r["expense"]
		if r["corrected to"] != "-" {
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: id, Reason: "the slip says something else"})
			x, _ := w.Twinning(A).Expense(id)
			c := x.AsClaimed()
			c.What, c.Amount = "Travel", signed(t, r["corrected to"])
			w.Do(Tendering(A), Contact(A), twinning.CorrectExpense{Claim: c, Reason: "a typing error"})
		}
		switch r["end"] {
		case "rejected":
			w.Do(Tendering(A), Verifier, twinning.RejectExpense{Expense: id, Reason: "hospitality"})
		case "withdrawn":
			w.Do(Tendering(A), Contact(A), twinning.WithdrawExpense{Expense: id, Reason: "claimed twice"})
		case "paid":
			verify := twinning.ApproveExpense{Expense: id, Step: twinning.Verify}
			if r["deducted"] != "-" {
				accepted := signed(t, r["accepted"])
				verify.Accepted, verify.Reason = &accepted, "the VAT can be deducted"
			}
			w.Do(Tendering(A), Verifier, verify)
			w.Approved(id, twinning.Authorise)
		default:
			t.Fatalf("%s: %q is no end", id, r["end"])
		}
	}
	after := func(r map[string]string) bool {
		return len(with["final report"]) > 0 && with["final report"][0].ID == r["expense"]
	}
	for _, r := range claims {
		if !after(r) {
			comesTo(r)
		}
	}
	for _, r := range ends {
		if !after(r) {
			become(r)
			if r["end"] == "paid" {
				w.Approved(r["expense"], twinning.Pay)
			}
		}
	}
	for n := 1; n <= 12; n++ {
		if n > 2 {
			w.At(Date("2019-10-14").AddMonths(n).AddDays(1).String() + "T09:00")
			w.Do(Tendering(A), Contact(A), Log(n))
		}
		w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: n})
	}
	w.At("2020-10-20T09:00").Reported(A)
	w.Do(Tendering(A), Contact(A), apart(with["final report"]...))
	for _, r := range claims {
		if after(r) {
			comesTo(r)
		}
	}
	for _, r := range ends {
		if after(r) {
			become(r)
		}
	}
	events := w.Do(Tendering(A), Officer, closing)
	closed, is := events[0].(twinning.TwinningClosed)
	require.True(t, is, "%v", Kinds(events))
	for _, r := range ends {
		if after(r) {
			w.Approved(r["expense"], twinning.Pay)
		}
	}

	now := w.Twinning(A)
	for _, r := range ends {
		x, _ := now.Expense(r["expense"])
		require.Equal(t, r["end"], string(x.Status), r["expense"])
		if r["end"] == "paid" {
			require.Equal(t, signed(t, r["accepted"]), x.Accepted(), r["expense"])
		}
		if x.Deducted != nil || r["deducted"] != "-" {
			require.Equal(t, signed(t, r["deducted"]), *x.Deducted, r["expense"])
		}
		if x.Stated != nil {
			require.Equal(t, signed(t, r["comes to"]), *x.Stated, r["expense"])
		}
	}
	for _, r := range balance {
		kind := twinning.CostKind(r["kind"])
		if r["kind"] == "all" {
			kind = ""
		}
		sum := map[string]money.Amount{}
		for name := range r {
			sum[name] = money.Zero("EUR")
		}
		for _, x := range now.Expenses {
			if kind != "" && x.Kind != kind {
				continue
			}
			stated := x.Amount
			if x.Stated != nil {
				stated = *x.Stated
			}
			sum["stated"] = sum["stated"].Add(stated)
			sum["corrections"] = sum["corrections"].Add(x.Amount.Sub(stated))
			sum["as corrected"] = sum["as corrected"].Add(x.Amount)
			if x.Deducted != nil {
				sum["deducted"] = sum["deducted"].Add(*x.Deducted)
			}
			if x.Status == twinning.Rejects || x.Status == twinning.ExpenseWithdrew {
				sum["rejected or withdrawn"] = sum["rejected or withdrawn"].Add(x.Amount)
			}
		}
		sum["contract"] = now.Contract.Amount
		if kind != "" {
			sum["contract"] = now.Contract.Costs.Of(kind)
		}
		sum["paid"] = now.PaidSum(kind)
		sum["freed"] = sum["contract"].Sub(sum["paid"])
		for name, text := range r {
			if name != "kind" {
				require.Equal(t, signed(t, text), sum[name], "%s: %s", r["kind"], name)
			}
		}
		require.Equal(t, sum["as corrected"], sum["stated"].Add(sum["corrections"]))
		require.Equal(t, sum["paid"], sum["as corrected"].Sub(sum["deducted"]).Sub(sum["rejected or withdrawn"]))
		if kind == "" {
			require.Equal(t, sum["freed"], closed.Freed)
			require.Equal(t, sum["paid"], closed.Spent)
		}
	}
}
