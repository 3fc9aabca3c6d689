package market

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/organisation"
)

// day is the time within which entries and interests of a person are counted.
const day = 24 * time.Hour

func (c DraftEntry) decide(e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
	m := marketOf(e.Reference, f)
	switch {
	case m.Stage != Opened:
		return nil, law.Refuse("entries", "no-market", law.Ref("market", e.Market))
	case e.Stage != "":
		return nil, law.Refuse("entries", "drafted-already", law.Ref("entry", e.Reference))
	case owner(e.Reference) != Owned(e.Market, r.Actor):
		return nil, law.Refuse("entries", "reference-of-another", law.Ref("entry", e.Reference))
	}
	var recent []time.Time
	for _, stream := range f.Streams(EntryRoot + owner(e.Reference)) {
		if other, _ := f.State(stream).(Entry); other.By == r.Actor && other.DraftedAt.After(r.ReceivedAt.Add(-day)) {
			recent = append(recent, other.DraftedAt)
		}
	}
	if len(recent) >= m.Rules.EntriesADay {
		slices.SortFunc(recent, time.Time.Compare)
		return nil, law.Refuse("entries", "too-many", law.Count("most", m.Rules.EntriesADay), law.At("from", recent[len(recent)-m.Rules.EntriesADay].Add(day), m.Rules.Zone))
	}
	if err := c.Content.allowed(m.Rules, f); err != nil {
		return nil, err
	}
	return []EntryEvent{EntryDrafted{Content: c.Content, By: r.Actor}}, nil
}

// allowed refuses what the rule book does not know, and an organisation that has no record.
func (c Content) allowed(rules Rules, f law.Facts) error {
	if err := rules.Allows(c); err != nil {
		return err
	}
	if o, _ := f.State(organisation.Root + c.Organisation).(organisation.Organisation); o.Stage == "" {
		return law.Refuse("entries", "no-such-organisation", law.Ref("organisation", c.Organisation))
	}
	return nil
}

// Allows refuses what the rule book does not know.
func (r Rules) Allows(c Content) error {
	topics, known := r.topics(c.Priority)
	switch {
	case !known:
		return law.Refuse("entries", "no-such-priority", law.Word("priority", "priority", c.Priority))
	case !has(topics, c.Topic):
		return law.Refuse("entries", "no-such-topic", law.Word("topic", "topic", c.Topic), law.Word("priority", "priority", c.Priority))
	case !has(r.Kinds, c.Kind):
		return law.Refuse("entries", "no-such-kind", law.Word("kind", "kind-of-solution", c.Kind))
	}
	for _, t := range c.Types {
		if !has(r.Types, t) {
			return law.Refuse("entries", "no-such-type", law.Word("type", "type", t))
		}
	}
	for _, l := range c.Languages {
		if !slices.Contains(r.Languages, l) {
			return law.Refuse("entries", "no-such-language", law.Word("language", "language", l), law.Words("languages", "language", r.Languages))
		}
	}
	for _, a := range c.Readiness {
		i := slices.IndexFunc(r.Readiness, func(q ReadinessQuestion) bool { return q.ID == a.Question })
		if i < 0 || !slices.ContainsFunc(r.Readiness[i].Options, func(o ReadinessOption) bool { return o.ID == a.Option }) {
			return law.Refuse("entries", "no-such-answer", law.Word("question", "question", a.Question), law.Word("option", "option", a.Option))
		}
	}
	return nil
}

// mine refuses whoever did not make the entry, as if there were none.
func (e Entry) mine(r law.Receipt) error {
	if e.Stage == "" || e.By != r.Actor {
		return law.Refuse("entries", "not-yours", law.Ref("entry", e.Reference))
	}
	return nil
}

// checks refuses whoever is not of the staff, and who would check their own entry.
func (e Entry) checks(f law.Facts, r law.Receipt) error {
	m := marketOf(e.Reference, f)
	switch {
	case e.Stage == "" || !e.Checked() || !m.Checks(r.Actor):
		return law.Refuse("entries", "staff-checks", law.Ref("entry", e.Reference))
	case e.By == r.Actor:
		return law.Refuse("entries", "own-entry", law.Ref("entry", e.Reference))
	}
	return nil
}

// in refuses what cannot be done in the stage of the entry.
func (e Entry) in(stages ...Stage) error {
	if !slices.Contains(stages, e.Stage) {
		return law.Refuse("entries", "stage", law.Ref("entry", e.Reference), law.Word("stage", "stage", e.Stage))
	}
	return nil
}

func (c ReviseEntry) decide(e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.mine(r); err != nil {
		return nil, err
	}
	if err := e.in(Drafted, Returned, Published, Lapsed); err != nil {
		return nil, err
	}
	if c.Side != e.Content.Side {
		return nil, law.Refuse("entries", "other-side", law.Ref("entry", e.Reference), law.Word("side", "side", e.Content.Side))
	}
	if err := c.Content.allowed(marketOf(e.Reference, f).Rules, f); err != nil {
		return nil, err
	}
	return []EntryEvent{EntryRevised{Content: c.Content}}, nil
}

