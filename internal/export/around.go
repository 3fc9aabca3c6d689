package export

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// Record is the document of a masterclass, an initiative, a body, or what came of a marketplace, as far as a viewer may see it.
const Record = "record"

// Recorded tells whether there is a record of a life.
func Recorded(stream string) bool {
	return slices.ContainsFunc([]string{masterclass.Root, capacity.Root, body.Root, market.Root}, func(root string) bool { return strings.HasPrefix(stream, root) })
}

// Record makes the record of a life: who registered for a masterclass and who was present; topics, statements and pairings of an
// initiative; members, attendance, decisions and actions of a body; what came of a marketplace. Errors are those of the queries.
func (m *Maker) Record(ctx context.Context, v access.Viewer, stream, lang string, f Form) (*Document, error) {
	if err := CheckFormat(f.Format); err != nil {
		return nil, err
	}
	kind, is := lives.Of(stream)
	if !is || !Recorded(stream) {
		return nil, &Unknown{What: "export", Is: Record, Are: Kinds()}
	}
	ctx = narrate.WithLanguage(ctx, lang)
	if _, err := m.Queries.Known(ctx, v, stream); err != nil {
		return nil, err
	}
	zone, err := m.Queries.LifeZone(ctx, stream)
	if err != nil {
		return nil, err
	}
	names := m.Queries.Names(ctx)
	w, err := newWords(lang, func(id string) string { return names.Of(id) }, zone.String())
	if err != nil {
		return nil, err
	}
	now, err := m.Queries.Now(ctx)
	if err != nil {
		return nil, err
	}
	x := &making{ctx: ctx, q: m.Queries, v: v, names: names, words: w, ref: law.Reference(stream), doc: &Document{
		What: Record, Reference: law.Reference(stream), Title: w.say("title.record", law.Reference(stream)), Zone: zone, At: now, Position: -1, words: w,
		after: func(context.Context) (int64, error) { return -1, nil },
	}}
	x.doc.Head = []Fact{
		{"what", w.say("head.what"), w.say("about.record." + kind.Noun)},
		{"reference", w.say("head.reference"), x.ref},
		{"as_of", w.say("head.asof"), now},
		{"zone", w.say("head.zone"), zone.String()},
	}
	make := map[string]func() error{masterclass.Root: x.masterclassRecord, capacity.Root: x.initiativeRecord, body.Root: x.bodyRecord, market.Root: x.marketRecord}[kind.Root]
	if err := make(); err != nil {
		return nil, err
	}
	return x.doc, m.Queries.Exported(ctx, v, stream, "export "+Record+" "+string(f.Format))
}

// headed adds lines to the head.
func (x *making) headed(stage string, title string, more ...Fact) {
	x.doc.Head = append(x.doc.Head, Fact{"title", x.words.say("head.title"), title}, Fact{"stage", x.words.say("col.stage"), stage})
	x.doc.Head = append(x.doc.Head, more...)
}

func (x *making) country(code string) any {
	if code == "" {
		return nil
	}
	return narrate.Country(x.words.lang, code)
}

func (x *making) countries(codes []string) any {
	return named(codes, func(c string) string { return narrate.Country(x.words.lang, c) })
}

// named are the names of codes, parted by commas.
func named(codes []string, name func(string) string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = name(c)
	}
	return strings.Join(names, ", ")
}

func (x *making) yes(is bool) string {
	if is {
		return x.words.say("yes")
	}
	return x.words.say("no")
}

