package query

import (
	"bytes"
	"cmp"
	"context"
	"reflect"
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

func cutLink(from string) (what, id string, ok bool) { return strings.Cut(from, "/") }

// A BodyMeetingCard is a meeting in a list.
type BodyMeetingCard struct {
	Meeting     string            `json:"meeting"`
	Title       law.Text          `json:"title"`
	Starts      string            `json:"starts"`
	Ends        string            `json:"ends"`
	Place       law.Text          `json:"place,omitempty"` // none: it is held online
	Stands      string            `json:"stands"`          // convened, held or cancelled
	Short       bool              `json:"short"`           // with a shorter notice than the rule book gives
	ConvenedAt  string            `json:"convened_at"`
	Agenda      []body.AgendaItem `json:"agenda"`
	PublishedAt string            `json:"published_at,omitempty"` // the minutes
}

// A BodyMeetingRow is a meeting as a viewer sees it.
type BodyMeetingRow struct {
	BodyMeetingCard
	Body      string              `json:"body"`
	Zone      string              `json:"zone"`   // on the clocks of which the body meets
	Inside    bool                `json:"inside"` // whoever asks sits, or is of the secretariat
	Leads     bool                `json:"leads"`  // whoever asks is of the secretariat, or presides
	Documents []BodyDocumentRow   `json:"documents"`
	Quorum    body.QuorumCount    `json:"quorum"`
	Present   []body.BodyPresence `json:"present"`         // to who sits
	Minutes   law.Text            `json:"minutes"`         // published ones; to who sits the last draft
	Drafts    int                 `json:"drafts"`          // to who sits
	Until     string              `json:"until,omitempty"` // last day for comments
	Comments  []BodyCommentRow    `json:"comments"`        // to who sits
	Approved  string              `json:"approved_at,omitempty"`
	AtMeeting string              `json:"approved_by,omitempty"` // the meeting; none: in writing
	Conflicts []BodyConflictRow   `json:"conflicts"`             // to who sits
	Decisions []BodyDecisionRow   `json:"decisions"`
	Links     []BodyLinkRow       `json:"links"`
	Why       law.Text            `json:"why,omitempty"` // it was changed, or cancelled
	Versions  int                 `json:"versions"`
}

// A BodyDocumentRow is a document under an item.
type BodyDocumentRow struct {
	Item   string   `json:"item"`
	Title  law.Text `json:"title"`
	SHA256 string   `json:"sha256"`
	Where  law.Text `json:"where,omitempty"`

	Stored *StoredRow `json:"stored,omitempty"` // the file, where it is in the store
}

// A BodyCommentRow is a comment on a draft of minutes.
type BodyCommentRow struct {
	By      string   `json:"by"`
	At      string   `json:"at"`
	Draft   int      `json:"draft"`
	Text    law.Text `json:"text"`
	Objects bool     `json:"objects"`
}

// A BodyConflictRow is a declared conflict of interest.
type BodyConflictRow struct {
	Item     string   `json:"item,omitempty"`
	Decision string   `json:"decision,omitempty"`
	Member   string   `json:"member"`
	Why      law.Text `json:"why"`
}

func meetingCard(sight access.BodySight, m body.Meeting) BodyMeetingCard {
	c := BodyMeetingCard{
		Meeting: m.ID, Title: m.Title, Starts: calendar.Instant(m.Starts), Ends: calendar.Instant(m.Ends), Place: m.Place, Stands: m.Stands, Short: m.Short, ConvenedAt: calendar.Instant(m.ConvenedAt), Agenda: m.Agenda,
	}
	if sight.Minutes() && !m.Minutes.PublishedAt.IsZero() {
		c.PublishedAt = calendar.Instant(m.Minutes.PublishedAt)
	}
	return c
}

// BodyMeeting is a meeting of a body, as far as the viewer sees it.
func (q *Queries) BodyMeeting(ctx context.Context, v access.Viewer, reference, meeting string) (BodyMeetingRow, error) {
	b, sight, err := q.body(ctx, v, reference)
	if err != nil {
		return BodyMeetingRow{}, err
	}
	m, ok := b.Meeting(meeting)
	if !ok || !sight.Meetings() {
		return BodyMeetingRow{}, absent(law.Why("no-body-meeting", narrate.Verbatim("meeting", Cut(meeting)), law.Ref("body", b.Reference)))
	}
	row := BodyMeetingRow{
		BodyMeetingCard: meetingCard(sight, m), Body: b.Reference, Zone: b.Rules.Zone, Inside: sight.Inside(), Leads: sight.Steers() || b.Presides(v.Person), Quorum: m.Quorum, Why: m.Why, Versions: m.Versions,
		Documents: []BodyDocumentRow{}, Present: []body.BodyPresence{}, Comments: []BodyCommentRow{}, Conflicts: []BodyConflictRow{}, Decisions: []BodyDecisionRow{}, Links: []BodyLinkRow{},
	}
	if sight.Documents() {
		for _, d := range m.Documents {
			is := BodyDocumentRow{Item: d.Item, Title: d.Title, SHA256: d.SHA256, Where: d.Where}
			if d.Stored != nil {
				stored := storedRow(*d.Stored)
				is.Stored, is.Title = &stored, cmp.Or(d.Title, stored.Name)
			}
			row.Documents = append(row.Documents, is)
		}
	}
	if row.PublishedAt != "" || row.Inside {
		row.Minutes, row.Approved, row.AtMeeting = m.Minutes.Last().Text, optional(calendar.Instant(m.Minutes.ApprovedAt), m.Minutes.ApprovedAt.IsZero()), m.Minutes.Approved
	}
	if row.Inside {
		row.Present, row.Drafts, row.Until = append(row.Present, m.Present...), len(m.Minutes.Drafts), optional(m.Minutes.Until.String(), m.Minutes.Until.IsZero())
		for _, c := range m.Minutes.Comments {
			row.Comments = append(row.Comments, BodyCommentRow{By: c.By, At: calendar.Instant(c.At), Draft: c.Draft, Text: c.Text, Objects: c.Objects})
		}
		for _, c := range b.Conflicts {
			if c.Meeting == m.ID {
				row.Conflicts = append(row.Conflicts, BodyConflictRow{Item: c.Item, Member: c.Member, Why: c.Why})
			}
		}
	}
	told := BodyTold{Meetings: true, Decisions: sight.Decisions(), Votes: sight.Votes(), Inside: sight.Inside()}
	for _, d := range b.Decisions {
		if told.Decisions && d.Meeting == m.ID {
			row.Decisions = append(row.Decisions, q.bodyDecision(ctx, told, v, b, d))
		}
	}
	links, err := q.bodyLinks(ctx, told, v, b)
	if err != nil {
		return BodyMeetingRow{}, err
	}
	for _, l := range links {
		if l.From == "meeting/"+m.ID {
			row.Links = append(row.Links, l)
		}
	}
	return row, nil
}

// A BodyDecisionRow is a decision as a viewer sees it, with how each of its steps was counted.
type BodyDecisionRow struct {
	Decision string          `json:"decision"`
	Body     string          `json:"body"`
	Question law.Text        `json:"question"`
	Meeting  string          `json:"meeting,omitempty"` // none: in the written procedure
	Item     string          `json:"item,omitempty"`
	At       string          `json:"at"`
	Until    string          `json:"until,omitempty"`
	Stands   string          `json:"stands"` // open, adopted or not-adopted
	Over     string          `json:"over,omitempty"`
	Step     string          `json:"step,omitempty"` // that is under way
	Voters   int             `json:"voters"`
	Counts   []BodyCountRow  `json:"counts"`
	Ballots  []BodyBallotRow `json:"ballots"` // those that count, where the viewer is told who voted how
	Voices   []string        `json:"voices"`  // members for which whoever asks may vote now
	Leads    bool            `json:"leads"`   // whoever asks may count
}

// A BodyCountRow is how one step was counted, and counted again now.
type BodyCountRow struct {
	Step      string `json:"step"`
	By        string `json:"by"`
	Entitled  int    `json:"entitled"`
	For       int    `json:"for"`
	Against   int    `json:"against"`
	Abstained int    `json:"abstained"`
	Silent    int    `json:"silent"`
	Left      int    `json:"left"`
	InFavour  int    `json:"in_favour"`
	Needed    int    `json:"needed"`
	Base      int    `json:"base"`
	Of        string `json:"of,omitempty"`
	Reached   bool   `json:"reached"`
	Explained string `json:"explained"` // in words
	Agrees    bool   `json:"agrees"`    // counted once more from the ballots, it is the same
}

// A BodyBallotRow is the ballot of a voter that counts at a step.
type BodyBallotRow struct {
	Step  string `json:"step"`
	Voter string `json:"voter"`
	Vote  string `json:"vote"`
	At    string `json:"at"`
}

func (q *Queries) bodyDecision(ctx context.Context, told BodyTold, v access.Viewer, b body.Body, d body.Decision) BodyDecisionRow {
	row := BodyDecisionRow{
		Decision: d.ID, Body: b.Reference, Question: d.Question, Meeting: d.Meeting, Item: d.Item, At: calendar.Instant(d.At), Until: optional(d.Until.String(), d.Until.IsZero()), Stands: d.Stands,
		Over: optional(calendar.Instant(d.Over), d.Over.IsZero()), Voters: len(d.Voters), Counts: []BodyCountRow{}, Ballots: []BodyBallotRow{}, Voices: []string{}, Leads: d.Stands == body.Open && d.Meeting != "" && (b.Staff(v.Person) || b.Presides(v.Person)),
	}
	steps := b.Rules.Decisions.Steps
	if d.Stands == body.Open && d.Step() < len(steps) {
		row.Step = steps[d.Step()].ID
	}
	tell := narrate.For(ctx)
	for i, t := range d.Tallies {
		row.Counts = append(row.Counts, BodyCountRow{
			Step: t.Step, By: t.By, Entitled: len(t.Entitled), For: len(t.For), Against: len(t.Against), Abstained: len(t.Abstained), Silent: len(t.Silent), Left: len(t.Left), InFavour: t.InFavour, Needed: t.Needed,
			Base: t.Base, Of: t.Of, Reached: t.Reached, Explained: tell.Reason(t.Tell()), Agrees: sameTally(t, b.Again(d, i)),
		})
	}
	if told.Votes {
		row.Ballots = append(row.Ballots, ballotsThatCount(d, steps)...)
	}
	for _, m := range b.Members {
		if b.MayVote(d, m, v.Person) {
			row.Voices = append(row.Voices, m.ID)
		}
	}
	return row
}

// sameTally compares two counts.
func sameTally(a, b body.Tally) bool {
	lists := func(t body.Tally) [][]string {
		return [][]string{t.Entitled, t.Members, t.For, t.Against, t.Abstained, t.Silent, t.Left}
	}
	for i, l := range lists(a) {
		if !slices.Equal(l, lists(b)[i]) {
			return false
		}
	}
	return a.Base == b.Base && a.Needed == b.Needed && a.InFavour == b.InFavour && a.Reached == b.Reached && reflect.DeepEqual(a.Share, b.Share) && a.Of == b.Of && a.By == b.By
}

func ballotsThatCount(d body.Decision, steps []body.DecisionStep) (rows []BodyBallotRow) {
	for i, t := range d.Tallies { // what is under way is told when it is counted
		for _, voter := range t.Entitled {
			last := BodyBallotRow{}
			for _, b := range d.Ballots {
				if b.Step == i && b.Voter == voter {
					last = BodyBallotRow{Step: steps[min(i, len(steps)-1)].ID, Voter: voter, Vote: b.Vote, At: calendar.Instant(b.At)}
				}
			}
			if last.Vote != "" {
				rows = append(rows, last)
			}
		}
	}
	return rows
}

// BodyDecision is a decision of a body, as far as the viewer sees it.
func (q *Queries) BodyDecision(ctx context.Context, v access.Viewer, reference, decision string) (BodyDecisionRow, error) {
	b, sight, err := q.body(ctx, v, reference)
	if err != nil {
		return BodyDecisionRow{}, err
	}
	d, ok := b.Decision(decision)
	if !ok || !sight.Decisions() {
		return BodyDecisionRow{}, absent(law.Why("no-body-decision", narrate.Verbatim("decision", Cut(decision)), law.Ref("body", b.Reference)))
	}
	return q.bodyDecision(ctx, BodyTold{Votes: sight.Votes(), Inside: sight.Inside()}, v, b, d), nil
}

// Calendar is the meeting as an entry of a calendar, in iCalendar. The entry of a changed meeting takes the place of the one before.
func (m BodyMeetingRow) Calendar() string {
	c := ics.NewCalendar()
	c.SetProductId("-//twinning.example//body//EN")
	starts, _ := calendar.ParseInstant(m.Starts)
	ends, _ := calendar.ParseInstant(m.Ends)
	convened, _ := calendar.ParseInstant(m.ConvenedAt)
	e := c.AddEvent("meeting." + m.Meeting + "." + m.Body + "@twinning.example")
	e.SetDtStampTime(convened)
	e.SetSequence(m.Versions - 1)
	e.SetStartAt(starts)
	e.SetEndAt(ends)
	e.SetSummary(string(m.Title))
	if !m.Place.IsBlank() {
		e.SetLocation(string(m.Place))
	}
	var lines []string
	for _, i := range m.Agenda {
		lines = append(lines, i.ID+". "+string(i.Title))
	}
	e.SetDescription(strings.Join(lines, "\n"))
	e.SetStatus(ics.ObjectStatusConfirmed)
	if m.Stands == body.Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	var b bytes.Buffer
	if err := c.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return ""
	}
	return b.String()
}
