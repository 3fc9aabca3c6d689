package pages

import (
	"errors"
	"net/http"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

type lifeBookView struct {
	numberedText
	ID, Kind, Was, Command, Saved, Reference, Why string
	Wrong                                         []complaint
	WrongAt                                       map[string]string
	Fits, Changes                                 bool   // nothing is wrong with the file; the marketplace is open, and gets other rules
	Refused, Says                                 string // why the law would not do it now; what came of it
	Day, Doubt                                    string // the day with which its dates move, and what is odd about it
}

// showLifeBook is the page of a rule book with which a life that is no call is opened.
func (d *desk) showLifeBook(r *request, status int, b drafts.Book, id string, wrong []complaint, says string) error {
	v := lifeBookView{
		ID: b.ID, Kind: b.Kind, Was: b.Version, Command: id, Saved: r.say("draft.saved", r.instant(b.SavedAt, nil)), Reference: b.Reference, Why: r.PostForm.Get("why"),
		Wrong: wrong, WrongAt: map[string]string{}, Says: says,
	}
	for _, w := range wrong {
		v.WrongAt[w.Field] = w.Text
	}
	book, err := programme.ParseLifeBook(b.Kind, "rule-book.yaml", []byte(b.Text))
	problems := problemsOf(err)
	v.numberedText = r.numbered(b.Text, problems)
	if v.Changes, err = d.changesMarket(r, b); err != nil {
		return err
	}
	if v.Fits = len(problems) == 0; v.Fits && b.Reference != "" {
		if v.Refused, err = d.wouldBegin(r, b, book, v.Changes); err != nil {
			return err
		}
	}
	if on, err := programme.AnchorOf(b.Kind, "rule-book.yaml", []byte(b.Text)); err == nil {
		v.Day, v.Doubt = r.say("lifebook.day."+b.Kind, r.dayOf(on.String())), r.doubtOfDay(on)
	}
	title := r.say("book.title." + b.Kind)
	return d.show(r, status, "lifebook.html", title, []crumb{{"/", r.say("home")}, {"/books", r.say("books.title")}, {"", title}}, nil, v)
}

// changesMarket tells whether the rule book is for a marketplace that is open, and that the viewer steers.
func (d *desk) changesMarket(r *request, b drafts.Book) (bool, error) {
	if b.Kind != "market" || b.Reference == "" {
		return false, nil
	}
	m, err := d.Queries.Market(r.Context(), r.viewer, b.Reference)
	var absent *query.Absent
	if errors.As(err, &absent) {
		return false, nil
	}
	return err == nil && m.Yours && m.Stage == market.Opened, err
}

// begin is the command with which the life begins, or by which the marketplace gets other rules; or who is not known of those whom the rule
// book names.
func (d *desk) begin(r *request, book programme.LifeBook, changes bool) (law.Command, []complaint, error) {
	ids := make([]string, len(book.People))
	var wrong []complaint
	for i, who := range book.People {
		p, err := d.knownAs(r.Context(), who)
		switch {
		case errors.Is(err, people.ErrUnknown):
			wrong = append(wrong, complaint{"text", r.unknown(who)})
		case err != nil:
			return nil, nil, err
		}
		ids[i] = p.ID
	}
	if changes {
		return book.Changes(ids, typedLaw(r.PostForm.Get("why"))), wrong, nil
	}
	return book.Opens(ids), wrong, nil
}

// wouldBegin is why the law would not do it now, "" where it would. Nothing is recorded.
func (d *desk) wouldBegin(r *request, b drafts.Book, book programme.LifeBook, changes bool) (string, error) {
	stream, is := lifeStream(b.Kind, b.Reference)
	if !is {
		return r.say("lifebook.reference.wrong", b.Reference), nil
	}
	if changes { // the reason is typed when it is sent
		return "", nil
	}
	c, wrong, err := d.begin(r, book, changes)
	if err != nil {
		return "", err
	}
	if len(wrong) > 0 {
		return wrong[0].Text, nil
	}
	return d.whyNotBegun(r, stream, b.Reference, book.Zone, c)
}

// saveLifeBook keeps what was typed, and opens the life where that was asked.
func (d *desk) saveLifeBook(r *request, b drafts.Book, id string) error {
	kept, is, err := d.keepBook(r, typedBook(b, r.PostForm), id, func(status int, b drafts.Book, wrong ...complaint) error {
		return d.showLifeBook(r, status, b, id, wrong, "")
	})
	switch {
	case err != nil || !is:
		return err
	case r.PostForm.Get("then") == "open":
		return d.openLifeBook(r, kept, id)
	}
	return r.to("/books/" + b.ID)
}

// openLifeBook sends the command with which the life begins, or by which the marketplace gets other rules.
func (d *desk) openLifeBook(r *request, b drafts.Book, id string) error {
	refuse := func(id string, wrong ...complaint) error {
		return d.showLifeBook(r, http.StatusUnprocessableEntity, b, id, wrong, "")
	}
	book, err := programme.ParseLifeBook(b.Kind, "rule-book.yaml", []byte(b.Text))
	if problems := problemsOf(err); len(problems) > 0 {
		return refuse(id, complaint{"text", r.say("book.problems", len(problems))})
	}
	stream, is := lifeStream(b.Kind, b.Reference)
	if !is {
		return refuse(id, complaint{"reference", r.say("lifebook.reference.wrong", b.Reference)})
	}
	changes, err := d.changesMarket(r, b)
	if err != nil {
		return err
	}
	c, wrong, err := d.begin(r, book, changes)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return refuse(id, wrong...)
	}
	return d.sendBook(r, b, door.Request{Stream: stream, Command: c, As: r.viewer.Person, ID: id, Begins: !changes}, book.Zone, refuse)
}
