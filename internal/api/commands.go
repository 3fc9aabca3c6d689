package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// collection is the path of the lives of a kind, and member of one of them.
func collection(noun string) string { return root + "/" + plural(noun) }

// plural is what the lives of a kind are called in paths.
func plural(noun string) string { return lives.Kind{Noun: noun}.Plural() }

func memberPath(noun string) string { return collection(noun) + "/{" + noun + "}" }

// located is the path of a life.
func located(stream string) string {
	return collection(query.NounOf(stream)) + "/" + law.Reference(stream)
}

// A route is where commands of one kind are sent.
type route struct {
	life   lives.Kind
	kind   string       // of the command
	zero   law.Command  // its type
	path   string       // with its one parameter
	names  string       // the parameter
	home   *lives.Kind  // where the life begins with the command under another one: the call of a tender
	schema *huma.Schema // of its content
}

// commands adds a route for every kind of command of every kind of life. A tender begins under its
// call, an invitation under its call or programme, which gives it its reference.
func (s *server) commands() {
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			zero, _ := life.Law.Commands().Zero(kind)
			at := route{life: life, kind: kind, zero: zero, path: memberPath(life.Noun) + "/" + kind, names: life.Noun, schema: s.sent.of(reflect.TypeOf(zero))}
			s.command(at)
			for _, home := range homesOf(zero) {
				at.home, at.path, at.names = &home, memberPath(home.Noun)+"/"+kind, home.Noun
				s.command(at)
			}
		}
	}
}

func (s *server) command(at route) {
	id := at.kind + "-to-" + at.names
	begins := at.home != nil || slices.Contains(at.life.Begins, at.kind)
	says := "Sends the command " + at.kind + " to the " + at.names + ". "
	switch {
	case at.home != nil:
		says = "Begins a " + at.life.Noun + " of this " + at.names + " with the command " + at.kind + ". Its reference is made of the Idempotency-Key and who sends it, and stands in the receipt. "
	case begins:
		says = "Begins the " + at.names + " of this reference, which its sender chooses, with the command " + at.kind + ". "
	}
	op := &huma.Operation{
		Method: http.MethodPost, Path: at.path, OperationID: id, Tags: []string{"commands of a " + at.life.Noun},
		Summary:     strings.ToUpper(at.kind[:1]) + strings.ReplaceAll(at.kind[1:], "-", " "),
		Description: says + "The law says who may, and when.",
		Parameters:  append([]*huma.Param{inPath(at.names, "reference of the "+at.names)}, commandParams()...),
		RequestBody: &huma.RequestBody{Required: len(s.required(at.schema)) > 0, Content: map[string]*huma.MediaType{"application/json": {Schema: at.schema}}},
		Responses:   s.commandResponses(begins),
	}
	s.handle(op, func(w http.ResponseWriter, r *http.Request) error { return s.receive(w, r, at) })
}

// required are the members that what is sent must have.
func (s *server) required(schema *huma.Schema) []string {
	if schema.Ref != "" {
		schema = s.sent.registry.SchemaFromRef(schema.Ref)
	}
	return schema.Required
}

func commandParams() []*huma.Param {
	text := &huma.Schema{Type: huma.TypeString}
	return []*huma.Param{
		{Name: "Idempotency-Key", In: "header", Schema: text, Description: "The identity of the command, one for its life: sent there again with it, it is done once, and answered as the first time. Drawn where it is left out, and always in the answer."},
		{Name: "If-Match", In: "header", Schema: text, Description: "The ETag of the life or, of who is told it, its version: 412 where it has moved since. It is looked at when the command arrives, not when it is judged."},
		{Name: "Prefer", In: "header", Schema: text, Description: "wait=N: how many seconds to wait for the answer, and for what follows from it in other lives, at most 60; 0 does not wait."},
		inLanguage(),
		inQuery("wait", huma.TypeInteger, "As Prefer: wait=N. Without either 5."),
		inQuery("dry-run", huma.TypeBoolean, "Only says what the law would say now; nothing is recorded."),
		inQuery("on-behalf-of", huma.TypeString, "The id of the person on whose behalf the command is sent."),
	}
}

