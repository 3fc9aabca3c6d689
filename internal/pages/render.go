package pages

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

// A request is one visit: who asks, in which language, and where the answer goes.
type request struct {
	*http.Request
	*texts
	w      http.ResponseWriter
	viewer access.Viewer
	now    time.Time // of the programme clock
	told   *told     // what the page tells of itself

	underWay int // other lives in which something that follows from what was sent is not there yet
}

// A crumb is one step of the way to a page. The last one has no link.
type crumb struct{ Href, Text string }

// crumbsOf lead to a page of a list of lives, such as "surveys": to the list itself where there is no reference, to the life where there is no last.
func (r *request) crumbsOf(list, reference, last string) []crumb {
	crumbs := []crumb{{"/", r.say("home")}, {"/" + list, r.say(list)}}
	switch {
	case reference == "":
		return append(crumbs[:1], crumb{"", r.say(list)})
	case last == "":
		return append(crumbs, crumb{"", reference})
	}
	return append(crumbs, crumb{"/" + list + "/" + reference, reference}, crumb{"", last})
}

// A view is what the layout shows around a page.
type view struct {
	Lang, Title, Path string
	Section           string // the part of the desk that the page is in, as the main navigation has it
	Who               string // how the viewer is called, "" for the public
	SignIn, SignOut   string
	Crumbs            []crumb
	Tabs              []tab
	Search            string
	Languages         []languageLink
	Live              string // from where a page that updates by itself hears of what changed
	Now, Instant      string // of the programme clock
	UnderWay          string // what follows from what was sent was not there yet
	Body              any
}

// A tab leads to a part of what a page is about.
type tab struct {
	Href, Text string
	Here       bool
}

// parse finds the templates of a language, each to be parsed when it is asked for.
func parse(t *texts) (map[string]func() (*template.Template, error), error) {
	funcs := template.FuncMap{
		"t": t.say, "colon": t.colon, "word": t.word, "money": t.money, "date": t.date, "num": t.number, "instant": t.instant,
		"join": strings.Join, "references": references, "decimal": t.decimal, "pathescape": url.PathEscape, "dict": dict, "list": func(all ...any) []any { return all }, "next": func(i int) int { return i + 1 }, "sentence": sentence, "short": func(s string) string { return s[:min(len(s), 12)] },
	}
	base := sync.OnceValues(func() (*template.Template, error) {
		return template.New("layout.html").Funcs(funcs).ParseFS(words, "templates/layout.html", "templates/parts.html")
	})
	files, err := fs.Glob(words, "templates/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]func() (*template.Template, error){}
	for _, f := range files {
		name := path.Base(f)
		if name == "layout.html" || name == "parts.html" {
			continue
		}
		pages[name] = sync.OnceValues(func() (*template.Template, error) {
			parts, err := base()
			if err != nil {
				return nil, err
			}
			page, err := template.New(name).Funcs(funcs).ParseFS(words, f)
			if err == nil {
				err = include(page, parts)
			}
			return page, err
		})
	}
	return pages, nil
}

// sections are the parts of the main navigation by how the addresses of their pages begin, where that is another word.
var sections = map[string]string{
	"": "calls", "tenders": "calls", "drafts": "calls", "books": "calls", "entries": "markets", "interests": "markets", "registrations": "masterclasses",
}

func sectionOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return cmp.Or(sections[first], first)
}

// dict gives a part of a page several values by name.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict takes names and values in turn")
	}
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}

// serve answers with a page, or with the page of the error that kept it back.
func (d *desk) serve(page func(*request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		viewer := d.Who(r)
		t := d.of(w, r, viewer.Person)
		r = r.WithContext(withPurpose(narrate.WithLanguage(r.Context(), t.tag.String()), r))
		q := &request{Request: r, texts: t, w: w, viewer: viewer, told: toldIn(r.Context())}
		var err error
		if q.now, err = d.Queries.Now(r.Context()); err == nil {
			err = page(q)
		}
		if err != nil {
			d.fail(q, err)
		}
	}
}

