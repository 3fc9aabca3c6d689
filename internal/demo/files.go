package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/uploads"
)

// Files are the files of evidence of a demo, compared with the ledger.
type Files struct {
	Uploaded int                `json:"uploaded"`
	Compared int                `json:"compared"`
	Bytes    int64              `json:"bytes"` // of ciphertext
	Wrong    []evidence.Finding `json:"wrong"`
}

// verifyFiles reads every file, whole.
func (d *Demo) verifyFiles(ctx context.Context) (*Files, error) {
	if d.desk == nil {
		return nil, nil
	}
	bucket, folder, err := evidence.OpenBucket(ctx, d.stack.Settings.Evidence)
	if err != nil {
		return nil, err
	}
	defer bucket.Close()
	v, err := (&evidence.Store{Ledger: d.ledger, Pool: d.store.Pool(), Bucket: bucket, Folder: folder}).Verify(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &Files{Uploaded: d.desk.files, Compared: v.Facts, Bytes: v.Bytes, Wrong: v.Findings}, nil
}

// withFiles is a command whose evidence is uploaded first, and named in it. Where a file
// is not taken the command goes as it is: the law will say why.
func (d *desk) withFiles(ctx context.Context, client *http.Client, r door.Request) (law.Command, error) {
	switch c := r.Command.(type) {
	case twinning.SubmitLog:
		var err error
		c.Expenses, err = d.withInvoices(ctx, client, r, c.Expenses)
		return c, err
	case twinning.ClaimExpenses:
		var err error
		c.Expenses, err = d.withInvoices(ctx, client, r, c.Expenses)
		return c, err
	case twinning.CorrectExpense:
		var err error
		c.Claim.Evidence, err = d.uploaded(ctx, client, r, c.Claim.ID, c.Claim.Evidence)
		return c, err
	}
	return r.Command, nil
}

func (d *desk) withInvoices(ctx context.Context, client *http.Client, r door.Request, claims []twinning.Claim) ([]twinning.Claim, error) {
	claims = slices.Clone(claims)
	for i, x := range claims {
		var err error
		if claims[i].Evidence, err = d.uploaded(ctx, client, r, x.ID, x.Evidence); err != nil {
			return nil, err
		}
	}
	return claims, nil
}

// uploaded are attachments of an expense, each as a file that is in the store.
func (d *desk) uploaded(ctx context.Context, client *http.Client, r door.Request, expense string, list []twinning.Attachment) ([]twinning.Attachment, error) {
	list = slices.Clone(list)
	for i, a := range list {
		if a.File != "" {
			continue
		}
		target := twinning.Target{Purpose: twinning.ForExpense, ID: expense}.String()
		values := url.Values{"for": {target}, "name": {a.ID + ".pdf"}, "wait": {"0"}}
		address := d.url + "/api/v1/tenders/" + law.Reference(r.Stream) + "/evidence?" + values.Encode()
		content := invoice(law.Reference(r.Stream), string(a.Name), expense, r.ID)
		q, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		q.Header.Set("Content-Type", "application/pdf")
		q.Header.Set("Idempotency-Key", r.ID+"-"+a.ID)
		added, taken, err := add(client, q)
		if err != nil {
			return nil, err
		}
		if !taken {
			continue
		}
		list[i].File, list[i].SHA256, list[i].Size = added.File, "", 0
		d.mu.Lock()
		d.files++
		d.mu.Unlock()
	}
	return list, nil
}

func add(client *http.Client, q *http.Request) (added uploads.Added, taken bool, err error) {
	got, err := client.Do(q)
	if err != nil {
		return added, false, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	switch {
	case err != nil:
		return added, false, err
	case got.StatusCode == http.StatusConflict || got.StatusCode == http.StatusNotFound:
		return added, false, nil
	case got.StatusCode/100 != 2:
		return added, false, fmt.Errorf("%s answers %s: %s", q.URL.Path, got.Status, text)
	}
	return added, true, json.Unmarshal(text, &added)
}

// invoice is a PDF of one page that says what it is for, and that it is a sample.
func invoice(lines ...string) []byte {
	var text strings.Builder
	text.WriteString("BT /F1 14 Tf 72 760 Td 20 TL (SAMPLE, made for a demo) Tj T*")
	for _, l := range lines {
		fmt.Fprintf(&text, " (%s) Tj T*", strings.NewReplacer(`\\`, "", "(", "", ")", "").Replace(l))
	}
	text.WriteString(" ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var pdf bytes.Buffer
	pdf.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, pdf.Len())
		fmt.Fprintf(&pdf, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := pdf.Len()
	fmt.Fprintf(&pdf, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&pdf, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&pdf, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return pdf.Bytes()
}
