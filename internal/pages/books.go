package pages

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/programmes"
)

// shippedBook is the rule book that comes with the program, to begin from where there is none.
const shippedBook = "dhe-2019.yaml"

// bookRoutes are the pages on which a call is begun from a rule book.
func (d *desk) bookRoutes() []route {
	return []route{
		{"GET /books", d.books},
		{"POST /books", d.beginBook},
		{"GET /books/{book}", d.book},
		{"POST /books/{book}", d.saveBook},
		{"POST /books/{book}/drop", d.dropBook},
		{"GET /books/{book}/book.yaml", d.bookFile},
	}
}

type bookLine struct{ Href, Reference, Title, Saved string }

type booksView struct {
	Wrong                      []complaint
	Earlier                    []choice
	Deadline, Reference, Today string
	Rows                       []bookLine
	WrongAt                    map[string]string
	Life                       lifeStart
}

// mayBegin tells whether the viewer is of the staff of some call, or no call is there yet:
// to others beginning one is not offered. The law decides who may open one.
func (r *request) mayBegin(rows []query.CallRow) bool {
	return r.viewer.Person != "" && (len(rows) == 0 || slices.ContainsFunc(rows, func(c query.CallRow) bool {
		return slices.Contains(c.Yours, law.Officer) || slices.Contains(c.Yours, law.Head)
	}))
}

func (d *desk) books(r *request) error { return d.showBooks(r, http.StatusOK, nil) }

func (d *desk) showBooks(r *request, status int, wrong []complaint) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "books"}
	}
	kept, err := d.Drafts.Books(r.Context(), r.viewer.Person)
	if err != nil {
		return err
	}
	calls, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	slices.SortStableFunc(calls, func(a, b query.CallRow) int {
		return cmp.Or(cmp.Compare(len(b.Yours), len(a.Yours)), cmp.Compare(b.Deadline, a.Deadline)) // one's own first, the newest first
	})
	life, err := d.lifeStart(r)
	if err != nil {
		return err
	}
	v := booksView{Life: life, Wrong: wrong, WrongAt: map[string]string{}}
	if r.PostFormValue("from") == "call" {
		v.Deadline, v.Reference = r.PostFormValue("deadline"), r.PostFormValue("reference")
	}
	none, err := calendar.NewHolidays()
	if err != nil {
		return err
	}
	today := calendar.DateOf(r.now, r.now.Location())
	v.Today = today.String()
	if v.Deadline == "" {
		if weeks, err := calendar.ParseLength("8 weeks"); err == nil {
			v.Deadline = calendar.Period(today, weeks, none).String()
		}
	}
	for _, c := range calls {
		v.Earlier = append(v.Earlier, choice{c.Reference, c.Reference + " – " + c.Title, r.PostFormValue("call") == c.Reference})
	}
	v.Earlier = append(v.Earlier, choice{"", r.say("books.sample"), len(calls) > 0 && r.PostForm.Has("call") && r.PostFormValue("call") == ""})
	for _, w := range wrong {
		v.WrongAt[w.Field] = w.Text
	}
	for _, b := range kept {
		values := programme.Values([]byte(b.Text), "/reference", "/title")
		line := bookLine{Href: "/books/" + b.ID, Saved: r.instant(b.SavedAt, nil), Reference: r.say("books.noname")}
		if b.Kind != "" {
			line.Reference, line.Title = cmp.Or(b.Reference, line.Reference), r.say("book.kind."+b.Kind)
		} else if len(values) == 2 {
			line.Reference, line.Title = cmp.Or(values[0].Written, line.Reference), values[1].Written
		}
		v.Rows = append(v.Rows, line)
	}
	return d.show(r, status, "books.html", r.say("books.title"), []crumb{{"/", r.say("home")}, {"", r.say("books.title")}}, nil, v)
}

// beginBook begins a rule book: like that of an earlier call or the one that comes with the
// program, with every date moved, or from a file.
func (d *desk) beginBook(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "books"}
	}
	if err := r.ParseMultipartForm(largestForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return err
	}
	b, wrong, err := d.begun(r)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return d.showBooks(r, http.StatusUnprocessableEntity, wrong)
	}
	kept, err := d.Drafts.SaveBook(r.Context(), r.viewer.Person, b)
	if errors.Is(err, drafts.ErrNonsense) {
		return d.showBooks(r, http.StatusUnprocessableEntity, []complaint{{"", r.why(err)}})
	}
	if err != nil {
		return err
	}
	return r.to("/books/" + kept.ID)
}

