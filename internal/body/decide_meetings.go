package body

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// times are the instants of a meeting; both lie ahead, in their order.
func (b Body) times(starts, ends calendar.WallClock, r law.Receipt) (from, to time.Time, err error) {
	from, wrongFrom := starts.Resolve(b.Rules.Zone)
	to, wrongTo := ends.Resolve(b.Rules.Zone)
	if wrongFrom != nil || wrongTo != nil || !to.After(from) || to.Sub(from) > 31*24*time.Hour || !from.After(r.ReceivedAt) {
		return from, to, law.Refuse("bodies", "no-such-time", law.Clock("starts", starts, b.Rules.Zone), law.Clock("ends", ends, b.Rules.Zone))
	}
	if starts.Date.Before(b.Rules.Mandate.Begins) && r.By(law.Edition1) {
		return from, to, b.beforeMandate()
	}
	return from, to, nil
}

// noticed says whether the notice is that of the rule book, or shorter.
func noticed(short bool) string {
	if short {
		return "short"
	}
	return "in-time"
}

func (c ConveneMeeting) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.leads(r), b.works()); err != nil {
		return nil, err
	}
	if _, ok := b.Meeting(c.Meeting); ok {
		return nil, isThere("meeting", c.Meeting)
	}
	from, to, err := b.times(c.Starts, c.Ends, r)
	if err != nil {
		return nil, err
	}
	short := b.short(from, r.ReceivedAt)
	return []Event{MeetingConvened{
		Meeting: c.Meeting, Title: c.Title, Starts: from, Ends: to, Place: c.Place, Agenda: c.Agenda, Short: short, By: r.Actor,
		Promise: law.Promise{Letters: law.To(b.everybody(), "meeting-convened", law.Ref("body", b.Reference), law.Ref("meeting", c.Meeting), law.Quote("title", c.Title), law.At("starts", from, b.Rules.Zone), law.Word("notice", "body-notice", noticed(short)))},
	}}, nil
}

// coming gives a meeting that is not held yet.
func (b Body) coming(id string, r law.Receipt) (Meeting, error) {
	if err := together(b.leads(r), b.works()); err != nil {
		return Meeting{}, err
	}
	m, ok := b.Meeting(id)
	if !ok {
		return m, noSuch("meeting", id)
	}
	if m.Stands != Convened {
		return m, law.Refuse("bodies", "meeting-over", law.Ref("meeting", id), law.Word("stands", "meeting", m.Stands))
	}
	return m, nil
}

func (c ChangeMeeting) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	was, err := b.coming(c.Meeting, r)
	if err != nil {
		return nil, err
	}
	from, to, err := b.times(c.Starts, c.Ends, r)
	if err != nil {
		return nil, err
	}
	for _, d := range was.Documents {
		if !slices.ContainsFunc(c.Agenda, func(i AgendaItem) bool { return i.ID == d.Item }) {
			return nil, law.Refuse("bodies", "item-has-documents", law.Ref("item", d.Item))
		}
	}
	short := was.Short
	if !from.Equal(was.Starts) { // another day is another notice
		short = b.short(from, r.ReceivedAt)
	}
	return []Event{MeetingChanged{
		Meeting: c.Meeting, Title: c.Title, Starts: from, Ends: to, Place: c.Place, Agenda: c.Agenda, Short: short, By: r.Actor, Why: c.Why,
		Promise: law.Promise{Letters: law.To(b.everybody(), "meeting-changed", law.Ref("body", b.Reference), law.Ref("meeting", c.Meeting), law.Quote("title", c.Title), law.At("starts", from, b.Rules.Zone), law.Word("notice", "body-notice", noticed(short)), law.Quote("why", c.Why))},
	}}, nil
}

func (c CancelMeeting) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if _, err := b.coming(c.Meeting, r); err != nil {
		return nil, err
	}
	return []Event{MeetingCancelled{Meeting: c.Meeting, By: r.Actor, Why: c.Why, Promise: law.Promise{Letters: law.To(b.everybody(), "meeting-cancelled", law.Ref("body", b.Reference), law.Ref("meeting", c.Meeting), law.Quote("why", c.Why))}}}, nil
}

// names is by what a document is known: its hash, or its name in the store.
func (c AddMeetingDocument) names() string {
	return MeetingDocument{SHA256: c.SHA256, Stored: c.Stored}.names()
}

func (d MeetingDocument) names() string {
	if d.Stored != nil {
		return d.Stored.File
	}
	return d.SHA256
}

func (c AddMeetingDocument) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.leads(r); err != nil {
		return nil, err
	}
	m, ok := b.Meeting(c.Meeting)
	if !ok {
		return nil, noSuch("meeting", c.Meeting)
	}
	if _, ok := m.Item(c.Item); !ok {
		return nil, noSuch("item", c.Item)
	}
	if slices.ContainsFunc(m.Documents, func(d MeetingDocument) bool { return d.Item == c.Item && d.names() == c.names() }) {
		return nil, isThere("document", c.names()[:12])
	}
	return []Event{MeetingDocumentAdded{Meeting: c.Meeting, Item: c.Item, Title: c.Title, SHA256: c.SHA256, Where: c.Where, By: r.Actor, Stored: c.Stored}}, nil
}

func minutesOf(meeting string) string { return "minutes-" + meeting }

