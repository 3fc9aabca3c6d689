package pages

import (
	"bytes"

	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/query"
)

// recordExport hands the record of a life out as a file.
func (d *desk) recordExport(k lives.Kind) func(*request) error {
	return func(r *request) error {
		f := export.Form{Format: export.Format(r.PathValue("format"))}
		stream, is := k.StreamOf(r.PathValue(k.Noun))
		if !is || f.Format != export.XLSX && f.Format != export.CSV && f.Format != export.JSONL {
			return &query.Absent{Noun: "export"}
		}
		doc, err := d.maker.Record(r.Context(), r.viewer, stream, r.narrates(), f)
		if err != nil {
			return err
		}
		var b bytes.Buffer // it is whole, or none
		if err := doc.Write(r.Context(), &b, f, nil); err != nil {
			return err
		}
		h := r.w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Language", r.narrates())
		h.Add("Vary", "Accept-Language")
		asFile(h, export.Ask{What: export.Record, Stream: stream, Form: f})
		_, _ = b.WriteTo(r.w) // whoever asked may be gone
		return nil
	}
}