// receive takes a command, and answers with its receipt.
func (s *server) receive(w http.ResponseWriter, r *http.Request, at route) error {
	ctx, v := r.Context(), viewerOf(r)
	if v.Person == "" {
		return &query.Nobody{}
	}
	q, err := s.commandOf(w, r, at)
	if err != nil {
		return err
	}
	w.Header().Set("Idempotency-Key", q.ID)
	dry, err := flag(r, "dry-run")
	if err != nil {
		return err
	}
	if dry {
		s.beside(w, r, q)
		return s.dry(w, r, v, q)
	}
	if q.Wait, err = patience(r); err != nil {
		return err
	}
	receipt, err := s.Door.Insist(ctx, q)
	if err != nil {
		return err
	}
	w.Header().Set("Location", located(receipt.Stream)+"/receipts/"+receipt.CommandID)
	underWay(w, receipt)
	if receipt.Status != door.Refused {
		s.beside(w, r, q)
	}
	switch receipt.Status {
	case door.Pending:
		return answer(w, r, http.StatusAccepted, receipt)
	case door.Refused:
		p := s.refused(r, receipt.Refusal, q.Command)
		p.Receipt = &receipt
		return p
	}
	if q.Begins {
		w.Header().Set("Location", located(receipt.Stream))
		return answer(w, r, http.StatusCreated, receipt)
	}
	return answer(w, r, http.StatusOK, receipt)
}

// beside names the other tenders of whoever submits one more to the same call. The command is received by then: where they cannot be found,
// its answer is the same without them.
func (s *server) beside(w http.ResponseWriter, r *http.Request, q door.Request) {
	if _, submits := q.Command.(twinning.SubmitTender); !submits || !q.Begins {
		return
	}
	tenders, err := s.Queries.TendersBeside(r.Context(), viewerOf(r), law.Reference(q.Stream))
	if err == nil && len(tenders) > 0 {
		w.Header().Set("Beside", strings.Join(tenders[:min(len(tenders), mostNamed)], ", "))
	}
}

// mostNamed is how many lives a header names.
const mostNamed = 50

// underWay says in how many other lives something that follows from what is done is not there yet, and in which.
func underWay(w http.ResponseWriter, r door.Receipt) {
	if n := len(r.UnderWay); n > 0 {
		w.Header().Set("Under-Way", strconv.Itoa(n))
		w.Header().Set("Under-Way-In", strings.Join(r.UnderWay[:min(n, mostNamed)], ", "))
	}
}

// commandOf is what somebody wishes, of a life that they may know of.
func (s *server) commandOf(w http.ResponseWriter, r *http.Request, at route) (door.Request, error) {
	ctx, v := r.Context(), viewerOf(r)
	q := door.Request{As: v.Person, ID: strings.Trim(r.Header.Get("Idempotency-Key"), `"`), For: r.URL.Query().Get("on-behalf-of")}
	if q.ID == "" {
		q.ID = door.NewID()
	}
	named := at.life
	if at.home != nil {
		named = *at.home
	}
	stream, err := streamOf(named, r.PathValue(at.names))
	if err != nil {
		return q, err
	}
	q.Begins = at.home != nil || slices.Contains(at.life.Begins, at.kind)
	if !slices.Contains(at.life.Begins, at.kind) {
		see := func() (int64, error) { return s.Queries.Addressable(ctx, v, stream, at.kind) }
		if at.home != nil {
			see = func() (int64, error) { return s.Queries.Known(ctx, v, stream) }
		}
		version, err := see()
		if err != nil {
			return q, err
		}
		tells, err := s.Queries.TellsVersion(ctx, v, stream)
		if err != nil {
			return q, err
		}
		if tells {
			err = match(r, version)
		} else {
			err = s.matchSeen(r, stream)
		}
		if err != nil {
			return q, err
		}
	}
	q.Stream = stream
	switch _, invites := at.zero.(invitation.Invite); {
	case at.home != nil && invites:
		q.Stream, _ = invitation.Stream(invitation.NewReferenceIn(stream, q.ID, v.Person))
	case at.home != nil:
		q.Stream = law.TwinningStream(door.Reference(law.Reference(stream), q.ID, v.Person))
	}
	content, err := s.body(w, r, at.schema)
	if err != nil {
		return q, err
	}
	c, err := at.life.Law.Command(at.kind, content)
	if err == nil {
		err = c.Check()
	}
	var typed *json.UnmarshalTypeError // the schema has let it through: a number that is too large, or has decimals
	if errors.As(err, &typed) {
		err = law.Nonsensef(law.WrongValue(typed.Field), "%s cannot be the %s", typed.Field, typed.Value)
	}
	if err != nil {
		return q, problem(http.StatusUnprocessableEntity, "nonsense", narrate.For(ctx).Error(err))
	}
	q.Command, err = door.Resolved(ctx, s.Door.People, c)
	return q, err
}

