package pages

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A sketch is a draft of a tender as somebody who may read it sees it.
type sketch struct {
	drafts.Draft
	data   []byte
	read   programme.Draft
	call   query.CallPage
	page   query.DraftPage
	tender string            // reference of the tender that it becomes a version of
	stands *query.TenderPage // that tender, nil before its first version
	files  map[string]held   // by name in the store
	adds   bool              // some of them are to be added to the tender yet
}

// A held file is one that a draft names.
type held struct {
	evidence.File
	gone bool
}

// sketch reads the draft of a path.
func (d *desk) sketch(r *request) (sketch, error) {
	if r.viewer.Person == "" {
		return sketch{}, &query.Nobody{For: "a draft"}
	}
	is, data, err := d.Drafts.Read(r.Context(), r.viewer.Person, "", r.PathValue("draft"))
	if err != nil {
		return sketch{}, err
	}
	return d.sketchOf(r, is, data)
}

func (d *desk) sketchOf(r *request, is drafts.Draft, data []byte) (s sketch, err error) {
	s = sketch{Draft: is, data: data, files: map[string]held{}}
	if s.read, err = programme.ParseDraft(is.Name, data); err != nil {
		return s, err
	}
	if s.call, err = d.Queries.Call(r.Context(), r.viewer, is.Call); err != nil {
		return s, err
	}
	if err := d.becomes(r, &s); err != nil {
		return s, err
	}
	var files []twinning.File
	for _, x := range s.read.Tender.Documents {
		if x.File == "" || d.Evidence == nil {
			continue
		}
		f, err := d.Evidence.Held(r.Context(), law.TwinningStream(s.tender), x.File)
		switch {
		case errors.Is(err, evidence.ErrNotFound), errors.Is(err, evidence.ErrErased):
			s.files[x.File] = held{gone: true}
		case err != nil:
			return s, err
		default:
			s.files[x.File] = held{File: f}
			files = append(files, twinning.File{File: f.Name, For: twinning.Target{Purpose: twinning.ForDocument, ID: x.ID}.String(), SealedSize: f.SealedSize})
		}
	}
	if len(files) > 0 && s.stands != nil && s.stands.Stage == string(twinning.Submitted) {
		there, err := d.Queries.Evidence(r.Context(), r.viewer, d.Evidence, law.TwinningStream(s.tender))
		if err != nil {
			return s, err
		}
		s.adds = slices.ContainsFunc(files, func(f twinning.File) bool {
			return !slices.ContainsFunc(there, func(e query.EvidenceRow) bool { return e.File == f.File && e.For == f.For })
		})
	}
	s.page, err = d.Queries.Draft(r.Context(), r.viewer, is, is.Name, data, files...)
	return s, err
}

// becomes finds the tender that a draft becomes a version of: the one that it is named
// after, or one whose reference is made of the draft's id.
func (d *desk) becomes(r *request, s *sketch) error {
	s.tender = tenderOf(s.Draft)
	t, err := d.Queries.Tender(r.Context(), r.viewer, s.tender)
	switch {
	case err == nil && r.speaks(t):
		s.stands = &t
	case err != nil && !isHidden(err):
		return err
	}
	return nil
}

// tenderOf is the reference of the tender that a draft becomes a version of.
func tenderOf(x drafts.Draft) string {
	if named, err := query.TenderRef(x.Name); err == nil && law.CallOf(named) == x.Call {
		return named
	}
	return door.Reference(x.Call, x.ID, x.Owner)
}

// speaks tells whether the viewer speaks for a tender.
func (r *request) speaks(t query.TenderPage) bool {
	return r.viewer.Person != "" && t.Tender != nil && (t.Tender.Contact == r.viewer.Person || t.Tender.Signatory == r.viewer.Person)
}

// title is what a draft calls the tender, or that it has no title yet.
func (s sketch) title(r *request) string {
	if text, _ := s.read.Values["title"].(string); strings.TrimSpace(text) != "" {
		return text
	}
	return r.say("draft.untitled")
}

func (s sketch) at() string { return "/drafts/" + s.ID }

// A clock is a deadline as a page shows it; a script counts it down.
type clock struct {
	Due, Text, Left string
	Passed          bool
	At, Gone        string
}

func (r *request) clock(s sketch) clock {
	c := clock{Passed: s.page.Late, Gone: r.date(s.page.GoneOn)}
	if !s.page.Due.IsZero() {
		c.At, c.Due = s.page.Due.UTC().Format(time.RFC3339Nano), r.instant(s.page.Due, s.call.In)
		if !c.Passed {
			c.Left = r.until(r.now, s.page.Due)
		}
	}
	return c
}

// A gap is something that keeps a draft from being submitted, at its field.
type gap struct {
	Step, Field, Href, Text string
	missing                 bool
}

// A stepLine is one step of a draft in the list of them.
type stepLine struct {
	Href, Name, Lead string
	Standing         mark
}

type draftView struct {
	Draft               query.DraftPage
	Reference, Call     string
	Clock               clock
	Became, Link        string
	Saved, Readers, New string
	Steps               []stepLine
	Gaps                []gap
	Findings            *findings
	Attach              bool
	Refused             int // rules that are not met
	Unmet               []gap
	Drop                string
}

