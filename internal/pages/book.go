package pages

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

// bookFields are the values of a rule book that have a field of their own, with what kind of field.
var bookFields = []struct{ name, path, kind string }{
	{"reference", "/reference", "line"},
	{"title", "/title", "line"},
	{"programme", "/programme", "line"},
	{"zone", "/zone", "line"},
	{"budget", "/budget", "line"},
	{"publication", "/dates/publication", "date"},
	{"opening", "/dates/opening", "date"},
	{"deadline", "/dates/deadline/date", "date"},
	{"hour", "/dates/deadline/at", "line"},
	{"award", "/dates/award", "date"},
	{"start", "/dates/start", "date"},
	{"latest", "/contract/latest_start", "date"},
}

// A bookLineNo is the number of a line, and whether something is wrong there.
type bookLineNo struct {
	N     int
	Wrong bool
}

type bookProblem struct {
	Line                int
	Path, Text, Allowed string
	Quoted              string // what stands in the line
}

type bookView struct {
	ID, Was, Command, Saved, Shown string
	numberedText
	Fields, Roles []field
	Wrong         []complaint
	Fits          bool   // nothing is wrong with the file
	Refused       string // why the law would not open it now
	Says          string // what came of opening it
	Doubt         string // what is odd about the deadline
}

// A numberedText is a rule book with the numbers of its lines, and what is wrong with it.
type numberedText struct {
	Text     string
	Lines    []bookLineNo
	Rows     int
	Problems []bookProblem
}

func (r *request) numbered(text string, problems programme.Problems) numberedText {
	v := numberedText{Text: text}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	at := problems.Lines()
	v.Rows = len(lines) + 1
	for n := range lines {
		v.Lines = append(v.Lines, bookLineNo{n + 1, slices.Contains(at, n+1)})
	}
	for _, p := range problems {
		x := bookProblem{Line: p.Line, Path: p.Path}
		x.Text, x.Allowed = programme.Told(r.narrates(), p)
		if p.Line > 0 && p.Line <= len(lines) {
			x.Quoted = strings.TrimSpace(lines[p.Line-1])
		}
		v.Problems = append(v.Problems, x)
	}
	return v
}

// book is the page of a rule book that is not opened yet.
func (d *desk) book(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "books"}
	}
	b, err := d.Drafts.Book(r.Context(), r.viewer.Person, r.PathValue("book"))
	if err != nil {
		return err
	}
	says, done, err := d.bookOpened(r, b)
	switch {
	case err != nil || done:
		return err
	case b.Kind != "":
		return d.showLifeBook(r, http.StatusOK, b, door.NewID(), nil, says)
	}
	return d.showBook(r, http.StatusOK, b, door.NewID(), nil, says)
}

func (d *desk) showBook(r *request, status int, b drafts.Book, id string, wrong []complaint, says string) error {
	v := bookView{ID: b.ID, Was: b.Version, Shown: textMark(b.Text), Command: id, Saved: r.say("draft.saved", r.instant(b.SavedAt, nil)), Wrong: wrong, Says: says}
	paths := make([]string, len(bookFields))
	for i, f := range bookFields {
		paths[i] = f.path
	}
	values := programme.Values([]byte(b.Text), paths...)
	for i, f := range bookFields {
		x := field{Name: f.name, Type: f.kind, Label: r.say("book.field." + f.name)}
		if i < len(values) {
			x.Value = values[i].Written
		}
		v.Fields = append(v.Fields, x)
	}
	for _, role := range law.StaffRoles() {
		x := field{Name: "role-" + string(role), Type: "line", Label: r.say("fact.role." + string(role)), Value: b.Roles[role]}
		for _, w := range wrong {
			if w.Field == x.Name {
				x.Wrong = w.Text
			}
		}
		v.Roles = append(v.Roles, x)
	}
	read, problems := parsed(b.Text)
	v.numberedText = r.numbered(b.Text, problems)
	title := r.say("book.title")
	if v.Fits = len(problems) == 0; v.Fits {
		title = r.say("book.title.of", read.Reference)
		v.Doubt = r.doubtOfDay(read.Dates.Deadline.On)
		var err error
		if v.Refused, err = d.wouldOpen(r, read, b.Roles); err != nil {
			return err
		}
	}
	return d.show(r, status, "book.html", title, []crumb{{"/", r.say("home")}, {"/books", r.say("books.title")}, {"", title}}, nil, v)
}

// parsed reads a rule book, with everything wrong with it.
func parsed(text string) (programme.Book, programme.Problems) {
	book, err := programme.Parse("rule-book.yaml", []byte(text))
	return book, problemsOf(err)
}

func problemsOf(err error) programme.Problems {
	var problems programme.Problems
	if err != nil && !errors.As(err, &problems) {
		problems = programme.Problems{{What: err.Error()}}
	}
	return problems
}

// opens is the command that opens the call of a rule book, and who is not known of those who
// shall have roles in it.
func (d *desk) opens(r *request, book programme.Book, roles map[law.Role]string) (call.OpenCall, []complaint, error) {
	open := call.OpenCall{Rules: book.RuleBook, SHA256: book.SHA256, File: string(book.Source), Roles: map[law.Role][]string{}}
	var wrong []complaint
	for _, role := range law.StaffRoles() {
		for who := range strings.SplitSeq(roles[role], ",") {
			if who = strings.TrimSpace(who); who == "" {
				continue
			}
			p, err := d.knownAs(r.Context(), who)
			switch {
			case errors.Is(err, people.ErrUnknown):
				wrong = append(wrong, complaint{"role-" + string(role), r.unknown(who)})
			case err != nil:
				return open, nil, err
			case !slices.Contains(open.Roles[role], p.ID):
				open.Roles[role] = append(open.Roles[role], p.ID)
			}
		}
	}
	return open, wrong, nil
}

