package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// send sends a command under the id that the form was made with: a form that is sent
// twice is received once, and answered as the first time. What is refused comes back with
// what was typed, and so does what was typed while the life moved on.
func (d *desk) send(r *request) error {
	t, err := d.formTarget(r)
	if err != nil {
		return err
	}
	typed, wrong, err := d.read(r, t)
	if err != nil {
		return err
	}
	id := typed.Get("command-id")
	if id == "" {
		id = door.NewID()
	}
	if done, err := d.saving(r, t, typed); done || err != nil {
		return err
	}
	if typed.Get("more") != "" { // a row of a list more
		return d.showForm(r, http.StatusOK, t, id, typed, nil, "")
	}
	first, known, err := d.answered(r, t, id)
	if err != nil {
		return err
	}
	c, more, err := d.commandOf(r, t, typed)
	if err != nil {
		return err
	}
	if len(more) == 0 && !known {
		if more, err = d.reads(r, t, typed); err != nil {
			return err
		}
	}
	if wrong = append(wrong, more...); len(wrong) > 0 {
		return d.showForm(r, http.StatusUnprocessableEntity, t, id, typed, wrong, "")
	}
	if moved, err := d.moved(r, t, typed); !known && (err != nil || len(moved) > 0) {
		if err != nil {
			return err
		}
		return d.showMoved(r, t, id, typed, moved)
	}
	if !known {
		if c, err = d.addFiles(r, t, id, c, typed); err != nil {
			return err
		}
	} else if a, adds := c.(twinning.AddEvidence); adds {
		if c, err = d.whole(r, t, a, typed); err != nil {
			return err
		}
	}
	q := door.Request{Stream: t.stream, Command: c, As: r.viewer.Person, ID: id}
	if t.form.invites {
		q = t.invitation(q)
	}
	got, err := d.Door.Insist(r.Context(), q)
	if err != nil && got.Status == "" {
		return d.notReceived(r, t, id, typed, first, err)
	}
	receipt := t.receiptOf(got)
	if got.Status == door.Refused && got.Refusal != nil {
		if t.form.invites {
			receipt = "" // there is no invitation, and nothing to keep
		}
		tell, err := r.teller(d.Queries, t.call.Zone)
		if err != nil {
			return err
		}
		return d.showForm(r, http.StatusUnprocessableEntity, t, door.NewID(), typed, []complaint{{t.at(got.Refusal), tell.Refusal(*got.Refusal)}}, receipt)
	}
	if err := d.sentForm(r, t, got.Status); err != nil {
		return err
	}
	return r.to(receipt)
}

// notReceived shows a form again that could not be received, with what was typed.
func (d *desk) notReceived(r *request, t target, id string, typed url.Values, first door.Receipt, err error) error {
	receipt := ""
	why := r.why(err)
	if errors.Is(err, door.ErrOtherContent) {
		id = door.NewID() // the first content was received: what is typed now is another command
		why = r.say("form.other")
		if first.CommandID != "" {
			receipt = t.receiptOf(first)
		}
	}
	if errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrOtherContent) || errors.Is(err, door.ErrNotReceived) {
		return d.showForm(r, http.StatusUnprocessableEntity, t, id, typed, []complaint{{"", why}}, receipt)
	}
	var again *query.SignInAgain
	if errors.As(err, &again) {
		return d.signInAgain(r, t, typed, err)
	}
	return err
}

// moved is what happened since the form was made that is sent now, nothing where it does
// not say from which version of the life it was made.
func (d *desk) moved(r *request, t target, typed url.Values) ([]sinceLine, error) {
	made := typed.Get("version")
	is, _, _ := strings.Cut(made, "-") // without when the form was made
	if now, _, _ := strings.Cut(t.version, "-"); is == "" || is == now {
		return nil, nil
	}
	return d.since(r, t, made)
}

// showMoved shows what happened since a form was made, with what was typed into it: it can
// be sent as it is, and is then made from how the life stands now.
func (d *desk) showMoved(r *request, t target, id string, typed url.Values, moved []sinceLine) error {
	if err := d.keep(r, t, typed); err != nil {
		return err
	}
	v, err := d.formView(r, t, id, typed, nil)
	if err != nil {
		return err
	}
	v.Since = moved
	return d.show(r, http.StatusConflict, "form.html", r.say("do."+t.form.kind), t.crumbs(r), nil, v)
}

// commandOf is the command that a form says, with what does not fit, at its fields.
func (d *desk) commandOf(r *request, t target, typed url.Values) (law.Command, []complaint, error) {
	if t.form.zero != nil {
		return d.drawnCommand(r, t, typed)
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
		p, err := d.knownAs(r.Context(), who)
		switch {
		case errors.Is(err, people.ErrUnknown):
			wrong = append(wrong, complaint{name, r.unknown(who)})
		case err != nil:
			return nil, nil, err
		default:
			values.Set(name, p.ID)
		}
	}
	if len(wrong) > 0 {
		return nil, wrong, nil
	}
	return t.form.command(values), nil, nil
}