func (SubmitEntry) decide(e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.mine(r); err != nil {
		return nil, err
	}
	if err := e.in(Drafted, Returned, Lapsed); err != nil {
		return nil, err
	}
	m := marketOf(e.Reference, f)
	if m.Stage != Opened {
		return nil, law.Refuse("entries", "no-market", law.Ref("market", e.Market))
	}
	due, err := period(m.Rules, r.ReceivedAt, m.Rules.CheckWithin)
	if err != nil {
		return nil, err
	}
	return []EntryEvent{EntrySubmitted{
		Owed:    obligation.Owed{ID: fmt.Sprintf("%s-%d", CheckLadder, e.Checks+1), Ladder: CheckLadder, Who: m.Rules.Officers, Due: due},
		Promise: law.Promise{Letters: law.To(m.Rules.Officers, "entry-submitted", law.Ref("entry", e.Reference), law.Word("side", "side", e.Content.Side), law.Quote("title", e.Content.Title), law.On("due", due))},
	}}, nil
}

// period is the last day of a period that begins with an instant.
func period(rules Rules, from time.Time, length calendar.Length) (calendar.Date, error) {
	cal, err := rules.Calendar()
	if err != nil {
		return calendar.Date{}, law.Refuse("entries", "no-calendar")
	}
	return calendar.Period(calendar.DateOf(from, cal.Zone), length, cal.Holidays), nil
}

// check is the id of the check that is owed.
func (e Entry) check() string { return fmt.Sprintf("%s-%d", CheckLadder, e.Checks) }

func (c ReturnEntry) decide(e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.checks(f, r); err != nil {
		return nil, err
	}
	if err := e.in(Submitted); err != nil {
		return nil, err
	}
	return []EntryEvent{EntryReturned{
		By: r.Actor, Why: c.Why, Check: e.check(),
		Promise: law.Promise{Letters: law.To([]string{e.By}, "entry-returned", law.Ref("entry", e.Reference), law.Quote("title", e.Content.Title), law.Quote("why", c.Why))},
	}}, nil
}

func (PublishEntry) decide(e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.checks(f, r); err != nil {
		return nil, err
	}
	if err := e.in(Submitted); err != nil {
		return nil, err
	}
	rules := marketOf(e.Reference, f).Rules
	until, err := period(rules, r.ReceivedAt, rules.ValidFor)
	if err != nil {
		return nil, err
	}
	return []EntryEvent{EntryPublished{
		By: r.Actor, Until: until, Check: e.check(), Owed: e.renewal(until),
		Promise: law.Promise{Letters: law.To([]string{e.By}, "entry-published", law.Ref("entry", e.Reference), law.Quote("title", e.Content.Title), law.On("until", until))},
	}}, nil
}

// renewal is what is owed for an entry that is published until a day.
func (e Entry) renewal(until calendar.Date) obligation.Owed {
	return obligation.Owed{ID: fmt.Sprintf("%s-%d", RenewLadder, e.Renewals+1), Ladder: RenewLadder, Who: []string{e.By}, Due: until}
}

func (RenewEntry) decide(e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.mine(r); err != nil {
		return nil, err
	}
	if err := e.in(Published); err != nil {
		return nil, err
	}
	rules := marketOf(e.Reference, f).Rules
	until, err := period(rules, r.ReceivedAt, rules.ValidFor)
	if err != nil {
		return nil, err
	}
	if !until.After(e.Until) {
		return nil, law.Refuse("entries", "renewed-already", law.Ref("entry", e.Reference), law.On("until", e.Until))
	}
	return []EntryEvent{EntryRenewed{Until: until, Renewal: fmt.Sprintf("%s-%d", RenewLadder, e.Renewals), Owed: e.renewal(until)}}, nil
}

func (c WithdrawEntry) decide(e Entry, _ law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.mine(r); err != nil {
		return nil, err
	}
	if err := e.in(Drafted, Submitted, Returned, Published, Lapsed); err != nil {
		return nil, err
	}
	return []EntryEvent{EntryWithdrawn(c)}, nil
}

func (c ShutEntry) decide(e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.checks(f, r); err != nil {
		return nil, err
	}
	if err := e.in(Submitted, Returned, Published, Lapsed); err != nil {
		return nil, err
	}
	return []EntryEvent{EntryShut{
		By: r.Actor, Why: c.Why,
		Promise: law.Promise{Letters: law.To([]string{e.By}, "entry-shut", law.Ref("entry", e.Reference), law.Quote("title", e.Content.Title), law.Quote("why", c.Why))},
	}}, nil
}

func (c NoteIntroduction) decide(e Entry, _ law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if r.Actor != law.Engine || e.Stage == "" {
		return nil, law.Refuse("entries", "engine-only", law.Ref("entry", e.Reference))
	}
	return []EntryEvent{IntroductionNoted(c)}, nil
}

func (c MatchEntry) decide(e Entry, _ law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.mine(r); err != nil {
		return nil, err
	}
	if err := e.in(Published, Lapsed, Drafted, Returned); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(e.Matches, func(i Introduction) bool { return i.Interest == c.Interest }) {
		return nil, law.Refuse("entries", "not-introduced", law.Ref("entry", e.Reference), law.Ref("interest", c.Interest))
	}
	return []EntryEvent{EntryMatched(c)}, nil
}
