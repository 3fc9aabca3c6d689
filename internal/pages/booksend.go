package pages

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

// saveBook receives the form of a rule book. One that was sent already, from another window, twice or after a step back, is answered as the first
// time; what else is typed for a draft that is not there any more becomes another draft.
func (d *desk) saveBook(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "books"}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	b, err := d.Drafts.Book(r.Context(), r.viewer.Person, r.PathValue("book"))
	gone := errors.Is(err, drafts.ErrNotFound) && r.PostForm.Get("text") != ""
	if err != nil && !gone {
		return err
	}
	if gone {
		b = drafts.Book{ID: r.PathValue("book")}
		if kind := r.PostForm.Get("kind"); isLifeKind(kind) {
			b.Kind = kind
		}
	}
	typed := typedBook(b, r.PostForm)
	id := sentAs(typed, r.PostForm)
	got, sent, err := d.bookReceipt(r, typed, id)
	switch {
	case err != nil:
		return err
	case sent && got.Status != door.Refused:
		return d.bookSent(r, b, got)
	case gone:
		if typed.Kind == "" && ofFields(typed, r.PostForm) {
			d.takeFields(r, &typed, r.PostForm) // what is wrong with the text is shown with it
		}
		return d.againBook(r, typed, id)
	case b.Kind != "":
		return d.saveLifeBook(r, b, id)
	}
	return d.saveCallBook(r, b, id)
}

// typedBook is a draft with what was typed.
func typedBook(b drafts.Book, typed url.Values) drafts.Book {
	b.Version, b.Text, b.Sent = typed.Get("was"), strings.ReplaceAll(typed.Get("text"), "\r\n", "\n"), ""
	b.Reference = strings.TrimSpace(typed.Get("reference"))
	if b.Kind == "" {
		b.Reference, b.Roles = "", map[law.Role]string{}
		for _, role := range law.StaffRoles() {
			b.Roles[role] = strings.TrimSpace(typed.Get("role-" + string(role)))
		}
	}
	return b
}

// sentAs is the id of the command that a form of a rule book is sent with. Another text has another one: what is typed after a step back, into a
// form that was sent, is not taken for what was sent.
func sentAs(b drafts.Book, typed url.Values) string {
	content := sha256.New()
	add := func(part string) { fmt.Fprintf(content, "%q\n", part) }
	add(b.Text)
	add(b.Reference)
	for _, role := range law.StaffRoles() {
		add(b.Roles[role])
	}
	if b.Kind == "" {
		for _, f := range bookFields {
			add(strings.TrimSpace(typed.Get(f.name)))
		}
	}
	id, _, _ := strings.Cut(typed.Get("command-id"), ".")
	return fmt.Sprintf("%s.%x", cmp.Or(id, door.NewID()), content.Sum(nil)[:8])
}

// bookStreams are the lives that a rule book may have been sent to: of a call the reference stands in its text, or was typed beside it.
func bookStreams(b drafts.Book, beside string) (list []string) {
	if b.Kind != "" {
		if stream, is := lifeStream(b.Kind, b.Reference); is {
			list = append(list, stream)
		}
		return list
	}
	references := []string{strings.TrimSpace(beside)}
	for _, x := range programme.Values([]byte(b.Text), "/reference") {
		references = append(references, x.Written)
	}
	for _, reference := range references {
		if reference != "" && law.CheckCode("reference", reference) == nil && !strings.Contains(reference, "/") {
			list = append(list, law.CallStream(reference))
		}
	}
	return slices.Compact(list)
}

// bookReceipt is the receipt of the command that a rule book was sent with, false where none was received under its id.
func (d *desk) bookReceipt(r *request, b drafts.Book, id string) (door.Receipt, bool, error) {
	for _, stream := range bookStreams(b, r.PostForm.Get("reference")) {
		if got, known, err := d.receiptIn(r, stream, id); known || err != nil {
			return got, known, err
		}
	}
	return door.Receipt{}, false, nil
}

