package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/lifetest"
)

func TestAFileOfExpensesIsReadAndClaimedByOneCommandOrSaysWhatIsWrongWhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	start := lifetest.Book().Dates.Start
	d.play(lifetest.Year(), start.AddDays(10).String())
	d.Until(start.AddDays(10).Start(time.UTC))
	on, later := start.AddDays(5).String(), start.AddDays(200).String()
	ref := d.tenders[lifetest.Tender]
	at, contact := "/api/v1/tenders/"+ref+"/expenses/import", calltest.Contact(lifetest.Tender)
	read := func(as, query string, content []byte) answer {
		return d.send("POST", at+query, as, content, "Content-Type", "application/octet-stream")
	}
	type page struct {
		Problems []struct {
			Line               int
			Column, Code, Says string
		}
		Command json.RawMessage
		Totals  []map[string]any
	}
	of := func(a answer) (p page) {
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.NoError(t, json.Unmarshal([]byte(a.body), &p))
		return p
	}
	head := "id,kind,currency,amount,date,what\n"
	claimed := func() any {
		is, ok := d.ask("GET", "/api/v1/tenders/"+ref+"/state", contact).json(t)["state"].(map[string]any)
		require.True(t, ok)
		return is["expenses"]
	}
	before := claimed()
	for name, x := range map[string]struct{ text, code, column string }{
		"a month that has not begun":       {head + "late,direct,EUR,1.00," + later + ",x", "expenses/", ""},
		"a currency that is not converted": {head + "hotel,direct,SEK,1.00," + on + ",x", "", ""},
		"a date outside":                   {head + "early,direct,EUR,1.00,2019-01-01,x", "expenses/", ""},
		"NUL":                              {head + "a\x00,direct,EUR,1.00," + on + ",x", "file-unknown", ""},
		"-0.00":                            {head + "zero,direct,EUR,-0.00," + on + ",x", "cell-", "amount"},
		"1e309":                            {head + "much,direct,EUR,1e309," + on + ",x", "cell-amount", "amount"},
		"a control character":              {head + "text,direct,EUR,1.00," + on + ",\x1b[2J", "cell-text", "what"},
		"a file that lies about its type":  {"PK\x03\x04 is no workbook", "file-no-workbook", ""},
		"a picture":                        {"\x89PNG\r\n\x1a\n\x00", "file-unknown", ""},
		"entities":                         {`<!DOCTYPE a [<!ENTITY b "c">]><a/>`, "invoice-doctype", ""},
		"above the contract":               {head + "all,direct,EUR,999999.00," + on + ",x", "ceilings/", ""},
	} {
		p := of(read(contact, "", []byte(x.text)))
		require.Empty(t, p.Command, name)
		require.NotEmpty(t, p.Problems, name)
		require.Contains(t, p.Problems[0].Code, x.code, name)
		require.Equal(t, x.column, p.Problems[0].Column, name)
		require.Greater(t, len(p.Problems[0].Says), 8, name)
		require.NotContains(t, p.Problems[0].Says, p.Problems[0].Code, "%s: it is a sentence", name)
	}
	require.Equal(t, http.StatusRequestEntityTooLarge, read(contact, "", bytes.Repeat([]byte("x"), claimfile.Limit+1)).status)
	require.Equal(t, http.StatusBadRequest, read(contact, "?paid_on=yesterday", []byte(head)).status)
	require.Equal(t, http.StatusUnauthorized, read("", "", []byte(head)).status)
	for _, other := range []string{calltest.Stranger, calltest.Ada} {
		require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, read(other, "", []byte(head)).status, other)
	}
	require.Equal(t, before, claimed(), "nothing is recorded")

	f := excelize.NewFile()
	for i, row := range [][]any{{"id", "kind", "currency", "amount", "date", "what"}, {"train-x", "direct", "EUR", 119.5, on, "Train"}, {"hotel-x", "direct", "EUR", "80", on, "Hotel"}} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Sheet1", cell, &row))
	}
	var book bytes.Buffer
	require.NoError(t, f.Write(&book))
	p := of(read(contact, "", book.Bytes()))
	require.Empty(t, p.Problems)
	require.Equal(t, before, claimed(), "nothing is recorded yet")
	var direct map[string]any
	for _, x := range p.Totals {
		if x["kind"] == "direct" {
			direct = x
		}
	}
	require.Equal(t, "EUR 199.50", direct["added"])
	sent := d.send("POST", "/api/v1/tenders/"+ref+"/claim-expenses", contact, p.Command, "Content-Type", "application/json", "Prefer", "wait=30")
	require.Equal(t, http.StatusOK, sent.status, sent.body)
	require.True(t, strings.Contains(d.ask("GET", "/api/v1/tenders/"+ref+"/expenses/hotel-x", contact).body, "80.00"))
}
