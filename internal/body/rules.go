package body

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/survey"
)

// BodyRules are the rule book of a body: its mandate, and its rules of procedure.
type BodyRules struct {
	Title     Words              `json:"title"`
	Lead      Words              `json:"lead"`                // what it is there for
	Programme string             `json:"programme,omitempty"` // reference; none: it belongs to none
	Zone      string             `json:"zone"`                // IANA name of its meetings and days
	Holidays  []market.ClosedDay `json:"holidays,omitempty"`
	Officers  []string           `json:"officers"` // person ids of its secretariat

	Mandate   BodyMandate      `json:"mandate"`
	Seats     []SeatRule       `json:"seats"`
	Chairs    []Term           `json:"chairs"`             // who presides: chair, co-chair of the members
	Criteria  []Term           `json:"criteria,omitempty"` // by which members are selected
	Meetings  MeetingRule      `json:"meetings"`
	Decisions DecisionRule     `json:"decisions"`
	Advice    []Term           `json:"advice,omitempty"` // kinds of what it gives: opinion, report, recommendation
	Publish   BodyPublishRule  `json:"publish"`
	Entries   *BodyEntries     `json:"entries,omitempty"` // as what an action that is done is offered in a marketplace; none: it is not
	Reminders market.Reminders `json:"reminders"`

	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// BodyMandate is what a body is set up for, by whom, and for how long.
type BodyMandate struct {
	Acts      []Words       `json:"acts"` // the acts on which it rests
	Tasks     []Term        `json:"tasks,omitempty"`
	ReportsTo Words         `json:"reports_to"`
	Begins    calendar.Date `json:"begins"`
	Ends      calendar.Date `json:"ends,omitzero"` // last day; none: until it is dissolved
	Funds     money.Amount  `json:"funds,omitzero"`
}

// Whom a seat is of.
const (
	OfCountry      = "country"
	OfOrganisation = "organisation"
	OfPerson       = "person" // in a personal capacity
)

// A SeatRule is one category of members.
type SeatRule struct {
	Term
	Of         string              `json:"of"`                  // country, organisation or person
	Votes      bool                `json:"votes"`               // else an observer
	Most       int                 `json:"most,omitempty"`      // seats; 0: no limit
	Countries  *survey.CountryList `json:"countries,omitempty"` // whose countries may sit; of countries
	For        calendar.Length     `json:"for,omitzero"`        // an appointment, in months or years; none: as long as the mandate
	Alternates int                 `json:"alternates"`          // the most of a member
	Declares   bool                `json:"declares,omitempty"`  // who sits declares interests before the appointment
}

// MeetingRule says how meetings are held.
type MeetingRule struct {
	Notice   calendar.Length `json:"notice"`   // between the invitation and the day
	Quorum   BodyShare       `json:"quorum"`   // of the voting members; none: no quorum
	Minutes  calendar.Length `json:"minutes"`  // within which they are drafted
	Comments calendar.Length `json:"comments"` // for comments on a draft

	// Every is within which of the last meeting, or of the first day of the mandate, the next one is held; none: when it is convened.
	Every calendar.Length `json:"every,omitzero"`
}

// A BodyShare is a part of a whole: at least num of den, or more than it.
type BodyShare struct {
	Num  int  `json:"num"`
	Den  int  `json:"den"`
	More bool `json:"more,omitempty"` // more than it: a simple majority is more than 1 of 2
}

// IsZero tells whether there is none.
func (s BodyShare) IsZero() bool { return s.Den == 0 }

// Of is the fewest of n that are the share.
func (s BodyShare) Of(n int) int {
	if s.IsZero() {
		return 0
	}
	if s.More {
		return n*s.Num/s.Den + 1
	}
	return (n*s.Num + s.Den - 1) / s.Den
}

// Who has one vote, how a step decides, and of what a majority is counted.
const (
	ByCountry   = "country"
	ByMember    = "member"
	Consensus   = "consensus" // nobody is against
	Majority    = "majority"
	OfCast      = "cast"    // votes for and against
	OfPresent   = "present" // those entitled at the meeting, or in the written procedure
	OfMembers   = "members" // all voting members without a conflict
	SilenceFor  = "consent" // who does not answer agrees
	SilenceNone = "none"    // who does not answer has not voted
)

// DecisionRule says how a body decides.
type DecisionRule struct {
	Vote    string         `json:"vote"`    // one a country, or one a member
	Steps   []DecisionStep `json:"steps"`   // one after the other, until one is reached
	Written WrittenRule    `json:"written"` // the written procedure; none: there is none
}

// A DecisionStep is one way in which a decision may be taken.
type DecisionStep struct {
	Term
	By    string    `json:"by"`             // consensus or majority
	Share BodyShare `json:"share,omitzero"` // of a majority
	Of    string    `json:"of,omitempty"`   // cast, present or members
}

// WrittenRule is the written procedure.
type WrittenRule struct {
	For     calendar.Length `json:"for,omitzero"`
	Silence string          `json:"silence,omitempty"` // consent or none
}

// BodyPublishRule says what is public. Applications, declarations of interests, drafts of minutes and contact data never are.
type BodyPublishRule struct {
	Members   bool `json:"members"`   // who sits
	Persons   bool `json:"persons"`   // who represents a member, by name
	Meetings  bool `json:"meetings"`  // when the body meets, and the agenda
	Documents bool `json:"documents"` // under items of an agenda
	Minutes   bool `json:"minutes"`   // once they are approved and published
	Decisions bool `json:"decisions"` // what was decided, and by how many
	Votes     bool `json:"votes"`     // who voted how
	Advice    bool `json:"advice"`    // opinions, reports, recommendations, and what follows from them
	Actions   bool `json:"actions"`   // commitments and their progress
}

// The ladders of letters about what is owed.
const (
	MinutesLadder  = "body-minutes"
	VoteLadder     = "body-vote"
	TermLadder     = "body-term"
	FollowUpLadder = "body-follow-up"
	ActionLadder   = "body-action"
	MeetingLadder  = "body-meeting" // where the rule book says how often the body meets
)

// ladders are the ladders that the rule book has, by name.
func (r BodyRules) ladders() []string {
	names := []string{MinutesLadder, VoteLadder, TermLadder, FollowUpLadder, ActionLadder}
	if !r.Meetings.Every.IsZero() {
		names = append(names, MeetingLadder)
	}
	return names
}

// Calendar is where and when reminders are sent.
func (r BodyRules) Calendar() (obligation.Calendar, error) {
	return market.Rules{Zone: r.Zone, Holidays: r.Holidays, Reminders: r.Reminders}.Calendar()
}

// Seat finds a category of members.
func (r BodyRules) Seat(id string) (SeatRule, bool) {
	i := slices.IndexFunc(r.Seats, func(s SeatRule) bool { return s.ID == id })
	if i < 0 {
		return SeatRule{}, false
	}
	return r.Seats[i], true
}

// Sits tells whether a country may have a seat of the category.
func (s SeatRule) Sits(country string) bool {
	return s.Countries == nil || slices.ContainsFunc(s.Countries.Codes, func(c string) bool { return normal(c) == normal(country) })
}
