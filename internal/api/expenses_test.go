package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// Whatever is wrong with a claim or its file is answered by a sentence, and no claim of it stands.
func TestAWrongClaimIsAnsweredByASentenceAndNothingOfItStands(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	start := lifetest.Book().Dates.Start
	d.play(lifetest.Year(), start.AddDays(10).String())
	d.Until(start.AddDays(10).Start(time.UTC))
	ref, contact, on := d.tenders[lifetest.Tender], calltest.Contact(lifetest.Tender), start.AddDays(5).String()
	at := "/api/v1/tenders/" + ref
	claims := func() any {
		is, ok := d.ask("GET", at+"/state", contact).json(t)["state"].(map[string]any)
		require.True(t, ok)
		return is["expenses"]
	}
	claim := func(amount, on, what string) string {
		return `{"expenses":[{"id":"good","kind":"direct","amount":"EUR 1.00","date":"` + start.AddDays(5).String() + `","what":"a train"},{"id":"bad","kind":"direct","amount":"` + amount + `","date":"` + on + `","what":"` + what + `"}]}`
	}
	before := claims()
	for name, x := range map[string]struct {
		content string
		status  []int
	}{
		"a month that has not begun": {claim("EUR 1.00", start.AddDays(200).String(), "x"), []int{409}},
		"a day before it began":      {claim("EUR 1.00", start.AddDays(-1).String(), "x"), []int{409}},
		"a currency without a rate":  {claim("SEK 1.00", on, "x"), []int{409}},
		"a currency that is none":    {claim("ZZZ 1.00", on, "x"), []int{422}},
		"no day":                     {claim("EUR 1.00", "2019-02-30", "x"), []int{400, 422}},
		"NUL":                        {claim("EUR 1.00", on, `a\u0000b`), []int{400, 422}},
		"a control character":        {claim("EUR 1.00", on, `\u001b[2J`), []int{400, 422}},
		"-0.00":                      {claim("EUR -0.00", on, "x"), []int{422}},
		"below zero":                 {claim("EUR -1.00", on, "x"), []int{422}},
		"1e309":                      {claim("EUR 1e309", on, "x"), []int{422}},
		"a number that is 1e309":     {strings.Replace(claim("x", on, "x"), `"x","date"`, `1e309,"date"`, 1), []int{400, 422}},
		"a tenth of a cent":          {claim("EUR 1.001", on, "x"), []int{422}},
		"more than the contract":     {claim("EUR 999999.00", on, "x"), []int{409}},
		"a unit of 1e309":            {strings.Replace(claim("EUR 1.00", on, "x"), `"what":"x"`, `"what":"x","quantity":"1e309"`, 1), []int{400, 422}},
		"a file that is not there":   {strings.Replace(claim("EUR 1.00", on, "x"), `"what":"x"`, `"what":"x","evidence":[{"id":"a","name":"a.pdf","file":"f-aaaaaaaaaaaaaaaaaaaaaaaaaa"}]`, 1), []int{409, 422}},
		"the same claim twice":       {strings.ReplaceAll(claim("EUR 1.00", on, "x"), `"good"`, `"bad"`), []int{422}},
	} {
		a := d.send("POST", at+"/claim-expenses", contact, []byte(x.content), "Prefer", "wait=30")
		if !slices.Contains(x.status, a.status) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
			continue
		}
		p := a.json(t)
		detail, _ := p["detail"].(string)
		require.Greater(t, len(strings.Fields(detail)), 3, "%s is answered by a sentence: %s", name, a.body)
		require.Equal(t, before, claims(), "%s: no half of it stands", name)
	}
	d.settled()
	files := func() string { return d.ask("GET", at+"/evidence", contact).body }
	held := files()
	for name, x := range map[string]string{
		"a program that says it is a PDF":  "MZ\x90\x00\x03",
		"a workbook that says it is a PDF": "PK\x03\x04\x00\x00",
		"nothing":                          "",
	} {
		a := d.send("POST", at+"/evidence?for=expense-good&name=invoice.pdf", contact, []byte(x), "Content-Type", "application/octet-stream", "Idempotency-Key", "lies-"+strings.ReplaceAll(name, " ", "-"))
		require.Contains(t, []int{400, 409, 422}, a.status, "%s: %s", name, a.body)
		require.NotEmpty(t, a.json(t)["detail"], name)
		require.Equal(t, held, files(), name)
	}
	for name, x := range map[string]string{"a page": "<!doctype html><script>alert(1)</script>", "a drawing that runs": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`} {
		a := d.send("POST", at+"/evidence?for=expense-good&name=invoice.pdf", contact, []byte(x), "Content-Type", "application/octet-stream", "Idempotency-Key", "text-"+strings.ReplaceAll(name, " ", "-"))
		if a.status == http.StatusOK { // it is text, whatever it says it is, and handed out as nothing else
			require.Contains(t, a.json(t)["type"], "text/plain", name)
			content := d.ask("GET", a.header.Get("Location")+"/content", contact)
			require.Contains(t, content.header.Get("Content-Type"), "text/plain", name)
			require.Contains(t, content.header.Get("Content-Disposition"), "attachment", name)
			require.Contains(t, content.header.Get("Content-Security-Policy"), "sandbox", name)
		}
	}
	held = files()
	large, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+at+"/evidence?for=expense-good&name=invoice.pdf", http.NoBody)
	require.NoError(t, err)
	large.ContentLength, large.Body = 2<<30, errorReader{}
	large.Header.Set("Authorization", "Bearer "+contact)
	large.Header.Set("Content-Type", "application/octet-stream")
	got, err := http.DefaultClient.Do(large)
	if err == nil {
		defer got.Body.Close()
		require.GreaterOrEqual(t, got.StatusCode, 400, "2 GB are more than %d", evidence.Limit)
	}
	require.Equal(t, held, files(), "2 GB leave nothing")
	require.Equal(t, before, claims())
}

// errorReader is a body that never comes.
type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, http.ErrBodyReadAfterClose }
func (errorReader) Close() error             { return nil }

// What waits for somebody is asked for with what they judge it by, and several at once are previewed before each is approved by itself.
func TestWhatWaitsForAVerifierIsAskedForAndApprovedAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	start := lifetest.Book().Dates.Start
	d.play(lifetest.Year(), start.AddDays(10).String())
	d.Until(start.AddDays(10).Start(time.UTC))
	ref, contact := d.tenders[lifetest.Tender], calltest.Contact(lifetest.Tender)
	claim := func(id, amount string) twinning.Claim {
		return twinning.Claim{ID: id, Kind: twinning.Direct, Amount: calltest.EUR(amount), On: start.AddDays(5), What: "a train", Line: twinning.Line{Invoice: "RE-1"}}
	}
	a := d.command(lifetest.Stream, contact, twinning.ClaimExpenses{Expenses: []twinning.Claim{claim("q-1", "10.00"), claim("q-2", "20.50")}}, "Prefer", "wait=30")
	require.Equal(t, http.StatusOK, a.status, a.body)
	d.settled()
	waits := func(as string) map[string]map[string]any {
		t.Helper()
		a := d.ask("GET", "/api/v1/expense-queue?call="+calltest.Reference, as)
		require.Equal(t, http.StatusOK, a.status, a.body)
		var page struct{ Items []map[string]any }
		require.NoError(t, json.Unmarshal([]byte(a.body), &page))
		by := map[string]map[string]any{}
		for _, row := range page.Items {
			if row["tender"] == ref {
				by[row["expense"].(string)] = row
			}
		}
		return by
	}
	mine := waits(calltest.Verifier)
	require.Contains(t, mine, "q-1")
	require.Equal(t, "verify", mine["q-1"]["step"])
	require.Equal(t, "EUR 10.00", mine["q-1"]["accepted"])
	require.Len(t, mine["q-1"]["invoices"], 1, "another claim names its invoice")
	for _, other := range []string{calltest.Authoriser, calltest.Auditor, contact, calltest.Stranger} {
		require.NotContains(t, waits(other), "q-1", other)
	}
	require.Equal(t, http.StatusUnauthorized, d.ask("GET", "/api/v1/expense-queue", "").status)

	batch := "/api/v1/calls/" + calltest.Reference + "/expense-batch?step="
	require.Equal(t, http.StatusBadRequest, d.ask("GET", batch+"all", calltest.Verifier).status)
	for _, other := range []string{calltest.Officer, calltest.Payer, contact} {
		refused := d.ask("GET", batch+"verify", other)
		require.Equal(t, http.StatusForbidden, refused.status, "zero would look as if all were done: %s", refused.body)
		require.Contains(t, refused.body, "verifier", "it names the role")
	}
	for _, other := range []string{calltest.Payer, contact, calltest.Stranger} {
		require.Equal(t, http.StatusForbidden, d.ask("GET", "/api/v1/calls/"+calltest.Reference+"/log-batch", other).status, "zero would look as if all were done, to %s", other)
	}
	logs := d.ask("GET", "/api/v1/calls/"+calltest.Reference+"/log-batch", calltest.Officer)
	require.Equal(t, http.StatusOK, logs.status, logs.body)
	preview := d.ask("GET", batch+"verify", calltest.Verifier)
	require.Equal(t, http.StatusOK, preview.status, preview.body)
	var is struct {
		Rows   []struct{ Tender, Expense, Why string }
		Count  int
		Totals []string
	}
	require.NoError(t, json.Unmarshal([]byte(preview.body), &is))
	require.GreaterOrEqual(t, is.Count, 2)
	require.Len(t, is.Totals, 1)
	for _, row := range is.Rows {
		require.Empty(t, row.Why)
		sent := d.send("POST", "/api/v1/tenders/"+row.Tender+"/approve-expense", calltest.Verifier, []byte(`{"expense":"`+row.Expense+`","step":"verify"}`), "Prefer", "wait=30")
		require.Equal(t, http.StatusOK, sent.status, sent.body)
	}
	d.settled()
	require.Empty(t, waits(calltest.Verifier))
	require.Contains(t, waits(calltest.Authoriser), "q-1")
}