// homesOf are the kinds of life under which one begins with a command: a tender under its call, an invitation under what it is to.
func homesOf(zero law.Command) []lives.Kind {
	var roots []string
	switch zero.(type) {
	case twinning.SubmitTender:
		roots = []string{law.CallStream("")}
	case invitation.Invite:
		roots = append([]string{law.CallStream(""), governance.ProgrammeFamily}, invitation.Families()...)
	}
	return slices.DeleteFunc(lives.All(), func(k lives.Kind) bool { return !slices.Contains(roots, k.Root) })
}

// dry answers what the law would say.
func (s *server) dry(w http.ResponseWriter, r *http.Request, v access.Viewer, q door.Request) error {
	run, err := s.Queries.Dry(r.Context(), v, q.Stream, q.For, q.Command)
	if err != nil {
		return err
	}
	if run.Status == door.Refused {
		p := s.refused(r, run.Refusal, q.Command)
		p.DryRun = &run
		return p
	}
	return answer(w, r, http.StatusOK, run)
}

// streamOf is the life of a kind that a path names. What is no reference names none.
func streamOf(of lives.Kind, reference string) (string, error) {
	r, err := query.Ref(reference)
	if err != nil {
		return "", absent()
	}
	stream, ok := of.StreamOf(r)
	if !ok {
		return "", absent()
	}
	return stream, nil
}

// match refuses a command to a life that has moved.
func match(r *http.Request, version int64) error {
	text := r.Header.Get("If-Match")
	if text == "" || text == "*" {
		return nil
	}
	for one := range strings.SplitSeq(text, ",") {
		of, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(one), `"`), "-")
		if of == strconv.FormatInt(version, 10) {
			return nil
		}
	}
	return because(http.StatusPreconditionFailed, "moved", law.Why("life-has-moved", law.Count("version", version)))
}

// longest is the longest that somebody is let wait.
const longest = time.Minute

// patience is how long to wait for an answer: negative not at all, 0 as the door does.
func patience(r *http.Request) (time.Duration, error) {
	text := r.URL.Query().Get("wait")
	for _, list := range r.Header.Values("Prefer") {
		for one := range strings.SplitSeq(list, ",") {
			if n, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(one)), "wait="); ok && text == "" {
				text = n
			}
		}
	}
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, because(http.StatusBadRequest, "invalid", law.Why("wait-in-seconds"))
	}
	if n == 0 {
		return -1, nil
	}
	return min(time.Duration(n)*time.Second, longest), nil
}

func flag(r *http.Request, name string) (bool, error) {
	switch text := r.URL.Query().Get(name); {
	case text == "true", text == "" && r.URL.Query().Has(name):
		return true, nil
	case text == "", text == "false":
		return false, nil
	}
	return false, because(http.StatusBadRequest, "invalid", law.Why("true-or-false", narrate.Verbatim("name", name)))
}
