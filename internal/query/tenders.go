package query

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/narrate"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// A TenderRow is a tender in a list. What it says is left out while it is sealed.
type TenderRow struct {
	Reference  string        `json:"reference"`
	Call       string        `json:"call"`
	Stage      string        `json:"stage"`
	Waiting    bool          `json:"waiting"` // received, and nothing of it judged yet
	Versions   int           `json:"versions"`
	Late       int           `json:"late"`
	ReceivedAt string        `json:"received_at,omitempty"` // of the version that counts
	Sealed     bool          `json:"sealed"`
	Title      string        `json:"title,omitempty"`
	Type       string        `json:"type,omitempty"`
	Amount     *money.Amount `json:"amount,omitempty"`
	Countries  []string      `json:"countries,omitempty"`
	Score      string        `json:"score,omitempty"`
	Outcome    *call.Outcome `json:"outcome,omitempty"`
	Received   string        `json:"-"` // ReceivedAt on clocks in the zone of the call
	TypeName   string        `json:"-"` // what the rule book calls Type, in the language of the reader
}

// newTenderRow is a row of what a viewer sees of a tender.
func newTenderRow(t twinning.Twinning, sight access.Sight) TenderRow {
	sealed := !sight.Sees(access.Published)
	row := TenderRow{
		Reference: t.Reference, Call: law.CallOf(t.Reference), Stage: string(t.Stage), Versions: len(t.Versions), Late: len(t.Late), Sealed: sealed,
	}
	if at := latest(t); !at.IsZero() {
		row.ReceivedAt = calendar.Instant(at)
	}
	if sealed || t.Tender.Title == "" {
		return row
	}
	amount := t.Tender.Costs.Total()
	row.Title, row.Type, row.Amount, row.Outcome = t.Tender.Title, t.Tender.Type, &amount, t.Outcome
	row.Countries = t.Tender.Countries(append(append([]string{}, t.Tender.Originators...), t.Tender.Adopters...))
	if t.Means != nil {
		row.Score = t.Score.String()
	}
	return row
}

// received adds up every life under a prefix, those too of which nothing has
// been judged yet.
func (q *Queries) received(ctx context.Context, prefix string) (map[string]state.Folded, error) {
	all, err := q.foldAll(ctx, prefix)
	if err != nil {
		return nil, err
	}
	return all, q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		streams, err := from.Streams(ctx, prefix)
		for _, s := range streams {
			stream, isInbox := strings.CutSuffix(s, life.InboxSuffix)
			if _, judged := all[stream]; !isInbox || judged {
				continue
			}
			zero, err := state.Zero(stream)
			if err != nil {
				return err
			}
			all[stream] = zero
		}
		return err
	})
}

// A TenderPage is a tender with its versions and late attempts.
type TenderPage struct {
	TenderRow
	Submissions []twinning.Version     `json:"submissions"`
	Refused     []twinning.LateAttempt `json:"late_attempts"`
	Attempts    []AttemptRow           `json:"refused_attempts"` // with those that came late
	Tender      *twinning.Tender       `json:"tender,omitempty"`
	EligibilityPage
	Reviews    []twinning.Review  `json:"reviews,omitempty"`
	Conflicts  []twinning.Tie     `json:"conflicts,omitempty"`
	Contract   *twinning.Contract `json:"contract,omitempty"`
	Doubts     []Doubt            `json:"does_not_count,omitempty"`
	Rounds     []EarlierRow       `json:"rounds,omitempty"` // results that another look followed
	Complaints []ComplaintRow     `json:"complaints,omitempty"`
	Linked     []LinkedRow        `json:"linked,omitempty"` // organisations that are linked to records
	Pending    int                `json:"pending"`          // commands received and not judged
	// Unreached are those whom letters did not reach, told to whoever is told of the whole tender.
	Unreached []twinning.Unreached `json:"unreached,omitempty"`
	// Withheld are the parts that are kept from the reader.
	Withheld []access.Aspect `json:"withheld,omitempty"`
	Sealing  string          `json:"-"` // why it is sealed, and until when
	Zone     *time.Location  `json:"-"` // of its call
	naming
}

