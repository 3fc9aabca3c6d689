package pages

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

type startView struct {
	Call                 query.CallPage
	Deadline, Left, Name string
	Asks                 []fact
	Documents            []string
	Drafts               []draftLine
	Wrong                []complaint
	Title                string
	Shut                 string
}

// A draftLine is a draft in a list.
type draftLine struct {
	Href, Title, Call, Saved, Gone, Left, Deadline string
	Closed                                         bool
	at                                             string // the deadline of the call, UTC
}

// myDrafts are the drafts of a call, or of all with "", that the viewer may read.
func (d *desk) myDrafts(r *request, of string) ([]draftLine, error) {
	list, err := d.Drafts.List(r.Context(), r.viewer.Person, of)
	if err != nil {
		return nil, err
	}
	calls, lines := map[string]query.CallPage{}, []draftLine{}
	for _, x := range list {
		c, known := calls[x.Call]
		if !known {
			if c, err = d.Queries.Call(r.Context(), r.viewer, x.Call); err != nil {
				return nil, err
			}
			calls[x.Call] = c
		}
		row := query.NewDraftRow(x, c.In)
		line := draftLine{Href: "/drafts/" + x.ID, Title: r.say("draft.closed"), Call: x.Call, Saved: r.instant(x.SavedAt, c.In), Gone: r.date(row.GoneOn), Closed: x.Closed}
		if at, err := time.Parse(time.RFC3339, c.Deadline); err == nil {
			line.Left, line.at, line.Deadline = r.until(r.now, at), c.Deadline, r.instant(at, c.In)
		}
		if !x.Closed {
			is, data, err := d.Drafts.Read(r.Context(), r.viewer.Person, x.Call, x.ID)
			if errors.Is(err, drafts.ErrNotFound) {
				continue // dropped meanwhile
			}
			if err != nil {
				return nil, err
			}
			if read, err := programme.ParseDraft(is.Name, data); err == nil {
				line.Title = sketch{read: read}.title(r)
			}
		}
		lines = append(lines, line)
	}
	slices.Reverse(lines) // the last saved first
	return lines, nil
}

// start shows what a call asks for, and begins a draft.
func (d *desk) start(r *request) error {
	if p, closed, err := d.startOf(r); err != nil || closed != nil {
		if err != nil {
			return err
		}
		return d.startRefused(r, p, *closed)
	}
	v, err := d.startView(r)
	if err != nil {
		return err
	}
	return d.showStart(r, http.StatusOK, v)
}

func (d *desk) startView(r *request) (v startView, err error) {
	if r.viewer.Person == "" {
		return v, &query.Nobody{For: "a draft"}
	}
	if v.Call, err = d.Queries.Call(r.Context(), r.viewer, r.PathValue("call")); err != nil {
		return v, err
	}
	card, book := r.card(v.Call.CallRow), v.Call.Book
	v.Deadline, v.Left, v.Name = card.Deadline, card.Left, "t-"+strings.ToLower(rand.Text()[:10])
	add := func(name, value string) { v.Asks = append(v.Asks, fact{r.say("start." + name), value, ""}) }
	for _, t := range book.Types {
		add("type", r.typeText(book, t))
	}
	add("months", r.number(book.Running.Months))
	if in := book.Eligibility.ContractorIn; in != "" {
		add("contractor", r.word("place", in))
	}
	if book.Eligibility.AdopterAbroad {
		add("abroad", r.say("start.abroad.text"))
	}
	for _, text := range r.asksOfParties(book, call.Type{}) {
		add("parties", text)
	}
	for _, a := range book.Eligibility.Attributes {
		add("attribute", book.Called(r.narrates(), "attributes/"+a.ID, a.Name)+". "+r.attributeHint(a))
	}
	for _, x := range book.Eligibility.Documents {
		v.Documents = append(v.Documents, x.Name)
	}
	v.Drafts, err = d.myDrafts(r, v.Call.Reference)
	return v, err
}

func (d *desk) showStart(r *request, status int, v startView) error {
	crumbs := []crumb{{"/", r.say("home")}, {"/calls/" + v.Call.Reference, v.Call.Reference}, {"", r.say("start")}}
	return d.show(r, status, "start.html", r.say("start.title", v.Call.Title), crumbs, nil, v)
}

// startDraft begins a draft under the name that the form was made with, so that a form
// that is sent twice begins one.
func (d *desk) startDraft(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if p, closed, err := d.startOf(r); err != nil || closed != nil {
		if err != nil {
			return err
		}
		return d.startRefused(r, p, *closed)
	}
	v, err := d.startView(r)
	if err != nil {
		return err
	}
	name := r.PostForm.Get("name")
	if v.Title = strings.TrimSpace(r.PostForm.Get("title")); v.Title == "" {
		v.Wrong = []complaint{{"title", r.say("form.missing", r.say("draft.title"))}}
		return d.showStart(r, http.StatusUnprocessableEntity, v)
	}
	if was, err := d.Drafts.Find(r.Context(), r.viewer.Person, v.Call.Reference, name); err == nil {
		return r.to("/drafts/" + was.ID + "/edit/offer")
	}
	data, err := json.MarshalIndent(map[string]any{"title": v.Title, "contact": d.Queries.Names(r.Context()).Of(r.viewer.Person)}, "", "  ")
	if err != nil {
		return err
	}
	is, err := d.Drafts.Save(r.Context(), drafts.File{As: r.viewer.Person, Call: v.Call.Reference, Name: name, Data: data})
	if errors.Is(err, drafts.ErrClosed) || errors.Is(err, drafts.ErrNonsense) {
		v.Wrong = []complaint{{"", r.why(err)}}
		return d.showStart(r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return r.to("/drafts/" + is.ID + "/edit/offer")
}

// revise begins another version of a tender: a draft that says what the last one says.
func (d *desk) revise(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	t, err := d.Queries.Tender(r.Context(), r.viewer, reference)
	if err != nil {
		return err
	}
	if !r.speaks(t) {
		return &query.Withheld{What: r.say("error.party", reference)}
	}
	list, err := d.Drafts.List(r.Context(), r.viewer.Person, t.Call)
	if err != nil {
		return err
	}
	for _, x := range list {
		if tenderOf(x) == reference {
			return r.to("/drafts/" + x.ID)
		}
	}
	data, err := json.MarshalIndent(t.Tender, "", "  ")
	if err != nil {
		return err
	}
	is, err := d.Drafts.Save(r.Context(), drafts.File{As: r.viewer.Person, Call: t.Call, Name: reference, Data: data})
	if errors.Is(err, drafts.ErrClosed) {
		return &query.Withheld{What: err.Error()}
	}
	if err != nil {
		return err
	}
	return r.to("/drafts/" + is.ID)
}
