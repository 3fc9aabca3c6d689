package pages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

type submitView struct {
	ID, Action, Version, Back string
	Clock                     clock
	Facts                     []fact
	Gaps                      []gap
	Wrong                     []complaint
	Receipt                   string
	Against                   []finding
	Number                    int // of the version that it would be
	Tender                    string
	Beside                    []fact // other tenders of whoever submits a first version
	Became, Link              string // that a version says the same already, and where it is
}

// submitForm asks once whether a draft is to be sent as it stands.
func (d *desk) submitForm(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	return d.showSubmit(r, http.StatusOK, s, door.NewID(), nil, "")
}

func (d *desk) showSubmit(r *request, status int, s sketch, id string, wrong []complaint, receipt string) error {
	view, err := d.draftView(r, s)
	if err != nil {
		return err
	}
	v := submitView{
		ID: id, Action: s.at() + "/submit", Version: s.Version, Back: s.at(), Clock: view.Clock, Gaps: view.Gaps, Wrong: wrong, Receipt: receipt, Number: 1,
	}
	if s.stands != nil {
		v.Number, v.Tender = len(s.stands.Submissions)+1, s.tender
	}
	if s.stands == nil {
		beside, err := d.Queries.TendersBeside(r.Context(), r.viewer, s.tender)
		if err != nil {
			return err
		}
		for _, reference := range beside {
			v.Beside = append(v.Beside, fact{Name: reference, Href: "/tenders/" + reference})
		}
	}
	if status == http.StatusOK { // back to a draft that was submitted: nothing is to be sent again
		v.Became, v.Link = view.Became, view.Link
	}
	if view.Findings != nil {
		v.Against = slices.DeleteFunc(view.Findings.Rows, func(f finding) bool { return f.OK })
	}
	t, n := s.read.Tender, d.Queries.Names(r.Context(), s.page)
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{r.say("tender." + name), value, ""})
		}
	}
	add("title", t.Title)
	if kind, known := s.call.Book.Type(t.Type); known {
		add("type", kind.Name)
	}
	if total := t.Costs.Total(); !total.IsNone() {
		add("amount", r.money(total))
	}
	if t.Months > 0 {
		add("months", r.number(t.Months))
	}
	var names []string
	for _, o := range t.Organisations {
		names = append(names, o.Name+" ("+o.Country+")")
	}
	add("parties", strings.Join(names, r.semicolon()))
	add("contact", n.Of(t.Contact))
	add("signatory", n.Of(t.Signatory))
	for _, x := range r.documents(s) {
		switch {
		case x.Size != "":
			v.Facts = append(v.Facts, fact{x.Name, r.say("document.as", x.File, x.Type, x.Size), ""})
		case x.File != "":
			v.Facts = append(v.Facts, fact{x.Name, x.File, ""})
		}
	}
	crumbs, _ := r.draftAround(s, "")
	crumbs[2].Href = s.at()
	return d.show(r, status, "submit.html", r.say("submit.title", s.title(r)), append(crumbs, crumb{"", r.say("submit")}), nil, v)
}

// submit sends what a draft says, once, under the id that the form was made with, and
// then adds the files that it names.
func (d *desk) submit(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	id := r.PostForm.Get("command-id")
	if err := law.CheckCode("command id", id); err != nil {
		id = door.NewID()
	}
	stream := law.TwinningStream(s.tender)
	receipt := "/tenders/" + s.tender + "/receipts/" + url.PathEscape(id)
	if r.PostForm.Get("version") != s.Version {
		if _, err := d.Queries.Receipt(r.Context(), r.viewer, stream, id, false); err == nil {
			return r.to(receipt) // it was sent already
		}
		return d.showSubmit(r, http.StatusConflict, s, id, []complaint{{"", r.say("submit.moved")}}, "")
	}
	t, err := programme.ParseTender(s.Name, s.data)
	if err == nil {
		t, err = door.ResolvedTender(r.Context(), d.People, t)
	}
	var problems programme.Problems
	switch {
	case errors.As(err, &problems), errors.Is(err, people.ErrUnknown), errors.Is(err, door.ErrNotFound), errors.Is(err, door.ErrNonsense):
		return d.showSubmit(r, http.StatusUnprocessableEntity, s, id, []complaint{{"", r.say("submit.incomplete")}}, "")
	case err != nil:
		return err
	}
	got, err := d.Door.Insist(r.Context(), door.Request{Stream: stream, Command: twinning.SubmitTender{Tender: t}, As: r.viewer.Person, ID: id, Begins: s.stands == nil && s.Name != s.tender})
	if err != nil && got.Status == "" {
		if errors.Is(err, door.ErrOtherContent) {
			return r.to(receipt)
		}
		if errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrNotReceived) {
			return d.showSubmit(r, http.StatusUnprocessableEntity, s, id, []complaint{{"", err.Error()}}, "")
		}
		return err
	}
	if got.Status == door.Refused {
		why := r.say("sent.refused")
		if got.Refusal != nil {
			tell, err := r.teller(d.Queries, s.call.Zone)
			if err != nil {
				return err
			}
			why = tell.Refusal(*got.Refusal)
		}
		return d.showSubmit(r, http.StatusUnprocessableEntity, s, door.NewID(), []complaint{{"", why}}, receipt)
	}
	if got.Status == door.Done {
		if err := d.attachAll(r, s, id); err != nil {
			return err
		}
	}
	return r.to(receipt)
}

