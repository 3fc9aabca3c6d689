package pages

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

type field struct {
	Name, Type, Label, Hint, Value, Wrong string
	Choices                               []choice
	Groups                                []group
	Unit                                  string // of money
	Max, Rows                             int    // the most characters or the highest number; lines shown
}

// A group is some of the choices of a field, with a name.
type group struct {
	Name    string
	Choices []choice
}

type choice struct {
	Value, Text string
	On          bool
}

// A complaint is something wrong with a form, at a field or with the whole.
type complaint struct{ Field, Text string }

type formView struct {
	ID, Action, Lead, Button, Back, Receipt, SignIn string
	Fields                                          []field
	Wrong                                           []complaint
	Preview                                         []chart.Figure
}

// A target is the life that a form is about, and its page.
type target struct {
	stream, reference, page string
	signIn                  string // where to sign in again, where that is asked for
	form                    form
	call                    query.CallPage
	tender                  *query.TenderPage // nil for a call
}

// target finds the life and the form of a path. Who has no role for the form is not let in.
func (d *desk) target(r *request) (t target, err error) {
	if t.reference = r.PathValue("tender"); t.reference != "" {
		if t.reference, err = query.TenderRef(t.reference); err != nil {
			return t, err
		}
		p, err := d.Queries.Tender(r.Context(), r.viewer, t.reference)
		if err != nil {
			return t, err
		}
		t.tender = &p
		t.stream, t.page = law.TwinningStream(t.reference), "/tenders/"+t.reference
	} else {
		if t.reference, err = query.CallRef(r.PathValue("call")); err != nil {
			return t, err
		}
		t.stream, t.page = law.CallStream(t.reference), "/calls/"+t.reference
	}
	of := t.reference
	if r.PathValue("tender") != "" {
		of = law.CallOf(t.reference)
	}
	t.call, err = d.Queries.Call(r.Context(), r.viewer, of)
	return t, err
}

func (d *desk) formTarget(r *request) (target, error) {
	t, err := d.target(r)
	if err != nil {
		return t, err
	}
	var ok bool
	if t.form, ok = formOf(r.PathValue("command"), r.PathValue("tender") != ""); !ok {
		return t, &query.Absent{Noun: "page"}
	}
	if t.form.anybody && r.viewer.Person == "" {
		return t, &query.Nobody{}
	}
	switch {
	case r.may(t.form, t.call, t.tender):
	case t.form.evaluator:
		return t, &query.Withheld{What: r.say("error.evaluator", r.say("do."+t.form.kind))}
	case len(t.form.party) > 0:
		return t, &query.Withheld{What: r.say("error.party", r.say("do."+t.form.kind))}
	default:
		return t, &query.Withheld{What: r.say("error.hands", r.say("do."+t.form.kind))}
	}
	return t, nil
}

func (d *desk) form(r *request) error {
	t, err := d.formTarget(r)
	if err != nil {
		return err
	}
	if err := d.Queries.MustSignIn(r.Context(), t.stream, t.form.kind); err != nil {
		return d.signInAgain(r, t, r.URL.Query(), err)
	}
	return d.showForm(r, http.StatusOK, t, door.NewID(), r.URL.Query(), nil, "")
}

// showForm draws a form, with what was typed and what was wrong with it.
func (d *desk) showForm(r *request, status int, t target, id string, typed url.Values, wrong []complaint, receipt string) error {
	kind := t.form.kind
	v := formView{ID: id, Action: t.page + "/do/" + kind, Lead: r.say("lead." + kind), Button: r.say("do." + kind), Back: t.page, Wrong: wrong, Receipt: receipt, SignIn: t.signIn}
	for _, in := range t.form.fields {
		f := field{Name: in.name, Type: in.kind, Label: r.say("field." + in.name), Value: typed.Get(in.name)}
		if _, ok := r.keys["hint."+in.name]; ok {
			f.Hint = r.say("hint." + in.name)
		}
		for _, w := range wrong {
			if w.Field == in.name {
				f.Wrong = w.Text
			}
		}
		if err := d.choices(r, t, in, typed, &f); err != nil {
			return err
		}
		v.Fields = append(v.Fields, f)
	}
	var err error
	if v.Preview, err = d.preview(r, t, typed); err != nil {
		return err
	}
	crumbs := []crumb{{"/", r.say("home")}, {t.page, t.reference}, {"", r.say("do." + kind)}}
	return d.show(r, status, "form.html", r.say("do."+kind), crumbs, nil, v)
}

