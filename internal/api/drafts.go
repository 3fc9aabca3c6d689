package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// A DraftFile is a draft of a tender as it is sent: the file that `twinning tender draft save` takes.
type DraftFile struct {
	Name string `json:"name,omitempty" doc:"What you call it, one word; it is sealed, too. Left out: draft. Of a draft that there is it stays." maxLength:"100"`
	File string `json:"file" doc:"YAML, or JSON. It need not be complete."`
}

// A SheetFile is what is typed of a report, by criterion. It is no report.
type SheetFile struct {
	Scores map[string]drafts.TypedScore `json:"scores" doc:"points and comment as they are typed, by the id of the criterion"`
}

// A SheetRow is a score sheet as it is kept.
type SheetRow struct {
	Tender   string                       `json:"tender"`
	Revision string                       `json:"revision,omitempty"` // opaque: another one after each saving; none where nothing is kept
	SavedAt  string                       `json:"saved_at,omitempty"`
	Criteria []call.Criterion             `json:"criteria"` // by which the tender is evaluated
	Scores   map[string]drafts.TypedScore `json:"scores"`
}

// keeps adds the routes of what is saved while it is typed: drafts of tenders, and score sheets. Each is for its own
// people alone, and none is a command.
func (s *server) keeps() {
	if s.Drafts == nil {
		return
	}
	text := &huma.Schema{Type: huma.TypeString}
	header := func(name, says string) *huma.Param {
		return &huma.Param{Name: name, In: "header", Schema: text, Description: says}
	}
	ifMatch := header("If-Match", "The ETag with which it was read: 412 where it has been saved since. Left out: over whatever is kept.")
	etag := map[string]*huma.Param{"ETag": {Description: "another one after each saving", Schema: text}}
	with := func(r *huma.Response) *huma.Response {
		r.Headers = etag
		return r
	}
	moved := func() map[int]string {
		also := bodyProblems()
		delete(also, http.StatusGone)
		also[http.StatusPreconditionFailed] = "It has been saved since If-Match."
		also[http.StatusConflict] = "The call takes no drafts any more."
		return also
	}
	draft, tender := inPath("draft", "id of the draft"), inPath("tender", "reference of the tender")
	file, typed := s.sent.of(reflect.TypeFor[DraftFile]()), s.sent.of(reflect.TypeFor[SheetFile]())
	page, sheet := s.answers.of(reflect.TypeFor[query.DraftPage]()), s.answers.of(reflect.TypeFor[SheetRow]())
	body := func(of *huma.Schema) *huma.RequestBody {
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: of}}}
	}
	gone := map[string]*huma.Response{"204": {Description: "It is gone."}}
	read := map[string]*huma.Response{"304": {Description: "It is as If-None-Match has it."}}

	s.handle(&huma.Operation{
		Method: http.MethodGet, Path: root + "/drafts", OperationID: "get-drafts", Tags: []string{"drafts"}, Summary: "The drafts of tenders that you saved, or that name you",
		Parameters: []*huma.Param{inQuery("call", huma.TypeString, "only of this call")},
		Responses:  s.problems(map[string]*huma.Response{"200": s.jsonResponse("Your drafts.", s.answers.of(reflect.TypeFor[query.Page[query.DraftRow]]())), "304": read["304"]}, nil),
	}, s.listDrafts)
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: root + "/calls/{call}/drafts", OperationID: "post-calls-call-drafts", Tags: []string{"drafts"}, Summary: "Save a draft of a tender, in place of your draft of that name",
		Description: "It is sealed: nobody reads it but you and those whom it names as contact and signatory. It is no submission, and is gone 30 days after the limit of its call.",
		Parameters:  []*huma.Param{inPath("call", "reference of the call"), ifMatch}, RequestBody: body(file),
		Responses: s.problems(map[string]*huma.Response{"200": with(s.jsonResponse("It is saved: what is still missing, and what the rules would find.", page))}, moved()),
	}, func(w http.ResponseWriter, r *http.Request) error { return s.saveDraft(w, r, file) })
	s.handle(&huma.Operation{
		Method: http.MethodGet, Path: root + "/drafts/{draft}", OperationID: "get-drafts-draft", Tags: []string{"drafts"}, Summary: "A draft of a tender, with its file",
		Parameters: []*huma.Param{draft},
		Responses:  s.problems(map[string]*huma.Response{"200": with(s.jsonResponse("The draft.", page)), "304": read["304"]}, nil),
	}, s.readDraft)
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: root + "/drafts/{draft}", OperationID: "post-drafts-draft", Tags: []string{"drafts"}, Summary: "Save over a draft: yours, or one that names you",
		Parameters: []*huma.Param{draft, ifMatch}, RequestBody: body(file),
		Responses: s.problems(map[string]*huma.Response{"200": with(s.jsonResponse("It is saved.", page))}, moved()),
	}, func(w http.ResponseWriter, r *http.Request) error { return s.saveDraft(w, r, file) })
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: root + "/drafts/{draft}/remove", OperationID: "post-drafts-draft-remove", Tags: []string{"drafts"}, Summary: "Remove a draft, for everybody who may read it",
		Parameters: []*huma.Param{draft}, Responses: s.problems(gone, nil),
	}, s.dropDraft)
	s.handle(&huma.Operation{
		Method: http.MethodGet, Path: root + "/tenders/{tender}/sheet", OperationID: "get-tenders-tender-sheet", Tags: []string{"tenders"}, Summary: "Your score sheet of a tender that you evaluate, as you have typed it",
		Parameters: []*huma.Param{tender},
		Responses:  s.problems(map[string]*huma.Response{"200": with(s.jsonResponse("The sheet.", sheet)), "304": read["304"]}, nil),
	}, s.readSheet)
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: root + "/tenders/{tender}/sheet", OperationID: "post-tenders-tender-sheet", Tags: []string{"tenders"}, Summary: "Keep your score sheet of a tender that you evaluate",
		Description: "It is no report: nobody but you reads it. A report is recorded by record-evaluation.",
		Parameters:  []*huma.Param{tender, ifMatch}, RequestBody: body(typed),
		Responses: s.problems(map[string]*huma.Response{"200": with(s.jsonResponse("It is kept.", sheet))}, func() map[int]string {
			also := moved()
			delete(also, http.StatusConflict)
			return also
		}()),
	}, func(w http.ResponseWriter, r *http.Request) error { return s.saveSheet(w, r, typed) })
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: root + "/tenders/{tender}/sheet/remove", OperationID: "post-tenders-tender-sheet-remove", Tags: []string{"tenders"}, Summary: "Remove your score sheet of a tender",
		Parameters: []*huma.Param{tender}, Responses: s.problems(gone, nil),
	}, s.dropSheet)
}