// attachAll adds the files that a draft names to its tender, and takes back those of
// documents that it names no more. The ids of the commands follow from that of the form.
func (d *desk) attachAll(r *request, s sketch, id string) error {
	if d.Evidence == nil {
		return nil
	}
	stream := law.TwinningStream(s.tender)
	there, err := d.Queries.Evidence(r.Context(), r.viewer, d.Evidence, stream)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for n, x := range s.read.Tender.Documents {
		f, known := s.files[x.File]
		target := twinning.Target{Purpose: twinning.ForDocument, ID: x.ID}.String()
		named[x.File+" "+target] = true
		if !known || f.gone || slices.ContainsFunc(there, func(e query.EvidenceRow) bool { return e.File == x.File && e.For == target }) {
			continue
		}
		whole, err := d.Evidence.HeldSum(r.Context(), stream, x.File)
		if err != nil {
			return err
		}
		if err := d.follow(r, stream, fmt.Sprintf("%s-f%d", id, n+1), twinning.AddEvidence{
			File: whole.Name, For: target, SealedSHA256: whole.Sealed, SealedSize: whole.SealedSize,
			Title: law.Text(x.Name), Type: law.Text(whole.Type), SHA256: law.Text(whole.SHA256),
		}); err != nil {
			return err
		}
	}
	for n, e := range there {
		if target, err := twinning.ParseTarget(e.For); err != nil || target.Purpose != twinning.ForDocument || named[e.File+" "+e.For] || e.State == evidence.StateErased {
			continue
		}
		if err := d.follow(r, stream, fmt.Sprintf("%s-w%d", id, n+1), twinning.WithdrawEvidence{File: e.File, For: e.For}); err != nil {
			return err
		}
	}
	return nil
}

// follow sends a command that follows from another one of the same person.
func (d *desk) follow(r *request, stream, id string, c law.Command) error {
	_, err := d.Door.Insist(r.Context(), door.Request{Stream: stream, Command: c, As: r.viewer.Person, ID: id})
	if errors.Is(err, door.ErrOtherContent) {
		return nil // it was sent before, and is answered
	}
	return err
}

// attachLater adds the files of a draft whose tender stands already.
func (d *desk) attachLater(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	if s.stands == nil {
		return &query.Absent{Noun: "tender"}
	}
	if err := d.attachAll(r, s, door.NewID()); err != nil {
		return err
	}
	return r.to("/tenders/" + s.tender)
}

// followed are the files that were sent with a submission, each with its receipt.
func (d *desk) followed(r *request, t target, got door.Receipt, v *sentView) error {
	if !strings.HasPrefix(t.stream, law.TenderFamily) || got.Verdict == "" {
		return nil
	}
	for n := 1; n <= 100; n++ {
		x, err := d.Queries.Receipt(r.Context(), r.viewer, t.stream, fmt.Sprintf("%s-f%d", got.CommandID, n), false)
		if errors.Is(err, door.ErrNotFound) {
			if n > len(v.Added)+10 {
				return nil
			}
			continue
		}
		if err != nil {
			return err
		}
		line := bulkLine{Receipt: t.page + "/receipts/" + url.PathEscape(x.CommandID), Reference: r.say("sent.file", n), Status: r.status(x.Status)}
		if x.Refusal != nil {
			tell, err := r.teller(d.Queries, t.call.Zone)
			if err != nil {
				return err
			}
			line.Why = tell.Refusal(*x.Refusal)
		}
		v.Added = append(v.Added, line)
	}
	return nil
}

// status marks how a command stands.
func (r *request) status(status string) mark {
	return mark{r.word("status", status), map[string]string{door.Done: "good", door.Refused: "bad", door.Pending: "wait"}[status]}
}