func (c RecordPresence) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.leads(r), b.works()); err != nil {
		return nil, err
	}
	m, ok := b.Meeting(c.Meeting)
	switch {
	case !ok:
		return nil, noSuch("meeting", c.Meeting)
	case m.Stands == Cancelled:
		return nil, law.Refuse("bodies", "meeting-over", law.Ref("meeting", c.Meeting), law.Word("stands", "meeting", m.Stands))
	case r.ReceivedAt.Before(m.Starts):
		return nil, law.Refuse("bodies", "not-begun", law.Ref("meeting", c.Meeting), law.At("starts", m.Starts, b.Rules.Zone))
	case slices.ContainsFunc(b.Decisions, func(d Decision) bool { return d.Meeting == c.Meeting }):
		return nil, law.Refuse("bodies", "presence-settled", law.Ref("meeting", c.Meeting))
	}
	for _, p := range c.Present {
		is, ok := b.Member(p.Member)
		if !ok || !is.Sits() {
			return nil, noSuch("member", p.Member)
		}
		if !is.Speaks(p.Person) {
			return nil, law.Refuse("bodies", "no-delegate", law.Who("person", p.Person), law.Ref("member", p.Member))
		}
	}
	e := PresenceRecorded{Meeting: c.Meeting, Present: c.Present, Quorum: b.quorum(c.Present), By: r.Actor}
	if m.Stands == Convened {
		e.Owed = b.owes(MinutesLadder, minutesOf(m.ID), b.after(b.today(m.Ends), b.Rules.Meetings.Minutes), b.Rules.Officers...)
		e.Met, e.Next = b.nextMeeting(m)
	}
	return []Event{e}, nil
}

// held gives a meeting that was held.
func (b Body) held(id string) (Meeting, error) {
	m, ok := b.Meeting(id)
	if !ok {
		return m, noSuch("meeting", id)
	}
	if m.Stands != Held {
		return m, law.Refuse("bodies", "not-held", law.Ref("meeting", id))
	}
	return m, nil
}

// unapproved gives a meeting whose minutes are not approved yet.
func (b Body) unapproved(id string) (Meeting, error) {
	m, err := b.held(id)
	if err == nil && !m.Minutes.ApprovedAt.IsZero() {
		return m, law.Refuse("bodies", "minutes-approved", law.Ref("meeting", id))
	}
	return m, err
}

func (c DraftMinutes) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.leads(r); err != nil {
		return nil, err
	}
	m, err := b.unapproved(c.Meeting)
	if err != nil {
		return nil, err
	}
	until := b.after(b.today(r.ReceivedAt), b.Rules.Meetings.Comments)
	return []Event{MinutesDrafted{
		Meeting: m.ID, Text: c.Text, Until: until, By: r.Actor,
		Promise: law.Promise{Letters: law.To(b.everybody(), "minutes-drafted", law.Ref("body", b.Reference), law.Ref("meeting", m.ID), law.On("until", until))},
	}}, nil
}

func (c CommentMinutes) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if !b.Sits(r.Actor) {
		return nil, law.Refuse("bodies", "not-your-member", law.Ref("body", b.Reference), law.Ref("member", r.Actor))
	}
	m, err := b.unapproved(c.Meeting)
	if err != nil {
		return nil, err
	}
	if len(m.Minutes.Drafts) == 0 || !b.ahead(m.Minutes.Until, r.ReceivedAt) {
		return nil, law.Refuse("bodies", "no-comments", law.Ref("meeting", m.ID))
	}
	return []Event{MinutesCommented{Meeting: m.ID, Text: c.Text, Objects: c.Objects, By: r.Actor}}, nil
}

func (c ApproveMinutes) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.leads(r); err != nil {
		return nil, err
	}
	m, err := b.unapproved(c.Meeting)
	if err != nil {
		return nil, err
	}
	if len(m.Minutes.Drafts) == 0 {
		return nil, law.Refuse("bodies", "no-draft", law.Ref("meeting", m.ID))
	}
	if c.At == "" {
		if b.ahead(m.Minutes.Until, r.ReceivedAt) || m.Minutes.Objected() {
			return nil, law.Refuse("bodies", "not-in-writing", law.Ref("meeting", m.ID), law.On("until", m.Minutes.Until))
		}
		return []Event{MinutesApproved{Meeting: m.ID, By: r.Actor}}, nil
	}
	at, err := b.held(c.At)
	switch {
	case err != nil:
		return nil, err
	case !at.Starts.After(m.Starts):
		return nil, law.Refuse("bodies", "not-a-later-meeting", law.Ref("meeting", c.At))
	case !at.Quorum.Reached:
		return nil, law.Refuse("bodies", "no-quorum", law.Ref("meeting", c.At))
	}
	return []Event{MinutesApproved{Meeting: m.ID, At: at.ID, By: r.Actor}}, nil
}

func (c PublishMinutes) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.leads(r); err != nil {
		return nil, err
	}
	m, err := b.held(c.Meeting)
	switch {
	case err != nil:
		return nil, err
	case !b.Rules.Publish.Minutes:
		return nil, law.Refuse("bodies", "not-public", law.Ref("body", b.Reference))
	case m.Minutes.ApprovedAt.IsZero():
		return nil, law.Refuse("bodies", "not-approved", law.Ref("meeting", m.ID))
	case !m.Minutes.PublishedAt.IsZero():
		return nil, law.Refuse("bodies", "published-already", law.Ref("meeting", m.ID))
	}
	return []Event{MinutesPublished{Meeting: m.ID, By: r.Actor}}, nil
}