// show writes a page. It is rendered whole before anything is sent.
func (d *desk) show(r *request, status int, name, title string, crumbs []crumb, tabs []tab, body any) error {
	v := view{
		Lang: r.tag.String(), Title: title, Path: r.URL.RequestURI(), SignIn: d.SignIn, SignOut: d.SignOut, Crumbs: crumbs, Tabs: tabs,
		Search: r.URL.Query().Get("q"), Now: r.instant(r.now, time.UTC), Instant: r.now.UTC().Format(time.RFC3339Nano), Body: body,
	}
	if r.Method != http.MethodGet {
		v.Path = r.URL.Path
	}
	v.Section = sectionOf(r.URL.Path)
	v.Languages = r.otherLanguages()
	if r.Method == http.MethodGet {
		v.UnderWay = r.underWayIn()
	}
	if r.viewer.Person != "" {
		v.Who = d.Queries.Names(r.Context()).Of(r.viewer.Person)
	}
	if status == http.StatusOK && r.isLive() {
		v.Live = r.liveAt()
	}
	var page bytes.Buffer
	made, err := r.page(name)
	if err == nil {
		err = made.ExecuteTemplate(&page, "layout.html", v)
	}
	if err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	if r.told.open {
		r.told.shown(status, page.Bytes())
		return nil
	}
	if v.Live != "" {
		r.told.versioned(&page)
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language, Cookie")
	h.Set("Content-Language", v.Lang)
	r.w.WriteHeader(status)
	_, err = page.WriteTo(r.w)
	if err != nil {
		slog.Debug("a page was not sent whole", "path", r.URL.Path, "error", err)
	}
	return nil
}

// A trouble is a page that could not be shown, and what to do.
type trouble struct {
	Kind, What, Next string
	SignIn           string // where to sign in, and come back from
}

// signInAndBack leads to the sign-in and back to what was asked for: of what was sent, to the page that sent it.
func (d *desk) signInAndBack(r *request) string {
	if d.SignIn == "" {
		return ""
	}
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		from, err := url.Parse(r.Referer())
		if err != nil || from.Host != r.Host {
			return d.SignIn
		}
		back = from.RequestURI()
	}
	path, _, _ := strings.Cut(back, "?")
	if slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool { return law.CallOf(part) != "" }) { // no page for the public names a tender
		return d.SignIn
	}
	return d.SignIn + "?" + url.Values{"back": {back}}.Encode()
}

// isHidden tells whether there is nothing, or nothing that the viewer may know of.
func isHidden(err error) bool {
	var absent *query.Absent
	var hidden *explain.Hidden
	return errors.As(err, &absent) || errors.As(err, &hidden)
}

// isWithheld tells whether something is hidden from whoever asks, or kept from them: a page is shown without it.
func isWithheld(err error) bool {
	var withheld *query.Withheld
	var nobody *query.Nobody
	return isHidden(err) || errors.As(err, &withheld) || errors.As(err, &nobody)
}

// why is an error in the reader's language.
func (r *request) why(err error) string { return r.whyOf(err, r.member) }

// whyOf is why, with the fields of a command as a form calls them.
func (r *request) whyOf(err error, called func(field string) string) string {
	tell := narrate.For(r.Context())
	var wrong *law.Nonsense
	switch {
	case errors.Is(err, door.ErrNotReceived): // what stands in the error is for the log
		return sentence(tell.Reason(law.Why("not-received")))
	case errors.Is(err, door.ErrOtherContent):
		return r.say("form.other")
	case !errors.As(err, &wrong):
		return tell.Error(err)
	}
	why := wrong.Told()
	why.With = slices.Clone(why.With)
	for i, p := range why.With {
		if p.Name == "field" {
			why.With[i] = narrate.Verbatim("field", called(p.Value))
		}
	}
	return sentence(tell.Reason(why))
}