// quoted is an ETag; readOver is the one that a request names, "" for any.
func quoted(version string) string { return `"` + version + `"` }

func readOver(r *http.Request) string {
	switch text := strings.TrimPrefix(strings.TrimSpace(r.Header.Get("If-Match")), "W/"); text {
	case "", "*":
		return ""
	case quoted(""): // the tag of what nobody has saved
		return drafts.Nothing
	default:
		return strings.Trim(text, `"`)
	}
}

// answerAs is answer with an ETag of its own.
func answerAs(w http.ResponseWriter, r *http.Request, version string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", quoted(version))
	if r.Method == http.MethodGet && version != "" && known(r.Header.Get("If-None-Match"), quoted(version)) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(body, '\n')) // whoever asked may be gone
	return nil
}

// ofDrafts says what an error of drafts is to whoever asked.
func ofDrafts(err error) error {
	switch {
	case errors.Is(err, drafts.ErrNotFound):
		return absent()
	case errors.Is(err, drafts.ErrMoved):
		return because(http.StatusPreconditionFailed, "moved", law.Why("saved-since"))
	case errors.Is(err, drafts.ErrClosed):
		return saidOf(http.StatusConflict, "closed", err)
	case errors.Is(err, drafts.ErrNonsense):
		return saidOf(http.StatusUnprocessableEntity, "nonsense", err)
	case errors.Is(err, drafts.ErrChanged):
		return because(http.StatusInternalServerError, "changed", law.Why("kept-does-not-open"))
	}
	return err
}

// saidOf is told, as a sentence.
func saidOf(status int, kind string, err error) *Problem {
	p := told(status, kind, err)
	p.Detail = sentence(p.Detail)
	return p
}

// somebody is who asks, who must be somebody.
func somebody(r *http.Request) (string, error) {
	if v := viewerOf(r); v.Person != "" {
		return v.Person, nil
	}
	return "", &query.Nobody{}
}

func (s *server) listDrafts(w http.ResponseWriter, r *http.Request) error {
	person, err := somebody(r)
	if err != nil {
		return err
	}
	of := r.URL.Query().Get("call")
	if of != "" {
		if of, err = query.CallRef(of); err != nil {
			return because(http.StatusBadRequest, "invalid", law.Why("call-is-a-reference"))
		}
	}
	list, err := s.Drafts.List(r.Context(), person, of)
	if err != nil {
		return ofDrafts(err)
	}
	page := query.Page[query.DraftRow]{Items: []query.DraftRow{}}
	for _, d := range list {
		zone, err := s.Queries.CallZone(r.Context(), d.Call)
		if err != nil {
			return err
		}
		page.Items = append(page.Items, query.NewDraftRow(d, zone))
	}
	return answer(w, r, http.StatusOK, page)
}

