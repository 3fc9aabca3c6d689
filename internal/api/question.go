package api

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// A question is a route that answers something.
type question struct {
	asks    string // the method of query.Queries
	path    string // below the root
	says    string
	tag     string
	params  []*huma.Param
	life    string       // the noun of the life that the path names: call, tender, or life for one of any kind; "" for none
	sent    reflect.Type // what a POST takes
	limit   int64        // the most bytes of it; 0: as of a command
	answers reflect.Type // nil where it is no JSON
	hides   bool         // what is hidden is answered as what is not there
	kind    string       // media type of what is no JSON
	own     bool         // it reads at and recorded by itself
	now     bool         // it is asked of now alone, and recorded
	ask     func(s *server, a *asked) (any, error)
}

// asked is one asking of a question.
type asked struct {
	*http.Request
	w      http.ResponseWriter
	q      *query.Queries // as of the instant that is asked for
	v      access.Viewer
	stream string // of the life that the path names
	ref    string // its reference
	values url.Values
	body   []byte
}

func (a *asked) get(name string) string { return a.values.Get(name) }

func (a *asked) flag(name string) (bool, error) { return flag(a.Request, name) }

// byID refuses a person who is named otherwise than by their id: addresses stand in logs, and neither a short name nor an address may.
func (a *asked) byID(name string) error {
	id := a.get(name)
	if id == "" {
		return nil
	}
	is, err := a.q.IsPerson(a.Context(), id)
	if err == nil && !is {
		err = because(http.StatusBadRequest, "invalid", law.Why("person-by-id", narrate.Verbatim("name", name)))
	}
	return err
}

// page is which page of a list is asked for.
func (a *asked) page() (after string, limit int, err error) {
	if text := a.get("limit"); text != "" {
		limit, err = strconv.Atoi(text)
		if err != nil || limit < 1 || limit > query.MaxLimit {
			return "", 0, because(http.StatusBadRequest, "invalid", law.Why("number-up-to", narrate.Verbatim("name", "limit"), law.Count("most", query.MaxLimit)))
		}
	}
	return a.get("after"), limit, nil
}

// paged answers with a page of a list, and a link to the next one.
func paged[T any](a *asked, rows []T, err error, key func(T) string) (any, error) {
	if err != nil {
		return nil, err
	}
	after, limit, err := a.page()
	if err != nil {
		return nil, err
	}
	p := query.Paged(rows, key, after, limit)
	a.link(p.Next)
	return p, nil
}

// link names the next page, if there is one.
func (a *asked) link(next string) {
	if next == "" {
		return
	}
	to := *a.URL
	values := to.Query()
	values.Set("after", next)
	to.RawQuery = values.Encode()
	a.w.Header().Set("Link", "<"+to.RequestURI()+`>; rel="next"`)
}