func newTenderPage(tell *narrate.Narrator, is state.Folded, c call.Call, sight access.Sight) TenderPage {
	t, withheld := sight.Tender(is.State.(twinning.Twinning))
	page := TenderPage{TenderRow: newTenderRow(t, sight), Submissions: t.Versions, Refused: t.Late, Attempts: attempts(tell, t, sight.Sees(access.Content)), Withheld: withheld, Sealing: tell.Reason(sealing(c, is.State.(twinning.Twinning)))}
	if page.Sealed {
		page.naming = office(c)
	}
	if page.Submissions == nil {
		page.Submissions = []twinning.Version{}
	}
	if page.Refused == nil {
		page.Refused = []twinning.LateAttempt{}
	}
	if page.Sealed || len(t.Versions) == 0 {
		return page
	}
	if sight.Sees(access.Conflicts) {
		page.Doubts = doubts(tell, t, Zone(c))
	}
	page.Rounds, page.Complaints = earlierRows(t), complaintRows(t, !sight.Sees(access.Complaints))
	page.Tender, page.Reviews, page.Conflicts, page.Contract, page.Unreached = &t.Tender, t.Reviews, t.Conflicts, t.Contract, t.Unreached
	if access.Opened(c) && sight.Sees(access.Findings) {
		page.EligibilityPage = newEligibilityPage(t, c, sight.Party())
	}
	return page
}

// sealing says why a tender of a call is sealed, and until when.
func sealing(c call.Call, t twinning.Twinning) law.Reason {
	switch {
	case access.WithdrawnSealed(c, t):
		return law.Why("tender-sealed-withdrawn")
	case c.Stage == call.Cancelled:
		return law.Why("tender-sealed-cancelled", law.Ref("call", c.Reference))
	}
	return law.Why("tender-sealed-until", law.Ref("call", c.Reference))
}

// Tenders lists the tenders of a call, or of all with call "", by their streams, as far
// as the viewer may know that they exist. What they say is left out while it is sealed.
func (q *Queries) Tenders(ctx context.Context, v access.Viewer, of string) ([]TenderRow, error) {
	rows := []TenderRow{}
	for after := ""; ; {
		page, err := q.TendersPage(ctx, v, of, after, MaxLimit)
		if err != nil {
			return nil, err
		}
		rows = append(rows, page.Items...)
		if after = page.Next; after == "" {
			return rows, nil
		}
	}
}

// TendersPage is a page of Tenders: at most limit rows after the reference of a tender. It
// costs what its rows cost, however many tenders there are. A limit of 0 is DefaultLimit.
func (q *Queries) TendersPage(ctx context.Context, v access.Viewer, of, after string, limit int) (Page[TenderRow], error) {
	if q.then != nil { // where lives stand is known of now alone
		rows, err := q.everyTender(ctx, v, of)
		return Paged(rows, func(r TenderRow) string { return r.Reference }, after, limit), err
	}
	among, calls, err := q.amongTenders(ctx, v, of)
	if err != nil {
		return Page[TenderRow]{}, err
	}
	return q.tendersAmong(ctx, v, among, calls, after, limit, func(TenderRow) bool { return true })
}

// TenderRows are the row of a tender in the list of all tenders, none where the viewer may not know of it.
func (q *Queries) TenderRows(ctx context.Context, v access.Viewer, reference string) ([]TenderRow, error) {
	among, calls, err := q.amongTenders(ctx, v, "")
	if err != nil {
		return nil, err
	}
	stream := law.TwinningStream(reference)
	among.Prefix, among.After, among.Limit = stream, stream[:len(stream)-1], DefaultLimit // with the few that differ in the last letter
	among.Calls = slices.DeleteFunc(among.Calls, func(c string) bool { return c != law.CallOf(reference) })
	store, err := q.views(ctx)
	if err != nil {
		return nil, err
	}
	streams, err := store.Streams(ctx, among)
	if err != nil {
		return nil, err
	}
	return q.tenderRows(ctx, v, slices.DeleteFunc(streams, func(k views.Known) bool { return k.Stream != stream }), calls)
}

// everyTender are the rows of Tenders, found by asking for each tender by itself.
func (q *Queries) everyTender(ctx context.Context, v access.Viewer, of string) ([]TenderRow, error) {
	prefix := law.TenderFamily
	if of != "" {
		if err := q.MustBegin(ctx, law.CallStream(of)); err != nil {
			return nil, err
		}
		prefix = call.TenderPrefix(of)
	}
	all, err := q.received(ctx, prefix)
	if err != nil {
		return nil, err
	}
	calls := map[string]call.Call{}
	for stream := range all {
		home := lives.Home(stream)
		if _, known := calls[home]; known {
			continue
		}
		if calls[home], err = q.callOf(ctx, stream); err != nil {
			return nil, err
		}
	}
	return rowsOf(narrate.LanguageOf(ctx), v, sorted(all), all, calls), nil
}

