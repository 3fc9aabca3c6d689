package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/query"
)

func inPath(name, says string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Description: says, Schema: &huma.Schema{Type: huma.TypeString}}
}

// inLanguage is the header by which a reader says in which language they read.
func inLanguage() *huma.Param {
	return &huma.Param{Name: "Accept-Language", In: "header", Description: "The language of sentences: en, fr or de.", Schema: &huma.Schema{Type: huma.TypeString}}
}

func inQuery(name, kind, says string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: says, Schema: &huma.Schema{Type: kind}}
}

// operation is the id of an operation: get-calls-call-dates.
func operation(method, path string) string {
	words := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/{}.", r) })
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}

// tell gives the answer to a question.
func (s *server) tell(w http.ResponseWriter, r *http.Request, v any, version int64) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return written(w, r, http.StatusOK, "application/json", append(body, '\n'), version)
}

func (s *server) problemResponse(says string) *huma.Response {
	return &huma.Response{Description: says, Content: map[string]*huma.MediaType{"application/problem+json": {Schema: s.answers.of(reflect.TypeFor[Problem]())}}}
}

func (s *server) jsonResponse(says string, of *huma.Schema) *huma.Response {
	return &huma.Response{Description: says, Content: map[string]*huma.MediaType{"application/json": {Schema: of}}}
}

func text(says string) *huma.Param {
	return &huma.Param{Description: says, Schema: &huma.Schema{Type: huma.TypeString}}
}

// problems are what may come instead of an answer, by status.
func (s *server) problems(into map[string]*huma.Response, also map[int]string) map[string]*huma.Response {
	for status, says := range map[int]string{
		http.StatusBadRequest: "It cannot be answered as it was asked.", http.StatusUnauthorized: "It is for some alone, and who asks is not known.",
		http.StatusForbidden: "It is not for whoever asks.", http.StatusNotFound: "There is no such thing, or it is not for whoever asks.",
		http.StatusTooManyRequests: "Too many requests: see Retry-After.", http.StatusInternalServerError: "The server failed.",
		http.StatusServiceUnavailable: "The record cannot be reached: see Retry-After.",
	} {
		into[strconv.Itoa(status)] = s.problemResponse(says)
	}
	for status, says := range also {
		into[strconv.Itoa(status)] = s.problemResponse(says)
	}
	return into
}

// answersWith are the answers to a question.
func (s *server) answersWith(q question) map[string]*huma.Response {
	is := &huma.Response{Description: q.says, Headers: map[string]*huma.Param{}}
	if q.answers != nil {
		is = s.jsonResponse(q.says, s.answers.of(q.answers))
		is.Headers = map[string]*huma.Param{}
	} else {
		is.Content = map[string]*huma.MediaType{q.kind: {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	all := map[string]*huma.Response{"200": is}
	also := map[int]string{}
	if q.sent == nil {
		is.Headers["ETag"] = text("the version of the life, where there is one, and a hash of the answer")
		all["304"] = &huma.Response{Description: "It is as If-None-Match has it."}
	} else {
		also = bodyProblems()
	}
	if q.answers != nil && strings.HasPrefix(q.answers.Name(), "Page[") {
		is.Headers["Link"] = text(`the next page, rel="next", where there is one`)
	}
	if q.asks == "Receipt" {
		maps.Copy(is.Headers, inUnderWay())
	}
	return s.problems(all, also)
}

func bodyProblems() map[int]string {
	return map[int]string{
		http.StatusRequestEntityTooLarge: "More than 1 MiB was sent.", http.StatusUnsupportedMediaType: "It is not application/json.",
		http.StatusUnprocessableEntity: "What was sent is not as documented, is nonsense, or its Idempotency-Key was used before with other content. Nothing was recorded.",
		http.StatusGone:                "What it would be computed over has been erased.",
	}
}

// commandResponses are the answers to a command.
func (s *server) commandResponses(begins bool) map[string]*huma.Response {
	receipt := s.answers.of(reflect.TypeFor[door.Receipt]())
	dry := s.answers.of(reflect.TypeFor[query.DryRun]())
	headers := map[string]*huma.Param{
		"Idempotency-Key": text("the identity of the command"),
		"Location":        text("the receipt; of a life that has begun, the life"),
	}
	if begins {
		headers["Beside"] = text("where a tender is begun: the other tenders of whoever sends it in the same call, with commas between; another version of one is sent to that one")
	}
	done := s.jsonResponse("It is done: the receipt; with dry-run what the law would say.", &huma.Schema{AnyOf: []*huma.Schema{receipt, dry}})
	pending := s.jsonResponse("It is received and not judged yet: the receipt, which can be asked for again at Location.", receipt)
	done.Headers, pending.Headers = maps.Clone(headers), headers
	maps.Copy(done.Headers, inUnderWay())
	all := map[string]*huma.Response{"200": done, "202": pending}
	if begins {
		began := s.jsonResponse("The life has begun: the receipt.", receipt)
		began.Headers = done.Headers
		all["201"] = began
	}
	also := bodyProblems()
	delete(also, http.StatusGone)
	also[http.StatusConflict] = "The law refuses it, by a rule and a code, with the receipt: the refusal is recorded."
	also[http.StatusPreconditionFailed] = "The life has moved since If-Match."
	return s.problems(all, also)
}

// inUnderWay are the headers that say how much of what follows from a command is not there yet. They stand beside the receipt, which stays as it is.
func inUnderWay() map[string]*huma.Param {
	return map[string]*huma.Param{
		"Under-Way": {
			Schema:      &huma.Schema{Type: huma.TypeInteger},
			Description: "in how many other lives what follows from the command is not there yet; absent where all of it is there, or none of it is for whoever asks. It is said anew whenever the receipt is asked for.",
		},
		"Under-Way-In": text("those lives by their references, with commas between, at most " + strconv.Itoa(mostNamed) + "; - for each that is not named"),
	}
}
