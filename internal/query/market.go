package query

import (
	"context"
	"errors"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/views"
)

// A MarketRow is a marketplace with its rule book, which is public.
type MarketRow struct {
	Reference string       `json:"reference"`
	Stage     market.Stage `json:"stage"` // open or closed
	Rules     market.Rules `json:"rules"`
	SHA256    string       `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	Since     string       `json:"since"`  // of the rule book that holds
	Yours     bool         `json:"yours"`  // whoever asks checks its entries
}

// Markets lists the marketplaces. That they are there is public.
func (q *Queries) Markets(ctx context.Context, v access.Viewer) ([]MarketRow, error) {
	all, err := q.foldAll(ctx, market.Root)
	if err != nil {
		return nil, err
	}
	rows := []MarketRow{}
	for _, stream := range sorted(all) {
		if m, _ := all[stream].State.(market.Market); m.Stage != "" {
			rows = append(rows, marketRow(v, m))
		}
	}
	return rows, nil
}

func marketRow(v access.Viewer, m market.Market) MarketRow {
	row := MarketRow{Reference: m.Reference, Stage: m.Stage, Rules: m.Rules, SHA256: m.SHA256, Since: calendar.Instant(m.Since), Yours: access.Checks(v, m)}
	if !row.Yours { // who its officers are is for them; by the hash of the rules anybody could try who they are
		row.Rules.Officers, row.SHA256 = []string{}, ""
	}
	return row
}

// Market is one marketplace.
func (q *Queries) Market(ctx context.Context, v access.Viewer, reference string) (MarketRow, error) {
	m, err := q.market(ctx, reference)
	return marketRow(v, m), err
}

func (q *Queries) market(ctx context.Context, reference string) (market.Market, error) {
	none := noLife("market", reference)
	stream, ok := market.MarketStream(reference)
	if !ok {
		return market.Market{}, none
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return market.Market{}, err
	}
	m, _ := is.State.(market.Market)
	if m.Stage == "" {
		return m, none
	}
	return m, nil
}

// An EntryRow is an entry of a marketplace. Who made it is not said; what became of it is for
// whoever made it and for the staff.
type EntryRow struct {
	Reference    string         `json:"reference"`
	Market       string         `json:"market"`
	Side         market.Side    `json:"side"` // offer or requirement
	Stage        market.Stage   `json:"stage"`
	Title        law.Text       `json:"title"`
	Description  law.Text       `json:"description"`
	Kind         string         `json:"kind"`
	Priority     string         `json:"priority"`
	Topic        string         `json:"topic"`
	Types        []string       `json:"types"`
	Languages    []string       `json:"languages"`
	Country      string         `json:"country"`
	Region       law.Text       `json:"region,omitempty"`
	Organisation string         `json:"organisation"` // its name
	PublishedAt  string         `json:"published_at,omitempty"`
	Until        string         `json:"until,omitempty"` // last day on which it is published
	Readiness    []ReadinessRow `json:"readiness"`
	Ready        int            `json:"ready"` // hundredths of the most points
	Files        []StoredRow    `json:"files"` // that show how ready it is; a search does not list them

	Yours    bool           `json:"yours"`              // whoever asks made it
	Checks   bool           `json:"checks"`             // whoever asks may check it
	Standing *EntryStanding `json:"standing,omitempty"` // for whoever made it and for the staff
}

// An EntryStanding is what became of an entry.
type EntryStanding struct {
	Record      string   `json:"record"` // reference of the organisation
	DraftedAt   string   `json:"drafted_at"`
	SubmittedAt string   `json:"submitted_at,omitempty"`
	CheckBy     string   `json:"check_by,omitempty"` // last day for the check
	EndedAt     string   `json:"ended_at,omitempty"`
	Why         law.Text `json:"why,omitempty"`
	Matches     []string `json:"matches"` // references of interests that led to an introduction; for whoever made it
	Partner     string   `json:"partner,omitempty"`
}

// A StoredRow is a file that is in the store, for whoever sees what it belongs to.
type StoredRow struct {
	File string   `json:"file"` // opaque name in the store
	Name law.Text `json:"name"`
	Type law.Text `json:"type"`
}

func storedRow(f law.StoredFile) StoredRow {
	return StoredRow{File: f.File, Name: f.Title, Type: f.Type}
}

// A ReadinessRow is one question of the readiness questionnaire, with the points of its answer.
type ReadinessRow struct {
	Question string `json:"question"`
	Option   string `json:"option,omitempty"` // none was given
	Points   int    `json:"points"`
	Most     int    `json:"most"`
}

func optional(instant string, zero bool) string {
	if zero {
		return ""
	}
	return instant
}

// entryRow is an entry as a viewer sees it; false where they see nothing of it.
func entryRow(v access.Viewer, m market.Market, e market.Entry, name string) (EntryRow, bool) {
	sight := access.OfEntry(v, m, e)
	if e.Stage == "" || !sight.Reads() {
		return EntryRow{}, false
	}
	c := e.Content
	row := EntryRow{
		Reference: e.Reference, Market: e.Market, Side: c.Side, Stage: e.Stage, Title: c.Title, Description: c.Description, Kind: c.Kind, Priority: c.Priority, Topic: c.Topic,
		Types: append([]string{}, c.Types...), Languages: append([]string{}, c.Languages...), Country: c.Country, Region: c.Region, Organisation: name,
		PublishedAt: optional(calendar.Instant(e.PublishedAt), e.PublishedAt.IsZero()), Until: day(e.Until), Ready: m.Rules.Percent(c.Readiness), Readiness: []ReadinessRow{}, Files: []StoredRow{},
		Yours: v.Person != "" && e.By == v.Person, Checks: sight.Checks() && e.By != v.Person,
	}
	for _, f := range e.Files {
		row.Files = append(row.Files, storedRow(f.StoredFile))
	}
	given, _, _ := m.Rules.Score(c.Readiness)
	for _, g := range given {
		row.Readiness = append(row.Readiness, ReadinessRow(g))
	}
	if sight.Standing() {
		is := &EntryStanding{
			Record: c.Organisation, DraftedAt: calendar.Instant(e.DraftedAt), SubmittedAt: optional(calendar.Instant(e.SubmittedAt), e.SubmittedAt.IsZero()),
			EndedAt: optional(calendar.Instant(e.EndedAt), e.EndedAt.IsZero()), Why: e.Why, Matches: []string{},
		}
		if row.Yours {
			is.Partner = e.Partner
			for _, i := range e.Matches {
				is.Matches = append(is.Matches, i.Interest)
			}
		}
		for _, o := range e.Obligations {
			if due, holds := o.Current(); holds && o.Ladder == market.CheckLadder && o.Open() {
				is.CheckBy = due.On.String()
			}
		}
		row.Standing = is
	}
	return row, true
}

// Entry is one entry of a marketplace. Who may not see it is told that there is none.
func (q *Queries) Entry(ctx context.Context, v access.Viewer, reference string) (EntryRow, error) {
	none := noLife("entry", reference)
	stream, ok := market.EntryStream(reference)
	if !ok {
		return EntryRow{}, none
	}
	rows, err := q.entries(ctx, v, []string{stream})
	if err != nil {
		return EntryRow{}, err
	}
	if len(rows) == 0 {
		return EntryRow{}, none
	}
	row := rows[0]
	if q.reads != nil && row.Checks && row.Stage != market.Published && !v.Operator {
		if err := q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: stream, What: "entry", Rule: "staff"}); err != nil {
			return EntryRow{}, err
		}
	}
	return row, nil
}

// MyEntries are the entries of whoever asks, the newest first.
func (q *Queries) MyEntries(ctx context.Context, v access.Viewer) ([]EntryRow, error) {
	if v.Person == "" {
		return nil, &Nobody{For: "entries of one's own are for those who are known here"}
	}
	streams, err := q.streamsOf(ctx, v, market.EntryRoot)
	if err != nil {
		return nil, err
	}
	rows, err := q.entries(ctx, v, streams)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r EntryRow) bool { return !r.Yours })
	slices.SortStableFunc(rows, func(a, b EntryRow) int {
		if a.Standing.DraftedAt > b.Standing.DraftedAt {
			return -1
		}
		return 1
	})
	return rows, nil
}

// inStage are the lives under a prefix that stand in a stage.
func (q *Queries) inStage(ctx context.Context, prefix, stage string) ([]string, error) {
	if q.then != nil { // the table tells of now alone
		all, err := q.foldAll(ctx, prefix)
		if err != nil {
			return nil, err
		}
		return slices.DeleteFunc(sorted(all), func(s string) bool { return all[s].State.StageName() != stage }), nil
	}
	store, err := q.views(ctx)
	if err != nil {
		return nil, err
	}
	return store.InStage(ctx, prefix, stage)
}

// streamsOf are the lives under a prefix in which the viewer may have a part: where they are looked at as they stood, those in which they have
// one now.
func (q *Queries) streamsOf(ctx context.Context, v access.Viewer, prefix string) ([]string, error) {
	store, err := q.views(ctx)
	if err != nil {
		return nil, err
	}
	var all []string
	for among := (views.Among{Prefix: prefix, Person: v.Person, Limit: MaxLimit}); ; {
		streams, err := store.Streams(ctx, among)
		if err != nil {
			return nil, err
		}
		for _, is := range streams {
			all = append(all, is.Stream)
		}
		if len(streams) < among.Limit {
			return all, nil
		}
		among.After = all[len(all)-1]
	}
}

// ToCheck are the entries of a marketplace that wait for their check, the longest waiting
// first. They are for its staff.
func (q *Queries) ToCheck(ctx context.Context, v access.Viewer, reference string) ([]EntryRow, error) {
	m, err := q.market(ctx, reference)
	if err != nil {
		return nil, err
	}
	if !access.Checks(v, m) {
		return nil, withheld(law.Why("for-market-staff", law.Ref("market", m.Reference)))
	}
	streams, err := q.inStage(ctx, market.EntryRoot+m.Reference+"-", string(market.Submitted))
	if err != nil {
		return nil, err
	}
	rows, err := q.entries(ctx, v, streams)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r EntryRow) bool { return r.Market != m.Reference || r.Stage != market.Submitted })
	slices.SortStableFunc(rows, func(a, b EntryRow) int {
		if a.Standing.SubmittedAt < b.Standing.SubmittedAt {
			return -1
		}
		return 1
	})
	if q.reads != nil && !v.Operator && len(rows) > 0 {
		if err := q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: market.Root + m.Reference, What: "entries to check", Rule: "staff"}); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// A ContactRow is how somebody is reached.
type ContactRow struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation,omitempty"`
	Email        string `json:"email"`
}

// contact is how a person is reached; nil where they were erased.
func (q *Queries) contact(ctx context.Context, id string) (*ContactRow, error) {
	p, err := q.people.Find(ctx, id)
	switch {
	case errors.Is(err, people.ErrUnknown), err == nil && p.Erased:
		return nil, nil //nolint:nilnil // nobody is left who could be reached
	case err != nil:
		return nil, err
	}
	return &ContactRow{Name: p.Name, Organisation: p.Organisation, Email: p.Email}, nil
}
