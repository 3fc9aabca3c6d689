package query

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// A CallRow is a call in a list.
type CallRow struct {
	Reference string         `json:"reference"`
	Stage     string         `json:"stage"`
	Title     string         `json:"title"`
	Programme string         `json:"programme"`
	Zone      string         `json:"zone"`
	Deadline  string         `json:"deadline"` // the last one for everyone, UTC
	Budget    money.Amount   `json:"budget"`
	Left      money.Amount   `json:"left"`
	SHA256    string         `json:"sha256"`            // of the rule book
	Version   int64          `json:"version,omitempty"` // 0 for who is not told how many facts there are
	Tenders   map[string]int `json:"tenders"`           // by stage; for the staff and auditors
	DueIn     string         `json:"-"`                 // the deadline on clocks in the zone of the call, to the second
	Yours     []law.Role     `json:"-"`                 // of the viewer in the call, as a deputy, too
}

func newCallRow(is state.Folded, sight access.Sight, tenders views.Stages, lang string) CallRow {
	c := is.State.(call.Call)
	row := CallRow{
		Reference: c.Reference, Stage: string(c.Stage), Title: c.Rules.Called(lang, "title", c.Rules.Title), Programme: c.Rules.Programme, Zone: c.Rules.Zone,
		Budget: c.Rules.Budget, Left: c.Left, SHA256: c.SHA256, Version: versionFor(sight, is.Version), Tenders: map[string]int{},
	}
	if d, ok := deadline(c); ok {
		row.Deadline, row.DueIn = calendar.Instant(d.Instant), Short(d.Instant, Zone(c))
	}
	for stage, n := range tenders[c.Reference] {
		row.Tenders[cmp.Or(stage, "none in time")] = n
	}
	return row
}

// stages counts the tenders of a call, or with "" of all, by call and stage: by the
// table of stages, and by their streams where it is behind.
func (q *Queries) stages(ctx context.Context, of string) (views.Stages, error) {
	if q.then != nil {
		prefix := law.TenderFamily
		if of != "" {
			prefix = call.TenderPrefix(of)
		}
		return q.counted(ctx, prefix)
	}
	store, err := q.views(ctx)
	if err != nil {
		return nil, err
	}
	counts, behind, err := store.Stages(ctx, of)
	if err != nil {
		return nil, err
	}
	for _, stream := range behind {
		is, err := q.fold(ctx, stream)
		if err != nil {
			return nil, err
		}
		counts.Add(law.CallOf(law.Reference(stream)), is.State.StageName(), 1)
	}
	return counts, nil
}

// counted counts the tenders under a prefix by their streams.
func (q *Queries) counted(ctx context.Context, prefix string) (views.Stages, error) {
	all, err := q.foldAll(ctx, prefix)
	if err != nil {
		return nil, err
	}
	counts := views.Stages{}
	for stream, is := range all {
		counts.Add(law.CallOf(law.Reference(stream)), is.State.StageName(), 1)
	}
	return counts, nil
}

// deadline is the last version for everyone.
func deadline(c call.Call) (calendar.Deadline, bool) {
	for _, d := range slices.Backward(c.Deadlines) {
		if len(d.Rule.Covers) == 0 && !d.Shortened {
			return d.Rule, true
		}
	}
	return calendar.Deadline{}, false
}

// A CallPage is a call with its roles.
type CallPage struct {
	CallRow
	naming
	Roles      map[law.Role][]string `json:"roles"`
	Evaluators []call.Evaluator      `json:"evaluators"`
	Deadlines  []DateRow             `json:"deadlines"`
	Opening    OpeningRow            `json:"opening"`
	Reserve    []string              `json:"reserve"`
	Proposals  []ProposalRow         `json:"proposals"` // that wait for a second signature

	Follows         *call.Follows           `json:"follows,omitempty"`  // the first call, whose money this one spends
	Reopened        map[string]money.Amount `json:"reopened,omitempty"` // to second calls
	EnvelopesLeft   map[string]money.Amount `json:"envelopes_left,omitempty"`
	ComplaintsUntil string                  `json:"complaints_until,omitempty"`
	StandstillUntil string                  `json:"standstill_until,omitempty"`
	OpenedAt        time.Time               `json:"-"`
	In              *time.Location          `json:"-"` // its zone
	IsOpened        bool                    `json:"-"` // the tenders may be read
	Held            Held                    `json:"-"`
	Committees      []call.Committee        `json:"committees,omitempty"` // bodies that accompany its twinnings
	Book            call.RuleBook           `json:"-"`                    // of the call as it stands
}

// Held says until when contracts are held. A zero one holds nothing.
type Held struct {
	All bool          // every tender has been told
	Day calendar.Date // not before its end; zero for none
}

// An OpeningRow says how the opening of the tenders stands.
type OpeningRow struct {
	SignedBy string   `json:"signed_by,omitempty"` // first; a second signature is awaited
	Awaits   []string `json:"awaits,omitempty"`    // whose signature opens them
	Moment   string   `json:"moment,omitempty"`    // at which they are opened by themselves
	OpenedAt string   `json:"opened_at,omitempty"`
	OpenedBy []string `json:"opened_by,omitempty"`
}

func newOpeningRow(c call.Call) OpeningRow {
	row := OpeningRow{SignedBy: c.OpeningSigned, OpenedBy: c.OpenedBy}
	moment, byItself := c.OpeningMoment()
	switch {
	case !c.OpenedAt.IsZero():
		row.OpenedAt = calendar.Instant(c.OpenedAt)
	case byItself:
		row.Moment = calendar.Instant(moment)
	case c.Stage == call.Shut:
		row.Awaits = signers(c, c.OpeningSigned)
	}
	return row
}