// fail answers with why there is no page. Whether something exists that the viewer
// may not see is not said: both are "not found".
func (d *desk) fail(r *request, err error) {
	status, t := http.StatusInternalServerError, trouble{Kind: "error", What: r.say("error.internal"), Next: r.say("error.internal.next")}
	names := d.Queries.Names(r.Context())
	var absent *query.Absent
	var withheld *query.Withheld
	var nobody *query.Nobody
	var wrong *query.Invalid
	var hidden *explain.Hidden
	var plain *explain.Plain
	var nolife *door.NoLifeError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &absent) && absent.Noun == "" && !absent.Any && absent.What != "":
		status, t = http.StatusNotFound, trouble{Kind: "empty", What: sentence(names.In(r.why(err)))}
	case errors.Is(err, drafts.ErrNotFound):
		status, t = http.StatusNotFound, trouble{Kind: "empty", What: r.say("draft.none"), Next: r.say("draft.none.next")}
	case errors.Is(err, drafts.ErrChanged):
		status, t = http.StatusConflict, trouble{Kind: "error", What: r.say("draft.unreadable"), Next: r.say("draft.unreadable.next")}
	case errors.As(err, &absent), errors.As(err, &hidden), errors.As(err, &nolife), errors.Is(err, door.ErrNotFound), errors.Is(err, people.ErrUnknown):
		status, t = http.StatusNotFound, trouble{Kind: "empty", What: r.say("error.notfound"), Next: r.say("error.notfound.next")}
	case errors.As(err, &plain):
		status, t = http.StatusNotFound, trouble{Kind: "empty", What: r.say("error.plain")}
	case errors.As(err, &nobody), errors.As(err, &withheld) && r.viewer.Person == "":
		status, t = http.StatusUnauthorized, trouble{Kind: "denied", What: r.say("error.nobody"), Next: r.say("error.nobody.next"), SignIn: d.signInAndBack(r)}
	case errors.As(err, &withheld):
		status, t = http.StatusForbidden, trouble{Kind: "denied", What: names.In(r.why(err)), Next: r.say("error.withheld.next")}
		if withheld.Reason.Code == "sealed/no-scores" {
			t.Next = "" // nobody sees what is not there yet
		}
	case errors.As(err, &wrong):
		status, t = http.StatusBadRequest, trouble{Kind: "refused", What: names.In(r.why(err))}
	case errors.As(err, &large):
		status, t = http.StatusRequestEntityTooLarge, trouble{Kind: "refused", What: r.say("error.large")}
	case errors.Is(err, door.ErrOtherContent):
		status, t = http.StatusUnprocessableEntity, trouble{Kind: "refused", What: r.say("error.other"), Next: r.say("error.other.next")}
	case errors.Is(err, door.ErrNonsense):
		status, t = http.StatusBadRequest, trouble{Kind: "refused", What: r.say("error.nonsense")}
	case errors.Is(err, ledger.ErrUnavailable), errors.Is(err, door.ErrNotReceived), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		status, t = http.StatusServiceUnavailable, trouble{Kind: "waiting", What: r.say("error.away"), Next: r.say("error.away.next")}
	case errors.Is(err, export.ErrNotPrinted):
		slog.Error("a PDF could not be made", "route", r.Pattern, "error", err)
		status, t = http.StatusServiceUnavailable, trouble{Kind: "waiting", What: r.say("error.away"), Next: r.say("error.away.next")}
	case r.Context().Err() != nil: // nobody waits for it any more
	default:
		slog.Error("a page could not be made", "route", r.Pattern, "error", err)
	}
	title := r.say("title." + t.Kind)
	if err := d.show(r, status, "error.html", title, []crumb{{"/", r.say("home")}, {"", title}}, nil, t); err != nil {
		slog.Error("the page of an error could not be made", "error", err)
		http.Error(r.w, "This page could not be made.", http.StatusInternalServerError)
	}
}
