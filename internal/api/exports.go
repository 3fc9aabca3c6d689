package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// An ExportAsk asks for an export that is made beside whoever asks for it.
type ExportAsk struct {
	Call      string `json:"call,omitempty" doc:"reference of a call; this or tender"`
	Tender    string `json:"tender,omitempty" doc:"reference of a tender"`
	What      string `json:"what" doc:"which document, as in the path of an export"`
	Command   string `json:"command,omitempty" doc:"of a receipt: the id of the command"`
	Format    string `json:"format" enum:"xlsx,csv,jsonl,html,pdf"`
	Semicolon bool   `json:"semicolon,omitempty" doc:"CSV with semicolons, and decimals as the language writes them"`
	At        string `json:"at,omitempty" doc:"as it stood by what had happened by this instant"`
	Recorded  string `json:"recorded,omitempty" doc:"as it stood by what was recorded by this instant"`
}

// exports adds the routes of exports: what may be taken away of a call or a tender.
func (s *server) exports() {
	s.makes = &export.Maker{Queries: s.Queries, Evidence: s.Options.Evidence}
	got := &huma.Response{Description: "The document.", Content: map[string]*huma.MediaType{}, Headers: map[string]*huma.Param{"Content-Disposition": text("what it is called as a file")}}
	for _, f := range export.Formats() {
		kind, _, _ := strings.Cut(f.Type(), ";")
		got.Content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		if f == export.JSONL { // one object a line
			got.Content[kind].Schema = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
		}
	}
	nouns := map[string][]string{"call": export.OfCalls, "tender": export.OfTenders}
	for _, k := range lives.All() {
		if export.Recorded(k.Root) {
			nouns[k.Noun] = []string{export.Record}
		}
	}
	for noun, kinds := range nouns {
		many := plural(noun)
		s.handle(&huma.Operation{
			Method: http.MethodGet, Path: root + "/" + many + "/{" + noun + "}/exports/{what}", OperationID: "get-" + many + "-" + noun + "-exports-what", Tags: []string{"exports"},
			Summary: "A document of the " + noun, Description: "One of " + strings.Join(kinds, ", ") + ". What is long, or to be made beside you, is asked for by POST /exports.",
			Parameters: []*huma.Param{
				inPath(noun, "reference of the "+noun), inPath("what", "which document"),
				inQuery("format", huma.TypeString, "xlsx, csv, jsonl, html or pdf; without it by Accept, else jsonl"),
				inQuery("separator", huma.TypeString, "of CSV: comma or semicolon, with which decimals are written as the language does"),
				inQuery("command", huma.TypeString, "of a receipt: the id of the command"),
				inQuery("at", huma.TypeString, "as it stood by what had happened by this instant: RFC 3339, or a date (its end) or time on clocks in the zone of the call"),
				inQuery("recorded", huma.TypeString, "as it stood by what was recorded by this instant"), inLanguage(),
			},
			Responses: s.problems(map[string]*huma.Response{"200": got}, map[int]string{
				http.StatusNotAcceptable:         "It is in none of the formats that Accept names, or no PDF can be made here.",
				http.StatusRequestEntityTooLarge: "It is long: ask for it by POST /exports.",
			}),
		}, func(w http.ResponseWriter, r *http.Request) error { return s.export(w, r, noun) })
	}
	if s.Jobs == nil {
		return
	}
	one := s.jsonResponse("The export: how far it is.", s.answers.of(reflect.TypeFor[jobs.Job]()))
	begun := s.jsonResponse("It is asked for: how far it is can be asked at Location.", s.answers.of(reflect.TypeFor[jobs.Job]()))
	begun.Headers = map[string]*huma.Param{"Location": text("the export")}
	sent := s.sent.of(reflect.TypeFor[ExportAsk]())
	also := bodyProblems()
	delete(also, http.StatusGone)
	also[http.StatusConflict] = "There are as many exports of yours as are kept: remove some."
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: exportsPath, OperationID: "post-exports", Tags: []string{"exports"}, Summary: "Have an export made beside you",
		Parameters:  []*huma.Param{{Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString}, Description: "x- and 26 characters of base32 in small letters: asked again with it, it is the same export; drawn where it is left out"}, inLanguage()},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: sent}}},
		Responses:   s.problems(map[string]*huma.Response{"202": begun}, also),
	}, func(w http.ResponseWriter, r *http.Request) error { return s.askExport(w, r, sent) })
	s.handle(&huma.Operation{
		Method: http.MethodGet, Path: exportsPath, OperationID: "get-exports", Tags: []string{"exports"}, Summary: "Your exports, the newest first",
		Responses: s.problems(map[string]*huma.Response{"200": s.jsonResponse("Your exports.", s.answers.of(reflect.TypeFor[query.Page[jobs.Job]]())), "304": {Description: "They are as If-None-Match has them."}}, nil),
	}, func(w http.ResponseWriter, r *http.Request) error {
		v := viewerOf(r)
		if v.Person == "" {
			return &query.Nobody{}
		}
		list, err := s.Jobs.List(r.Context(), v.Person)
		if err != nil {
			return err
		}
		return answer(w, r, http.StatusOK, query.Page[jobs.Job]{Items: append([]jobs.Job{}, list...)})
	})
	s.handle(&huma.Operation{
		Method: http.MethodGet, Path: exportsPath + "/{export}", OperationID: "get-exports-export", Tags: []string{"exports"}, Summary: "How far an export of yours is",
		Parameters: []*huma.Param{inPath("export", "id of the export")},
		Responses:  s.problems(map[string]*huma.Response{"200": one, "304": {Description: "It is as If-None-Match has it."}}, nil),
	}, func(w http.ResponseWriter, r *http.Request) error {
		j, err := s.Jobs.Find(r.Context(), viewerOf(r).Person, r.PathValue("export"))
		if err != nil {
			return ofExports(err)
		}
		return answer(w, r, http.StatusOK, j)
	})
	s.handle(&huma.Operation{
		Method: http.MethodGet, Path: exportsPath + "/{export}/content", OperationID: "get-exports-export-content", Tags: []string{"exports"}, Summary: "An export of yours, once it is made",
		Parameters: []*huma.Param{inPath("export", "id of the export")},
		Responses:  s.problems(map[string]*huma.Response{"200": got}, map[int]string{http.StatusConflict: "It is not made yet."}),
	}, func(w http.ResponseWriter, r *http.Request) error {
		return ofExports(s.Jobs.Write(r.Context(), viewerOf(r), r.PathValue("export"), func(j jobs.Job) {
			asFile(w.Header(), j.Ask)
			w.Header().Set("Content-Length", strconv.FormatInt(j.Size, 10))
		}, w))
	})
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: exportsPath + "/{export}/remove", OperationID: "post-exports-export-remove", Tags: []string{"exports"}, Summary: "Remove an export of yours",
		Parameters: []*huma.Param{inPath("export", "id of the export")},
		Responses:  s.problems(map[string]*huma.Response{"204": {Description: "It is gone."}}, nil),
	}, func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Jobs.Remove(r.Context(), viewerOf(r).Person, r.PathValue("export")); err != nil {
			return ofExports(err)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

const exportsPath = root + "/exports"

// asFile names a document as a file to keep.
func asFile(h http.Header, a export.Ask) {
	h.Set("Content-Type", a.Form.Format.Type())
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.File()}))
	h.Set("Content-Language", a.Language)
}