func (s *server) saveDraft(w http.ResponseWriter, r *http.Request, schema *huma.Schema) error {
	person, err := somebody(r)
	if err != nil {
		return err
	}
	body, err := s.body(w, r, schema)
	if err != nil {
		return err
	}
	var sent DraftFile
	if err := json.Unmarshal(body, &sent); err != nil {
		return err
	}
	f := drafts.File{As: person, ID: r.PathValue("draft"), Name: sent.Name, Data: []byte(sent.File), If: readOver(r)}
	if f.ID != "" {
		was, err := s.Drafts.Find(r.Context(), person, "", f.ID)
		if err != nil {
			return ofDrafts(err)
		}
		f.Call = was.Call
	} else {
		if f.Call, err = query.CallRef(r.PathValue("call")); err != nil {
			return absent()
		}
		if _, err := s.Queries.Known(r.Context(), viewerOf(r), law.CallStream(f.Call)); err != nil {
			return err
		}
		if f.Name == "" {
			f.Name = "draft"
		}
	}
	d, err := s.Drafts.Save(r.Context(), f)
	if err != nil {
		return ofDrafts(err)
	}
	return s.answerDraft(w, r, d, f.Data, false)
}

// answerDraft tells of a draft as it is kept, with its file where it is read.
func (s *server) answerDraft(w http.ResponseWriter, r *http.Request, d drafts.Draft, data []byte, file bool) error {
	page, err := s.Queries.Draft(r.Context(), viewerOf(r), d, "the draft", data)
	if err != nil {
		return err
	}
	if file {
		page.File = string(data)
	}
	return answerAs(w, r, d.Version, page)
}

func (s *server) readDraft(w http.ResponseWriter, r *http.Request) error {
	person, err := somebody(r)
	if err != nil {
		return err
	}
	d, data, err := s.Drafts.Read(r.Context(), person, "", r.PathValue("draft"))
	if err != nil {
		return ofDrafts(err)
	}
	return s.answerDraft(w, r, d, data, true)
}

func (s *server) dropDraft(w http.ResponseWriter, r *http.Request) error {
	person, err := somebody(r)
	if err != nil {
		return err
	}
	if _, err := s.Drafts.Drop(r.Context(), person, "", r.PathValue("draft")); err != nil {
		return ofDrafts(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// evaluated is the tender of a path, which whoever asks evaluates.
func (s *server) evaluated(r *http.Request) (person, tender string, criteria []call.Criterion, err error) {
	if tender, err = query.TenderRef(r.PathValue("tender")); err != nil {
		return "", "", nil, absent()
	}
	if criteria, err = s.Queries.Evaluates(r.Context(), viewerOf(r), tender); err != nil { // before it is asked who it is: who may not know of a tender is told what is told of none
		return "", "", nil, err
	}
	person, err = somebody(r)
	return person, tender, criteria, err
}

func (s *server) answerSheet(w http.ResponseWriter, r *http.Request, tender string, criteria []call.Criterion, is drafts.Sheet) error {
	row := SheetRow{Tender: tender, Revision: is.Version, Criteria: criteria, Scores: is.Scores}
	if !is.SavedAt.IsZero() {
		row.SavedAt = calendar.Instant(is.SavedAt)
	}
	return answerAs(w, r, is.Version, row)
}

func (s *server) readSheet(w http.ResponseWriter, r *http.Request) error {
	person, tender, criteria, err := s.evaluated(r)
	if err != nil {
		return err
	}
	is, err := s.Drafts.Sheet(r.Context(), person, tender)
	if err != nil {
		return ofDrafts(err)
	}
	return s.answerSheet(w, r, tender, criteria, is)
}

func (s *server) saveSheet(w http.ResponseWriter, r *http.Request, schema *huma.Schema) error {
	body, err := s.body(w, r, schema)
	if err != nil {
		return err
	}
	person, tender, criteria, err := s.evaluated(r)
	if err != nil {
		return err
	}
	var sent SheetFile
	if err := json.Unmarshal(body, &sent); err != nil {
		return err
	}
	is, err := drafts.NewSheet(sent.Scores, criteria)
	if err == nil {
		is, err = s.Drafts.SaveSheetOver(r.Context(), person, tender, is, readOver(r))
	}
	if err != nil {
		return ofDrafts(err)
	}
	return s.answerSheet(w, r, tender, criteria, is)
}

func (s *server) dropSheet(w http.ResponseWriter, r *http.Request) error {
	person, tender, _, err := s.evaluated(r)
	if err != nil {
		return err
	}
	if err := s.Drafts.DropSheet(r.Context(), person, tender); err != nil {
		return ofDrafts(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
