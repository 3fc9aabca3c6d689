package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

type field struct {
	Name, Type, Label, Hint, Value, Wrong string
	Choices                               []choice
	Groups                                []group
	Unit                                  string // of money
	Max, Rows                             int    // the most characters or the highest number; lines shown
	Stored, Title                         string // of a file that was sent: its name in the store, and as it was called
	Members                               []field
	Lines                                 []rowOf // of a list
	Must                                  bool
}

// A rowOf is one row of a list in a form.
type rowOf struct {
	Name, Number, Label string
	Members             []field
	Blank               bool
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
	Version                                         int64
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

// A dueOn is until when a form can be sent; a script counts it down.
type dueOn struct {
	At, Text, Left, Gone string
	Passed               bool
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
	v.Receipt = receipt
	return d.show(r, status, "form.html", r.say("do."+t.form.kind), t.crumbs(r), nil, v)
}

func (d *desk) formView(r *request, t target, id string, typed url.Values, wrong []complaint) (v formView, err error) {
	kind := t.form.kind
	v = formView{
		ID: id, Action: t.page + "/do/" + kind, Lead: r.say("lead." + kind), Button: r.say("do." + kind), Back: t.page, Wrong: wrong, SignIn: t.signIn,
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

// formFields are the fields of a form as they are shown: at begins their names, path their
// texts in the catalogue.
func (d *desk) formFields(r *request, t target, fields []input, at, path string, typed url.Values, wrong []complaint) ([]field, error) {
	var list []field
	kind := t.form.kind
	for _, in := range fields {
		name := at + in.name
		f := field{Name: name, Type: in.kind, Label: r.labelOf(kind, path+in.name, in), Hint: r.hintOf(kind, path+in.name, in), Value: typed.Get(name), Must: in.required}
		for _, w := range wrong {
			if w.Field == name && f.Wrong == "" {
				f.Wrong = w.Text
			}
		}
		switch in.kind {
		case "group":
			members, err := d.formFields(r, t, in.within, name+"-", path+in.name+".", typed, wrong)
			if err != nil {
				return nil, err
			}
			f.Members = members
		case "rows":
			if err := d.formRows(r, t, in, &f, path, typed, wrong); err != nil {
				return nil, err
			}
		default:
			if err := d.choices(r, t, in, typed, &f); err != nil {
				return nil, err
			}
		}
		list = append(list, f)
	}
	return list, nil
}

// formRows are the rows of a list that were typed, and an empty one.
func (d *desk) formRows(r *request, t target, in input, f *field, path string, typed url.Values, wrong []complaint) error {
	reading := filling{typed: typed}
	rows := slices.Clone(typed[f.Name])
	next := 0
	for _, row := range rows {
		if n, err := strconv.Atoi(row); err == nil {
			next = max(next, n+1)
		}
	}
	if len(rows) == 0 || reading.begun(in.within, f.Name+"-"+rows[len(rows)-1]+"-") {
		rows = append(rows, strconv.Itoa(next))
	}
	for i, row := range rows {
		at := f.Name + "-" + row + "-"
		members, err := d.formFields(r, t, in.within, at, path+in.name+".", typed, wrong)
		if err != nil {
			return err
		}
		f.Lines = append(f.Lines, rowOf{Name: f.Name, Number: row, Label: r.say("form.row", f.Label, i+1), Members: members, Blank: !reading.begun(in.within, at)})
	}
	return nil
}

// choices fills in what can be chosen in a field, and what it takes.
func (d *desk) choices(r *request, t target, in input, typed url.Values, f *field) error {
	on := func(value string) bool { return slices.Contains(typed[f.Name], value) }
	switch in.kind {
	case "radio":
		words := in.words
		if words == "" {
			words = "stage"
		}
		for _, c := range in.choices {
			f.Choices = append(f.Choices, choice{c, r.word(words, c), on(c)})
		}
	case "yesno":
		f.Type = "radio"
		f.Choices = []choice{{"yes", r.say("yes"), on("yes")}, {"no", r.say("no"), on("no")}}
		for _, x := range []string{"yes", "no"} {
			if _, own := r.keys["choice."+t.form.kind+"."+in.name+"."+x]; own {
				f.Choices[map[string]int{"yes": 0, "no": 1}[x]].Text = r.say("choice." + t.form.kind + "." + in.name + "." + x)
			}
		}
	case "people":
		for _, e := range t.call.Evaluators {
			f.Choices = append(f.Choices, choice{e.Person, t.names.Of(e.Person), on(e.Person)})
		}
	case "role":
		f.Type = "select"
		for _, role := range r.invitable(t) {
			f.Choices = append(f.Choices, choice{string(role), r.word("role", role), on(string(role))})
		}
	case "tender":
		f.Type = "select"
		rows, err := d.tenderChoices(r, t)
		if err != nil {
			return err
		}
		for _, x := range rows {
			f.Choices = append(f.Choices, choice{x.Reference, strings.TrimSpace(x.Reference + " " + x.Title), on(x.Reference)})
		}
	case "pick", "picks":
		list, err := d.picks(r, t, in)
		if err != nil {
			return err
		}
		f.Type = map[string]string{"pick": "select", "picks": "people"}[in.kind]
		if in.kind == "pick" && (!in.required || len(list) != 1) {
			f.Choices = append(f.Choices, choice{"", r.say("form.choose"), false})
		}
		for _, c := range list {
			c.On = on(c.Value) || strings.HasPrefix(c.Value, typed.Get(f.Name)+"|") && typed.Get(f.Name) != ""
			f.Choices = append(f.Choices, c)
		}
	case "money":
		f.Unit = t.call.Book.Budget.Currency()
	case "text":
		f.Max, f.Rows = law.TextLimit, 5
	case "lines", "persons", "covered":
		f.Type, f.Rows = "text", 3
	case "textfile":
		f.Rows = 16
	case "person", "decimal":
		f.Type = "line"
	case "file", "attachment":
		f.Type, f.Stored, f.Title, f.Hint = "file", typed.Get(f.Name+"-stored"), typed.Get(f.Name+"-title"), r.say("document.hint", evidence.Taken, r.bytes(evidence.Limit))
	}
	return nil
}

// due is until when a form can be sent, or is to be; nil where nothing is owed.
func (d *desk) due(r *request, t target, typed url.Values) (*dueOn, error) {
	var at time.Time
	switch {
	case t.form.kind == "withdraw-tender" && t.call.IsOpened, t.tender == nil:
		return nil, nil
	case t.form.kind == "undo-withdrawal":
		at = dueOf(t.call)
	default:
		rows, err := d.Queries.Obligations(r.Context(), r.viewer, t.stream)
		if err != nil {
			return nil, err
		}
		for _, o := range rows {
			if day, err := calendar.ParseDate(o.Due); err == nil && isOwed(o) && slices.Contains(o.Who, r.viewer.Person) && r.leadsTo(o, r.URL.Path, typed) {
				at = day.End(t.call.In).Add(-time.Microsecond)
				break
			}
		}
	}
	if at.IsZero() {
		return nil, nil
	}
	x := &dueOn{At: at.UTC().Format(time.RFC3339Nano), Text: r.instant(at, t.call.In), Left: r.until(r.now, at), Passed: !r.now.Before(at), Gone: r.say("form.due.late")}
	if t.form.refuses || t.form.kind == "undo-withdrawal" {
		x.Gone = r.say("form.due.refused")
	}
	return x, nil
}

// A sinceLine is something that happened since a form was opened.
type sinceLine struct{ Sentence, Who, At string }

// since is what the viewer may know of what happened in a life after a version of it.
// Reminders and other letters change nothing that a form is about.
func (d *desk) since(r *request, t target, version int64) ([]sinceLine, error) {
	h, err := d.Queries.History(r.Context(), r.viewer, t.stream, false)
	if isHidden(err) || isRefusal(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []sinceLine
	for _, l := range h.Lines {
		if l.Version > version && l.Kind != "rung-passed.v1" {
			list = append(list, sinceLine{t.names.In(l.Sentence), t.names.In(l.Who), r.instant(l.Instant, h.Zone)})
		}
	}
	return list, nil
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