// ofExports says what an error of exports is to whoever asked.
func ofExports(err error) error {
	var unknown *export.Unknown
	switch {
	case errors.As(err, &unknown) && unknown.What == "export":
		return because(http.StatusNotFound, "not-found", law.Why("none-of-these", narrate.Verbatim("text", query.Cut(unknown.Is)), narrate.Verbatim("choices", strings.Join(unknown.Are, ", "))))
	case errors.As(err, &unknown):
		return because(http.StatusBadRequest, "invalid", law.Why("none-of-these", narrate.Verbatim("text", query.Cut(unknown.Is)), narrate.Verbatim("choices", strings.Join(unknown.Are, ", "))))
	case errors.Is(err, export.ErrNotPrinted):
		slog.Error("a PDF could not be made", "error", err)
		return because(http.StatusServiceUnavailable, "unavailable", law.Why("pdf-not-made-now"))
	case errors.Is(err, export.ErrNoPrinter):
		return because(http.StatusNotAcceptable, "no-printer", law.Why("no-pdf-here"))
	case errors.Is(err, jobs.ErrNotFound):
		return absent()
	case errors.Is(err, jobs.ErrNotDone):
		return because(http.StatusConflict, "not-done", law.Why("export-not-made-yet"))
	case errors.Is(err, jobs.ErrMany):
		return because(http.StatusConflict, "too-many", law.Why("exports-at-most", law.Count("most", jobs.Most)))
	}
	return err
}

func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// asked reads which document is asked for.
func (s *server) askedExport(r *http.Request, noun string) (a export.Ask, err error) {
	values := r.URL.Query()
	a = export.Ask{What: r.PathValue("what"), Command: values.Get("command"), Then: query.Then{At: values.Get("at")}, Language: narrate.LanguageOf(r.Context())}
	if at := values.Get("recorded"); at != "" {
		if a.Then.At != "" {
			return a, because(http.StatusBadRequest, "invalid", law.Why("at-or-recorded"))
		}
		a.Then.At, a.Then.Recorded = at, true
	}
	switch values.Get("separator") {
	case "", "comma":
	case "semicolon":
		a.Form.Semicolon = true
	default:
		return a, because(http.StatusBadRequest, "invalid", law.Why("comma-or-semicolon"))
	}
	if a.Form.Format = export.Format(values.Get("format")); a.Form.Format == "" {
		if a.Form.Format = accepted(r.Header.Get("Accept")); a.Form.Format == "" {
			return a, because(http.StatusNotAcceptable, "format", law.Why("formats-of-documents"))
		}
	}
	a.Stream, err = s.named(r, noun)
	return a, err
}

