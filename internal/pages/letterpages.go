package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

// letterRoutes are the pages of letters: what a call may send, and letters as pages.
func (d *desk) letterRoutes() []route {
	return []route{
		{"GET /calls/{call}/letters/{letter}", d.letterPreview},
		{"POST /calls/{call}/letters/{letter}", d.letterPreviewTo},
		{"GET /calls/{call}/letters/{letter}/page", d.letterPreviewPage},
		{"GET /letters/page", d.myLetterPage},
	}
}

// A letterLink leads to the preview of a letter.
type letterLink struct{ Href, Name, Worded string }

// letterLinks are the letters that a call may send.
func (d *desk) letterLinks(r *request, reference string) ([]letterLink, error) {
	rows, err := d.Queries.LetterTemplates(r.Context(), r.viewer, reference)
	if err != nil {
		return nil, err
	}
	var list []letterLink
	for _, x := range rows {
		l := letterLink{Href: "/calls/" + reference + "/letters/" + x.Template, Name: x.Name}
		if len(x.Worded) > 0 {
			var in []string
			for _, lang := range x.Worded {
				in = append(in, r.word("language", lang))
			}
			l.Worded = r.say("preview.worded.in", r.list(in))
		}
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b letterLink) int { return r.compare(a.Name, b.Name) })
	return list, nil
}

// previewed is the letter that the address of a page asks for. Whom it is to stands there by their id alone.
func (d *desk) previewed(r *request) (query.LetterPreview, error) {
	asked := r.URL.Query()
	x, err := d.Queries.LetterPreview(r.Context(), r.viewer, r.PathValue("call"), r.PathValue("letter"), asked.Get("in"), asked.Get("to"))
	if err == nil && x.To != asked.Get("to") {
		return x, &query.Absent{Noun: "person"}
	}
	return x, err
}

// letterPreviewTo leads to the letter to whom is typed, by their id: a name or an address stands in no address of a page.
func (d *desk) letterPreviewTo(r *request) error {
	if _, err := d.previewed(r); err != nil { // who may not preview it is not told who is there
		return err
	}
	in, who := r.PostFormValue("in"), strings.TrimSpace(r.PostFormValue("to"))
	id, err := d.idOf(r, who)
	if errors.Is(err, people.ErrUnknown) {
		return d.letterPreviewOf(r, who, r.say("access.unknown"))
	}
	if err != nil {
		return err
	}
	http.Redirect(r.w, r.Request, r.URL.Path+"?"+url.Values{"in": {in}, "to": {id}}.Encode(), http.StatusSeeOther)
	return nil
}

// letterPreview shows a letter as text and as a page, side by side.
func (d *desk) letterPreview(r *request) error {
	return d.letterPreviewOf(r, r.URL.Query().Get("to"), "")
}

// letterPreviewOf shows the letter with what was typed, and what is wrong with it.
func (d *desk) letterPreviewOf(r *request, typed, wrong string) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	x, err := d.previewed(r)
	if err != nil {
		return err
	}
	body := struct {
		query.LetterPreview
		Page, To, Whom, Wrong string
		Choices               []choice
		Need, May             []string
	}{LetterPreview: x, To: typed, Wrong: wrong}
	body.Page = "/calls/" + x.Call + "/letters/" + x.Template + "/page?" + url.Values{"in": {x.Language}, "to": {x.To}}.Encode()
	if x.To != "" {
		body.Whom = d.Queries.Names(r.Context()).Of(x.To)
	}
	for _, lang := range x.Languages {
		body.Choices = append(body.Choices, choice{Value: lang, Text: r.word("language", lang), On: lang == x.Language})
	}
	for _, f := range x.Fields {
		if f.Needed {
			body.Need = append(body.Need, "{"+f.Name+"}")
		} else {
			body.May = append(body.May, "{"+f.Name+"}")
		}
	}
	crumbs, tabs := r.around(p, "letters")
	crumbs[len(crumbs)-1].Href = "/calls/" + x.Call + "/letters"
	crumbs = append(crumbs, crumb{"", x.Name})
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	return d.show(r, status, "letter.html", r.say("preview.title", x.Name), crumbs, tabs, body)
}

// letterPreviewPage is the letter itself, for the frame of its preview.
func (d *desk) letterPreviewPage(r *request) error {
	x, err := d.previewed(r)
	if err != nil {
		return err
	}
	return r.letterPage(x.Language, x.HTML)
}

// myLetterPage is a letter to the viewer as the page that was sent.
func (d *desk) myLetterPage(r *request) error {
	rows, err := d.Queries.Letters(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	life, id := r.URL.Query().Get("life"), r.URL.Query().Get("letter")
	i := slices.IndexFunc(rows, func(x query.LetterRow) bool { return x.Stream == life && x.ID == id })
	if i < 0 || rows[i].HTML == "" {
		return &query.Absent{Noun: "letter"}
	}
	return r.letterPage(rows[i].Language, rows[i].HTML)
}

// letterPolicy lets a letter do nothing but be read: no script runs, nothing is loaded, and
// only its links lead on, in a window of their own.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"

func (r *request) letterPage(lang, page string) error {
	h := r.w.Header()
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", lang)
	_, _ = r.w.Write([]byte(page)) // whoever left needs no answer
	return nil
}
