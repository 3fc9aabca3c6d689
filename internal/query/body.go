package query

import (
	"context"
	"errors"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/reads"
)

// A BodyCard is a body in a list.
type BodyCard struct {
	Reference string     `json:"reference"`
	Stage     body.Stage `json:"stage"`  // active, ended or dissolved
	Stands    body.Stage `json:"stands"` // the same, or awaited before its mandate begins
	Title     body.Words `json:"title"`
	Lead      body.Words `json:"lead"`
	Begins    string     `json:"begins"`
	Ends      string     `json:"ends,omitempty"` // last day of the mandate
	Steers    bool       `json:"steers"`         // whoever asks is of its secretariat
	Sits      bool       `json:"sits"`           // whoever asks speaks for a member, or presides
	Calling   bool       `json:"calling"`        // a call for members is open
}

// A BodyRow is a body as a viewer sees it: what its rule book publishes, to who sits its work, to its secretariat all of it.
type BodyRow struct {
	BodyCard
	Rules     body.BodyRules    `json:"rules"`  // its officers are named to who sits
	SHA256    string            `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	OpenedAt  string            `json:"opened_at"`
	EndedAt   string            `json:"ended_at,omitempty"`
	Why       law.Text          `json:"why,omitempty"` // it was dissolved, or its mandate extended
	Presides  bool              `json:"presides"`      // whoever asks is a chair
	Members   []BodyMemberRow   `json:"members"`
	Chairs    []BodyChairRow    `json:"chairs"`
	Calls     []BodyCallRow     `json:"calls"`
	Meetings  []BodyMeetingCard `json:"meetings"`
	Decisions []BodyDecisionRow `json:"decisions"`
	Advice    []BodyAdviceRow   `json:"advice"`
	Actions   []BodyActionRow   `json:"actions"`
	Links     []BodyLinkRow     `json:"links"`
	Told      BodyTold          `json:"told"`
}

// BodyTold says which parts whoever asks is told of.
type BodyTold struct {
	Members   bool `json:"members"`
	Persons   bool `json:"persons"`
	Meetings  bool `json:"meetings"`
	Decisions bool `json:"decisions"`
	Votes     bool `json:"votes"`
	Advice    bool `json:"advice"`
	Actions   bool `json:"actions"`
	Inside    bool `json:"inside"` // drafts of minutes, who was there
}

// A BodyMemberRow is a member.
type BodyMemberRow struct {
	Member     string   `json:"member"`
	Seat       string   `json:"seat"`
	Votes      bool     `json:"votes"` // else an observer
	Country    string   `json:"country,omitempty"`
	Name       law.Text `json:"name,omitempty"`
	Person     string   `json:"person,omitempty"` // who represents it, where the viewer is told
	Alternates []string `json:"alternates"`
	From       string   `json:"from"`
	Until      string   `json:"until,omitempty"`
	Sits       bool     `json:"sits"`
	Cause      string   `json:"cause,omitempty"` // why the membership ended
	Why        law.Text `json:"why,omitempty"`   // to who sits
	Yours      bool     `json:"yours"`           // whoever asks speaks for it
	Leads      bool     `json:"leads"`           // whoever asks represents it
}

// A BodyChairRow is who presides.
type BodyChairRow struct {
	Chair  string `json:"chair"`
	Person string `json:"person,omitempty"` // where the viewer is told who represents members
	Since  string `json:"since"`
	Until  string `json:"until,omitempty"`
}

// A BodyCallRow is a call for members. It is public.
type BodyCallRow struct {
	Call    string   `json:"call"`
	Seats   []string `json:"seats"`
	Closes  string   `json:"closes"`
	Text    law.Text `json:"text"`
	Closed  bool     `json:"closed"`
	Decided bool     `json:"decided"`
}

// A BodyLinkRow is what followed in another life.
type BodyLinkRow struct {
	From string `json:"from"`
	To   string `json:"to"` // stream
}

// A BodyAdviceRow is an opinion, a report or a recommendation.
type BodyAdviceRow struct {
	Advice          string              `json:"advice"`
	AdviceKind      string              `json:"advice_kind"`
	Title           law.Text            `json:"title"`
	SHA256          string              `json:"sha256,omitempty"`
	Decision        string              `json:"decision"`
	At              string              `json:"at"`
	Recommendations []RecommendationRow `json:"recommendations"`
}

// A RecommendationRow is a recommendation, with what became of it.
type RecommendationRow struct {
	ID     string   `json:"id"`
	To     law.Text `json:"to"`
	Text   law.Text `json:"text"`
	Due    string   `json:"due,omitempty"`
	Status string   `json:"status,omitempty"` // none: nothing was said
	Said   law.Text `json:"said,omitempty"`
	SaidAt string   `json:"said_at,omitempty"`
}

// A BodyActionRow is what a member committed itself to.
type BodyActionRow struct {
	Action  string   `json:"action"`
	Member  string   `json:"member"`
	Text    law.Text `json:"text"`
	Due     string   `json:"due"`
	Percent int      `json:"percent"`
	Said    law.Text `json:"said,omitempty"` // the last report
	SaidAt  string   `json:"said_at,omitempty"`
	Yours   bool     `json:"yours"`
	// Offer is the draft of an entry of a marketplace that it may become: to who speaks for the member, once it is done.
	Offer *market.Content `json:"offer,omitempty"`
}

func bodyCard(sight access.BodySight, v access.Viewer, b body.Body, at time.Time) BodyCard {
	c := BodyCard{
		Reference: b.Reference, Stage: b.Stage, Stands: b.Stands(at), Title: b.Rules.Title, Lead: b.Rules.Lead, Begins: b.Rules.Mandate.Begins.String(), Ends: optional(b.Ends.String(), b.Ends.IsZero()),
		Steers: sight.Steers(), Sits: b.Sits(v.Person),
	}
	for _, call := range b.Calls {
		c.Calling = c.Calling || !call.Closed && b.Stage == body.Active
	}
	return c
}

// Bodies lists all bodies: that there is one is public.
func (q *Queries) Bodies(ctx context.Context, v access.Viewer) ([]BodyCard, error) {
	all, err := q.foldAll(ctx, body.Root)
	if err != nil {
		return nil, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return nil, err
	}
	rows := []BodyCard{}
	for _, stream := range sorted(all) {
		b, _ := all[stream].State.(body.Body)
		if sight := access.OfBody(v, b, ""); b.Stage != "" && sight.Reads() {
			rows = append(rows, bodyCard(sight, v, b, now))
		}
	}
	return rows, nil
}

func (q *Queries) body(ctx context.Context, v access.Viewer, reference string) (body.Body, access.BodySight, error) {
	none := noLife("body", reference)
	stream, ok := body.StreamOf(reference)
	if !ok {
		return body.Body{}, access.BodySight{}, none
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return body.Body{}, access.BodySight{}, err
	}
	b, _ := is.State.(body.Body)
	sight := access.OfBody(v, b, "")
	if b.Stage == "" || !sight.Reads() {
		return body.Body{}, sight, none
	}
	return b, sight, nil
}

// Body is one body, as far as the viewer sees it.
func (q *Queries) Body(ctx context.Context, v access.Viewer, reference string) (BodyRow, error) {
	b, sight, err := q.body(ctx, v, reference)
	if err != nil {
		return BodyRow{}, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return BodyRow{}, err
	}
	row := BodyRow{
		BodyCard: bodyCard(sight, v, b, now), Rules: b.Rules, SHA256: b.SHA256, OpenedAt: calendar.Instant(b.OpenedAt), EndedAt: optional(calendar.Instant(b.EndedAt), b.EndedAt.IsZero()), Why: b.Why, Presides: b.Presides(v.Person),
		Members: []BodyMemberRow{}, Chairs: []BodyChairRow{}, Calls: []BodyCallRow{}, Meetings: []BodyMeetingCard{}, Decisions: []BodyDecisionRow{}, Advice: []BodyAdviceRow{}, Actions: []BodyActionRow{}, Links: []BodyLinkRow{},
		Told: BodyTold{Members: sight.Members(), Persons: sight.Persons(), Meetings: sight.Meetings(), Decisions: sight.Decisions(), Votes: sight.Votes(), Advice: sight.Advice(), Actions: sight.Actions(), Inside: sight.Inside()},
	}
	if !row.Told.Inside {
		row.Rules.Officers, row.SHA256 = []string{}, "" // by the hash of the rules anybody could try who they are
	}
	for _, c := range b.Calls {
		row.Calls = append(row.Calls, BodyCallRow{Call: c.ID, Seats: c.Seats, Closes: c.Closes.String(), Text: c.Text, Closed: c.Closed, Decided: !c.Decided.IsZero()})
	}
	if row.Told.Members {
		for _, m := range b.Members {
			row.Members = append(row.Members, bodyMember(row.Told, v, b, m))
		}
		for _, c := range b.Chairs {
			is := BodyChairRow{Chair: c.Chair, Since: calendar.Instant(c.Since), Until: optional(calendar.Instant(c.Until), c.Until.IsZero())}
			if row.Told.Persons {
				is.Person = c.Person
			}
			row.Chairs = append(row.Chairs, is)
		}
	}
	if row.Told.Meetings {
		for _, m := range b.Meetings {
			row.Meetings = append(row.Meetings, meetingCard(sight, m))
		}
	}
	if row.Told.Decisions {
		for _, d := range b.Decisions {
			row.Decisions = append(row.Decisions, q.bodyDecision(ctx, row.Told, v, b, d))
		}
	}
	if row.Told.Advice {
		for _, a := range b.Advice {
			row.Advice = append(row.Advice, bodyAdvice(a))
		}
	}
	if row.Told.Actions {
		for _, a := range b.Actions {
			row.Actions = append(row.Actions, bodyAction(v, b, a))
		}
	}
	links, err := q.bodyLinks(ctx, row.Told, v, b)
	row.Links = append(row.Links, links...)
	return row, err
}

func bodyMember(told BodyTold, v access.Viewer, b body.Body, m body.Member) BodyMemberRow {
	seat, _ := b.Rules.Seat(m.Seat)
	row := BodyMemberRow{
		Member: m.ID, Seat: m.Seat, Votes: seat.Votes, Country: m.Country, Name: m.Name, Alternates: []string{}, From: m.From.String(), Until: optional(m.Until.String(), m.Until.IsZero()),
		Sits: m.Sits(), Yours: m.Sits() && m.Speaks(v.Person), Leads: m.Sits() && v.Person != "" && m.Person == v.Person,
	}
	if seat.Of == body.OfPerson && !told.Persons {
		row.Name = ""
	}
	if told.Persons {
		row.Person, row.Alternates = m.Person, append(row.Alternates, m.Alternates...)
	}
	if told.Inside {
		row.Why, row.Cause = m.Why, m.Cause
	}
	return row
}

func bodyAdvice(a body.Advice) BodyAdviceRow {
	row := BodyAdviceRow{Advice: a.ID, AdviceKind: a.Kind, Title: a.Title, SHA256: a.SHA256, Decision: a.Decision, At: calendar.Instant(a.At), Recommendations: []RecommendationRow{}}
	for _, r := range a.Recommendations {
		is := RecommendationRow{ID: r.ID, To: r.To, Text: r.Text, Due: optional(r.Due.String(), r.Due.IsZero()), Status: a.Status(r.ID)}
		for _, f := range a.FollowUps {
			if f.Recommendation == r.ID {
				is.Said, is.SaidAt = f.Text, calendar.Instant(f.At)
			}
		}
		row.Recommendations = append(row.Recommendations, is)
	}
	return row
}

func bodyAction(v access.Viewer, b body.Body, a body.PlannedAction) BodyActionRow {
	m, _ := b.Member(a.Member)
	row := BodyActionRow{Action: a.ID, Member: a.Member, Text: a.Text, Due: a.Due.String(), Percent: a.Percent(), Yours: m.Sits() && m.Speaks(v.Person)}
	if n := len(a.Progress); n > 0 {
		row.Said, row.SaidAt = a.Progress[n-1].Text, calendar.Instant(a.Progress[n-1].At)
	}
	if offer, is := b.Practice(a.ID, ""); is && row.Yours {
		row.Offer = &offer
	}
	return row
}

// bodyLinks are what followed from what the viewer is told of, in lives that they may know of.
func (q *Queries) bodyLinks(ctx context.Context, told BodyTold, v access.Viewer, b body.Body) (rows []BodyLinkRow, err error) {
	for _, l := range b.Links {
		what, _, _ := cutLink(l.From)
		if !map[string]bool{"meeting": told.Meetings, "decision": told.Decisions, "advice": told.Advice, "action": told.Actions}[what] {
			continue
		}
		_, err := q.Known(ctx, v, l.To)
		var absent *Absent
		switch {
		case errors.As(err, &absent): // a draft, or what is not published yet
		case err != nil:
			return nil, err
		default:
			rows = append(rows, BodyLinkRow{From: l.From, To: l.To})
		}
	}
	return rows, nil
}

// A BodyApplicationRow is an application for a seat: to the secretariat, and to who made it.
type BodyApplicationRow struct {
	Application string   `json:"application"`
	Call        string   `json:"call"`
	Seat        string   `json:"seat"`
	Country     string   `json:"country,omitempty"`
	Name        law.Text `json:"name"`
	Motivation  law.Text `json:"motivation"`
	Interests   law.Text `json:"interests"`
	By          string   `json:"by"`
	At          string   `json:"at"`
	Stands      string   `json:"stands"`
	Why         law.Text `json:"why,omitempty"`
}

// A BodyInterestsRow are the interests that a person declared.
type BodyInterestsRow struct {
	Person string   `json:"person"`
	At     string   `json:"at"`
	Text   law.Text `json:"text"`
}

// BodyApplications are the applications for seats and the declared interests that a viewer may see.
type BodyApplications struct {
	Body         string               `json:"body"`
	Steers       bool                 `json:"steers"`
	Applications []BodyApplicationRow `json:"applications"`
	Interests    []BodyInterestsRow   `json:"interests"`
}

// BodyApplications are for the secretariat all of them, for others their own.
func (q *Queries) BodyApplications(ctx context.Context, v access.Viewer, reference string) (BodyApplications, error) {
	b, sight, err := q.body(ctx, v, reference)
	if err != nil {
		return BodyApplications{}, err
	}
	row := BodyApplications{Body: b.Reference, Steers: sight.Steers(), Applications: []BodyApplicationRow{}, Interests: []BodyInterestsRow{}}
	for _, a := range b.Applications {
		if access.OfBody(v, b, a.By).Application() {
			row.Applications = append(row.Applications, BodyApplicationRow{
				Application: a.ID, Call: a.Call, Seat: a.Seat, Country: a.Country, Name: a.Name, Motivation: a.Motivation, Interests: a.Interests, By: a.By, At: calendar.Instant(a.At), Stands: a.Stands, Why: a.Why,
			})
		}
	}
	for _, i := range b.Interests {
		if access.OfBody(v, b, i.Person).Application() {
			row.Interests = append(row.Interests, BodyInterestsRow{Person: i.Person, At: calendar.Instant(i.At), Text: i.Text})
		}
	}
	return row, q.bodyRead(ctx, v, b, "applications and declared interests")
}

// bodyRead records that the secretariat read what is not public.
func (q *Queries) bodyRead(ctx context.Context, v access.Viewer, b body.Body, what string) error {
	if q.reads == nil || v.Operator || !access.OfBody(v, b, "").Steers() {
		return nil
	}
	return q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: body.Root + b.Reference, What: what, Rule: "staff"})
}
