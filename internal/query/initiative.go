package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/reads"
)

// An InitiativeRow is an initiative as a viewer sees it.
type InitiativeRow struct {
	Reference string                   `json:"reference"`
	Stage     capacity.Stage           `json:"stage"` // open or closed
	Rules     capacity.InitiativeRules `json:"rules"`
	SHA256    string                   `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	Topics    []InitiativeTopicRow     `json:"topics"`
	Countries []string                 `json:"countries"` // for which whoever asks speaks
	Steers    bool                     `json:"steers"`    // whoever asks is of its staff
	Board     bool                     `json:"board"`     // whoever asks sees which country offers and seeks what
	Yours     []InitiativeStatementRow `json:"yours"`     // statements of these countries
}

// An InitiativeTopicRow is a topic with what became of it.
type InitiativeTopicRow struct {
	ID          string          `json:"id"`
	Branch      capacity.Branch `json:"branch,omitempty"` // "" before the closing date
	DecidedAt   string          `json:"decided_at,omitempty"`
	Masterclass string          `json:"masterclass,omitempty"` // reference of what it became
	Takes       bool            `json:"takes"`                 // statements are taken now
}

// An InitiativeStatementRow is what a country says of a topic.
type InitiativeStatementRow struct {
	Country    string   `json:"country"`
	Topic      string   `json:"topic"`
	Offers     bool     `json:"offers"`
	Seeks      bool     `json:"seeks"`
	Activities []string `json:"activities"`
	Languages  []string `json:"languages"`
	Remarks    law.Text `json:"remarks,omitempty"` // for the country itself and the staff
	At         string   `json:"at"`
}

func statementRow(country string, s capacity.Statement, own bool) InitiativeStatementRow {
	row := InitiativeStatementRow{
		Country: country, Topic: s.Topic, Offers: s.Offers, Seeks: s.Seeks, Activities: append([]string{}, s.Activities...), Languages: append([]string{}, s.Languages...), At: calendar.Instant(s.At),
	}
	if own {
		row.Remarks = s.Remarks
	}
	return row
}

func (q *Queries) initiativeRow(ctx context.Context, v access.Viewer, i capacity.Initiative) (InitiativeRow, bool, error) {
	sight := access.OfInitiative(v, i, "")
	if i.Stage == "" || !sight.Reads() {
		return InitiativeRow{}, false, nil
	}
	now, err := q.Now(ctx)
	if err != nil {
		return InitiativeRow{}, false, err
	}
	row := InitiativeRow{
		Reference: i.Reference, Stage: i.Stage, Rules: i.Rules, SHA256: i.SHA256, Topics: []InitiativeTopicRow{}, Countries: []string{}, Steers: sight.Steers(), Board: sight.Board(), Yours: []InitiativeStatementRow{},
	}
	if !row.Steers {
		row.Rules.Officers, row.SHA256 = nil, "" // who they are is for whoever steers it; by the hash of the rules others could try
	}
	for _, t := range i.Topics {
		is := InitiativeTopicRow{ID: t.ID, Branch: t.Branch, DecidedAt: optional(calendar.Instant(t.DecidedAt), t.DecidedAt.IsZero()), Takes: i.Takes(t, now)}
		if t.Branch == capacity.Masterclass {
			is.Masterclass = i.MasterclassOf(t.ID)
		}
		row.Topics = append(row.Topics, is)
	}
	for _, c := range i.Countries {
		if !access.OfInitiative(v, i, c.Code).Speaks() {
			continue
		}
		row.Countries = append(row.Countries, c.Code)
		for _, s := range c.Interests {
			row.Yours = append(row.Yours, statementRow(c.Code, s, true))
		}
	}
	return row, true, nil
}

// Initiatives lists the initiatives.
func (q *Queries) Initiatives(ctx context.Context, v access.Viewer) ([]InitiativeRow, error) {
	all, err := q.foldToRead(ctx, capacity.Root)
	if err != nil {
		return nil, err
	}
	rows := []InitiativeRow{}
	for _, stream := range sorted(all) {
		i, _ := all[stream].State.(capacity.Initiative)
		row, seen, err := q.initiativeRow(ctx, v, i)
		if err != nil {
			return nil, err
		}
		if seen {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func (q *Queries) initiative(ctx context.Context, v access.Viewer, reference string) (capacity.Initiative, error) {
	none := noLife("initiative", reference)
	stream, ok := capacity.StreamOf(reference)
	if !ok {
		return capacity.Initiative{}, none
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return capacity.Initiative{}, err
	}
	i, _ := is.State.(capacity.Initiative)
	if i.Stage == "" || !access.OfInitiative(v, i, "").Reads() {
		return capacity.Initiative{}, none
	}
	return i, nil
}

// Initiative is one initiative.
func (q *Queries) Initiative(ctx context.Context, v access.Viewer, reference string) (InitiativeRow, error) {
	i, err := q.initiative(ctx, v, reference)
	if err != nil {
		return InitiativeRow{}, err
	}
	row, _, err := q.initiativeRow(ctx, v, i)
	return row, err
}

// An InitiativeBoardRow is which country offers and seeks what, what is suggested, and what came of it.
type InitiativeBoardRow struct {
	Initiative  string                   `json:"initiative"`
	Activities  []capacity.Term          `json:"activities"` // of the rule book
	Countries   []InitiativeCountryRow   `json:"countries"`
	Topics      []InitiativeReasonRow    `json:"topics"`
	Statements  []InitiativeStatementRow `json:"statements"`
	Suggestions []SuggestedPairingRow    `json:"suggestions"` // of topics that are paired
	Pairings    []PairingRow             `json:"pairings"`
	Twinnings   []CountryTwinningRow     `json:"twinnings"`
}

// An InitiativeCountryRow is a country with who speaks for it, which is told to the staff.
type InitiativeCountryRow struct {
	Country  string   `json:"country"`
	Contacts []string `json:"contacts"` // person ids
}

// An InitiativeReasonRow is why a topic took its branch.
type InitiativeReasonRow struct {
	Topic   string         `json:"topic"`
	Title   capacity.Words `json:"title"`
	Because string         `json:"because"` // in words
	Offers  []string       `json:"offers"`  // countries, when it was decided
	Seeks   []string       `json:"seeks"`
	By      string         `json:"by,omitempty"` // of the staff, where they decided
	Why     law.Text       `json:"why,omitempty"`
}

// A SuggestedPairingRow is a pairing that the statements suggest, with its reasons in words.
type SuggestedPairingRow struct {
	Topic   string   `json:"topic"`
	Offers  string   `json:"offers"`
	Seeks   string   `json:"seeks"`
	Score   int      `json:"score"`
	Reasons []string `json:"reasons"`
}

// A PairingRow is a pairing of two countries. Who declined, and why, is told to the staff and to that country.
type PairingRow struct {
	Number   int                   `json:"number"`
	Topic    string                `json:"topic"`
	Offers   string                `json:"offers"`
	Seeks    string                `json:"seeks"`
	Begins   string                `json:"begins"`
	Months   int                   `json:"months"`
	Stage    capacity.PairingStage `json:"stage"`
	Until    string                `json:"until"`
	Accepted []string              `json:"accepted"` // countries
	EndedBy  string                `json:"ended_by,omitempty"`
	Why      law.Text              `json:"why,omitempty"`
	Yours    string                `json:"yours,omitempty"` // country that is to answer, for which whoever asks speaks
}

// A CountryTwinningRow is a country twinning. What was reported is told to the staff and to the two countries.
type CountryTwinningRow struct {
	Number   int                     `json:"number"`
	Topic    string                  `json:"topic"`
	Offers   string                  `json:"offers"`
	Seeks    string                  `json:"seeks"`
	Begins   string                  `json:"begins"`
	Months   int                     `json:"months"`
	Stage    capacity.TwinningStage  `json:"stage"`
	Periods  []string                `json:"periods"` // last days of its reporting periods
	Reports  []capacity.PeriodReport `json:"reports"`
	Joint    *capacity.JointReport   `json:"joint,omitempty"`
	Yours    string                  `json:"yours,omitempty"` // country for which whoever asks speaks
	FollowUp bool                    `json:"follow_up"`
	Why      law.Text                `json:"why,omitempty"`

	Ends       string               `json:"ends"`           // last day
	Left       string               `json:"left,omitempty"` // country that went on no longer
	Extensions []capacity.Extension `json:"extensions"`
	FollowUps  []capacity.FollowUp  `json:"follow_ups"`
	Reporting  []CountryPeriodRow   `json:"reporting"` // how the reports of both countries stand, period by period
}

// InitiativeBoard is for the staff, and after the closing date for those who speak for its countries.
func (q *Queries) InitiativeBoard(ctx context.Context, v access.Viewer, reference string) (InitiativeBoardRow, error) {
	i, err := q.initiative(ctx, v, reference)
	if err != nil {
		return InitiativeBoardRow{}, err
	}
	sight := access.OfInitiative(v, i, "")
	if !sight.Board() {
		return InitiativeBoardRow{}, withheld(law.Why("initiative-board-for-parties", law.Ref("initiative", i.Reference)))
	}
	now, err := q.Now(ctx)
	if err != nil {
		return InitiativeBoardRow{}, err
	}
	tell := narrate.For(ctx).Calling(i.Terms(narrate.LanguageOf(ctx)))
	own := func(country string) bool { return access.OfInitiative(v, i, country).Own() }
	row := InitiativeBoardRow{
		Initiative: i.Reference, Activities: append([]capacity.Term{}, i.Rules.Activities...), Countries: []InitiativeCountryRow{}, Topics: []InitiativeReasonRow{}, Statements: []InitiativeStatementRow{}, Suggestions: []SuggestedPairingRow{}, Pairings: []PairingRow{},
		Twinnings: []CountryTwinningRow{},
	}
	for _, c := range i.Countries {
		is := InitiativeCountryRow{Country: c.Code, Contacts: []string{}}
		if sight.Steers() {
			is.Contacts = append(is.Contacts, c.Contacts...)
		}
		row.Countries = append(row.Countries, is)
		for _, s := range c.Interests {
			row.Statements = append(row.Statements, statementRow(c.Code, s, own(c.Code)))
		}
	}
	for _, t := range i.Topics {
		topic, _ := i.Rules.Topic(t.ID)
		is := InitiativeReasonRow{Topic: t.ID, Title: topic.Title, Offers: append([]string{}, t.Offers...), Seeks: append([]string{}, t.Seeks...), By: t.By, Why: t.Why}
		if !t.Because.IsZero() {
			is.Because = tell.Reason(t.Because)
		}
		row.Topics = append(row.Topics, is)
		if t.Branch != capacity.Pairing {
			continue
		}
		for _, s := range i.Suggest(t.ID) {
			x := SuggestedPairingRow{Topic: s.Topic, Offers: s.Offers, Seeks: s.Seeks, Score: s.Score, Reasons: []string{}}
			for _, why := range s.Reasons {
				x.Reasons = append(x.Reasons, tell.Reason(why))
			}
			row.Suggestions = append(row.Suggestions, x)
		}
	}
	for _, p := range i.Pairings {
		is := PairingRow{
			Number: p.Number, Topic: p.Topic, Offers: p.Offers, Seeks: p.Seeks, Begins: p.Begins.String(), Months: p.Months, Stage: p.Stage, Until: p.Until.String(), Accepted: append([]string{}, p.Accepted...),
		}
		if p.Stage != capacity.Declined || own(p.EndedBy) {
			is.EndedBy, is.Why = p.EndedBy, p.Why
		} else {
			is.Accepted = []string{} // who accepted says who declined
		}
		for _, c := range []string{p.Offers, p.Seeks} {
			if p.Stage == capacity.Proposed && i.Speaks(v.Person, c) && !slices.Contains(p.Accepted, c) {
				is.Yours = c
			}
		}
		row.Pairings = append(row.Pairings, is)
	}
	for _, t := range i.Twinnings {
		is := CountryTwinningRow{
			Number: t.Number, Topic: t.Topic, Offers: t.Offers, Seeks: t.Seeks, Begins: t.Begins.String(), Months: t.Months, Stage: t.Stage, Periods: []string{}, Reports: []capacity.PeriodReport{},
			Ends: t.Ends().AddDays(-1).String(), Extensions: []capacity.Extension{}, FollowUps: []capacity.FollowUp{}, Reporting: []CountryPeriodRow{},
		}
		for _, end := range t.Periods(i.Rules.Twinning) {
			is.Periods = append(is.Periods, end.String())
		}
		if own(t.Offers) || own(t.Seeks) {
			is.Reports, is.Joint, is.Why = append(is.Reports, t.Reports...), t.Joint, t.Why
			is.FollowUp = t.Joint != nil && t.Joint.FollowUp && t.Stage == capacity.Ended
			is.Left, is.Extensions, is.FollowUps, is.Reporting = t.Left, append(is.Extensions, t.Extensions...), append(is.FollowUps, t.FollowUps...), countryPeriods(i, t, now)
		}
		for _, c := range []string{t.Offers, t.Seeks} {
			if i.Speaks(v.Person, c) {
				is.Yours = c
			}
		}
		row.Twinnings = append(row.Twinnings, is)
	}
	if q.reads == nil || v.Operator || !access.OfInitiative(v, i, "").Steers() {
		return row, nil
	}
	return row, q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: capacity.Root + i.Reference, What: "board", Rule: "staff"})
}
