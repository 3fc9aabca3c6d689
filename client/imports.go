package client

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
)

// An Import is a file of expenses: a table, CSV or XLSX, or an invoice of EN 16931. What
// it is says its content. All but Name and Content is of an invoice.
type Import struct {
	Name    string // what the file is called
	Content []byte

	Kind       string // of cost; direct where it is left out
	Category   string // of the rule book
	PaidOn     string // the day on which it was paid, as in 2019-11-15
	Deductible bool   // its VAT can be deducted, and is not claimed
}

// ImportExpenses reads a file of expenses, and says what is wrong in it or what its claims
// would come to. Nothing is recorded: the answer's Command is sent as claim-expenses.
func (c *Client) ImportExpenses(ctx context.Context, tender string, i Import) (page ImportPage, err error) {
	q := request{
		method: http.MethodPost, path: TenderOf(tender).path() + "/expenses/import", values: url.Values{}, header: http.Header{}, size: int64(len(i.Content)),
		body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(i.Content)), nil },
	}
	for name, value := range map[string]string{"name": i.Name, "kind": i.Kind, "category": i.Category, "paid_on": i.PaidOn} {
		if value != "" {
			q.values.Set(name, value)
		}
	}
	if i.Deductible {
		q.values.Set("vat_deductible", "true")
	}
	q.header.Set("Content-Type", "application/octet-stream")
	return page, c.read(ctx, q, &page)
}
