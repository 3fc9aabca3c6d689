package pages

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// UploadSize is the most bytes that a request with a file may bring: the file and what is around it.
const UploadSize = evidence.Limit + 1<<20

// uploadTime is for how long a file may be on its way.
const uploadTime = 15 * time.Minute

// IsUpload tells whether a request may bring a file.
func IsUpload(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return false
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) == 4 && parts[0] == "tenders" && parts[2] == "do" {
		f, known := formOf(parts[3], true)
		return known && (f.grows != nil || takesFiles(f.fields))
	}
	if len(parts) == 3 && parts[0] == "tenders" && parts[2] == "import" {
		return true
	}
	if isLifeUpload(parts) {
		return true
	}
	return len(parts) == 4 && (parts[0] == "drafts" && parts[2] == "documents" || parts[0] == "tenders" && (parts[2] == "files" || parts[2] == "months"))
}

// documents are what the call asks for, and what else the draft names.
func (r *request) documents(s sketch) []documentRow {
	var rows []documentRow
	asked := s.call.Book.Eligibility.Documents
	for _, x := range s.read.Tender.Documents {
		if !slices.ContainsFunc(asked, func(a call.RequiredDocument) bool { return a.ID == x.ID }) {
			asked = append(slices.Clip(asked), call.RequiredDocument{ID: x.ID, Name: r.say("document.unasked", x.Name)})
		}
	}
	for _, a := range asked {
		row := documentRow{ID: a.ID, Name: a.Name, Href: s.whereFile(a.ID), Hint: r.say("document.hint", r.say("document.taken"), r.bytes(sizeLimit(a)))}
		if name, file, sha, there := documentOf(s.read, a.ID); there {
			row.File, row.Hash = name, sha
			if f, known := s.files[file]; known {
				row.Type, row.Size, row.State, row.Gone = r.fileType(f.Type), r.bytes(f.Size), r.word("scan", f.State), f.gone
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func sizeLimit(a call.RequiredDocument) int64 {
	if a.MaxBytes > 0 {
		return min(a.MaxBytes, evidence.Limit)
	}
	return evidence.Limit
}

// fileType is a media type as people call it.
func (r *request) fileType(media string) string {
	kind, _, _ := mime.ParseMediaType(media)
	return r.word("filetype", kind[strings.LastIndexAny(kind, "/.")+1:])
}

// bytes is a size in kB or MB.
func (r *request) bytes(n int64) string {
	if n < 1_000_000 {
		return r.say("size.kb", r.number(int((n+999)/1000)))
	}
	return r.say("size.mb", r.number(int((n+500_000)/1_000_000)))
}

// attach takes a file for a document of a draft: it streams into the store, sealed, and
// the draft names it.
func (d *desk) attach(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	document, asked := s.call.Book.Document(r.PathValue("document"))
	if !asked {
		return &query.Absent{Noun: "page"}
	}
	refuse := func(why string) error {
		return d.showStep(r, http.StatusUnprocessableEntity, s, "documents", s.part("documents"), []complaint{{"document-" + document.ID, why}}, nil)
	}
	if d.Evidence == nil {
		return refuse(r.say("document.nostore"))
	}
	name, content, err := r.upload()
	if err != nil {
		return err
	}
	if content == nil {
		return refuse(r.say("document.choose"))
	}
	f, err := d.Evidence.Put(r.Context(), evidence.Upload{Stream: law.TwinningStream(s.tender), By: r.viewer.Person, Content: content, MaxBytes: sizeLimit(document)})
	if errors.Is(err, evidence.ErrRefused) {
		return refuse(r.why(err))
	}
	if err != nil {
		return err
	}
	err = d.changeDocuments(r, s, func(list []any) []any {
		return append(without(list, document.ID), map[string]any{"id": document.ID, "name": name, "file": f.Name})
	})
	if errors.Is(err, drafts.ErrClosed) || errors.Is(err, drafts.ErrNonsense) {
		return refuse(r.why(err))
	}
	if err != nil {
		return err
	}
	return r.to(s.at() + "/edit/documents")
}

// upload is the file of a form that is read as it comes; nil where none was chosen.
func (r *request) upload() (name string, content io.Reader, err error) {
	_ = http.NewResponseController(r.w).SetReadDeadline(time.Now().Add(uploadTime)) // where it cannot be set, the server's own holds
	form, err := r.MultipartReader()
	if err != nil {
		return "", nil, &query.Invalid{Why: r.say("document.choose")}
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, nil
		}
		if err != nil {
			return "", nil, err
		}
		if name := fileName(part.FileName()); name != "" {
			return name, part, nil
		}
	}
}

// fileName is the name of a file without its folder, as it may stand in a fact.
func fileName(typed string) string {
	name := path.Base(strings.ReplaceAll(typed, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if name == "." || name == "/" {
		return ""
	}
	for len(name) > 200 {
		runes := []rune(name)
		name = string(runes[1:]) // its end says what it is
	}
	return name
}

func without(list []any, id string) []any {
	return slices.DeleteFunc(slices.Clone(list), func(x any) bool {
		o, _ := x.(map[string]any)
		return o["id"] == id
	})
}

// changeDocuments changes the documents of a draft, and nothing else, over whatever version it has.
func (d *desk) changeDocuments(r *request, s sketch, change func([]any) []any) error {
	for tries := 0; ; tries++ {
		part := s.part("documents")
		list, _ := part["documents"].([]any)
		if list = change(list); len(list) == 0 {
			delete(part, "documents")
		} else {
			part["documents"] = list
		}
		_, err := d.Drafts.Save(r.Context(), drafts.File{As: r.viewer.Person, Call: s.Call, ID: s.ID, If: s.Version, Data: s.with("documents", part)})
		if err == nil || !errors.Is(err, drafts.ErrMoved) || tries >= 5 {
			return err
		}
		if s, err = d.sketch(r); err != nil {
			return err
		}
	}
}

// detach takes a document out of a draft. Its file goes with the next sweep, unless a version has it.
func (d *desk) detach(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	err = d.changeDocuments(r, s, func(list []any) []any { return without(list, r.PathValue("document")) })
	if errors.Is(err, drafts.ErrClosed) {
		return d.showStep(r, http.StatusUnprocessableEntity, s, "documents", s.part("documents"), []complaint{{"", r.why(err)}}, nil)
	}
	if err != nil {
		return err
	}
	return r.to(s.at() + "/edit/documents")
}

// attached is a file of a draft to whoever may read the draft.
func (d *desk) attached(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	name, file, _, there := documentOf(s.read, r.PathValue("document"))
	if !there || file == "" || d.Evidence == nil {
		return &query.Absent{Noun: "page"}
	}
	f, content, err := d.Evidence.OpenHeld(r.Context(), law.TwinningStream(s.tender), file)
	switch {
	case errors.Is(err, evidence.ErrNotFound), errors.Is(err, evidence.ErrErased):
		return &query.Absent{Noun: "page"}
	case errors.Is(err, evidence.ErrHeld):
		return &query.Withheld{What: r.say("document.held")}
	case err != nil:
		return err
	}
	defer content.Close()
	e := evidence.Entry{}
	e.Title, e.Type = law.Text(name), law.Text(f.Type)
	for header, value := range e.Header() {
		r.w.Header().Set(header, value)
	}
	r.w.Header().Del("Accept-Ranges")
	return r.handOut(content, file)
}

// handOut sends a file to its end. One that cannot be read to its end breaks the answer off, so that nobody takes a part for the whole.
func (r *request) handOut(content io.Reader, name string) error {
	if _, err := evidence.Copy(r.w, content, func(int64) {}); err != nil {
		if r.Context().Err() == nil {
			slog.Error("a file could not be sent to its end", "file", name, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return nil
}

// now is the instant of the programme clock, for scripts that count down by it.
func (d *desk) now(r *request) error {
	body, err := json.Marshal(map[string]string{"now": r.now.UTC().Format(time.RFC3339Nano)})
	if err != nil {
		return err
	}
	return r.file("application/json", body)
}
