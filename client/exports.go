package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// A Form is how an export is written. Formats are xlsx, csv, jsonl, html and pdf.
type Form struct {
	Format    string
	Semicolon bool   // CSV with semicolons, and decimals as the language writes them
	Command   string // of a receipt: the id of the command
}

// CallExport opens a document of a call: summary, tenders, ranking, award, budget,
// obligations, recipients or receipt. The caller closes it. One that is long is a *Problem
// with status 413: see AskExport.
func (c *Client) CallExport(ctx context.Context, call, what string, f Form) (io.ReadCloser, error) {
	return c.export(ctx, Call(call).path(), what, f)
}

// TenderExport opens a document of a tender: dossier, tender, obligations or receipt. The
// caller closes it.
func (c *Client) TenderExport(ctx context.Context, tender, what string, f Form) (io.ReadCloser, error) {
	return c.export(ctx, TenderOf(tender).path(), what, f)
}

// BodyExport opens a document of a body: record, its decisions and who was present. The caller closes it.
func (c *Client) BodyExport(ctx context.Context, body, what string, f Form) (io.ReadCloser, error) {
	return c.export(ctx, Life{Noun: "body", Reference: body}.path(), what, f)
}

// InitiativeExport opens a document of an initiative: record, its topics and pairings. The caller closes it.
func (c *Client) InitiativeExport(ctx context.Context, initiative, what string, f Form) (io.ReadCloser, error) {
	return c.export(ctx, Life{Noun: "initiative", Reference: initiative}.path(), what, f)
}

// MarketExport opens a document of a marketplace: record, what came of its entries. The caller closes it.
func (c *Client) MarketExport(ctx context.Context, market, what string, f Form) (io.ReadCloser, error) {
	return c.export(ctx, Life{Noun: "market", Reference: market}.path(), what, f)
}

// MasterclassExport opens a document of a masterclass: record, its registrations and who was present. The caller closes it.
func (c *Client) MasterclassExport(ctx context.Context, masterclass, what string, f Form) (io.ReadCloser, error) {
	return c.export(ctx, Life{Noun: "masterclass", Reference: masterclass}.path(), what, f)
}

func (c *Client) export(ctx context.Context, of, what string, f Form) (io.ReadCloser, error) {
	values := url.Values{}
	if f.Format != "" {
		values.Set("format", f.Format)
	}
	if f.Semicolon {
		values.Set("separator", "semicolon")
	}
	if f.Command != "" {
		values.Set("command", f.Command)
	}
	return c.opened(ctx, request{method: http.MethodGet, path: of + "/exports/" + url.PathEscape(what), values: c.asOf(values), stream: true, file: true})
}

func (c *Client) opened(ctx context.Context, q request) (io.ReadCloser, error) {
	got, err := c.do(ctx, q)
	if err != nil {
		return nil, err
	}
	return got.Body, nil
}

// AskExport has a document made beside you. Ask ExportState how far it is, and read it by
// ReadExport once its state is done.
func (c *Client) AskExport(ctx context.Context, a ExportAsk) (Job, error) {
	var j Job
	text, err := json.Marshal(a)
	if err != nil {
		return j, err
	}
	q := request{
		method: http.MethodPost, path: "/exports", header: http.Header{"Content-Type": {"application/json"}}, size: int64(len(text)),
		body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
	}
	err = c.read(ctx, q, &j)
	return j, err
}

// Exports are your exports, the newest first.
func (c *Client) Exports(ctx context.Context) ([]Job, error) {
	var page struct {
		Items []Job `json:"items"`
	}
	err := c.read(ctx, request{method: http.MethodGet, path: "/exports"}, &page)
	return page.Items, err
}

// ExportState is how far an export of yours is.
func (c *Client) ExportState(ctx context.Context, id string) (Job, error) {
	var j Job
	err := c.read(ctx, request{method: http.MethodGet, path: "/exports/" + url.PathEscape(id)}, &j)
	return j, err
}

// ReadExport opens an export of yours that is made. The caller closes it.
func (c *Client) ReadExport(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.opened(ctx, request{method: http.MethodGet, path: "/exports/" + url.PathEscape(id) + "/content", stream: true, file: true})
}

// RemoveExport removes an export of yours.
func (c *Client) RemoveExport(ctx context.Context, id string) error {
	if id == "" {
		return errors.New("name the export that is to be removed")
	}
	got, err := c.do(ctx, request{method: http.MethodPost, path: "/exports/" + url.PathEscape(id) + "/remove"})
	if err != nil {
		return err
	}
	return got.Body.Close()
}

// An ExportAsk asks for a document of a call or of a tender.
type ExportAsk struct {
	Call      string `json:"call,omitempty"`
	Tender    string `json:"tender,omitempty"`
	What      string `json:"what"`
	Command   string `json:"command,omitempty"` // of a receipt: its id
	Format    string `json:"format"`            // xlsx, csv, jsonl, html or pdf
	Semicolon bool   `json:"semicolon,omitempty"`
	At        string `json:"at,omitempty"`       // as it stood by what had happened by this instant
	Recorded  string `json:"recorded,omitempty"` // as it stood by what was recorded by this instant
}