func (d *desk) draft(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	v, err := d.draftView(r, s)
	if err != nil {
		return err
	}
	r.drafted()
	crumbs, tabs := r.draftAround(s, "")
	return d.show(r, http.StatusOK, "draft.html", s.title(r), crumbs, tabs, v)
}

func (d *desk) draftView(r *request, s sketch) (draftView, error) {
	n := d.Queries.Names(r.Context(), s.page)
	v := draftView{
		Draft: s.page, Call: s.Call, Clock: r.clock(s), Saved: r.instant(s.SavedAt, s.call.In), Gaps: r.gaps(s),
		Readers: n.All(append([]string{s.Owner}, s.Named...)), Drop: s.at() + "/drop", Attach: s.adds,
	}
	if s.stands != nil {
		v.Reference = s.tender
	}
	if s.page.Became != "" {
		v.Link = "/tenders/" + s.page.Became
		v.Became = r.say("draft.became", s.page.Version, s.page.Became, r.instant(s.page.Received, s.call.In))
	}
	for _, step := range s.steps() {
		line := stepLine{Href: s.at() + "/edit/" + step, Name: r.say("step." + step), Lead: r.say("step." + step + ".lead"), Standing: mark{r.say("draft.complete"), "good"}}
		if k := countGaps(v.Gaps, step); k > 0 {
			line.Standing = mark{r.say("draft.gaps", k), "wait"}
		}
		v.Steps = append(v.Steps, line)
	}
	tell, err := narrate.New(r.narrates(), n.Of, s.call.Zone)
	if err != nil {
		return v, err
	}
	tell = tell.Calling(s.call.Book.Terms(r.narrates()))
	for _, f := range s.page.Advice {
		if v.Findings == nil {
			v.Findings = &findings{Title: r.say("draft.rules")}
		}
		v.Findings.Rows = append(v.Findings.Rows, finding{f.Rule, n.In(tell.Reason(f.Why)), f.OK})
		if step := stepOfRule(f.Rule); !f.OK {
			v.Refused++
			v.Unmet = append(v.Unmet, gap{Step: step, Href: s.at() + "/edit/" + step, Text: r.word("rule", f.Rule) + ": " + n.In(tell.Reason(f.Why))})
		}
	}
	return v, nil
}

// stepOfRule is the step in which a rule can be met.
func stepOfRule(rule string) string {
	if strings.Contains(rule, "number-of-") || strings.HasPrefix(rule, "attribute-") {
		return "parties"
	}
	switch rule {
	case "type", "topic", "months":
		return "offer"
	case "ceiling", "money":
		return "costs"
	case "adopter-abroad", "contractor-established", "parties-in", "adopter-region", "countries", "shares", "conflicts":
		return "parties"
	}
	return "documents"
}

func countGaps(gaps []gap, step string) (n int) {
	for _, g := range gaps {
		if g.Step == step {
			n++
		}
	}
	return n
}

// draftAround is the way to a draft and its steps.
func (r *request) draftAround(s sketch, step string) (crumbs []crumb, tabs []tab) {
	crumbs = []crumb{{"/", r.say("home")}, {"/calls/" + s.Call, s.Call}, {s.at(), s.title(r)}}
	tabs = []tab{{s.at(), r.say("step."), step == ""}}
	gaps := r.gaps(s)
	for _, x := range s.steps() {
		text := r.say("step." + x)
		if n := countGaps(gaps, x); n > 0 {
			text = r.say("step.open", text, n)
		}
		tabs = append(tabs, tab{s.at() + "/edit/" + x, text, x == step})
	}
	switch step {
	case "":
		crumbs[2].Href = ""
	default:
		crumbs = append(crumbs, crumb{"", r.say("step." + step)})
	}
	return crumbs, tabs
}

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
		v.Wrong = []complaint{{"", err.Error()}}
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

// dropDraft removes a draft, after it was asked whether that is meant.
func (d *desk) dropDraft(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		crumbs, _ := r.draftAround(s, "")
		crumbs[2].Href = s.at()
		return d.show(r, http.StatusOK, "drop.html", r.say("draft.drop.title", s.title(r)), append(crumbs, crumb{"", r.say("draft.drop")}), nil, struct {
			Action, Back string
			Stands       bool
		}{s.at() + "/drop", s.at(), s.stands != nil})
	}
	if _, err := d.Drafts.Drop(r.Context(), r.viewer.Person, s.Call, s.ID); err != nil {
		return err
	}
	return r.to("/calls/" + s.Call + "/start")
}

// draftFile is the file of a draft, as the command line takes it.
func (d *desk) draftFile(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Disposition", `attachment; filename="`+url.PathEscape(s.Call)+`-tender.yaml"`)
	return r.file("application/yaml; charset=utf-8", s.data)
}

// to leads on to a path of the desk.
func (r *request) to(path string) error {
	http.Redirect(r.w, r.Request, path, http.StatusSeeOther)
	return nil
}