// amongTenders says which tenders a viewer may have to do with: all of the calls in which
// they have a role, or of which something is public, and those in which they have a part.
func (q *Queries) amongTenders(ctx context.Context, v access.Viewer, of string) (views.Among, map[string]call.Call, error) {
	return q.among(ctx, v, of, access.MaySeeOthers)
}

// among are the tenders of a call, or with "" of all: those in which a viewer has a part,
// and all of the calls that are said to be whole.
func (q *Queries) among(ctx context.Context, v access.Viewer, of string, whole func(access.Viewer, call.Call) bool) (views.Among, map[string]call.Call, error) {
	among, calls := views.Among{Prefix: law.TenderFamily, Person: v.Person}, map[string]call.Call{}
	var all map[string]state.Folded
	if of != "" {
		if err := q.MustBegin(ctx, law.CallStream(of)); err != nil {
			return among, nil, err
		}
		is, err := q.fold(ctx, law.CallStream(of))
		if err != nil {
			return among, nil, err
		}
		among.Prefix, all = call.TenderPrefix(of), map[string]state.Folded{is.Stream: is}
	} else {
		var err error
		if all, err = q.foldAll(ctx, "call/"); err != nil {
			return among, nil, err
		}
	}
	for stream, is := range all {
		c := is.State.(call.Call)
		calls[stream] = c
		if whole(v, c) {
			among.Calls = append(among.Calls, c.Reference)
		}
	}
	slices.Sort(among.Calls)
	return among, calls, nil
}

// tenderRows are the rows of those tenders of which a viewer may know, in the order of the streams.
func (q *Queries) tenderRows(ctx context.Context, v access.Viewer, known []views.Known, calls map[string]call.Call) ([]TenderRow, error) {
	all, err := q.foldKnown(ctx, known)
	if err != nil {
		return nil, err
	}
	streams := make([]string, len(known))
	for i, k := range known {
		streams[i] = k.Stream
	}
	return rowsOf(narrate.LanguageOf(ctx), v, streams, all, calls), nil
}

func rowsOf(lang string, v access.Viewer, streams []string, all map[string]state.Folded, calls map[string]call.Call) []TenderRow {
	rows, terms := []TenderRow{}, map[string]func(set, code string) string{}
	for _, stream := range streams {
		c := calls[lives.Home(stream)]
		t := all[stream].State.(twinning.Twinning)
		sight := access.Of(v, c, t)
		if !sight.Sees(access.Listed) {
			continue
		}
		t, _ = sight.Tender(t)
		row := newTenderRow(t, sight)
		row.Waiting, row.Received = all[stream].Version == 0, Short(arrived(t), Zone(c))
		if row.Type != "" {
			if terms[c.Reference] == nil {
				terms[c.Reference] = c.Rules.Terms(lang)
			}
			row.TypeName = cmp.Or(terms[c.Reference]("type", row.Type), row.Type)
		}
		rows = append(rows, row)
	}
	return rows
}

// Tender is a tender: versions, verdicts and, once it is opened or to its party, what
// it says.
func (q *Queries) Tender(ctx context.Context, v access.Viewer, reference string) (TenderPage, error) {
	is, c, err := q.tender(ctx, reference)
	if err != nil {
		return TenderPage{}, err
	}
	sight := access.Of(v, c, is.State.(twinning.Twinning))
	if !sight.Sees(access.Listed) {
		return TenderPage{}, hidden(is.Stream)
	}
	page := newTenderPage(telling(ctx, c), is, c, sight)
	if !page.Sealed {
		if err := q.read(ctx, v, sight, is.Stream, "tender"); err != nil {
			return TenderPage{}, err
		}
	}
	page.Zone = Zone(c)
	seen, _ := sight.Tender(is.State.(twinning.Twinning))
	if page.Linked, err = q.linked(ctx, v, seen); err != nil {
		return TenderPage{}, err
	}
	page.Pending, err = q.pending(ctx, v, is.Stream)
	return page, err
}
