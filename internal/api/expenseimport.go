package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

const importPath = root + "/tenders/{tender}/expenses/import"

// imports adds the route that reads a file of expenses. It records nothing: what it
// answers with is sent as claim-expenses.
func (s *server) imports() {
	text := &huma.Schema{Type: huma.TypeString}
	kinds := &huma.Schema{Type: huma.TypeString}
	for _, k := range twinning.CostKinds() {
		kinds.Enum = append(kinds.Enum, string(k))
	}
	refusals := bodyProblems()
	delete(refusals, http.StatusGone)
	delete(refusals, http.StatusUnsupportedMediaType)
	refusals[http.StatusRequestEntityTooLarge] = fmt.Sprintf("The file has more than %d bytes.", claimfile.Limit)
	s.handle(&huma.Operation{
		Method: http.MethodPost, Path: importPath, OperationID: "post-tenders-tender-expenses-import", Tags: []string{"tenders"},
		Summary: "Read a file of expenses",
		Description: "The body is a table of expenses, CSV or XLSX, or an invoice of EN 16931, UBL 2.1 or CII: it is taken by what is in it. The answer says of everything that is wrong where it stands or, " +
			"where nothing is, what the claims would come to, and the command to send as claim-expenses. Nothing is recorded.",
		Parameters: []*huma.Param{
			inPath("tender", "reference of the tender"),
			{Name: "name", In: "query", Schema: text, Description: "what the file is called"},
			{Name: "kind", In: "query", Schema: kinds, Description: "of an invoice: the cost kind, direct where it is left out"},
			{Name: "category", In: "query", Schema: text, Description: "of an invoice: a category of the rule book"},
			{Name: "paid_on", In: "query", Schema: text, Description: "of an invoice: the day on which it was paid"},
			inQuery("vat_deductible", huma.TypeBoolean, "of an invoice: its VAT can be deducted, and is not claimed"),
			inLanguage(),
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
		Responses:   s.problems(map[string]*huma.Response{"200": s.jsonResponse("What the file says, and what is wrong in it.", s.answers.of(reflect.TypeFor[query.ImportPage]()))}, refusals),
	}, s.readExpenses)
}

func (s *server) readExpenses(w http.ResponseWriter, r *http.Request) error {
	v, values := viewerOf(r), r.URL.Query()
	if v.Person == "" {
		return &query.Nobody{}
	}
	stream, err := s.named(r, "tender")
	if err != nil {
		return err
	}
	version, err := s.Queries.Known(r.Context(), v, stream)
	if err != nil {
		return err
	}
	given := claimfile.Given{Kind: twinning.CostKind(values.Get("kind")), Category: values.Get("category")}
	if day := values.Get("paid_on"); day != "" {
		if given.PaidOn, err = calendar.ParseDate(day); err != nil {
			return because(http.StatusBadRequest, "invalid", law.Why("day-expected", narrate.Verbatim("parameter", "paid_on")))
		}
	}
	if given.Deductible, err = flag(r, "vat_deductible"); err != nil {
		return err
	}
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, claimfile.Limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return because(http.StatusRequestEntityTooLarge, "too-large", law.Why("too-many-bytes", law.Count("limit", claimfile.Limit)))
	case err != nil:
		return because(http.StatusBadRequest, "unread", law.Why("file-cut-off"))
	}
	page, err := s.Queries.Import(r.Context(), v, stream, []claimfile.File{{Name: values.Get("name"), Content: content}}, given)
	if err != nil {
		return err
	}
	return s.tell(w, r, page, version)
}
