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
	"time"

	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
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

type longView struct {
	Lead, ID, Back, What, Reference, At, Command, Format, Separator string
}

// offerExport asks whether a long document is to be made beside its reader.
func (d *desk) offerExport(r *request, a export.Ask, at, reference string, doc *export.Document) error {
	v := longView{
		Lead: r.say("exports.long", doc.Rows), ID: jobs.NewID(), Back: at + "/exports", What: a.What, Reference: reference, At: a.Then.At, Command: a.Command,
		Format: string(a.Form.Format), Separator: map[bool]string{true: "semicolon", false: "comma"}[a.Form.Semicolon],
	}
	crumbs := []crumb{{"/", r.say("home")}, {at, reference}, {at + "/exports", r.say("part.exports")}, {"", doc.Title}}
	return d.show(r, http.StatusOK, "exportlong.html", doc.Title, crumbs, nil, v)
}

// mineAlone refuses who is not signed in, and a desk that makes no exports.
func (d *desk) mineAlone(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "exports"}
	}
	if d.Jobs == nil {
		return &query.Absent{Noun: "export"}
	}
	return nil
}

// askExport has an export made.
func (d *desk) askExport(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	var stream string
	if reference, err := query.TenderRef(r.PostForm.Get("reference")); err == nil && law.CallOf(reference) != "" {
		stream = law.TwinningStream(reference)
	} else if reference, err := query.CallRef(r.PostForm.Get("reference")); err == nil {
		stream = law.CallStream(reference)
	} else {
		return &query.Absent{Noun: "call"}
	}
	j, err := d.Jobs.Ask(r.Context(), r.viewer.Person, r.PostForm.Get("id"), r.asks(r.PostForm.Get("what"), stream, r.PostForm))
	var unknown *export.Unknown
	switch {
	case errors.Is(err, jobs.ErrMany):
		return &query.Invalid{Why: r.say("exports.many", jobs.Most)}
	case errors.As(err, &unknown), errors.Is(err, jobs.ErrNotFound):
		return &query.Absent{Noun: "export"}
	case err != nil:
		return err
	}
	return r.to("/exports/" + j.ID)
}

type exportLine struct {
	At, Title, Reference, Format, Asked, Gone string
	Status                                    mark
	Progress                                  string
	Rows, All                                 int64
	Open, Ready                               bool
	File, Remove                              string
	Why                                       string
}

func (d *desk) exportLine(r *request, j jobs.Job) exportLine {
	lang := r.tag.String()
	ref := law.Reference(j.Stream)
	l := exportLine{
		At: "/exports/" + j.ID, Title: export.Says(lang, "title."+j.What, ref), Reference: ref, Format: export.Says(lang, "format."+j.Format),
		Asked: r.instant(j.AskedAt, time.UTC), Gone: r.instant(j.GoneAt, time.UTC), Status: mark{r.word("exportstate", j.State), map[string]string{jobs.Done: "good", jobs.Failed: "bad", jobs.Waiting: "wait", jobs.Running: "wait"}[j.State]},
		Rows: j.Rows, All: j.All, Open: j.State == jobs.Waiting || j.State == jobs.Running, Ready: j.State == jobs.Done,
		File: "/exports/" + j.ID + "/file", Remove: "/exports/" + j.ID + "/remove",
	}
	switch {
	case j.State == jobs.Running && j.All > 0:
		l.Progress = r.say("exports.progress", int(j.Rows), int(max(j.All, j.Rows)))
	case j.State == jobs.Running:
		l.Progress = r.say("exports.rows", int(j.Rows))
	case j.State == jobs.Done:
		l.Progress = r.say("exports.size", r.number(int((j.Size+1023)/1024)))
	case j.State == jobs.Failed:
		l.Why = r.say("exports.why." + j.Why)
	}
	return l
}

func (d *desk) myExports(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	list, err := d.Jobs.List(r.Context(), r.viewer.Person)
	if err != nil {
		return err
	}
	var lines []exportLine
	for _, j := range list {
		lines = append(lines, d.exportLine(r, j))
	}
	return d.show(r, http.StatusOK, "myexports.html", r.say("exports.mine"), []crumb{{"/", r.say("home")}, {"", r.say("exports.mine")}}, nil, struct{ Rows []exportLine }{lines})
}

func (d *desk) oneExport(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	j, err := d.Jobs.Find(r.Context(), r.viewer.Person, r.PathValue("export"))
	if errors.Is(err, jobs.ErrNotFound) {
		return &query.Absent{Noun: "export"}
	}
	if err != nil {
		return err
	}
	l := d.exportLine(r, j)
	return d.show(r, http.StatusOK, "export.html", l.Title, []crumb{{"/", r.say("home")}, {"/exports", r.say("exports.mine")}, {"", l.Title}}, nil, l)
}

func (d *desk) exportFile(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	begun := false
	err := d.Jobs.Write(r.Context(), r.viewer, r.PathValue("export"), func(j jobs.Job) {
		begun = true
		asFile(r.w.Header(), j.Ask)
		r.w.Header().Set("Cache-Control", "no-store")
	}, r.w)
	switch {
	case err != nil && begun:
		slog.Warn("an export was not handed out whole", "error", err)
		panic(http.ErrAbortHandler)
	case errors.Is(err, jobs.ErrNotFound):
		return &query.Absent{Noun: "export"}
	case errors.Is(err, jobs.ErrNotDone):
		return r.to("/exports/" + r.PathValue("export"))
	}
	return err
}

func (d *desk) removeExport(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	if err := d.Jobs.Remove(r.Context(), r.viewer.Person, r.PathValue("export")); err != nil && !errors.Is(err, jobs.ErrNotFound) {
		return err
	}
	return r.to("/exports")
}
