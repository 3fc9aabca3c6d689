package body

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// An Event is a fact of a body.
//
//sumtype:decl
type Event interface {
	law.Event
	body()
}

// BodyOpened begins a body.
type BodyOpened struct {
	Rules  BodyRules `json:"rules"`
	SHA256 string    `json:"sha256"` // of the rules as JSON
	By     string    `json:"by"`     // person id

	Owed obligation.Owed `json:"owed,omitzero"` // the first meeting
}

// BodyExtended gives the mandate another last day.
type BodyExtended struct {
	Ends calendar.Date `json:"ends"`
	By   string        `json:"by"`
	Why  law.Text      `json:"why"`

	Owed obligation.Owed `json:"owed,omitzero"` // the meeting that the mandate had no time for
}

// BodyEnded says that the last day of the mandate is over.
type BodyEnded struct {
	At time.Time `json:"at"`
	law.Promise
}

// BodyDissolved ends a body.
type BodyDissolved struct {
	By  string   `json:"by"`
	Why law.Text `json:"why"`
	law.Promise
}

// MembersCalled calls for members.
type MembersCalled struct {
	Call   string        `json:"call"`
	Seats  []string      `json:"seats"`
	Closes calendar.Date `json:"closes"`
	Text   law.Text      `json:"text"`
	By     string        `json:"by"`
}

// MemberCallClosed says that the last day for applications is over.
type MemberCallClosed struct {
	Call     string    `json:"call"`
	At       time.Time `json:"at"`
	Received int       `json:"received"` // applications that stand
	law.Promise
}

// SeatAppliedFor is an application.
type SeatAppliedFor struct {
	Application string   `json:"application"`
	Call        string   `json:"call"`
	Seat        string   `json:"seat"`
	Country     string   `json:"country,omitempty"`
	Name        law.Text `json:"name"`
	Motivation  law.Text `json:"motivation"`
	Interests   law.Text `json:"interests"`
	By          string   `json:"by"`
}

// ApplicationWithdrawn takes an application back.
type ApplicationWithdrawn struct {
	Application string `json:"application"`
	By          string `json:"by"`
}

// MembersSelected decides all applications of a call.
type MembersSelected struct {
	Call     string               `json:"call"`
	Verdicts []ApplicationVerdict `json:"verdicts"`
	By       string               `json:"by"`
	law.Promise
}