func (d *desk) begun(r *request) (b drafts.Book, wrong []complaint, err error) {
	own := d.Queries.Names(r.Context()).Of(r.viewer.Person)
	if r.PostFormValue("from") == "life" {
		return d.begunLife(r, own)
	}
	b.Roles = map[law.Role]string{law.Officer: own}
	if r.PostFormValue("from") == "file" {
		f, _, err := r.FormFile("file")
		if err != nil {
			return b, []complaint{{"file", r.say("books.nofile")}}, nil
		}
		text, err := io.ReadAll(io.LimitReader(f, programme.Limit+1))
		if err := errors.Join(err, f.Close()); err != nil {
			return b, nil, err
		}
		if len(text) == 0 {
			return b, []complaint{{"file", r.say("books.nofile")}}, nil
		}
		if len(text) > programme.Limit || strings.ContainsRune(string(text), 0) {
			return b, []complaint{{"file", r.say("books.notext")}}, nil
		}
		b.Text = strings.ToValidUTF8(string(text), "�")
		if kind := programme.KindOf("rule-book.yaml", []byte(b.Text)); isLifeKind(kind) {
			b.Kind, b.Roles = kind, nil
		}
		return b, nil, nil
	}
	day, err := calendar.ParseDate(r.PostFormValue("deadline"))
	if err != nil {
		return b, []complaint{{"deadline", r.say("books.deadline.wrong")}}, nil
	}
	name, text, err := d.earlierBook(r, &b, own)
	if err != nil {
		return b, nil, err
	}
	old, err := programme.Parse(name, text)
	if err != nil {
		return b, []complaint{{"call", r.say("books.unread", name)}}, nil
	}
	reference := cmp.Or(strings.TrimSpace(r.PostFormValue("reference")), programme.LaterReference(old.Reference, old.Dates.Deadline.On.Year, day.Year))
	if reference == old.Reference {
		return b, []complaint{{"reference", r.say("books.reference.own", old.Reference)}}, nil
	}
	zone, err := calendar.Zone(old.Zone)
	if err != nil {
		return b, nil, err
	}
	moved, err := programme.Like(name, text, reference, day, calendar.DateOf(r.now, zone))
	if moved == nil {
		return b, nil, err
	}
	b.Text = string(moved) // what is wrong with it is shown beside it
	return b, nil, nil
}

// earlierBook is the rule book to begin from. From a call the people of its roles are taken, too.
func (d *desk) earlierBook(r *request, b *drafts.Book, own string) (name string, text []byte, err error) {
	of := strings.TrimSpace(r.PostFormValue("call"))
	if of == "" {
		text, err = programmes.FS.ReadFile(shippedBook)
		return shippedBook, text, err
	}
	reference, err := query.CallRef(of)
	if err != nil {
		return "", nil, err
	}
	file, err := d.Queries.RuleBook(r.Context(), r.viewer, reference)
	if err != nil {
		return "", nil, err
	}
	p, err := d.Queries.Call(r.Context(), r.viewer, reference)
	if err != nil {
		return "", nil, err
	}
	n := d.Queries.Names(r.Context(), p)
	for _, role := range law.StaffRoles() {
		if len(p.Roles[role]) > 0 {
			b.Roles[role] = n.All(p.Roles[role])
		}
	}
	if !slices.Contains(p.Roles[law.Officer], r.viewer.Person) {
		b.Roles[law.Officer] = strings.Trim(b.Roles[law.Officer]+", "+own, ", ")
	}
	return reference, []byte(file.File), nil
}

// dropBook drops a rule book that is not wanted.
func (d *desk) dropBook(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "books"}
	}
	if err := d.Drafts.DropBook(r.Context(), r.viewer.Person, r.PathValue("book"), ""); err != nil {
		return err
	}
	return r.to("/books")
}

// doubtOfDay says that a day of a rule book is over already or lies far ahead, "" where it does not.
func (r *request) doubtOfDay(on calendar.Date) string {
	switch today := calendar.DateOf(r.now, r.now.Location()); {
	case on.Before(today):
		return r.say("book.day.over", r.dayOf(on.String()))
	case on.Year > today.Year+farAhead:
		return r.say("book.day.far", r.dayOf(on.String()), farAhead)
	}
	return ""
}

// farAhead is how many years ahead a day is taken for a slip (our choice).
const farAhead = 10

// bookFile is the rule book as a file.
func (d *desk) bookFile(r *request) error {
	b, err := d.Drafts.Book(r.Context(), r.viewer.Person, r.PathValue("book"))
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Disposition", `attachment; filename="rule-book.yaml"`)
	return r.file("application/yaml; charset=utf-8", []byte(b.Text))
}
