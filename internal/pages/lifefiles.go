package pages

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/uploads"
)

// lifeFileRoutes are the files of entries, of masterclasses and of bodies.
func (d *desk) lifeFileRoutes() (list []route) {
	for _, x := range []struct{ at, root, name string }{{"/entries/{entry}", market.EntryRoot, "entry"}, {"/masterclasses/{masterclass}", masterclass.Root, "masterclass"}, {"/bodies/{body}", body.Root, "body"}} {
		list = append(list,
			route{"GET " + x.at + "/files/{file}", func(r *request) error { return d.lifeFile(r, x.root+r.PathValue(x.name)) }},
			route{"POST " + x.at + "/files", func(r *request) error { return d.addLifeFile(r, x.root+r.PathValue(x.name)) }})
	}
	return list
}

// isLifeUpload tells whether the parts of a path are those of a file of an entry, a masterclass or a body.
func isLifeUpload(parts []string) bool {
	return len(parts) == 3 && parts[2] == "files" && (parts[0] == "entries" || parts[0] == "masterclasses" || parts[0] == "bodies")
}

// lifeFile is a file of a life, to whoever sees what it belongs to. It is never shown as a page.
func (d *desk) lifeFile(r *request, stream string) error {
	if d.Evidence == nil {
		return &query.Absent{Noun: "page"}
	}
	content, err := d.Queries.File(r.Context(), r.viewer, d.Evidence, r.PathValue("file"), 0)
	switch {
	case errors.Is(err, evidence.ErrNotFound), errors.Is(err, evidence.ErrErased):
		return &query.Absent{Noun: "page"}
	case errors.Is(err, evidence.ErrHeld):
		return &query.Withheld{What: r.say("document.held")}
	case err != nil:
		return err
	}
	defer content.Close()
	if content.Stream != stream {
		return &query.Absent{Noun: "page"}
	}
	for header, value := range content.Header() {
		r.w.Header().Set(header, value)
	}
	r.w.Header().Del("Accept-Ranges")
	return r.handOut(content, r.PathValue("file"))
}

// addLifeFile takes a file of a form as it comes, after its other fields.
func (d *desk) addLifeFile(r *request, stream string) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	typed, problem, err := d.sentFile(r, stream)
	if err != nil {
		return err
	}
	reference := law.Reference(stream)
	switch root := strings.TrimSuffix(stream, reference); {
	case problem == "" && root == market.EntryRoot:
		return r.to("/entries/" + reference)
	case root == market.EntryRoot:
		return d.showEntry(r, http.StatusUnprocessableEntity, problem, "")
	case problem == "" && root == masterclass.Root:
		return r.to("/masterclasses/" + reference)
	case root == masterclass.Root:
		return d.showMasterclass(r, http.StatusUnprocessableEntity, problem, typing{})
	}
	meeting, _, _ := strings.Cut(strings.TrimPrefix(typed.Get("for"), evidence.ForMeeting), "/")
	if problem == "" {
		return r.to("/bodies/" + reference + "/meetings/" + url.PathEscape(meeting))
	}
	return d.showBodyMeeting(r, http.StatusUnprocessableEntity, meeting, problem)
}

// sentFile adds the file of a form to a life; a problem says why it is not added.
func (d *desk) sentFile(r *request, stream string) (typed url.Values, problem string, err error) {
	if _, err := d.Queries.Addressable(r.Context(), r.viewer, stream, "add-file"); err != nil {
		return nil, "", err
	}
	if d.Evidence == nil {
		return nil, r.say("document.nostore"), nil
	}
	_ = http.NewResponseController(r.w).SetReadDeadline(time.Now().Add(uploadTime)) // where it cannot be set, the server's own holds
	form, err := r.MultipartReader()
	if err != nil {
		return nil, r.say("document.choose"), nil //nolint:nilerr // no form with a file
	}
	for typed = (url.Values{}); ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return typed, r.say("document.choose"), nil
		}
		if err != nil {
			return nil, "", err
		}
		name := fileName(part.FileName())
		if name == "" {
			text, err := io.ReadAll(io.LimitReader(part, mostFields))
			if err != nil || len(text) == mostFields {
				return nil, "", errors.Join(err, &http.MaxBytesError{Limit: mostFields})
			}
			if part.FormName() != "file" {
				typed.Add(part.FormName(), strings.TrimSpace(string(text)))
			}
			continue
		}
		problem, err = d.addTo(r, stream, name, part, typed)
		return typed, problem, err
	}
}

func (d *desk) addTo(r *request, stream, name string, content io.Reader, typed url.Values) (problem string, err error) {
	f := uploads.File{Stream: stream, For: typed.Get("for"), Name: name, Title: typed.Get("title"), Content: content, ID: typed.Get("command-id"), As: r.viewer.Person}
	if strings.HasPrefix(stream, masterclass.Root) {
		f.For = evidence.ForMaterial + typed.Get("id")
	}
	to := &uploads.Uploads{Store: d.Evidence, Queries: d.Queries, Submit: func(ctx context.Context, q door.Request) (door.Receipt, error) { return d.Door.Insist(ctx, q) }}
	added, err := to.Add(r.Context(), r.viewer, f)
	var refused *uploads.Refused
	var invalid *query.Invalid
	var why *law.Refusal
	switch {
	case errors.As(err, &refused):
		why = refused.Run.Refusal
	case errors.As(err, &invalid):
		return invalid.Why, nil
	case errors.Is(err, evidence.ErrRefused):
		return name + r.colon() + r.why(err), nil
	case err != nil:
		return "", err
	default:
		why = added.Receipt.Refusal
	}
	if why == nil {
		return "", nil
	}
	tell, err := r.teller(d.Queries, "UTC")
	if err != nil {
		return "", err
	}
	return tell.Refusal(*why), nil
}