// drawnCommand is the command of a form that is drawn from its schema. What was typed is
// held to the schema as the API holds what is sent to it.
func (d *desk) drawnCommand(r *request, t target, typed url.Values) (law.Command, []complaint, error) {
	f := filling{d: d, r: r, t: t, typed: typed, at: map[string]string{}, labels: map[string]string{}}
	content := f.object(t.fields, "", "", "")
	if f.err != nil {
		return nil, nil, f.err
	}
	if t.form.finish != nil {
		f.wrong = append(f.wrong, t.form.finish(r, t, content)...)
	}
	_, adds := t.form.zero.(twinning.AddEvidence)
	if adds && len(f.wrong) == 0 {
		return twinning.AddEvidence{File: scalar(content["file"]), For: scalar(content["for"])}, nil, nil // the store knows the rest
	}
	if len(f.wrong) > 0 {
		return nil, f.wrong, nil
	}
	text, err := json.Marshal(content)
	if err != nil {
		return nil, nil, err
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, nil, err
	}
	var found huma.ValidateResult
	huma.Validate(sent.Registry, t.form.shape, huma.NewPathBuffer([]byte(""), 0), huma.ModeWriteToServer, value, &found)
	for _, e := range found.Errors {
		at := ""
		if detail, ok := e.(*huma.ErrorDetail); ok {
			at = f.at[strings.Trim(detail.Location, ".")]
		}
		f.wrong = append(f.wrong, complaint{at, r.say("form.unfit")})
	}
	if len(f.wrong) > 0 {
		return nil, f.wrong, nil
	}
	of, _ := lives.Law(t.stream)
	c, err := of.Command(t.form.kind, text)
	if err == nil {
		err = c.Check()
	}
	if err != nil {
		return nil, []complaint{{f.about(err), r.whyOf(err, f.called)}}, nil
	}
	c, err = door.Resolved(r.Context(), d.People, c)
	if errors.Is(err, door.ErrNotFound) || errors.Is(err, door.ErrNonsense) || errors.Is(err, people.ErrUnknown) {
		return nil, []complaint{{"", r.why(err)}}, nil
	}
	return c, nil, err
}

// about is the field that is wrong by a check, "" where it names none of the form.
func (f *filling) about(err error) string {
	var wrong *law.Nonsense
	if errors.As(err, &wrong) {
		for _, p := range wrong.Told().With {
			if p.Name == "field" {
				return f.at[p.Value]
			}
		}
	}
	first, _, _ := strings.Cut(err.Error(), " ")
	return f.at[strings.Trim(first, ",.:")]
}

// called is a member of the command as the form calls it, by its path.
func (f *filling) called(path string) string {
	if label := f.labels[path]; label != "" {
		return label
	}
	return f.r.member(path)
}

// addFiles adds the files that came with a form to the tender, for what the form is about;
// of a form that adds one file it gives the whole command.
func (d *desk) addFiles(r *request, t target, id string, c law.Command, typed url.Values) (law.Command, error) {
	if a, adds := c.(twinning.AddEvidence); adds {
		return d.whole(r, t, a, typed)
	}
	if t.form.files == nil {
		return c, nil
	}
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	content := map[string]any{}
	if err := numbers(text, &content); err != nil {
		return nil, err
	}
	n := 0
	for _, name := range slices.Sorted(namesOf(typed)) {
		at, stored := strings.CutSuffix(name, "-stored")
		if !stored || typed.Get(name) == "" {
			continue
		}
		for i, file := range typed[name] {
			n++
			purpose, title := t.form.files(content, file), ""
			if _, added := t.is.FileFor(file, purpose); added || file == "" || purpose == "" || !strings.Contains(string(text), file) {
				continue
			}
			if titles := typed[at+"-title"]; i < len(titles) {
				title = titles[i]
			}
			add, err := d.whole(r, t, twinning.AddEvidence{File: file, For: purpose, Title: law.Text(title)}, typed)
			if errors.Is(err, evidence.ErrNotFound) || errors.Is(err, evidence.ErrErased) {
				continue // the law says that it is not there
			}
			if err != nil {
				return nil, err
			}
			if err := d.follow(r, t.stream, fmt.Sprintf("%s-e%d", id, n), add); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

// whole is a file that is to be added, with what the store knows of it.
func (d *desk) whole(r *request, t target, a twinning.AddEvidence, typed url.Values) (twinning.AddEvidence, error) {
	if d.Evidence == nil {
		return a, evidence.ErrNotFound
	}
	f, err := d.Evidence.HeldSum(r.Context(), t.stream, a.File)
	if err != nil {
		return a, err
	}
	if a.Title == "" {
		a.Title = law.Text(typed.Get("file-title"))
	}
	a.SealedSHA256, a.SealedSize, a.Type, a.SHA256 = f.Sealed, f.SealedSize, law.Text(f.Type), law.Text(f.SHA256)
	return a, nil
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
		return &query.Withheld{What: r.say("error.stale", r.why(again))}
	}
	kept := url.Values{"signed-in": {"again"}}
	for _, in := range t.fields {
		if in.kind != "text" && in.kind != "textfile" && typed.Has(in.name) {
			kept[in.name] = typed[in.name]
		}
	}
	ask := url.Values{"again": {""}, "back": {t.page + "/do/" + t.form.kind + "?" + kept.Encode()}}
	if again.ACR != "" {
		ask.Set("acr", again.ACR)
	}
	t.signIn = d.SignIn + "?" + ask.Encode()
	if r.Method == http.MethodPost { // a form leads to no other site: browsers hold to form-action through redirects
		return d.showForm(r, http.StatusUnauthorized, t, door.NewID(), typed, []complaint{{"", r.why(again)}}, "")
	}
	http.Redirect(r.w, r.Request, t.signIn, http.StatusSeeOther)
	return nil
}

// at is the field that a refusal is about: one with the name of a parameter of it, else none.
func (t target) at(x *law.Refusal) string {
	for _, p := range x.With {
		for _, in := range t.fields {
			if in.name == p.Name || in.memberOf() == p.Name {
				return in.name
			}
		}
	}
	for _, in := range t.fields {
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