// question adds a question's route.
func (s *server) question(q question) {
	method, params := http.MethodGet, q.params
	if q.sent != nil {
		method = http.MethodPost
	}
	if q.life != "" {
		params = append([]*huma.Param{inPath(q.life, "reference of the "+q.life)}, params...)
	}
	if !q.own && !q.now {
		params = append(slices.Clip(params), asItStood()...)
	}
	op := &huma.Operation{
		Method: method, Path: root + q.path, OperationID: operation(method, q.path), Tags: []string{q.tag}, Summary: q.says,
		Parameters: params, Responses: s.answersWith(q),
	}
	var schema *huma.Schema
	if q.sent != nil {
		schema = s.sent.of(q.sent)
		op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
	}
	s.handle(op, func(w http.ResponseWriter, r *http.Request) error {
		a := &asked{Request: r, w: w, q: s.Queries, v: viewerOf(r), values: r.URL.Query()}
		version := int64(-1)
		if q.life != "" {
			var err error
			if a.stream, err = s.named(r, q.life); err != nil {
				return err
			}
			a.ref = law.Reference(a.stream)
			if version, err = s.Queries.Known(r.Context(), a.v, a.stream); err != nil {
				return err
			}
		}
		past := !q.own && (a.get("at") != "" || a.get("recorded") != "")
		if past {
			var err error
			if version, err = a.asOf(version); err != nil {
				return err
			}
		}
		if version >= 0 {
			tells, err := s.Queries.TellsVersion(r.Context(), viewerOf(r), a.stream)
			if err != nil {
				return err
			}
			if !tells {
				version = -1
			}
		}
		if schema != nil {
			var err error
			if a.body, err = s.bodyUpTo(w, r, schema, cmp.Or(q.limit, door.Limit)); err != nil {
				return err
			}
		}
		v, err := q.ask(s, a)
		if past && err == nil {
			err = a.q.Err()
		}
		switch p := problemOf(err); {
		case err == nil:
		case q.hides && (p.Status == http.StatusForbidden || p.Status == http.StatusNotFound):
			return absent()
		default:
			return err
		}
		if text, ok := v.(string); ok && q.kind != "" {
			return written(w, r, http.StatusOK, q.kind, []byte(text), version)
		}
		return s.tell(w, r, v, version)
	})
}

// asItStood are the parameters of what is told of an earlier time.
func asItStood() []*huma.Param {
	return []*huma.Param{
		inQuery("at", huma.TypeString, "as it stood by what had happened by this instant: RFC 3339, or a date (its end) or time on clocks in the zone of the call; in UTC where it is about no one life"),
		inQuery("recorded", huma.TypeString, "as it stood by what was recorded by this instant"),
	}
}

// then is the instant of which a request asks; false for now.
func then(r *http.Request) (query.Then, bool, error) {
	asked := r.URL.Query()
	is := query.Then{At: asked.Get("at")}
	if at := asked.Get("recorded"); at != "" {
		if is.At != "" {
			return is, false, because(http.StatusBadRequest, "invalid", law.Why("at-or-recorded"))
		}
		is.At, is.Recorded = at, true
	}
	return is, is.At != "", nil
}

// asOf has a question asked as of an earlier instant, of a life that the viewer may know of now.
func (a *asked) asOf(version int64) (int64, error) {
	then, _, err := then(a.Request)
	if err != nil {
		return version, err
	}
	if a.q, a.v, err = a.q.AsOf(a.Context(), a.v, then, a.stream); err != nil || a.stream == "" {
		return version, err
	}
	var absent *query.Absent
	version, err = a.q.Known(a.Context(), a.v, a.stream)
	if errors.As(err, &absent) {
		return version, because(http.StatusNotFound, "not-found", law.Why("not-there-then-for-you"))
	}
	return version, err
}

// asOf are the queries and the viewer of a request: where it asks of an earlier time, of that.
func (s *server) asOf(r *http.Request) (q *query.Queries, v access.Viewer, past bool, err error) {
	at, past, err := then(r)
	q, v = s.Queries, viewerOf(r)
	if err == nil && past {
		q, v, err = q.AsOf(r.Context(), v, at, "")
	}
	return q, v, past, err
}

// named is the life that a path names by a reference.
func (s *server) named(r *http.Request, noun string) (string, error) {
	text := r.PathValue(noun)
	for _, k := range lives.All() {
		if k.Noun == noun {
			return streamOf(k, text)
		}
	}
	streams, err := query.Candidates(text)
	if err != nil {
		return "", absent()
	}
	for _, stream := range streams { // a tender's reference has another form than a call's, but may be a call's as well
		if _, err := s.Queries.Known(r.Context(), viewerOf(r), stream); err == nil {
			return stream, nil
		} else if problemOf(err).Status != http.StatusNotFound {
			return "", err
		}
	}
	if other, err := s.Queries.Alone(r.Context(), viewerOf(r), text); err != nil || other != "" {
		return other, err
	}
	return "", absent()
}