func (x *making) masterclassRecord() error {
	c, err := x.q.Masterclass(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	people, err := x.q.MasterclassPeople(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	lang := x.words.lang
	x.headed(x.words.word("masterclass-stage", c.Stage), c.Rules.Title.In(lang), Fact{"places", x.words.say("col.places"), c.Places}, Fact{"rule_book_sha256", x.words.say("head.rules"), c.SHA256})
	columns := []Column{
		x.col("registration"), x.col("person"), x.col("group"), x.col("country"), x.long("organisation"), x.col("registered"), x.col("place"), x.col("confirmed"), x.col("ending"), x.long("needs"), x.col("certificate"),
	}
	for _, s := range c.Sessions {
		columns = append(columns, Column{Key: "present_" + s.ID, Title: x.words.say("col.presentat", s.Title.In(lang))})
	}
	table(x, "registrations", people.Registrations, func(r query.RegistrationRow) []any {
		group := r.Group
		for _, g := range c.Rules.Groups {
			if g.ID == r.Group {
				group = g.Title.In(lang)
			}
		}
		place, ending := any(nil), any(nil)
		if r.Place > 0 {
			place = r.Place
		}
		if r.Ended != "" {
			ending = x.words.say("ending." + string(r.Ended))
		}
		cells := []any{r.Number, x.names.Of(r.Person), group, x.country(r.Country), string(r.Organisation), instant(r.At), place, instant(r.ConfirmedAt), ending, string(r.Needs), x.yes(r.Certificate != nil)}
		for _, s := range c.Sessions {
			was := any(nil)
			if slices.Contains(people.Recorded, s.ID) {
				was = x.yes(slices.Contains(r.Present, s.ID))
			}
			cells = append(cells, was)
		}
		return cells
	}, columns...)
	return nil
}

func (x *making) initiativeRecord() error {
	i, err := x.q.Initiative(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	b, err := x.q.InitiativeBoard(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	lang := x.words.lang
	x.headed(x.words.word("initiative-stage", i.Stage), i.Rules.Title.In(lang))
	title := func(id string) string {
		t, _ := i.Rules.Topic(id)
		return t.Title.In(lang)
	}
	activity := func(id string) string {
		a, _ := i.Rules.Activity(id)
		return cmp.Or(a.Title.In(lang), id)
	}
	branches := map[string]query.InitiativeTopicRow{}
	for _, t := range i.Topics {
		branches[t.ID] = t
	}
	table(x, "topics", b.Topics, func(t query.InitiativeReasonRow) []any {
		is, branch := branches[t.Topic], any(nil)
		if is.Branch != "" {
			branch = x.words.word("capacity-branch", is.Branch)
		}
		return []any{title(t.Topic), branch, t.Because, string(t.Why), x.countries(t.Offers), x.countries(t.Seeks), instant(is.DecidedAt), is.Masterclass}
	}, x.long("topic"), x.col("branch"), x.long("because"), x.long("reason"), x.long("offering"), x.long("seeking"), x.col("decided"), x.col("masterclass"))
	table(x, "statements", b.Statements, func(s query.InitiativeStatementRow) []any {
		return []any{x.country(s.Country), title(s.Topic), x.yes(s.Offers), x.yes(s.Seeks), named(s.Activities, activity), named(s.Languages, func(code string) string { return narrate.Tongue(lang, code) }), string(s.Remarks), instant(s.At)}
	}, x.col("country"), x.long("topic"), x.col("offers"), x.col("seeks"), x.long("activities"), x.col("languages"), x.long("remarks"), x.col("statedon"))
	table(x, "pairings", b.Pairings, func(p query.PairingRow) []any {
		return []any{p.Number, title(p.Topic), x.country(p.Offers), x.country(p.Seeks), x.words.say("pairing." + string(p.Stage)), date(p.Begins), p.Months, date(p.Until), x.countries(p.Accepted)}
	}, x.col("number"), x.long("topic"), x.col("offers"), x.col("seeks"), x.col("stage"), x.col("begins"), x.col("months"), x.col("answerby"), x.long("acceptedby"))
	table(x, "twinnings", b.Twinnings, func(t query.CountryTwinningRow) []any {
		return []any{t.Number, title(t.Topic), x.country(t.Offers), x.country(t.Seeks), x.words.say("countrytwinning." + string(t.Stage)), date(t.Begins), t.Months, len(t.Periods), len(t.Reports), x.yes(t.FollowUp)}
	}, x.col("number"), x.long("topic"), x.col("offers"), x.col("seeks"), x.col("stage"), x.col("begins"), x.col("months"), x.col("periods"), x.col("reports"), x.col("followup"))
	return nil
}

func (x *making) bodyRecord() error {
	b, err := x.q.Body(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	lang := x.words.lang
	x.headed(x.words.word("body-stage", b.Stands), b.Title.In(lang), Fact{"rule_book_sha256", x.words.say("head.rules"), b.SHA256})
	seat := func(id string) string {
		for _, s := range b.Rules.Seats {
			if s.ID == id {
				return s.Title.In(lang)
			}
		}
		return id
	}
	table(x, "members", b.Members, func(m query.BodyMemberRow) []any {
		return []any{m.Member, seat(m.Seat), x.country(m.Country), string(m.Name), x.yes(m.Votes), date(m.From), date(m.Until), x.yes(m.Sits)}
	}, x.col("member"), x.col("seat"), x.col("country"), x.long("name"), x.col("votes"), x.col("from"), x.col("until"), x.col("sits"))
	table(x, "meetings", b.Meetings, func(m query.BodyMeetingCard) []any {
		return []any{m.Meeting, string(m.Title), instant(m.Starts), instant(m.Ends), string(m.Place), x.words.say("meetingstands." + m.Stands), instant(m.PublishedAt)}
	}, x.col("meeting"), x.long("title"), x.col("starts"), x.col("ends"), x.long("where"), x.col("stage"), x.col("published"))
	if b.Told.Inside {
		if err := x.attendance(b); err != nil {
			return err
		}
	}
	type count struct {
		d query.BodyDecisionRow
		c query.BodyCountRow
	}
	var counts []count
	for _, d := range b.Decisions {
		for _, c := range d.Counts {
			counts = append(counts, count{d, c})
		}
	}
	table(x, "bodydecisions", b.Decisions, func(d query.BodyDecisionRow) []any {
		return []any{d.Decision, string(d.Question), d.Meeting, d.Item, instant(d.At), date(d.Until), x.words.say("decision." + d.Stands), d.Voters}
	}, x.col("decision"), x.long("question"), x.col("meeting"), x.col("item"), x.col("put"), x.col("until"), x.col("outcome"), x.col("voters"))
	table(x, "counts", counts, func(c count) []any {
		return []any{c.d.Decision, c.c.Step, c.c.For, c.c.Against, c.c.Abstained, c.c.Silent, c.c.Left, c.c.InFavour, c.c.Needed, x.yes(c.c.Reached), x.yes(c.c.Agrees)}
	}, x.col("decision"), x.col("step"), x.col("infor"), x.col("against"), x.col("abstained"), x.col("silent"), x.col("leftvote"), x.col("infavour"), x.col("needed"), x.col("reached"), x.col("countedagain"))
	table(x, "actions", b.Actions, func(a query.BodyActionRow) []any {
		return []any{a.Action, a.Member, string(a.Text), date(a.Due), a.Percent, string(a.Said), instant(a.SaidAt)}
	}, x.col("action"), x.col("member"), x.long("text"), x.col("due"), x.col("percent"), x.long("said"), x.col("reported"))
	return nil
}

// attendance is who was at which meeting: for who sits, and the secretariat.
func (x *making) attendance(b query.BodyRow) error {
	type there struct{ meeting, member, person string }
	var all []there
	for _, card := range b.Meetings {
		m, err := x.q.BodyMeeting(x.ctx, x.v, x.ref, card.Meeting)
		if err != nil {
			return err
		}
		for _, p := range m.Present {
			all = append(all, there{card.Meeting, p.Member, p.Person})
		}
	}
	table(x, "attendance", all, func(p there) []any { return []any{p.meeting, p.member, x.names.Of(p.person)} }, x.col("meeting"), x.col("member"), x.col("person"))
	return nil
}

func (x *making) marketRecord() error {
	f, err := x.q.MarketFigure(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	type count struct {
		what string
		of   query.StageCount
	}
	var counts []count
	for _, c := range f.Entries {
		counts = append(counts, count{x.words.say("figure.entries"), c})
	}
	for _, c := range f.Interests {
		counts = append(counts, count{x.words.say("figure.interests"), c})
	}
	x.doc.Head = append(x.doc.Head, Fact{"matches", x.words.say("col.matches"), f.Matches})
	table(x, "figure", counts, func(c count) []any { return []any{c.what, x.words.word("market-stage", c.of.Stage), c.of.Count} }, x.col("figureof"), x.col("stage"), x.col("howmany"))
	table(x, "marketcalls", f.Calls, func(c query.CallFigureRow) []any {
		return []any{c.Call, c.Entries, c.Interests, c.Matches, c.Tenders, c.Awards, c.Closures}
	}, x.col("call"), x.col("entries"), x.col("interests"), x.col("matches"), x.col("tenders"), x.col("awards"), x.col("closures"))
	type matched struct {
		call string
		t    query.MatchedTender
	}
	var all []matched
	for _, c := range f.Calls {
		for _, t := range c.Twinnings {
			all = append(all, matched{c.Call, t})
		}
	}
	table(x, "twinnings", all, func(m matched) []any {
		return []any{m.call, m.t.Tender, m.t.Title, m.t.Match, m.t.Offer, m.t.Sought, x.words.word("stage", m.t.Stage)}
	}, x.col("call"), x.col("tender"), x.long("tendertitle"), x.col("match"), x.col("entryoffer"), x.col("entrysought"), x.col("stage"))
	return nil
}
