package api

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/uploads"
)

// files adds the routes of files of evidence: they are sent and read as they are, not as JSON.
func (s *server) files() {
	if s.Options.Evidence == nil {
		return
	}
	text := &huma.Schema{Type: huma.TypeString}
	bytes := map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	refusals := bodyProblems()
	delete(refusals, http.StatusGone)
	delete(refusals, http.StatusUnsupportedMediaType)
	refusals[http.StatusRequestEntityTooLarge] = "The file is larger than it may be: nothing of it is kept."
	refusals[http.StatusConflict] = "The law does not take a file for this now. Where there is no receipt, nothing of the file was kept."
	added := s.jsonResponse("It is added: what it is, and the receipt.", s.answers.of(reflect.TypeFor[uploads.Added]()))
	waits := s.jsonResponse("It is stored, and the command that adds it is received and not judged yet.", s.answers.of(reflect.TypeFor[uploads.Added]()))
	for _, x := range withFiles {
		s.handle(&huma.Operation{
			Method: http.MethodPost, Path: root + "/" + x.many + "/{" + x.noun + "}/evidence", OperationID: "post-" + x.many + "-" + x.noun + "-evidence", Tags: []string{"evidence"},
			Summary: "Add a file", Description: "The body is the file. It is taken by what is in it: " + evidence.Taken + "; at most 50 MB, or what the rule book allows for a document.",
			Parameters: []*huma.Param{
				inPath(x.noun, "reference"),
				{Name: "for", In: "query", Required: true, Schema: text, Description: "what it is for: " + x.targets},
				{Name: "name", In: "query", Required: true, Schema: text, Description: "what the file is called"},
				inQuery("title", huma.TypeString, "of a material or a document; without it, what the file is called"),
				{Name: "Idempotency-Key", In: "header", Schema: text, Description: "The identity of the command: the same file sent again with it is added once."},
				inQuery("wait", huma.TypeInteger, "how many seconds to wait for the answer, at most 60; without it 5"),
				inQuery("on-behalf-of", huma.TypeString, "The id of the person on whose behalf it is sent."),
			},
			RequestBody: &huma.RequestBody{Required: true, Content: bytes},
			Responses:   s.problems(map[string]*huma.Response{"200": added, "202": waits}, refusals),
		}, func(w http.ResponseWriter, r *http.Request) error { return s.addFile(w, r, x) })
	}
	got := &huma.Response{Description: "The file, or the part of it that Range names.", Content: map[string]*huma.MediaType{}}
	for _, kind := range evidence.Types() {
		got.Content[kind] = bytes["application/octet-stream"]
	}
	s.handle(&huma.Operation{
		Method: http.MethodGet, Path: root + "/evidence/{file}/content", OperationID: "get-evidence-file-content", Tags: []string{"evidence"},
		Summary: "Read a file", Description: "It is always a file to keep, never one to show in a browser.",
		Parameters: append([]*huma.Param{
			inPath("file", "its name in the store"),
			{Name: "Range", In: "header", Schema: text, Description: "one range of bytes, as in bytes=1000-"},
		}, asItStood()...),
		Responses: s.problems(map[string]*huma.Response{"200": got, "206": got}, map[int]string{
			http.StatusConflict: "It waits for the scanner, or was refused by it.", http.StatusGone: "It was erased.", http.StatusRequestedRangeNotSatisfiable: "The file has no such byte.",
		}),
	}, s.readFile)
}

// A filed is a kind of life that has files.
type filed struct{ noun, many, targets, command string }

var withFiles = []filed{
	{"tender", "tenders", twinning.Targets, twinning.AddEvidence{}.Kind()},
	{"entry", "entries", market.ForReadiness, market.AddEntryFile{}.Kind()},
	{"masterclass", "masterclasses", evidence.ForMaterial + "ID", masterclass.AddMaterial{}.Kind()},
	{"body", "bodies", evidence.ForMeeting + "MEETING/ITEM", body.AddMeetingDocument{}.Kind()},
}

// filedIn is the life that a path names, to which whoever asks may send something.
func (s *server) filedIn(r *http.Request, x filed) (string, error) {
	i := slices.IndexFunc(lives.All(), func(k lives.Kind) bool { return k.Noun == x.noun })
	stream, err := streamOf(lives.All()[i], r.PathValue(x.noun))
	if err == nil {
		_, err = s.Queries.Addressable(r.Context(), viewerOf(r), stream, x.command)
	}
	return stream, err
}

func (s *server) addFile(w http.ResponseWriter, r *http.Request, x filed) error {
	v := viewerOf(r)
	if v.Person == "" {
		return &query.Nobody{}
	}
	stream, err := s.filedIn(r, x)
	if err != nil {
		return err
	}
	values := r.URL.Query()
	f := uploads.File{
		Stream: stream, For: values.Get("for"), Name: values.Get("name"), Title: values.Get("title"), Content: r.Body,
		ID: strings.Trim(r.Header.Get("Idempotency-Key"), `"`), As: v.Person, OnFor: values.Get("on-behalf-of"),
	}
	if f.ID == "" {
		f.ID = door.NewID()
	}
	w.Header().Set("Idempotency-Key", f.ID)
	if f.Wait, err = patience(r); err != nil {
		return err
	}
	added, err := (&uploads.Uploads{Store: s.Options.Evidence, Queries: s.Queries, Submit: s.Door.Insist}).Add(r.Context(), v, f)
	if err != nil {
		return s.notTaken(r, err)
	}
	w.Header().Set("Location", root+"/evidence/"+added.File)
	switch added.Receipt.Status {
	case door.Pending:
		return answer(w, r, http.StatusAccepted, added)
	case door.Refused:
		p := s.refused(r, added.Receipt.Refusal, nil)
		p.Receipt = &added.Receipt
		return p
	}
	return answer(w, r, http.StatusOK, added)
}