// A ProposalRow is what one person of the staff has proposed and another must sign.
type ProposalRow struct {
	Number int    `json:"number"`
	What   string `json:"what"` // rules, deadline or cancellation
	By     string `json:"by"`
	At     string `json:"at"`
	Why    string `json:"why"`
	SHA256 string `json:"sha256,omitempty"` // of the version of the rule book
	Until  string `json:"until,omitempty"`  // the new deadline on clocks in the zone of the call
}

func proposalRows(c call.Call) []ProposalRow {
	rows := []ProposalRow{}
	for _, p := range c.Waiting() {
		r := ProposalRow{Number: p.Number, What: "cancellation", By: p.By, At: calendar.Instant(p.At), Why: string(p.Why)}
		switch {
		case p.Rules != nil:
			r.What, r.SHA256 = "rules", p.Rules.SHA256
		case p.Deadline != nil:
			r.What, r.Until = "deadline", p.Deadline.Wall.String()
		}
		rows = append(rows, r)
	}
	return rows
}

// yours are the roles of a viewer in a call, with those that they hold as a deputy.
func yours(v access.Viewer, c call.Call) (roles []law.Role) {
	for _, role := range law.StaffRoles() {
		if v.Person != "" && c.Has(v.Person, role) {
			roles = append(roles, role)
		}
	}
	return roles
}

// Calls lists the calls that a viewer may see, by reference. A call that is
// received and not opened yet is shown to the staff of the programme alone.
func (q *Queries) Calls(ctx context.Context, v access.Viewer) ([]CallRow, error) {
	calls, err := q.received(ctx, "call/")
	if err != nil {
		return nil, err
	}
	rows := []CallRow{}
	var tenders views.Stages // how many tenders there are is for some alone
	if slices.ContainsFunc(slices.Collect(maps.Values(calls)), func(is state.Folded) bool { return access.OfCall(v, is.State.(call.Call)).Full() }) {
		if tenders, err = q.stages(ctx, ""); err != nil {
			return nil, err
		}
	}
	for _, stream := range sorted(calls) {
		is := calls[stream]
		c := is.State.(call.Call)
		sight := access.OfCall(v, c)
		seen, _ := sight.Call(c)
		if c.Stage == call.None && is.Version > 0 { // its opening was refused: there is no such call
			continue
		}
		if !sight.Full() && (seen.Stage == call.None || seen.Stage == call.Drafted) {
			continue
		}
		is.State = seen
		row := newCallRow(is, sight, countsFor(sight, tenders), narrate.LanguageOf(ctx))
		row.Yours = yours(v, c)
		rows = append(rows, row)
	}
	return rows, nil
}

// versionFor is the version of a life, for who is told all of its facts.
func versionFor(s access.Sight, version int64) int64 {
	if !s.Full() {
		return 0
	}
	return version
}

// countsFor are the counts of tenders that a viewer may see: how many there are, and
// where they stand, is for the staff and the auditors.
func countsFor(s access.Sight, tenders views.Stages) views.Stages {
	if !s.Full() {
		return nil
	}
	return tenders
}

// Call is a call as a viewer may see it: stage, dates, money, roles.
func (q *Queries) Call(ctx context.Context, v access.Viewer, reference string) (CallPage, error) {
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return CallPage{}, err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return CallPage{}, err
	}
	if is.Version > 0 && is.State.(call.Call).Stage == call.None {
		return CallPage{}, missing(stream) // its opening was refused
	}
	tenders, err := q.stages(ctx, reference)
	if err != nil {
		return CallPage{}, err
	}
	sight, mine := access.OfCall(v, is.State.(call.Call)), yours(v, is.State.(call.Call))
	c, _ := sight.Call(is.State.(call.Call))
	if !sight.Full() && (c.Stage == call.None || c.Stage == call.Drafted) {
		return CallPage{}, hidden(stream)
	}
	is.State = c
	page := CallPage{
		CallRow: newCallRow(is, sight, countsFor(sight, tenders), narrate.LanguageOf(ctx)), Roles: c.Roles, Evaluators: c.Evaluators, Deadlines: deadlineRows(narrate.For(ctx), c), Opening: newOpeningRow(c),
		Reserve: []string{}, Proposals: proposalRows(c), Follows: c.Rules.Follows, Reopened: c.Reopened, EnvelopesLeft: c.EnvelopesLeft,
		Committees: c.Rules.In(narrate.LanguageOf(ctx)).Committees, ComplaintsUntil: day(c.ComplaintsUntil), StandstillUntil: day(c.StandstillUntil), OpenedAt: c.OpenedAt, In: Zone(c), IsOpened: access.Opened(c), Held: held(c),
		Book: c.Rules.In(narrate.LanguageOf(ctx)),
	}
	page.Yours = mine
	if !page.IsOpened {
		page.naming = office(c) // whom a version of the deadline covers may be who tenders
	}
	for _, s := range c.Reserve {
		page.Reserve = append(page.Reserve, s.Tender)
	}
	if page.Evaluators == nil {
		page.Evaluators = []call.Evaluator{}
	}
	return page, nil
}

func held(c call.Call) Held {
	on, all := c.HeldUntil()
	switch {
	case !all:
		return Held{Day: on}
	case !on.IsZero() && !c.StandstillOver:
		return Held{All: true, Day: on}
	}
	return Held{All: true}
}