// wouldOpen is why the law would not open the call now, "" where it would. Nothing is recorded.
func (d *desk) wouldOpen(r *request, book programme.Book, roles map[law.Role]string) (string, error) {
	open, wrong, err := d.opens(r, book, roles)
	if err != nil {
		return "", err
	}
	if len(wrong) > 0 {
		return wrong[0].Text, nil
	}
	return d.whyNotBegun(r, law.CallStream(book.Reference), book.Reference, book.Zone, open)
}

// whyNotBegun is why the law would not begin a life now, "" where it would. Nothing is recorded.
func (d *desk) whyNotBegun(r *request, stream, reference, zone string, c law.Command) (string, error) {
	dry, err := d.Queries.Dry(r.Context(), r.viewer, stream, "", c)
	var invalid *query.Invalid
	switch {
	case errors.As(err, &invalid):
		return r.why(invalid), nil
	case isHidden(err):
		return r.say("book.taken", reference), nil // there is one that the viewer may not know of
	case err != nil:
		return "", err
	case dry.Refusal == nil:
		return "", nil
	}
	tell, err := r.teller(d.Queries, cmp.Or(zone, "UTC"))
	if err != nil {
		return "", err
	}
	return tell.Refusal(*dry.Refusal), nil
}

// saveCallBook takes over what was typed into the rule book of a call, keeps it, and then does what was asked: check it, take over the fields, add
// the parts of the programme, or open the call.
func (d *desk) saveCallBook(r *request, b drafts.Book, id string) error {
	typed, then := r.PostForm, r.PostForm.Get("then")
	text := b.Text
	b = typedBook(b, typed)
	var wrong []complaint
	if b.Text == text || ofFields(b, typed) {
		wrong = d.takeFields(r, &b, typed)
	}
	if then == "defaults" {
		var err error
		if wrong, err = d.takeDefaults(r, &b); err != nil {
			return err
		}
	}
	show := func(status int, b drafts.Book, wrong ...complaint) error {
		return d.showBook(r, status, b, id, wrong, "")
	}
	kept, is, err := d.keepBook(r, b, id, show)
	switch {
	case err != nil || !is:
		return err
	case len(wrong) > 0:
		return show(http.StatusUnprocessableEntity, kept, wrong...)
	case then == "open":
		return d.openBook(r, kept, id)
	}
	return r.to("/books/" + b.ID)
}

// textMark tells whether a text is another one.
func textMark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// ofFields tells whether the fields count, and not the text: they were made from the text that was shown.
func ofFields(b drafts.Book, typed url.Values) bool {
	return typed.Get("then") == "fields" || typed.Get("shown") == textMark(b.Text)
}

// takeFields writes what stands in the fields into the rule book.
func (d *desk) takeFields(r *request, b *drafts.Book, typed url.Values) []complaint {
	var values []programme.Value
	for _, f := range bookFields {
		if typed.Has(f.name) {
			values = append(values, programme.Value{Path: f.path, Written: strings.TrimSpace(typed.Get(f.name))})
		}
	}
	text, err := programme.Set("rule-book.yaml", []byte(b.Text), values...)
	if err != nil {
		return []complaint{{"text", r.say("book.nofields")}}
	}
	b.Text = string(text)
	return nil
}

// takeDefaults adds the default parts of its programme that the rule book does not have.
func (d *desk) takeDefaults(r *request, b *drafts.Book) ([]complaint, error) {
	of, err := programme.Named("rule-book.yaml", []byte(b.Text))
	if err != nil {
		return []complaint{{"text", r.say("book.noprogramme")}}, nil
	}
	p, err := d.Queries.Programme(r.Context(), r.viewer, of)
	var absent *query.Absent
	var invalid *query.Invalid
	switch {
	case errors.As(err, &absent), errors.As(err, &invalid), err == nil && p.File == "":
		return []complaint{{"text", r.say("book.nodefaults", of)}}, nil
	case err != nil:
		return nil, err
	}
	text, err := programme.WithParts("rule-book.yaml", []byte(b.Text), []byte(p.File))
	if err != nil {
		return []complaint{{"text", r.say("book.nofields")}}, nil
	}
	b.Text = string(text)
	return nil, nil
}

// openBook sends the command that opens the call.
func (d *desk) openBook(r *request, b drafts.Book, id string) error {
	refuse := func(id string, wrong ...complaint) error {
		return d.showBook(r, http.StatusUnprocessableEntity, b, id, wrong, "")
	}
	book, problems := parsed(b.Text)
	if len(problems) > 0 {
		return refuse(id, complaint{"text", r.say("book.problems", len(problems))})
	}
	open, wrong, err := d.opens(r, book, b.Roles)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return refuse(id, wrong...)
	}
	return d.sendBook(r, b, door.Request{Stream: law.CallStream(book.Reference), Command: open, As: r.viewer.Person, ID: id, Begins: true}, book.Zone, refuse)
}

// lineID is the id of a line's number on the page.
func (n bookLineNo) ID() string { return "l-" + strconv.Itoa(n.N) }
