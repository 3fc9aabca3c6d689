package pages

import (
	"bytes"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// allRoutes are all pages, those of exports included.
func (d *desk) allRoutes() []route { return append(d.exportRoutes(), d.routes()...) }

// exportRoutes are the pages of exports: what may be taken away, and what somebody has asked for.
func (d *desk) exportRoutes() []route {
	return []route{
		{"GET /calls/{call}/exports", d.callExports},
		{"GET /calls/{call}/exports/{what}", d.callExport},
		{"GET /tenders/{tender}/exports", d.tenderExports},
		{"GET /tenders/{tender}/exports/{what}", d.tenderExport},
		{"GET /exports", d.myExports},
		{"POST /exports", d.askExport},
		{"GET /exports/{export}", d.oneExport},
		{"GET /exports/{export}/file", d.exportFile},
		{"POST /exports/{export}/remove", d.removeExport},
	}
}

// styleAt is where the style of pages for print stands.
const styleAt = "/assets/export.css"

func exportStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(export.Style) // whoever asked may be gone
}

// longFrom is from how many rows on a document is made beside whoever asks for it, and
// longPDF the same of a PDF (our choice).
const (
	longFrom = 5_000
	longPDF  = 1_500
)

type exportChoice struct {
	What, Title, About, At, Hint string
}

type exportFormat struct{ Value, Text string }

type exportsView struct {
	Choices []exportChoice
	Formats []exportFormat
	NoPDF   bool
	Mine    bool
}

// formats are those of exports, as the page offers them.
func (d *desk) formats(r *request) []exportFormat {
	var list []exportFormat
	for _, f := range []export.Format{export.XLSX, export.HTML, export.PDF, export.CSV, export.JSONL} {
		if f == export.PDF && !d.Printer.CanPrint() {
			continue
		}
		list = append(list, exportFormat{string(f), export.Says(r.tag.String(), "format."+string(f))})
	}
	return list
}

func (d *desk) exportsOf(r *request, kinds []string, at, ref string) exportsView {
	v := exportsView{Formats: d.formats(r), NoPDF: !d.Printer.CanPrint(), Mine: r.viewer.Person != "" && d.Jobs != nil}
	lang := r.tag.String()
	for _, k := range kinds {
		if k == export.Receipt {
			continue // it stands with its command
		}
		about := export.Says(lang, "about."+k)
		first, size := firstRune(about)
		v.Choices = append(v.Choices, exportChoice{What: k, Title: export.Says(lang, "title."+k, ref), About: strings.ToUpper(first) + about[size:] + ".", At: at + "/exports/" + k})
	}
	return v
}

func firstRune(s string) (string, int) {
	for i := range s {
		if i > 0 {
			return s[:i], i
		}
	}
	return s, len(s)
}

func (d *desk) callExports(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	kinds := slices.Clone(export.OfCalls)
	if !r.staff(p) {
		kinds = []string{export.Summary, export.Award, export.Recipients, export.Obligations}
	}
	crumbs, tabs := r.around(p, "exports")
	return d.show(r, http.StatusOK, "exports.html", r.say("exports.title", p.Reference), crumbs, tabs, d.exportsOf(r, kinds, "/calls/"+p.Reference, p.Reference))
}

func (d *desk) tenderExports(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	p, err := d.Queries.Tender(r.Context(), r.viewer, reference)
	if err != nil {
		return err
	}
	kinds := slices.Clone(export.OfTenders)
	if p.Tender == nil {
		kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == export.Tender })
	}
	if slices.Contains(p.Withheld, access.Running) || p.Contract == nil && p.Stage != string(twinning.Awarded) { // there is none, or none to be shown
		kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == export.Contract })
	}
	crumbs, tabs := r.tenderAround(reference, "exports")
	return d.show(r, http.StatusOK, "exports.html", r.say("exports.title", reference), crumbs, tabs, d.exportsOf(r, kinds, "/tenders/"+reference, reference))
}

func (d *desk) callExport(r *request) error {
	reference, err := query.CallRef(r.PathValue("call"))
	if err != nil {
		return err
	}
	return d.export(r, law.CallStream(reference), "/calls/"+reference, reference)
}

func (d *desk) tenderExport(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	return d.export(r, law.TwinningStream(reference), "/tenders/"+reference, reference)
}

// receiptPapers are where the receipt of a command is a page for print, and a PDF; "" where none can be made.
func (d *desk) receiptPapers(at, command string) (page, pdf string) {
	page = at + "/exports/receipt?command=" + url.QueryEscape(command)
	if d.Printer.CanPrint() {
		pdf = page + "&format=pdf"
	}
	return page, pdf
}

// taking is a button by a table that leads to it as a workbook.
func (r *request) taking(at, what string) button {
	return button{Href: at + "/exports/" + what + "?format=xlsx", Text: export.Says(r.narrates(), "title."+what, path.Base(at)) + " (XLSX)", Quiet: true}
}

// asks reads which document is asked for, from a query or a form.
func (r *request) asks(what, stream string, values url.Values) export.Ask {
	a := export.Ask{
		What: what, Stream: stream, Command: values.Get("command"), Language: r.narrates(), Then: query.Then{At: strings.TrimSpace(values.Get("at"))},
		Form: export.Form{Format: export.Format(values.Get("format")), Semicolon: values.Get("separator") == "semicolon"},
	}
	if a.Form.Format == "" {
		a.Form.Format = export.HTML
	}
	return a
}

// export hands a document out; one that is long is offered to be made beside its reader.
func (d *desk) export(r *request, stream, at, reference string) error {
	a := r.asks(r.PathValue("what"), stream, r.URL.Query())
	doc, err := d.maker.Make(r.Context(), r.viewer, a)
	var unknown *export.Unknown
	if errors.As(err, &unknown) {
		return &query.Absent{Noun: "export"}
	}
	if err != nil {
		return err
	}
	long := doc.Rows > longFrom || a.Form.Format == export.PDF && doc.Rows > longPDF
	if long && d.Jobs != nil && r.viewer.Person != "" {
		return d.offerExport(r, a, at, reference, doc)
	}
	h := r.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", a.Language)
	h.Add("Vary", "Accept-Language")
	switch a.Form.Format {
	case export.PDF:
		printed, err := d.Printer.Print(r.Context(), doc, nil)
		if errors.Is(err, export.ErrNoPrinter) {
			return &query.Invalid{Why: r.say("exports.nopdf")}
		}
		if err != nil {
			return err
		}
		asFile(h, a)
		_, _ = r.w.Write(printed) // whoever asked may be gone
		return nil
	case export.HTML:
		a.Form.StyleAt = styleAt
		var page bytes.Buffer // it is whole, or none
		if err := doc.Write(r.Context(), &page, a.Form, nil); err != nil {
			return err
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = page.WriteTo(r.w)
		return nil
	}
	out := &lazy{w: r.w, begin: func() { asFile(h, a) }}
	if err := doc.Write(r.Context(), out, a.Form, nil); err != nil {
		if !out.is {
			return err
		}
		slog.Warn("an export broke off", "what", a.What, "error", err)
		panic(http.ErrAbortHandler) // what was sent is never taken for whole
	}
	return nil
}

// lazy writes an answer whose headers wait for its first byte.
type lazy struct {
	w     http.ResponseWriter
	begin func()
	is    bool
}

func (l *lazy) Write(text []byte) (int, error) {
	if !l.is {
		l.is = true
		l.begin()
	}
	return l.w.Write(text)
}

func asFile(h http.Header, a export.Ask) {
	h.Set("Content-Type", a.Form.Format.Type())
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.File()}))
}