// accepted is the first format that Accept names; JSON Lines where it takes anything, "" where it takes none.
func accepted(accept string) export.Format {
	if strings.TrimSpace(accept) == "" {
		return export.JSONL
	}
	for one := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(one)
		if err != nil || params["q"] == "0" {
			continue
		}
		if i := slices.IndexFunc(export.Formats(), func(f export.Format) bool { return strings.HasPrefix(f.Type(), kind) }); i >= 0 {
			return export.Formats()[i]
		}
		switch kind {
		case "*/*", "application/*", "application/json", "application/x-ndjson":
			return export.JSONL
		}
	}
	return ""
}

// longFrom is from how many rows on a document is not made while whoever asks for it waits (our choice).
const longFrom = 20_000

func (s *server) export(w http.ResponseWriter, r *http.Request, noun string) error {
	a, err := s.askedExport(r, noun)
	if err != nil {
		return err
	}
	v := viewerOf(r)
	if _, err := s.Queries.Known(r.Context(), v, a.Stream); err != nil {
		return err
	}
	d, err := s.makes.Make(r.Context(), v, a)
	if err != nil {
		return ofExports(err)
	}
	if d.Rows > longFrom && s.Jobs != nil && v.Person != "" {
		return because(http.StatusRequestEntityTooLarge, "long", law.Why("long-document", law.Count("rows", d.Rows), narrate.Verbatim("path", exportsPath)))
	}
	if a.Form.Format == export.PDF {
		printed, err := s.Printer.Print(r.Context(), d, nil)
		if err != nil {
			return ofExports(err)
		}
		asFile(w.Header(), a)
		_, _ = w.Write(printed) // whoever asked may be gone
		return nil
	}
	out := &begun{w: w, begin: func() { asFile(w.Header(), a) }}
	if err := d.Write(r.Context(), out, a.Form, nil); err != nil && !out.is {
		return ofExports(err)
	} else if err != nil {
		s.Log.Warn("an export broke off", "what", a.What, "error", err)
		panic(http.ErrAbortHandler) // what was sent is never taken for whole
	}
	return nil
}

// begun writes an answer whose headers wait for its first byte.
type begun struct {
	w     http.ResponseWriter
	begin func()
	is    bool
}

func (b *begun) Write(text []byte) (int, error) {
	if !b.is {
		b.is = true
		b.begin()
	}
	return b.w.Write(text)
}

func (s *server) askExport(w http.ResponseWriter, r *http.Request, schema *huma.Schema) error {
	v := viewerOf(r)
	if v.Person == "" {
		return &query.Nobody{}
	}
	body, err := s.body(w, r, schema)
	if err != nil {
		return err
	}
	var e ExportAsk
	if err := json.Unmarshal(body, &e); err != nil {
		return err
	}
	noun, ref := "call", e.Call
	if e.Tender != "" {
		noun, ref = "tender", e.Tender
	}
	if (e.Call == "") == (e.Tender == "") {
		return because(http.StatusBadRequest, "invalid", law.Why("call-or-tender"))
	}
	if e.At != "" && e.Recorded != "" {
		return because(http.StatusBadRequest, "invalid", law.Why("at-or-recorded"))
	}
	i := slices.IndexFunc(lives.All(), func(k lives.Kind) bool { return k.Noun == noun })
	a := export.Ask{
		What: e.What, Command: e.Command, Language: narrate.LanguageOf(r.Context()), Then: query.Then{At: e.At},
		Form: export.Form{Format: export.Format(e.Format), Semicolon: e.Semicolon},
	}
	if e.Recorded != "" {
		a.Then = query.Then{At: e.Recorded, Recorded: true}
	}
	if a.Stream, err = streamOf(lives.All()[i], ref); err != nil {
		return err
	}
	if law.Reference(a.Stream) == "" {
		return absent()
	}
	id := strings.Trim(r.Header.Get("Idempotency-Key"), `"`)
	if id == "" {
		id = jobs.NewID()
	}
	j, err := s.Jobs.Ask(r.Context(), v.Person, id, a)
	if err != nil {
		return ofExports(err)
	}
	w.Header().Set("Location", exportsPath+"/"+j.ID)
	w.Header().Set("Idempotency-Key", j.ID)
	w.Header().Set("Retry-After", "1")
	return answer(w, r, http.StatusAccepted, j)
}
