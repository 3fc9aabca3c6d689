package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A target is the life that a form is about, and its page.
type target struct {
	stream, reference, page string
	signIn                  string // where to sign in again, where that is asked for
	form                    form
	fields                  []input // of the form as the life stands
	call                    query.CallPage
	tender                  *query.TenderPage    // nil for a call, and for who does not see the tender
	is                      twinning.Twinning    // as far as the viewer sees it; zero until it was asked for
	read                    bool                 // it was
	handed                  []query.HandedLetter // of a tender, for the form that asks for one
	account                 query.AccountPage    // of a tender, as far as the viewer sees it
	viewer                  string
	names                   query.Names
	version                 string                   // of the life, as the viewer sees it: query.Seen
	sums                    func() map[string]string // of what is typed, for a script; nil for none
}

// target finds the life and the form of a path. Who has no role for the form is not let in.
func (d *desk) target(r *request) (t target, err error) {
	t.viewer = r.viewer.Person
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
	return t, d.callOf(r, &t)
}

// callOf reads the call of a target.
func (d *desk) callOf(r *request, t *target) (err error) {
	of := t.reference
	if r.PathValue("tender") != "" {
		of = law.CallOf(t.reference)
	}
	t.call, err = d.Queries.Call(r.Context(), r.viewer, of)
	return err
}

// formTarget is the target of a path with its form.
func (d *desk) formTarget(r *request) (t target, err error) {
	is, known := formOf(r.PathValue("command"), r.PathValue("tender") != "")
	if known && is.asked {
		t, err = d.addressed(r)
	} else {
		t, err = d.target(r)
	}
	if err != nil {
		return t, err
	}
	if !known {
		return t, &query.Absent{Noun: "page"}
	}
	t.form, t.fields = is, is.fields
	if (t.form.anybody || t.form.asked) && r.viewer.Person == "" {
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
	version, err := d.Queries.Addressable(r.Context(), r.viewer, t.stream, r.PathValue("command"))
	if err != nil {
		return t, err
	}
	if t.version, err = d.Queries.Seen(r.Context(), r.viewer, t.stream, version); err != nil {
		return t, err
	}
	t.names = d.Queries.Names(r.Context(), t.call)
	if t.tender != nil {
		t.names = t.tender.Named(d.Queries.Names(r.Context(), t.tender))
		if t.form.zero != nil {
			if err := d.stands(r, &t); err != nil {
				return t, err
			}
		}
		if t.form.kind == (twinning.ReportBounce{}).Kind() {
			if t.handed, err = d.Queries.HandedLetters(r.Context(), r.viewer, t.reference); err != nil {
				return t, err
			}
		}
	}
	if t.form.grows != nil {
		t.fields = append(t.fields[:len(t.fields):len(t.fields)], t.form.grows(r, t)...)
	}
	if t.form.fits != nil {
		t.fields = slices.DeleteFunc(slices.Clone(t.fields), func(in input) bool { return !t.form.fits(t, in) })
	}
	return t, nil
}

// addressed is a tender to whoever may send it something and does not see it.
func (d *desk) addressed(r *request) (t target, err error) {
	t.viewer = r.viewer.Person
	if t.reference, err = query.TenderRef(r.PathValue("tender")); err != nil {
		return t, err
	}
	if r.viewer.Person == "" {
		return t, &query.Nobody{}
	}
	t.stream, t.page = law.TwinningStream(t.reference), "/tenders/"+t.reference
	if _, err = d.Queries.Addressable(r.Context(), r.viewer, t.stream, r.PathValue("command")); err != nil {
		return t, err
	}
	return t, d.callOf(r, &t)
}

// stands reads how a tender stands, as far as the viewer sees it.
func (d *desk) stands(r *request, t *target) error {
	if t.read || t.tender == nil {
		return nil
	}
	row, err := d.Queries.State(r.Context(), r.viewer, t.stream, query.Then{})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(row.State, &t.is); err != nil {
		return errors.Join(errors.New("read the state of "+t.reference), err)
	}
	if t.is.Payments != nil {
		if t.account, err = d.Queries.Account(r.Context(), r.viewer, t.stream); err != nil {
			return err
		}
	}
	t.read = true
	return nil
}

// answered is the receipt of the command that a form was sent with, false where it was not sent.
func (d *desk) answered(r *request, t target, id string) (door.Receipt, bool, error) {
	stream := t.stream
	if t.form.invites {
		stream, _ = invitation.Stream(invitation.NewReference(t.reference, id, r.viewer.Person))
	}
	return d.receiptIn(r, stream, id)
}

// receiptIn is the receipt of the command that a life received under an id, false where it received none.
func (d *desk) receiptIn(r *request, stream, id string) (door.Receipt, bool, error) {
	if id == "" || law.CheckCode("command id", id) != nil || strings.Contains(id, "/") {
		return door.Receipt{}, false, nil
	}
	got, err := d.Queries.Receipt(r.Context(), r.viewer, stream, id, false)
	if errors.Is(err, door.ErrNotFound) {
		return got, false, nil
	}
	return got, err == nil, err
}

// receiptOf is the page of the answer to a form.
func (t target) receiptOf(got door.Receipt) string {
	if !t.form.invites {
		return t.page + "/receipts/" + url.PathEscape(got.CommandID)
	}
	if got.Status == door.Pending {
		return "/invitations?waits=" + url.QueryEscape(got.Reference)
	}
	return "/invitations/" + got.Reference
}

// numbers reads JSON with its numbers as they are written.
func numbers(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// parted is a choice that says two things, the second after a line.
func parted(text string) (string, string) {
	first, second, _ := strings.Cut(text, "|")
	return first, second
}
