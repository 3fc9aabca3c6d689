package body

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// How a meeting stands.
const (
	Convened  = "convened"
	Held      = "held"
	Cancelled = "cancelled"
)

// What an item of an agenda is for.
const (
	ForInformation = "information"
	ForDiscussion  = "discussion"
	ForDecision    = "decision"
)

// A Meeting of a body.
type Meeting struct {
	ID         string            `json:"id"`
	Title      law.Text          `json:"title"`
	Starts     time.Time         `json:"starts"`
	Ends       time.Time         `json:"ends"`
	Place      law.Text          `json:"place,omitempty"` // none: it is held online
	Agenda     []AgendaItem      `json:"agenda"`
	Stands     string            `json:"stands"`
	ConvenedAt time.Time         `json:"convened_at"`
	Short      bool              `json:"short,omitempty"` // its notice was shorter than the rule book's
	Versions   int               `json:"versions"`        // of what was sent: 1, and one more with each change
	Documents  []MeetingDocument `json:"documents,omitempty"`
	Present    []BodyPresence    `json:"present,omitempty"`
	Quorum     QuorumCount       `json:"quorum,omitzero"`
	Minutes    MeetingMinutes    `json:"minutes,omitzero"`
	Why        law.Text          `json:"why,omitempty"` // it was changed, or cancelled
}

// An AgendaItem of a meeting.
type AgendaItem struct {
	ID    string   `json:"id"`
	Title law.Text `json:"title"`
	For   string   `json:"for"` // information, discussion or decision
}

// A MeetingDocument stands under an item. The file is in the store, or known by its hash, wherever it lies.
type MeetingDocument struct {
	Item   string    `json:"item"`
	Title  law.Text  `json:"title"`
	SHA256 string    `json:"sha256"`
	Where  law.Text  `json:"where,omitempty"` // where the file is found
	By     string    `json:"by"`
	At     time.Time `json:"at"`

	Stored *law.StoredFile `json:"stored,omitempty"` // the file, where it is in the store
}

// BodyPresence says who was there for a member.
type BodyPresence struct {
	Member string `json:"member"`
	Person string `json:"person"`
}

// A QuorumCount says how many of the voting members were there, each country or member counted once.
type QuorumCount struct {
	Present int  `json:"present"`
	Of      int  `json:"of"`
	Needed  int  `json:"needed"`
	Reached bool `json:"reached"`
}

// MeetingMinutes are the minutes of a meeting.
type MeetingMinutes struct {
	Drafts      []MinutesDraft   `json:"drafts,omitempty"`
	Until       calendar.Date    `json:"until,omitzero"`     // last day for comments on the last draft
	Comments    []MinutesComment `json:"comments,omitempty"` // on all drafts
	ApprovedAt  time.Time        `json:"approved_at,omitzero"`
	Approved    string           `json:"approved,omitempty"` // the meeting at which they were; none: in writing
	PublishedAt time.Time        `json:"published_at,omitzero"`
}

// A MinutesDraft is one draft.
type MinutesDraft struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Text law.Text  `json:"text"`
}

// A MinutesComment is on the draft that was the last one then.
type MinutesComment struct {
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Draft   int       `json:"draft"` // 1, 2
	Text    law.Text  `json:"text"`
	Objects bool      `json:"objects,omitempty"` // it stands in the way of an approval in writing
}

// Last is the draft that counts.
func (m MeetingMinutes) Last() MinutesDraft {
	if len(m.Drafts) == 0 {
		return MinutesDraft{}
	}
	return m.Drafts[len(m.Drafts)-1]
}

// Objected tells whether somebody objects to the last draft.
func (m MeetingMinutes) Objected() bool {
	return slices.ContainsFunc(m.Comments, func(c MinutesComment) bool { return c.Objects && c.Draft == len(m.Drafts) })
}

// Item finds an item of the agenda.
func (m Meeting) Item(id string) (AgendaItem, bool) {
	return byID(m.Agenda, id, func(i AgendaItem) string { return i.ID })
}

// Attends tells whether a person was there for a member.
func (m Meeting) Attends(member, person string) bool {
	return slices.Contains(m.Present, BodyPresence{member, person})
}

// short tells whether a meeting that is convened at an instant has a shorter notice than the rule book gives.
func (b Body) short(starts, at time.Time) bool {
	cal, err := b.Rules.Calendar()
	if err != nil {
		return false
	}
	return b.today(at).After(calendar.PeriodBefore(b.today(starts), b.Rules.Meetings.Notice, cal.Holidays))
}

// voter is who has the one vote for which a member speaks: its country, or itself. "" has none.
func (b Body) voter(m Member) string {
	if !m.Sits() {
		return ""
	}
	return b.votesAs(m)
}

// votesAs is who has the vote for which a member speaks, or spoke.
func (b Body) votesAs(m Member) string {
	seat, _ := b.Rules.Seat(m.Seat)
	switch {
	case !seat.Votes:
		return ""
	case b.Rules.Decisions.Vote == ByCountry:
		return normal(m.Country)
	}
	return m.ID
}

// voters are all who have a vote, each once, in order.
func (b Body) voters(which func(Member) bool) (list []string) {
	for _, m := range b.Members {
		if v := b.voter(m); v != "" && which(m) {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// quorum counts who was there.
func (b Body) quorum(present []BodyPresence) QuorumCount {
	there := b.voters(func(m Member) bool {
		return slices.ContainsFunc(present, func(p BodyPresence) bool { return p.Member == m.ID })
	})
	all := b.voters(func(Member) bool { return true })
	needed := b.Rules.Meetings.Quorum.Of(len(all))
	return QuorumCount{Present: len(there), Of: len(all), Needed: needed, Reached: len(there) > 0 && len(there) >= needed}
}
