package body

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A Command is a request that a body may refuse.
//
//sumtype:decl
type Command interface {
	law.Command
	decide(Body, law.Facts, law.Receipt) ([]Event, error)
}

// OpenBody begins a body with its rule book.
type OpenBody struct {
	Rules BodyRules `json:"rules"`
}

// ExtendBody gives the mandate another last day.
type ExtendBody struct {
	Ends calendar.Date `json:"ends"`
	Why  law.Text      `json:"why"`
}

// DissolveBody ends a body.
type DissolveBody struct {
	Why law.Text `json:"why"`
}

// CallForMembers calls for applications until the end of a day.
type CallForMembers struct {
	Call   string        `json:"call"`
	Seats  []string      `json:"seats"`
	Closes calendar.Date `json:"closes"`
	Text   law.Text      `json:"text"`
}

// ApplyForSeat applies for a seat, with a declaration of interests.
type ApplyForSeat struct {
	Call       string   `json:"call"`
	Seat       string   `json:"seat"`
	Country    string   `json:"country,omitempty"`
	Name       law.Text `json:"name"`
	Motivation law.Text `json:"motivation"`
	Interests  law.Text `json:"interests"`
}

// WithdrawApplication takes an application back.
type WithdrawApplication struct {
	Application string `json:"application"`
}

// SelectMembers decides all applications of a call, with reasons.
type SelectMembers struct {
	Call     string               `json:"call"`
	Verdicts []ApplicationVerdict `json:"verdicts"`
}

// An ApplicationVerdict is on one application.
type ApplicationVerdict struct {
	Application string   `json:"application"`
	Selected    bool     `json:"selected"`
	Why         law.Text `json:"why"`
}

// AppointMember gives a seat, after a selection or directly.
type AppointMember struct {
	Member      string        `json:"member"`
	Seat        string        `json:"seat"`
	Country     string        `json:"country,omitempty"`
	Name        law.Text      `json:"name,omitempty"`
	Person      string        `json:"person"`
	Alternates  []string      `json:"alternates,omitempty"`
	From        calendar.Date `json:"from"`
	Application string        `json:"application,omitempty"`
}

// RenewMember appoints a member for another term.
type RenewMember struct {
	Member string `json:"member"`
}

// EndMembership ends a membership: the member resigns, or the secretariat excludes it.
type EndMembership struct {
	Member string   `json:"member"`
	Why    law.Text `json:"why"`
}

// NameDelegates says who speaks for a member from now on.
type NameDelegates struct {
	Member     string   `json:"member"`
	Person     string   `json:"person"`
	Alternates []string `json:"alternates,omitempty"`
}

// DeclareInterests declares the interests of who sends it.
type DeclareInterests struct {
	Text law.Text `json:"text"`
}

// NameChair says who presides from now on.
type NameChair struct {
	Chair  string `json:"chair"`
	Person string `json:"person"`
}

// ConveneMeeting invites to a meeting.
type ConveneMeeting struct {
	Meeting string             `json:"meeting"`
	Title   law.Text           `json:"title"`
	Starts  calendar.WallClock `json:"starts"` // by the clocks of the body
	Ends    calendar.WallClock `json:"ends"`
	Place   law.Text           `json:"place,omitempty"` // none: it is held online
	Agenda  []AgendaItem       `json:"agenda"`
}

// ChangeMeeting replaces the invitation to a meeting.
type ChangeMeeting struct {
	Meeting string             `json:"meeting"`
	Title   law.Text           `json:"title"`
	Starts  calendar.WallClock `json:"starts"`
	Ends    calendar.WallClock `json:"ends"`
	Place   law.Text           `json:"place,omitempty"`
	Agenda  []AgendaItem       `json:"agenda"`
	Why     law.Text           `json:"why"`
}

// CancelMeeting says that a meeting is not held.
type CancelMeeting struct {
	Meeting string   `json:"meeting"`
	Why     law.Text `json:"why"`
}

// AddMeetingDocument puts a document under an item.
type AddMeetingDocument struct {
	Meeting string   `json:"meeting"`
	Item    string   `json:"item"`
	Title   law.Text `json:"title"`
	SHA256  string   `json:"sha256"` // "" for a file in the store
	Where   law.Text `json:"where,omitempty"`

	Stored *law.StoredFile `json:"stored,omitempty"` // none: it is known by its hash
}

// RecordPresence says who was at a meeting.
type RecordPresence struct {
	Meeting string         `json:"meeting"`
	Present []BodyPresence `json:"present"`
}

// DeclareItemConflict keeps a member out of a vote.
type DeclareItemConflict struct {
	Meeting  string   `json:"meeting,omitempty"`
	Item     string   `json:"item,omitempty"`
	Decision string   `json:"decision,omitempty"`
	Member   string   `json:"member"`
	Why      law.Text `json:"why"`
}

// DraftMinutes sends a draft of the minutes round for comments.
type DraftMinutes struct {
	Meeting string   `json:"meeting"`
	Text    law.Text `json:"text"`
}

// CommentMinutes comments on the last draft.
type CommentMinutes struct {
	Meeting string   `json:"meeting"`
	Text    law.Text `json:"text"`
	Objects bool     `json:"objects,omitempty"`
}

// ApproveMinutes approves the last draft: at a later meeting, or in writing.
type ApproveMinutes struct {
	Meeting string `json:"meeting"`
	At      string `json:"at,omitempty"` // a meeting; none: in writing
}

// PublishMinutes makes approved minutes public, where the rule book says so.
type PublishMinutes struct {
	Meeting string `json:"meeting"`
}

// PutToVote puts a question to the body: at a meeting, or in writing.
type PutToVote struct {
	Decision string   `json:"decision"`
	Question law.Text `json:"question"`
	Meeting  string   `json:"meeting,omitempty"`
	Item     string   `json:"item,omitempty"`
}

// CastVote casts the ballot of a member, or replaces it.
type CastVote struct {
	Decision string `json:"decision"`
	Member   string `json:"member"`
	Vote     string `json:"vote"`
}

// CountVotes counts the step of a decision that is under way at a meeting.
type CountVotes struct {
	Decision string `json:"decision"`
}

// AdoptAdvice records an opinion, a report or a recommendation that was adopted.
type AdoptAdvice struct {
	Advice          string           `json:"advice"`
	AdviceKind      string           `json:"advice_kind"`
	Title           law.Text         `json:"title"`
	SHA256          string           `json:"sha256,omitempty"`
	Decision        string           `json:"decision"`
	Recommendations []Recommendation `json:"recommendations,omitempty"`
}

// FollowAdvice says what became of a recommendation.
type FollowAdvice struct {
	Advice         string   `json:"advice"`
	Recommendation string   `json:"recommendation"`
	Status         string   `json:"status"`
	Text           law.Text `json:"text"`
}

// CommitAction commits a member to an action.
type CommitAction struct {
	Action string        `json:"action"`
	Member string        `json:"member"`
	Text   law.Text      `json:"text"`
	Due    calendar.Date `json:"due"`
}

// ReportAction reports on the progress of an action.
type ReportAction struct {
	Action  string   `json:"action"`
	Percent int      `json:"percent"`
	Text    law.Text `json:"text"`
}

// LinkBody says what followed from something of the body in another life.
type LinkBody struct {
	From string `json:"from"` // meeting/20, decision/d1, advice/r1, action/x
	To   string `json:"to"`   // stream: survey/EHN-2021
}
