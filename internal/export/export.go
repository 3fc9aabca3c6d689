package export

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// The kinds of documents.
const (
	Ranking     = "ranking"     // every step of the award, and every criterion of every report
	Award       = "award"       // who is awarded what, as the public may know it
	Budget      = "budget"      // of a call, down to what is paid
	Year        = "year"        // of the twinnings of a call, or of one: expenses, budget against actual, payments
	Obligations = "obligations" // what is owed, in a call and its tenders, or in one
	Tenders     = "tenders"     // with the verdicts on eligibility
	Summary     = "summary"     // of the programme that a call is of
	Recipients  = "recipients"  // third parties that receive money, for the EU's portal
	Dossier     = "dossier"     // all of one twinning
	Contract    = "contract"    // of a twinning, as both parties sign it
	Tender      = "tender"      // as it was submitted
	Receipt     = "receipt"     // of a command, with its proof
)

// OfCalls are the kinds that are about a call, and OfTenders those about a tender.
var (
	OfCalls   = []string{Summary, Tenders, Ranking, Award, Budget, Year, Obligations, Recipients, Receipt}
	OfTenders = []string{Dossier, Tender, Contract, Year, Obligations, Receipt}
)

// Kinds are all kinds, in the order of their names.
func Kinds() []string {
	all := slices.Concat(OfCalls, OfTenders)
	slices.Sort(all)
	return slices.Compact(all)
}

// An Ask says which document is wanted.
type Ask struct {
	What    string     `json:"what"`              // one of Kinds
	Stream  string     `json:"stream"`            // of a call or of a tender
	Command string     `json:"command,omitempty"` // of a receipt
	Then    query.Then `json:"then,omitzero"`     // the zero one is now
	// Language is that of the document, as narrate has it.
	Language string `json:"language"`
	Form     Form   `json:"form"`
}

// Unknown says that there is no such kind, format or separator.
type Unknown struct {
	What, Is string // what was named, and how
	Are      []string
}

func (e *Unknown) Error() string {
	return fmt.Sprintf("there is no %s %q; there are %s", e.What, query.Cut(e.Is), strings.Join(e.Are, ", "))
}

// Told is the same, to be told in a language.
func (e *Unknown) Told() law.Reason {
	if e.What == "format" {
		return law.Why("no-such-format", law.Ref("is", query.Cut(e.Is)), law.Refs("are", e.Are))
	}
	return law.Why("no-such-export", law.Ref("is", query.Cut(e.Is)), law.Refs("are", e.Are))
}

// Check refuses what is no document.
func (a Ask) Check() error {
	kinds := OfCalls
	if Recorded(a.Stream) {
		kinds = []string{Record}
	}
	if strings.HasPrefix(a.Stream, law.TenderFamily) {
		kinds = OfTenders
	}
	if !slices.Contains(kinds, a.What) {
		return &Unknown{What: "export", Is: a.What, Are: kinds}
	}
	return CheckFormat(a.Form.Format)
}

// CheckFormat refuses what is no format.
func CheckFormat(f Format) error {
	if slices.Contains(Formats(), f) {
		return nil
	}
	are := []string{}
	for _, f := range Formats() {
		are = append(are, string(f))
	}
	return &Unknown{What: "format", Is: string(f), Are: are}
}

// A Maker makes documents.
type Maker struct {
	Queries  *query.Queries
	Evidence *evidence.Store // nil where files are not kept: then none are listed
}

// making is the making of one document: who reads, as of when, and the words.
type making struct {
	ctx   context.Context
	q     *query.Queries // as of the instant that is asked for
	now   *query.Queries
	v     access.Viewer
	files *evidence.Store
	ask   Ask
	ref   string
	past  bool
	names query.Names
	words *words
	call  query.CallPage
	doc   *Document
}

// Make asks what a document needs to be begun, and records that it is read. Errors are
// those of the queries; what its reader may not know of is absent.
func (m *Maker) Make(ctx context.Context, v access.Viewer, a Ask) (*Document, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	if a.What == Record {
		if a.Then.At != "" {
			return nil, &query.Invalid{Reason: law.Why("record-of-now")}
		}
		return m.Record(ctx, v, a.Stream, a.Language, a.Form)
	}
	d, err := m.open(ctx, v, a)
	if err != nil {
		return nil, err
	}
	return d, m.Queries.Exported(ctx, v, a.Stream, "export "+a.What+" "+string(a.Form.Format))
}

// May tells by its error whether a viewer may have a document now: it is begun, and not written.
func (m *Maker) May(ctx context.Context, v access.Viewer, a Ask) error {
	_, err := m.open(ctx, v, a)
	return err
}

func (m *Maker) open(ctx context.Context, v access.Viewer, a Ask) (*Document, error) {
	ctx = narrate.WithLanguage(ctx, a.Language)
	x := &making{ctx: ctx, q: m.Queries, now: m.Queries, v: v, files: m.Evidence, ask: a, ref: law.Reference(a.Stream)}
	if _, err := m.Queries.Known(ctx, v, a.Stream); err != nil {
		return nil, err
	}
	if x.past = a.Then.At != ""; x.past {
		var err error
		if x.q, x.v, err = m.Queries.AsOf(ctx, v, a.Then, a.Stream); err != nil {
			return nil, err
		}
		if _, err := x.q.Known(ctx, x.v, a.Stream); err != nil {
			return nil, err
		}
	}
	for tries := 0; ; tries++ {
		if err := x.begin(); err != nil {
			return nil, err
		}
		if err := x.make(); err != nil {
			return nil, err
		}
		if err := x.q.Err(); err != nil {
			return nil, err
		}
		last, err := x.last(ctx)
		if err != nil {
			return nil, err
		}
		// What was asked together belongs together, unless something was recorded meanwhile.
		if last == x.doc.last || tries == 3 {
			return x.doc, nil
		}
	}
}