// bookOpened tells what became of a rule book that was sent and not answered at once: where it was carried out, and nothing was changed in the draft
// since, the page of what was opened follows.
func (d *desk) bookOpened(r *request, b drafts.Book) (says string, done bool, err error) {
	asked := r.URL.Query().Get("sent")
	got, sent, err := d.bookReceipt(r, b, cmp.Or(asked, b.Sent))
	switch {
	case err != nil || !sent:
		return "", false, err
	case got.Status == door.Done && b.Sent == got.CommandID:
		return "", true, d.bookSent(r, b, got)
	case got.Status == door.Pending || asked != "":
		return r.say("sent." + got.Status), false, nil
	}
	return "", false, nil
}

// keepBook keeps a draft, with the id under which it is sent next where it is. What another window has kept meanwhile is not replaced, but where that
// was the same form: is tells whether to go on with it.
func (d *desk) keepBook(r *request, b drafts.Book, id string, show func(int, drafts.Book, ...complaint) error) (kept drafts.Book, is bool, err error) {
	if r.PostForm.Get("then") == "open" {
		b.Sent = id
	}
	kept, err = d.Drafts.SaveBook(r.Context(), r.viewer.Person, b)
	switch {
	case errors.Is(err, drafts.ErrMoved):
		last, err := d.Drafts.Book(r.Context(), r.viewer.Person, b.ID)
		switch {
		case errors.Is(err, drafts.ErrNotFound):
			return b, false, d.againBook(r, b, id)
		case err != nil:
			return b, false, err
		case b.Sent != "" && last.Sent == b.Sent:
			return last, true, nil
		}
		b.Version, b.SavedAt = last.Version, last.SavedAt // whoever saves now has seen that there is another one
		return b, false, show(http.StatusConflict, b, complaint{"", r.say("book.moved")})
	case errors.Is(err, drafts.ErrNonsense):
		return b, false, show(http.StatusUnprocessableEntity, b, complaint{"", r.why(err)})
	}
	return kept, err == nil, err
}

// againBook keeps what was typed for a draft that was opened or dropped in another window, as another draft.
func (d *desk) againBook(r *request, b drafts.Book, id string) error {
	if got, sent, err := d.bookReceipt(r, b, id); err != nil || sent && got.Status != door.Refused {
		if err != nil {
			return err
		}
		return d.bookSent(r, b, got)
	}
	b.ID, b.Version, b.Sent = "", "", ""
	kept, err := d.Drafts.SaveBook(r.Context(), r.viewer.Person, b)
	if errors.Is(err, drafts.ErrNonsense) {
		return d.showBooks(r, http.StatusUnprocessableEntity, []complaint{{"", r.why(err)}})
	}
	if err != nil {
		return err
	}
	wrong := []complaint{{"", r.say("book.gone")}}
	if kept.Kind != "" {
		return d.showLifeBook(r, http.StatusConflict, kept, door.NewID(), wrong, "")
	}
	return d.showBook(r, http.StatusConflict, kept, door.NewID(), wrong, "")
}

// sendBook sends the command that a rule book makes, and leads to what came of it. What was not carried out is shown again by refuse: under the
// same id where nothing was received.
func (d *desk) sendBook(r *request, b drafts.Book, q door.Request, zone string, refuse func(string, ...complaint) error) error {
	got, err := d.Door.Insist(r.Context(), q)
	id := q.ID
	if got.Status == door.Refused || errors.Is(err, door.ErrOtherContent) {
		id = door.NewID()
	}
	problem, err := d.notDoneIn(r, zone, got, err)
	switch {
	case err != nil:
		return err
	case problem != "":
		return refuse(id, complaint{"", problem})
	}
	return d.bookSent(r, b, got)
}

// bookSent leads to what was opened, or back to the draft while the command waits. A draft in which nothing was changed since it was sent is needed
// no more.
func (d *desk) bookSent(r *request, b drafts.Book, got door.Receipt) error {
	if got.Status == door.Pending {
		return r.to("/books/" + b.ID + "?sent=" + url.QueryEscape(got.CommandID))
	}
	if b.Sent == got.CommandID {
		if err := d.Drafts.DropBook(r.Context(), r.viewer.Person, b.ID, b.Version); err != nil {
			return err
		}
	}
	if b.Kind != "" {
		return r.to(lifeHref(got.Stream))
	}
	return r.to("/calls/" + law.Reference(got.Stream) + "/receipts/" + url.PathEscape(got.CommandID))
}
