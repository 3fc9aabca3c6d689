package pages

import (
	"errors"
	"net/url"

	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A fileLine is a file of a tender in a list.
type fileLine struct{ Href, Name, For, Type, Size, State, At string }

// fileLines are the files of a tender that the viewer may see.
func (d *desk) fileLines(r *request, reference string) ([]fileLine, error) {
	if d.Evidence == nil {
		return nil, nil
	}
	rows, err := d.Queries.Evidence(r.Context(), r.viewer, d.Evidence, law.TwinningStream(reference))
	if err != nil {
		return nil, err
	}
	var lines []fileLine
	for _, e := range rows {
		line := fileLine{Name: e.Name, For: r.purpose(e.For), Type: r.fileType(e.Type), Size: r.bytes(e.Size), State: r.word("scan", e.State), At: r.instant(e.At, nil)}
		if e.State != evidence.StateErased && e.State != evidence.StateWaiting && e.State != evidence.StateRefused {
			line.Href = "/tenders/" + reference + "/files/" + url.PathEscape(e.File)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// purpose is what a file is for, in words.
func (r *request) purpose(text string) string {
	t, err := twinning.ParseTarget(text)
	if err != nil {
		return text
	}
	switch t.Purpose {
	case twinning.ForLog:
		return r.say("purpose.log", t.Month)
	case twinning.ForClarification:
		return r.say("purpose.clarification")
	}
	return r.say("purpose."+t.Purpose, r.word(t.Purpose, t.ID))
}

// pdfType is the media type of files that a browser shows by a reader of its own.
const pdfType = "application/pdf"

// shownPolicy lets a PDF be read within a page of this server, and do nothing else: no script runs, nothing is loaded. A
// browser shows none in a sandbox.
const shownPolicy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

// tenderFile is a file of a tender, to whoever may see it. It is never shown as a page: a PDF can be read within one.
func (d *desk) tenderFile(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	if d.Evidence == nil {
		return &query.Absent{Noun: "page"}
	}
	content, err := d.Queries.File(r.Context(), r.viewer, d.Evidence, r.PathValue("file"), 0) // which records who opens it
	switch {
	case errors.Is(err, evidence.ErrNotFound), errors.Is(err, evidence.ErrErased):
		return &query.Absent{Noun: "page"}
	case errors.Is(err, evidence.ErrHeld):
		return &query.Withheld{What: r.say("document.held")}
	case err != nil:
		return err
	}
	defer content.Close()
	if content.Stream != law.TwinningStream(reference) {
		return &query.Absent{Noun: "page"}
	}
	for header, value := range content.Header() {
		r.w.Header().Set(header, value)
	}
	if r.URL.Query().Has("shown") && content.Type == pdfType {
		r.w.Header().Set("Content-Disposition", "inline")
		r.w.Header().Set("Content-Security-Policy", shownPolicy)
		r.w.Header().Set("X-Frame-Options", "SAMEORIGIN")
	}
	r.w.Header().Del("Accept-Ranges")
	return r.handOut(content, r.PathValue("file"))
}