// last is the position of the last event of what the document is about.
func (x *making) last(ctx context.Context) (int64, error) {
	s, err := x.q.Standing(ctx, x.v, x.ask.Stream)
	return s.Last, err
}

func (x *making) begin() error {
	s, err := x.q.Standing(x.ctx, x.v, x.ask.Stream)
	if err != nil {
		return err
	}
	x.names = x.now.Names(x.ctx)
	if x.words, err = newWords(x.ask.Language, func(id string) string { return x.names.Of(id) }, s.Zone.String()); err != nil {
		return err
	}
	of := x.ref
	if strings.HasPrefix(x.ask.Stream, law.TenderFamily) {
		of = law.CallOf(x.ref)
	}
	if x.call, err = x.q.Call(x.ctx, x.v, of); err != nil {
		return err
	}
	w := x.words
	x.doc = &Document{
		What: x.ask.What, Reference: x.ref, Command: x.ask.Command, Title: w.say("title."+x.ask.What, x.ref), Zone: s.Zone, At: s.At, Position: s.Position, words: w,
		last: s.Last,
	}
	if s.Position >= 0 { // who is told no position is not told that it has moved
		x.doc.after = x.last
	}
	whom := w.say("public")
	switch {
	case x.v.Operator:
		whom = w.say("operator")
	case x.v.Person != "":
		whom = x.names.Of(x.v.Person)
		if whom != x.v.Person {
			whom = w.say("person", whom, x.v.Person)
		}
	}
	when := w.say("asof.now")
	if x.past {
		if when = w.say("asof.happened"); x.ask.Then.Recorded {
			when = w.say("asof.recorded")
		}
	}
	facts := []Fact{
		{"what", w.say("head.what"), w.say("about." + x.ask.What)},
		{"call", w.say("head.call"), x.call.Reference},
		{"call_title", w.say("head.calltitle"), x.call.Title},
		{"as_of", w.say("head.asof"), s.At},
		{"as_of_by", w.say("head.asofby"), when},
		{"zone", w.say("head.zone"), s.Zone.String()},
		{"for", w.say("head.for"), whom},
		{"shown_as", w.say("head.as"), w.word("by", s.By)},
		{"rule_book_sha256", w.say("head.rules"), x.call.SHA256},
	}
	if s.Position >= 0 {
		facts = slices.Insert(facts, 6, Fact{"position", w.say("head.position"), s.Position})
	}
	x.doc.Head = facts
	return nil
}

func (x *making) make() error {
	switch x.ask.What {
	case Ranking:
		return x.ranking()
	case Award:
		return x.award()
	case Budget:
		return x.budget()
	case Year:
		return x.year()
	case Obligations:
		return x.obligations()
	case Tenders:
		return x.tenders()
	case Summary:
		return x.summary()
	case Recipients:
		return x.recipients()
	case Dossier:
		return x.dossier()
	case Contract:
		return x.contract()
	case Tender:
		return x.submitted()
	case Receipt:
		return x.receipt()
	}
	return x.ask.Check()
}

// add puts a part into the document.
func (x *making) add(p Part) { x.doc.Parts = append(x.doc.Parts, p) }

// table adds a table of a list that is there; none where the list is empty and it is not kept.
func table[T any](x *making, key string, list []T, cells func(T) []any, columns ...Column) {
	x.doc.Rows += len(list)
	totals := slices.ContainsFunc(columns, func(c Column) bool { return c.Sum })
	x.add(Part{Key: key, Title: x.words.say("part." + key), Columns: columns, Each: rows(list, cells), Totals: totals})
}

// col is a column with its heading.
func (x *making) col(key string) Column { return Column{Key: key, Title: x.words.say("col." + key)} }

// long is a column of long texts.
func (x *making) long(key string) Column {
	return Column{Key: key, Title: x.words.say("col." + key), Long: true}
}

// sum is a column of amounts that add up to something.
func (x *making) sum(key string) Column {
	return Column{Key: key, Title: x.words.say("col." + key), Sum: true}
}

// fact is a line of a list.
func (x *making) fact(key string, v any) Fact {
	return Fact{Key: key, Name: x.words.say("col." + key), Value: v}
}

// instant reads an instant as answers have it; nothing where there is none.
func instant(text string) any {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return plain(text)
	}
	return at
}

// date reads a date as answers have it.
func date(text string) any {
	d, err := calendar.ParseDate(text)
	if err != nil {
		return plain(text)
	}
	return d
}

// typeName is what the rule book calls a type of twinning.
func (x *making) typeName(book call.RuleBook, id string) string {
	if t, known := book.Type(id); known {
		return t.Name
	}
	return x.words.word("type", id)
}
