package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/twinning"
)

// One person prepares a payment, another one releases it, the bank gets a file, and what it answers is read and recorded once.
func TestAPaymentGoesItsWholeWay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-12-05")
	d.settled()
	tender, runs := d.tenders[lifetest.Tender], "/api/v1/calls/"+calltest.Reference+"/payment-runs"
	send := func(stream, by string, c law.Command) {
		t.Helper()
		a := d.command(stream, by, c, "Prefer", "wait=30")
		require.Equal(t, http.StatusOK, a.status, a.body)
		d.settled()
	}
	of := func(path string, into any) {
		t.Helper()
		a := d.ask("GET", path, calltest.Payer)
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.NoError(t, json.Unmarshal([]byte(a.body), into))
	}
	party := calltest.Contact(lifetest.Tender)
	send(lifetest.Stream, party, twinning.ClaimExpenses{Expenses: []twinning.Claim{{ID: "in-a-run", Kind: twinning.Direct, Amount: calltest.EUR("100.00"), On: calltest.Date("2019-11-05"), What: "a train"}}})
	send(lifetest.Stream, calltest.Verifier, twinning.ApproveExpense{Expense: "in-a-run", Step: twinning.Verify})
	send(lifetest.Stream, calltest.Authoriser, twinning.ApproveExpense{Expense: "in-a-run", Step: twinning.Authorise})
	send(lifetest.Stream, party, twinning.SetAccount{Holder: "Müller & Söhne", IBAN: "DE89370400440532013000", Street: "Straße 1", Town: "Bonn", Country: "DE"})
	send(lifetest.Stream, calltest.Officer, twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeMatches})
	send(calltest.Stream, calltest.Head, call.SetPayingAccount{Holder: "Programme", IBAN: "BE68539007547034", Town: "Brussels", Country: "BE"})

	var page query.RunsPage
	of(runs, &page)
	i := slices.IndexFunc(page.Payable, func(l call.PaymentLine) bool { return l.Item == "in-a-run" })
	require.GreaterOrEqual(t, i, 0, "%+v", page)
	require.NotContains(t, d.ask("GET", runs, calltest.Payer).body, "BE68539007547034", "of the account that is paid from the end alone is shown")
	require.Equal(t, http.StatusForbidden, d.ask("GET", runs, party).status)
	require.Equal(t, http.StatusForbidden, d.ask("GET", runs, calltest.Stranger).status)

	send(calltest.Stream, calltest.Officer, call.PreparePaymentRun{Tenders: []string{tender}})
	require.Equal(t, http.StatusForbidden, d.ask("GET", runs+"/1/pain.001.xml", calltest.Payer).status, "nothing goes to the bank before the release")
	var run query.RunPage
	of(runs+"/1", &run)
	send(calltest.Stream, calltest.Payer, call.ReleasePaymentRun{Run: 1, SHA256: run.SHA256})
	order := d.ask("GET", runs+"/1/pain.001.xml", calltest.Payer)
	require.Equal(t, http.StatusOK, order.status, order.body)
	require.Contains(t, order.body, "<IBAN>DE89370400440532013000</IBAN>")
	require.Contains(t, order.body, "<MsgId>"+run.Message+"</MsgId>")
	require.Equal(t, order.body, d.ask("GET", runs+"/1/pain.001.xml", calltest.Head).body, "a second export is the same")
	require.Equal(t, http.StatusForbidden, d.ask("GET", runs+"/1/pain.001.xml", calltest.Auditor).status, "bank data is no auditor's")
	read, err := reads.New(d.Store.Pool()).Log(t.Context(), reads.Filter{Stream: calltest.Stream})
	require.NoError(t, err)
	require.Equal(t, 2, len(slices.DeleteFunc(read, func(r reads.Read) bool { return r.What != "payment-order" })), "each reading of the file is recorded")

	day := d.now().Format("2006-01-02")
	entry := func(id, amount string) string {
		return fmt.Sprintf(`<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt><AcctSvcrRef>B-1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>`, amount, day, id)
	}
	var entries strings.Builder
	for _, l := range run.Rows {
		entries.WriteString(entry(l.EndToEnd, l.Amount.Decimal().StringFixed(2)))
	}
	file := `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>` + entries.String() + entry("SOMETHING-ELSE", "1.00") + entry(run.Rows[0].EndToEnd, "0.01") + `</Stmt></BkToCstmrStmt></Document>`
	reading := func() (is query.BankFile) {
		t.Helper()
		sent, err := json.Marshal(map[string]string{"file": file})
		require.NoError(t, err)
		a := d.send("POST", runs+"/bank-file", calltest.Payer, sent)
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.NoError(t, json.Unmarshal([]byte(a.body), &is))
		return is
	}
	is := reading()
	require.Equal(t, map[string]int{query.BankRecords: len(run.Rows), query.BankUnmatched: 1, query.BankDiffers: 1}, is.Count)
	for _, row := range is.Rows {
		if row.Means == query.BankRecords {
			for range 2 { // a replay does nothing twice
				a := d.command(calltest.Stream, calltest.Payer, row.Sends(), "Prefer", "wait=30", "Idempotency-Key", row.Identity)
				require.Equal(t, http.StatusOK, a.status, a.body)
			}
		}
	}
	d.settled()
	require.Equal(t, map[string]int{query.BankKnown: len(run.Rows), query.BankUnmatched: 1, query.BankDiffers: 1}, reading().Count)
	of(runs+"/1", &run)
	require.Equal(t, call.RunDone, run.Status)
	require.Contains(t, d.ask("GET", "/api/v1/tenders/"+tender+"/history", calltest.Officer).body, "was paid with the payment run 1")
	sent, err := json.Marshal(map[string]string{"file": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`})
	require.NoError(t, err)
	hostile := d.send("POST", runs+"/bank-file", calltest.Payer, sent)
	require.Equal(t, http.StatusBadRequest, hostile.status, hostile.body)
	require.Contains(t, hostile.body, "document type or an entity")
}
