package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

type formView struct {
	ID, Action, Lead, Button, Back, Receipt, SignIn string
	Version                                         string
	Fields                                          []field
	Wrong                                           []complaint
	Preview                                         []chart.Figure
	About                                           []fact
	Since                                           []sinceLine // what happened since the form was opened
	Files, Sent, Refused                            bool
	Headline, Why, Anew                             string // of a form that was sent already
	Due                                             *dueOn
	Other                                           *button
	Kept                                            keeping
	Keeps                                           bool // what is typed is kept before it is sent
}

// form shows the form of a command under an id of its own, which stands in its address: so
// the same form is shown again when it is loaded again or gone back to, and what was sent
// from it is answered once.
func (d *desk) form(r *request) error {
	t, err := d.formTarget(r)
	if err != nil {
		return err
	}
	if err := d.Queries.MustSignIn(r.Context(), t.stream, t.form.kind); err != nil {
		return d.signInAgain(r, t, r.URL.Query(), err)
	}
	asked := r.URL.Query()
	id := asked.Get("form")
	if law.CheckCode("command id", id) != nil || strings.Contains(id, "/") {
		asked.Set("form", door.NewID())
		return r.to(t.page + "/do/" + t.form.kind + "?" + asked.Encode())
	}
	got, sent, err := d.answered(r, t, id)
	if err != nil {
		return err
	}
	if sent {
		return d.showSent(r, t, got)
	}
	if closed, err := d.closed(r, t); err != nil || closed != nil {
		if err != nil {
			return err
		}
		return d.showClosed(r, http.StatusOK, r.say("do."+t.form.kind), t.crumbs(r), *closed)
	}
	typed := url.Values{}
	if t.form.start != nil {
		if content, ok := t.form.start(t, asked).(map[string]any); ok {
			spread(t.fields, content, "", typed)
			t.entitle(typed)
		}
	}
	for name, list := range asked {
		typed[name] = list
	}
	is, err := d.kept(r, t)
	if err != nil {
		return err
	}
	return d.showForm(r, http.StatusOK, t, id, merged(typed, is), nil, "")
}

// showSent says that a form was sent already, and with which answer.
func (d *desk) showSent(r *request, t target, got door.Receipt) error {
	v := formView{Sent: true, Back: t.page, Receipt: t.receiptOf(got), Refused: got.Status == door.Refused, Headline: r.say("form.sent." + got.Status), Anew: r.again(nil)}
	if got.Refusal != nil {
		tell, err := r.teller(d.Queries, t.call.Zone)
		if err != nil {
			return err
		}
		v.Why = tell.Refusal(*got.Refusal)
	}
	return d.show(r, http.StatusOK, "form.html", r.say("do."+t.form.kind), t.crumbs(r), nil, v)
}

// heading is what a form is called.
func (r *request) heading(t target) string {
	if t.form.heads != nil {
		if own := t.form.heads(r, t); own != "" {
			return own
		}
	}
	return r.say("do." + t.form.kind)
}

func (t target) crumbs(r *request) []crumb {
	return []crumb{{"/", r.say("home")}, {t.page, t.reference}, {"", r.say("do." + t.form.kind)}}
}

// showForm draws a form, with what was typed and what was wrong with it.
func (d *desk) showForm(r *request, status int, t target, id string, typed url.Values, wrong []complaint, receipt string) error {
	if status != http.StatusOK && status != http.StatusUnauthorized {
		if err := d.keep(r, t, typed); err != nil {
			return err
		}
	}
	v, err := d.formView(r, t, id, typed, wrong)
	if err != nil {
		return err
	}
	if v.Receipt = receipt; receipt != "" && v.Kept.Saved != "" {
		v.Kept.Saved = r.say("form.kept.refused")
	}
	return d.show(r, status, "form.html", r.heading(t), t.crumbs(r), nil, v)
}

func (d *desk) formView(r *request, t target, id string, typed url.Values, wrong []complaint) (v formView, err error) {
	kind := t.form.kind
	v = formView{
		ID: id, Action: t.page + "/do/" + kind, Lead: r.say("lead." + kind), Button: r.heading(t), Back: t.page, Wrong: wrong, SignIn: t.signIn,
		Version: t.version, Files: takesFiles(t.fields), Other: r.otherWay(t, typed), Keeps: len(t.fields) > 0,
	}
	v.Action = r.again(nil)
	is, err := d.kept(r, t)
	if err != nil {
		return v, err
	}
	v.Kept = r.keeping(t, is)
	if t.form.asked {
		v.Back = "/today"
	}
	contract := query.ContractPage{}
	if t.signs() {
		if contract, err = d.contractOf(r, t, typed); err != nil {
			return v, err
		}
		typed = maps.Clone(typed)
		typed.Set("sha256", contract.SHA256) // of what is shown here
	}
	if v.Fields, err = d.formFields(r, t, t.fields, "", "", typed, wrong); err != nil {
		return v, err
	}
	if v.Due, err = d.due(r, t, typed); err != nil {
		return v, err
	}
	if t.signs() {
		v.Preview = r.contractShown(t, contract)
		if contract.Why != "" {
			v.About = []fact{{r.say("contract.hinders"), contract.Why, ""}}
		}
		return v, nil
	}
	if t.form.about != nil {
		v.About, v.Preview = t.form.about(r, t, typed)
		return v, nil
	}
	v.Preview, err = d.preview(r, t, typed)
	return v, err
}

// otherWay leads from accepting something to returning it, and back.
func (r *request) otherWay(t target, typed url.Values) *button {
	other := map[string]string{
		"accept-log": "return-log", "return-log": "accept-log", "accept-report": "return-report", "return-report": "accept-report", "approve-expense": "return-expense",
	}[t.form.kind]
	f, ok := formOf(other, true)
	if !ok || !r.may(f, t.call, t.tender) {
		return nil
	}
	kept := url.Values{}
	for _, name := range []string{"month", "report"} {
		if x := typed.Get(name); x != "" {
			kept.Set(name, x)
		}
	}
	if x, _ := parted(typed.Get("expense")); x != "" {
		kept.Set("expense", x)
	}
	href := t.page + "/do/" + other
	if len(kept) > 0 {
		href += "?" + kept.Encode()
	}
	return &button{Href: href, Text: r.say("do." + other), Quiet: true}
}

// doing lists the forms that the viewer may use on a call or a tender.
func (d *desk) doing(r *request) error {
	t, err := d.target(r)
	if err != nil {
		return err
	}
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	var offered []form
	if t.tender != nil {
		if offered, err = d.offeredForms(r, t.call, *t.tender); err != nil {
			return err
		}
	} else {
		for _, f := range forms {
			if !f.tender && r.may(f, t.call, nil) && slices.Contains(f.stages, t.call.Stage) && (f.open == nil || f.open(t)) {
				offered = append(offered, f)
			}
		}
	}
	var v struct{ Rows []fact }
	for _, f := range offered {
		v.Rows = append(v.Rows, fact{r.say("do." + f.kind), r.say("lead." + f.kind), t.page + "/do/" + f.kind})
	}
	return d.show(r, http.StatusOK, "doing.html", r.say("doing.title", t.reference), []crumb{{"/", r.say("home")}, {t.page, t.reference}, {"", r.say("do.more")}}, nil, v)
}