// choices fills in what can be chosen in a field.
func (d *desk) choices(r *request, t target, in input, typed url.Values, f *field) error {
	on := func(value string) bool { return slices.Contains(typed[in.name], value) }
	switch in.kind {
	case "radio":
		for _, c := range in.choices {
			f.Choices = append(f.Choices, choice{c, r.word("stage", c), on(c)})
		}
	case "people":
		n := d.Queries.Names(r.Context(), t.call)
		for _, e := range t.call.Evaluators {
			f.Choices = append(f.Choices, choice{e.Person, n.Of(e.Person), on(e.Person)})
		}
	case "role":
		f.Type = "select"
		for _, role := range r.invitable(t) {
			f.Choices = append(f.Choices, choice{string(role), r.word("role", role), on(string(role))})
		}
	case "tender":
		f.Type = "select"
		rows, err := d.Queries.Tenders(r.Context(), r.viewer, t.call.Reference)
		if err != nil {
			return err
		}
		for _, x := range rows {
			if x.Stage == "eligible" || x.Stage == "arbitration" {
				f.Choices = append(f.Choices, choice{x.Reference, strings.TrimSpace(x.Reference + " " + x.Title), on(x.Reference)})
			}
		}
	}
	return nil
}

// preview is what a command would do, where that can be asked before it is sent. What
// cannot be previewed now is told when the command is judged.
func (d *desk) preview(r *request, t target, typed url.Values) ([]chart.Figure, error) {
	var list []chart.Figure
	n := d.Queries.Names(r.Context(), t.call)
	switch t.form.kind {
	case "prepare-award", "release-award":
		p, err := d.Queries.Preview(r.Context(), r.viewer, t.reference)
		if isRefusal(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		f := chart.Figure{Title: r.say("preview.award", r.money(p.Left), r.money(p.Budget)), Header: []string{r.say("ranking.verdict"), r.say("funnel.count"), r.say("tender")}}
		for _, x := range p.Verdicts {
			f.Rows = append(f.Rows, []string{r.word("verdict", x.Verdict), r.number(x.Count), strings.Join(x.Tenders, ", ")})
		}
		list = append(list, f)
	case "draw-assignments":
		if typed.Get("seed") == "" {
			return nil, nil
		}
		draw, err := d.Queries.Draw(r.Context(), r.viewer, t.reference, call.DrawAssignments{Seed: typed.Get("seed")})
		if isRefusal(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		f := chart.Figure{Title: r.say("preview.draw", len(draw.Assignments)), Header: []string{r.say("tender"), r.say("field.evaluators")}}
		for _, x := range draw.Assignments {
			f.Rows = append(f.Rows, []string{x.Tender, n.All(x.Evaluators)})
		}
		list = append(list, f)
	}
	return list, nil
}

// isRefusal tells whether a question was not answered since there is nothing to tell, or
// not yet: the command itself says why when it is sent.
func isRefusal(err error) bool {
	var absent *query.Absent
	var wrong *query.Invalid
	var withheld *query.Withheld
	return errors.As(err, &absent) || errors.As(err, &wrong) || errors.As(err, &withheld)
}

// send sends a command under the id that the form was made with: a form that is sent
// twice is received once. What is refused comes back with what was typed.
func (d *desk) send(r *request) error {
	t, err := d.formTarget(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	typed, id := r.PostForm, r.PostForm.Get("command-id")
	if id == "" {
		id = door.NewID()
	}
	var wrong []complaint
	for _, name := range t.form.missing(typed) {
		wrong = append(wrong, complaint{name, r.say("form.missing", r.say("field."+name))})
	}
	values := url.Values{}
	for name, list := range typed {
		values[name] = slices.Clone(list)
	}
	for _, name := range []string{"evaluator", "person"} {
		who := strings.TrimSpace(typed.Get(name))
		if who == "" {
			continue
		}
		p, err := d.People.Find(r.Context(), who)
		switch {
		case errors.Is(err, people.ErrUnknown), name == "person" && strings.Contains(who, "@"): // who has which address is nobody's to try
			wrong = append(wrong, complaint{name, r.say("form.unknown", who)})
		case err != nil:
			return err
		default:
			values.Set(name, p.ID)
		}
	}
	if len(wrong) > 0 {
		return d.showForm(r, http.StatusUnprocessableEntity, t, id, typed, wrong, "")
	}
	q := door.Request{Stream: t.stream, Command: t.form.command(values), As: r.viewer.Person, ID: id}
	if t.form.invites {
		q = t.invitation(q)
	}
	got, err := d.Door.Insist(r.Context(), q)
	if err != nil && got.Status == "" {
		if errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrOtherContent) || errors.Is(err, door.ErrNotReceived) {
			if errors.Is(err, door.ErrOtherContent) {
				id = door.NewID() // the first content was received: what is typed now is another command
			}
			return d.showForm(r, http.StatusUnprocessableEntity, t, id, typed, []complaint{{"", err.Error()}}, "")
		}
		var again *query.SignInAgain
		if errors.As(err, &again) {
			return d.signInAgain(r, t, typed, err)
		}
		return err
	}
	receipt := t.page + "/receipts/" + url.PathEscape(got.CommandID)
	if t.form.invites {
		receipt = "/invitations/" + got.Reference
		if got.Status == door.Pending {
			receipt = "/invitations?waits=" + url.QueryEscape(got.Reference)
		}
	}
	if got.Status == door.Refused && got.Refusal != nil && t.form.invites {
		receipt = "" // there is no invitation, and nothing to keep
	}
	if got.Status == door.Refused && got.Refusal != nil {
		tell, err := r.teller(d.Queries, t.call.Zone)
		if err != nil {
			return err
		}
		return d.showForm(r, http.StatusUnprocessableEntity, t, door.NewID(), typed, []complaint{{t.form.at(got.Refusal), tell.Refusal(*got.Refusal)}}, receipt)
	}
	http.Redirect(r.w, r.Request, receipt, http.StatusSeeOther)
	return nil
}

// signInAgain leads to a fresh sign-in and back to the form, with what was chosen in it:
// what was written is no part of an address, and is asked for before it is typed. Whoever
// comes back from there and is still not fresh is told why.
func (d *desk) signInAgain(r *request, t target, typed url.Values, err error) error {
	var again *query.SignInAgain
	if !errors.As(err, &again) {
		return err
	}
	if d.SignIn == "" || typed.Has("signed-in") || r.URL.Query().Has("signed-in") {
		return &query.Withheld{What: r.say("error.stale", again.Error())}
	}
	kept := url.Values{"signed-in": {"again"}}
	for _, in := range t.form.fields {
		if in.kind != "text" && typed.Has(in.name) {
			kept[in.name] = typed[in.name]
		}
	}
	ask := url.Values{"again": {""}, "back": {t.page + "/do/" + t.form.kind + "?" + kept.Encode()}}
	if again.ACR != "" {
		ask.Set("acr", again.ACR)
	}
	t.signIn = d.SignIn + "?" + ask.Encode()
	if r.Method == http.MethodPost { // a form leads to no other site: browsers hold to form-action through redirects
		return d.showForm(r, http.StatusUnauthorized, t, door.NewID(), typed, []complaint{{"", again.Error()}}, "")
	}
	http.Redirect(r.w, r.Request, t.signIn, http.StatusSeeOther)
	return nil
}

// at is the field that a refusal is about: one with the name of a parameter of it, else none.
func (f form) at(x *law.Refusal) string {
	for _, p := range x.With {
		for _, in := range f.fields {
			if in.name == p.Name {
				return in.name
			}
		}
	}
	for _, in := range f.fields {
		if strings.Contains(x.Code, in.name) {
			return in.name
		}
	}
	return ""
}

func (r *request) teller(q *query.Queries, zone string) (*narrate.Narrator, error) {
	return narrate.New(r.narrates(), q.Names(r.Context()).Of, zone)
}

// narrates is the language of the sentences on a page.
func (r *request) narrates() string {
	if lang := r.tag.String(); slices.Contains(narrate.Languages(), lang) {
		return lang
	}
	return narrate.Languages()[0]
}

type sentView struct {
	Kind, Headline, Why, Back, Reference, JSON, File string
	Print, PDF                                       string // the receipt as a page for print, and as PDF
	Added                                            []bulkLine // files that were sent with it
	Facts                                            []fact
}

// receiptTarget is the life of a receipt: one that the viewer sees, or sent something to,
// though nothing of it may be judged yet.
func (d *desk) receiptTarget(r *request) (t target, err error) {
	if r.PathValue("tender") == "" {
		return d.target(r)
	}
	if t.reference, err = query.TenderRef(r.PathValue("tender")); err != nil {
		return t, err
	}
	t.stream, t.page = law.TwinningStream(t.reference), "/tenders/"+t.reference
	if _, err = d.Queries.Known(r.Context(), r.viewer, t.stream); err != nil {
		return t, err
	}
	t.call, err = d.Queries.Call(r.Context(), r.viewer, law.CallOf(t.reference))
	return t, err
}

// receiptFile is a receipt with what proves it, as receipt check takes it.
func (d *desk) receiptFile(r *request) error {
	t, err := d.receiptTarget(r)
	if err != nil {
		return err
	}
	got, err := d.Queries.Receipt(r.Context(), r.viewer, t.stream, r.PathValue("id"), true)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Disposition", `attachment; filename="receipt-`+t.reference+`.json"`)
	return r.file("application/json", append(text, '\n'))
}

// receipt is the page of a receipt, to which a form that was received leads.
func (d *desk) receipt(r *request) error {
	t, err := d.receiptTarget(r)
	if err != nil {
		return err
	}
	got, err := d.Queries.Receipt(r.Context(), r.viewer, t.stream, r.PathValue("id"), true)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		return err
	}
	v := sentView{Kind: map[string]string{door.Done: "done", door.Refused: "refused", door.Pending: "waiting"}[got.Status], Headline: r.say("sent." + got.Status), Back: t.page, Reference: t.reference, JSON: string(text), Facts: r.receiptFacts(got), File: r.URL.Path + "/receipt.json"}
	v.Print, v.PDF = d.receiptPapers(t.page, got.CommandID)
	if err := d.followed(r, t, got, &v); err != nil {
		return err
	}
	if got.Refusal != nil {
		tell, err := r.teller(d.Queries, t.call.Zone)
		if err != nil {
			return err
		}
		v.Why = tell.Refusal(*got.Refusal)
	}
	crumbs := []crumb{{"/", r.say("home")}, {t.page, t.reference}, {"", r.say("receipt.title")}}
	return d.show(r, http.StatusOK, "sent.html", r.say("receipt.title"), crumbs, nil, v)
}
