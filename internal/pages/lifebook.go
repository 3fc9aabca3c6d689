package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"

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
	ID, Was, Command, Saved, Reference, Why string
	Wrong                                   []complaint
	WrongAt                                 map[string]string
	Fits, Changes                           bool   // nothing is wrong with the file; the marketplace is open, and gets other rules
	Refused, Says                           string // why the law would not do it now; what came of it
}

// lifeBook is the page of a rule book with which a life that is no call is opened.
func (d *desk) lifeBook(r *request, b drafts.Book) error {
	says := ""
	if stream, is := lifeStream(b.Kind, b.Reference); is {
		if got, sent := d.opening(r, stream); sent {
			if got.Status == door.Done {
				return r.to(lifeHref(stream))
			}
			says = r.say("sent." + got.Status)
		}
	}
	return d.showLifeBook(r, http.StatusOK, b, door.NewID(), nil, says)
}

func (d *desk) showLifeBook(r *request, status int, b drafts.Book, id string, wrong []complaint, says string) error {
	v := lifeBookView{
		ID: b.ID, Was: b.Version, Command: id, Saved: r.say("draft.saved", r.instant(b.SavedAt, nil)), Reference: b.Reference, Why: r.PostForm.Get("why"),
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
func (d *desk) saveLifeBook(r *request, b drafts.Book) error {
	typed, id := r.PostForm, cmp.Or(r.PostForm.Get("command-id"), door.NewID())
	b.Version, b.Text = typed.Get("was"), strings.ReplaceAll(typed.Get("text"), "\r\n", "\n")
	b.Reference = strings.TrimSpace(typed.Get("reference"))
	kept, err := d.Drafts.SaveBook(r.Context(), r.viewer.Person, b)
	switch {
	case errors.Is(err, drafts.ErrMoved):
		last, err := d.Drafts.Book(r.Context(), r.viewer.Person, b.ID)
		if err != nil {
			return err
		}
		b.Version, b.SavedAt = last.Version, last.SavedAt // whoever saves now has seen that there is another one
		return d.showLifeBook(r, http.StatusConflict, b, id, []complaint{{"", r.say("book.moved")}}, "")
	case errors.Is(err, drafts.ErrNonsense):
		return d.showLifeBook(r, http.StatusUnprocessableEntity, b, id, []complaint{{"", r.why(err)}}, "")
	case err != nil:
		return err
	}
	if typed.Get("then") == "open" {
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
	got, err := d.Door.Insist(r.Context(), door.Request{Stream: stream, Command: c, As: r.viewer.Person, ID: id, Begins: !changes})
	problem, err := d.notDone(r, got, err)
	switch {
	case err != nil:
		return err
	case problem != "":
		return refuse(door.NewID(), complaint{"", problem})
	case got.Status == door.Pending:
		return r.to("/books/" + b.ID + "?sent=" + url.QueryEscape(got.CommandID))
	}
	if err := d.Drafts.DropBook(r.Context(), r.viewer.Person, b.ID); err != nil {
		return err
	}
	return r.to(lifeHref(stream))
}