// MemberAppointed gives a seat.
type MemberAppointed struct {
	Member      string          `json:"member"`
	Seat        string          `json:"seat"`
	Country     string          `json:"country,omitempty"`
	Name        law.Text        `json:"name,omitempty"`
	Person      string          `json:"person"`
	Alternates  []string        `json:"alternates,omitempty"`
	From        calendar.Date   `json:"from"`
	Until       calendar.Date   `json:"until,omitzero"`
	Application string          `json:"application,omitempty"`
	By          string          `json:"by"`
	Owed        obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// MemberRenewed appoints a member for another term.
type MemberRenewed struct {
	Member string          `json:"member"`
	Until  calendar.Date   `json:"until"`
	By     string          `json:"by"`
	Owed   obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// MembershipEnded ends a membership before its term.
type MembershipEnded struct {
	Member string   `json:"member"`
	Cause  string   `json:"cause"` // resigned or excluded
	By     string   `json:"by"`
	Why    law.Text `json:"why"`
	law.Promise
}

// MembershipExpired says that the term of a member is over.
type MembershipExpired struct {
	Member string    `json:"member"`
	At     time.Time `json:"at"`
	law.Promise
}

// DelegatesNamed says who speaks for a member.
type DelegatesNamed struct {
	Member     string   `json:"member"`
	Person     string   `json:"person"`
	Alternates []string `json:"alternates,omitempty"`
	By         string   `json:"by"`
	law.Promise
}

// InterestsDeclared are the interests of a person.
type InterestsDeclared struct {
	Person string   `json:"person"`
	Text   law.Text `json:"text"`
}

// ChairNamed says who presides.
type ChairNamed struct {
	Chair  string `json:"chair"`
	Person string `json:"person"`
	By     string `json:"by"`
	law.Promise
}

// MeetingConvened invites to a meeting.
type MeetingConvened struct {
	Meeting string       `json:"meeting"`
	Title   law.Text     `json:"title"`
	Starts  time.Time    `json:"starts"`
	Ends    time.Time    `json:"ends"`
	Place   law.Text     `json:"place,omitempty"`
	Agenda  []AgendaItem `json:"agenda"`
	Short   bool         `json:"short,omitempty"` // the notice is shorter than the rule book's
	By      string       `json:"by"`
	law.Promise
}

// MeetingChanged replaces the invitation.
type MeetingChanged struct {
	Meeting string       `json:"meeting"`
	Title   law.Text     `json:"title"`
	Starts  time.Time    `json:"starts"`
	Ends    time.Time    `json:"ends"`
	Place   law.Text     `json:"place,omitempty"`
	Agenda  []AgendaItem `json:"agenda"`
	Short   bool         `json:"short,omitempty"`
	By      string       `json:"by"`
	Why     law.Text     `json:"why"`
	law.Promise
}

// MeetingCancelled says that a meeting is not held.
type MeetingCancelled struct {
	Meeting string   `json:"meeting"`
	By      string   `json:"by"`
	Why     law.Text `json:"why"`
	law.Promise
}

// MeetingDocumentAdded puts a document under an item. It is in the clear.
type MeetingDocumentAdded struct {
	Meeting string   `json:"meeting"`
	Item    string   `json:"item"`
	Title   law.Text `json:"title"`
	SHA256  string   `json:"sha256"`
	Where   law.Text `json:"where,omitempty"`
	By      string   `json:"by"`

	Stored *law.StoredFile `json:"stored,omitempty"`
}

// PresenceRecorded says who was at a meeting.
type PresenceRecorded struct {
	Meeting string          `json:"meeting"`
	Present []BodyPresence  `json:"present"`
	Quorum  QuorumCount     `json:"quorum"`
	By      string          `json:"by"`
	Owed    obligation.Owed `json:"owed,omitzero"` // the minutes

	Met  string          `json:"met,omitempty"` // id of the meeting that was owed
	Next obligation.Owed `json:"next,omitzero"` // the meeting after it
}

// ItemConflictDeclared keeps a member out of a vote.
type ItemConflictDeclared struct {
	Meeting  string   `json:"meeting,omitempty"`
	Item     string   `json:"item,omitempty"`
	Decision string   `json:"decision,omitempty"`
	Member   string   `json:"member"`
	By       string   `json:"by"`
	Why      law.Text `json:"why"`
	Dropped  []string `json:"dropped,omitempty"` // decisions under way in which a ballot was cast for the voter: it counts no more
}

// MinutesDrafted is a draft of the minutes.
type MinutesDrafted struct {
	Meeting string        `json:"meeting"`
	Text    law.Text      `json:"text"`
	Until   calendar.Date `json:"until"` // last day for comments
	By      string        `json:"by"`
	law.Promise
}

// MinutesCommented is a comment on the last draft.
type MinutesCommented struct {
	Meeting string   `json:"meeting"`
	Text    law.Text `json:"text"`
	Objects bool     `json:"objects,omitempty"`
	By      string   `json:"by"`
}

// MinutesApproved approves the last draft.
type MinutesApproved struct {
	Meeting string `json:"meeting"`
	At      string `json:"at,omitempty"` // the meeting at which; none: in writing
	By      string `json:"by"`
}

// MinutesPublished makes approved minutes public.
type MinutesPublished struct {
	Meeting string `json:"meeting"`
	By      string `json:"by"`
}

// VoteOpened puts a question to the body.
type VoteOpened struct {
	Decision string            `json:"decision"`
	Question law.Text          `json:"question"`
	Meeting  string            `json:"meeting,omitempty"`
	Item     string            `json:"item,omitempty"`
	Until    calendar.Date     `json:"until,omitzero"` // in writing
	Voters   []string          `json:"voters"`
	Members  []string          `json:"members"`
	By       string            `json:"by"`
	Owed     []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// BallotCast is the ballot of a voter.
type BallotCast struct {
	Decision string `json:"decision"`
	Step     int    `json:"step"`
	Voter    string `json:"voter"`
	Member   string `json:"member"`
	Vote     string `json:"vote"`
	By       string `json:"by"`
}

// VotesCounted counts a step of a decision, and says what follows.
type VotesCounted struct {
	Decision string            `json:"decision"`
	Tally    Tally             `json:"tally"`
	Stands   string            `json:"stands"`         // open: the next step begins
	Until    calendar.Date     `json:"until,omitzero"` // of the next step, in writing
	By       string            `json:"by,omitempty"`   // none: the last day in writing is over
	At       time.Time         `json:"at,omitzero"`    // then
	Owed     []obligation.Owed `json:"owed,omitempty"` // ballots of the next step
	law.Promise
}

// AdviceAdopted is an opinion, a report or a recommendation.
type AdviceAdopted struct {
	Advice          string            `json:"advice"`
	AdviceKind      string            `json:"advice_kind"`
	Title           law.Text          `json:"title"`
	SHA256          string            `json:"sha256,omitempty"`
	Decision        string            `json:"decision"`
	Recommendations []Recommendation  `json:"recommendations,omitempty"`
	By              string            `json:"by"`
	Owed            []obligation.Owed `json:"owed,omitempty"`
}

// AdviceFollowed says what became of a recommendation.
type AdviceFollowed struct {
	Advice         string   `json:"advice"`
	Recommendation string   `json:"recommendation"`
	Status         string   `json:"status"`
	Text           law.Text `json:"text"`
	By             string   `json:"by"`
}

// ActionCommitted commits a member to an action.
type ActionCommitted struct {
	Action string          `json:"action"`
	Member string          `json:"member"`
	Text   law.Text        `json:"text"`
	Due    calendar.Date   `json:"due"`
	By     string          `json:"by"`
	Owed   obligation.Owed `json:"owed"`
}

// ActionReported reports on the progress of an action.
type ActionReported struct {
	Action  string   `json:"action"`
	Percent int      `json:"percent"`
	Text    law.Text `json:"text"`
	By      string   `json:"by"`
}

// BodyLinked says what followed in another life.
type BodyLinked struct {
	From string `json:"from"`
	To   string `json:"to"` // stream
	By   string `json:"by"`
}

// BodyReminded is the one outcome of one rung of a reminder.
type BodyReminded struct {
	obligation.Passed
	law.Promise
}

// HappenedAt is its moment.
func (e BodyEnded) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e MemberCallClosed) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e MembershipExpired) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment, where it is one.
func (e VotesCounted) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e BodyReminded) HappenedAt() time.Time { return e.At }