// notTaken says why a file is not taken.
func (s *server) notTaken(r *http.Request, err error) error {
	var refused *uploads.Refused
	switch {
	case errors.As(err, &refused):
		p := s.refused(r, refused.Run.Refusal, nil)
		p.DryRun = &refused.Run
		return p
	case errors.Is(err, evidence.ErrTooLarge):
		return told(http.StatusRequestEntityTooLarge, "too-large", err)
	case errors.Is(err, evidence.ErrRefused), errors.Is(err, evidence.ErrNonsense):
		return told(http.StatusUnprocessableEntity, "not-taken", err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return because(http.StatusBadRequest, "unread", law.Why("file-cut-short"))
	}
	return err
}

// readFile hands a file out.
func (s *server) readFile(w http.ResponseWriter, r *http.Request) error {
	q, v, _, err := s.asOf(r)
	if err != nil {
		return err
	}
	open := func(from int64) (*evidence.Content, error) {
		content, err := q.File(r.Context(), v, s.Options.Evidence, r.PathValue("file"), from)
		if err == nil && q.Err() != nil {
			content.Close()
			return nil, q.Err()
		}
		return content, err
	}
	content, err := open(0)
	if err != nil {
		return unread(err)
	}
	defer func() { content.Close() }()
	from, to, partial, err := rangeOf(r.Header.Get("Range"), content.Size)
	if err != nil {
		w.Header().Set("Content-Range", "bytes */"+strconv.FormatInt(content.Size, 10))
		return err
	}
	if from > 0 {
		rest, err := open(from)
		if err != nil {
			return unread(err)
		}
		content.Close()
		content = rest
	}
	h := w.Header()
	for name, value := range content.Header() {
		h.Set(name, value)
	}
	h.Set("Content-Length", strconv.FormatInt(to-from, 10))
	if sum := digest(string(content.SHA256)); sum != "" {
		h.Set("Repr-Digest", sum)
	}
	status := http.StatusOK
	if partial {
		h.Set("Content-Range", "bytes "+strconv.FormatInt(from, 10)+"-"+strconv.FormatInt(to-1, 10)+"/"+strconv.FormatInt(content.Size, 10))
		status = http.StatusPartialContent
	}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.CopyN(w, content, to-from); err != nil && r.Context().Err() == nil {
		s.Log.Error("a file could not be read to its end", "file", r.PathValue("file"), "error", err)
		panic(http.ErrAbortHandler) // what was sent is not the file: its reader must not take it for one
	}
	return nil
}

// unread says why a file is not handed out. What is hidden is answered as what is not there.
func unread(err error) error {
	switch {
	case errors.Is(err, evidence.ErrNotFound):
		return absent()
	case errors.Is(err, evidence.ErrHeld):
		return because(http.StatusConflict, "held", law.Why("file-held"))
	case errors.Is(err, evidence.ErrErased):
		return because(http.StatusGone, "erased", law.Why("file-erased"))
	case errors.Is(err, evidence.ErrChanged):
		return because(http.StatusInternalServerError, "changed", law.Why("file-changed-in-store"))
	}
	return err
}

// rangeOf reads a Range of one part; what it does not know is answered whole, as RFC 9110 has it.
func rangeOf(text string, size int64) (from, to int64, partial bool, err error) {
	spec, is := strings.CutPrefix(text, "bytes=")
	first, last, dashed := strings.Cut(spec, "-")
	if !is || !dashed || strings.Contains(spec, ",") {
		return 0, size, false, nil
	}
	unsatisfiable := because(http.StatusRequestedRangeNotSatisfiable, "no-such-range", law.Why("file-has-bytes", law.Count("size", size)))
	if first == "" {
		n, err := strconv.ParseInt(last, 10, 64)
		switch {
		case err != nil:
			return 0, size, false, nil
		case n <= 0:
			return 0, 0, false, unsatisfiable
		}
		return max(size-n, 0), size, true, nil
	}
	if from, err = strconv.ParseInt(first, 10, 64); err != nil || from < 0 {
		return 0, size, false, nil
	}
	to = size
	if last != "" {
		end, err := strconv.ParseInt(last, 10, 64)
		if err != nil || end < from {
			return 0, size, false, nil
		}
		to = min(end, size-1) + 1
	}
	if from >= size {
		return 0, 0, false, unsatisfiable
	}
	return from, to, true, nil
}

// digest is a SHA-256 in hexadecimal as RFC 9530 has it; "" where it was erased.
func digest(sum string) string {
	b, err := hex.DecodeString(sum)
	if err != nil || len(b) == 0 {
		return ""
	}
	return "sha-256=:" + base64.StdEncoding.EncodeToString(b) + ":"
}
