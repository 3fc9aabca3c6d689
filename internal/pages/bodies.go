package pages

import (
	"net/http"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

// bodyRoutes are the pages of bodies.
func (d *desk) bodyRoutes() []route {
	return []route{
		{"GET /bodies", d.bodies},
		{"GET /bodies/{body}", d.body},
		{"GET /bodies/{body}/meetings/{meeting}", d.bodyMeeting},
		{"GET /bodies/{body}/meetings/{meeting}/calendar.ics", d.bodyCalendar},
		{"GET /bodies/{body}/decisions/{decision}", d.bodyDecision},
		{"GET /bodies/{body}/applications", d.bodyApplications},
		{"GET /bodies/{body}/actions/{action}/offer", d.practiceOffer},
		{"POST /bodies/{body}/actions/{action}/offer", d.practiceOffer},
		{"GET /bodies/{body}/do/{what}", d.bodyForm},
		{"POST /bodies/{body}/do/{what}", d.bodyForm},
	}
}

func (r *request) bodyStands(b query.BodyCard) mark {
	return mark{r.word("body-stage", b.Stands), map[body.Stage]string{body.Active: "good", body.Coming: "wait"}[b.Stands]}
}

type bodyCardView struct {
	Reference, Title, Lead, Begins, Ends string
	Stands                               mark
	Calling                              bool
}

func (r *request) bodyCard(b query.BodyCard) bodyCardView {
	return bodyCardView{b.Reference, b.Title.In(r.lang()), b.Lead.In(r.lang()), r.dayOf(b.Begins), r.dayOf(b.Ends), r.bodyStands(b), b.Calling}
}

func (d *desk) bodies(r *request) error {
	rows, err := d.Queries.Bodies(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	list, steers := lifeList[bodyCardView]{}, false
	for _, b := range rows {
		steers = steers || b.Steers
		list.Cards = append(list.Cards, r.bodyCard(b))
	}
	if list.Begin, err = d.begins(r, steers); err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "bodies.html", r.say("bodies"), r.crumbsOf("bodies", "", ""), nil, list)
}

type bodyMeetingLine struct {
	Href, Title, Starts, Published string
	Stands                         mark
	Short                          bool
}

type bodyDecisionLine struct {
	Href, Question, Until string
	Stands                mark
}

type bodyView struct {
	bodyCardView
	Facts, Rules                        []fact
	Calls                               []fact
	Members, Former, Actions            chart.Figure
	Meetings                            []bodyMeetingLine
	Decisions                           []bodyDecisionLine
	Advice                              []bodyAdviceView
	Links, Offers                       []fact
	Do                                  []bodyGroup
	First                               []bodyButton
	Applied, Steers                     bool
	MeetingsTold, DecisionsTold, Inside bool
}

type bodyAdviceView struct {
	Kind, Title, Decision string
	Recommendations       chart.Figure
}

func (d *desk) body(r *request) error {
	b, err := d.Queries.Body(r.Context(), r.viewer, r.PathValue("body"))
	if err != nil {
		return err
	}
	names, lang := d.Queries.Names(r.Context()), r.lang()
	v := bodyView{bodyCardView: r.bodyCard(b.BodyCard), MeetingsTold: b.Told.Meetings, DecisionsTold: b.Told.Decisions, Inside: b.Told.Inside, Do: r.bodyButtons(b), Applied: r.viewer.Person != "", Steers: b.Steers}
	v.First = foremost(v.Do, b.Reference)
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{Name: name, Value: value})
		}
	}
	for _, act := range b.Rules.Mandate.Acts {
		add(r.say("body.act"), act.In(lang))
	}
	add(r.say("body.reports"), b.Rules.Mandate.ReportsTo.In(lang))
	add(r.say("body.begins"), v.Begins)
	add(r.say("body.ends"), v.Ends)
	add(r.say("body.funds"), r.money(b.Rules.Mandate.Funds))
	add(r.say("body.reason"), string(b.Why))
	for _, t := range b.Rules.Mandate.Tasks {
		add(r.say("body.task"), t.Title.In(lang))
	}
	for _, c := range b.Chairs {
		if c.Until == "" {
			add(termIn(b.Rules.Chairs, lang, c.Chair), bodyPerson(names, c.Person))
		}
	}
	v.Rules = r.procedure(b.Rules)
	for _, c := range b.Calls {
		if !c.Closed {
			v.Calls = append(v.Calls, fact{Name: r.say("body.call.until", c.Call, r.dayOf(c.Closes)), Value: string(c.Text)})
		}
	}
	v.Members = chart.Figure{Title: r.say("body.members"), Header: []string{r.say("body.member"), r.say("body.seat"), r.say("body.represented"), r.say("body.until")}}
	v.Former = v.Members
	v.Former.Title = r.say("body.former")
	for _, m := range b.Members {
		row := []string{r.bodyName(m), seatIn(b.Rules, lang, m.Seat), bodyPerson(names, m.Person), r.dayOf(m.Until)}
		if m.Sits {
			v.Members.Rows = append(v.Members.Rows, row)
		} else {
			v.Former.Rows = append(v.Former.Rows, row)
		}
	}
	for _, m := range b.Meetings {
		v.Meetings = append(v.Meetings, bodyMeetingLine{"/bodies/" + b.Reference + "/meetings/" + m.Meeting, string(m.Title), r.bodyTime(b.Rules, m.Starts), r.bodyTime(b.Rules, m.PublishedAt), mark{r.word("meeting", m.Stands), ""}, m.Short})
	}
	for _, x := range b.Decisions {
		v.Decisions = append(v.Decisions, r.decisionLine(b.Reference, x))
	}
	for _, a := range b.Advice {
		is := bodyAdviceView{Kind: termIn(b.Rules.Advice, lang, a.AdviceKind), Title: string(a.Title), Decision: a.Decision, Recommendations: chart.Figure{Title: string(a.Title), Header: []string{r.say("body.recommendation"), r.say("body.to"), r.say("body.status"), r.say("body.said")}}}
		for _, x := range a.Recommendations {
			status := r.say("body.nothing.said")
			if x.Status != "" {
				status = r.word("follow-up", x.Status)
			}
			is.Recommendations.Rows = append(is.Recommendations.Rows, []string{string(x.Text), string(x.To), status, string(x.Said)})
		}
		v.Advice = append(v.Advice, is)
	}
	v.Actions = chart.Figure{Title: r.say("body.actions"), Header: []string{r.say("body.action"), r.say("body.member"), r.say("body.due"), r.say("body.percent"), r.say("body.said")}}
	for _, a := range b.Actions {
		v.Actions.Rows = append(v.Actions.Rows, []string{string(a.Text), a.Member, r.dayOf(a.Due), r.number(a.Percent) + " %", string(a.Said)})
		if a.Offer != nil {
			v.Offers = append(v.Offers, fact{Name: r.say("body.offer", string(a.Offer.Title)), Href: practiceHref(b.Reference, a.Action)})
		}
	}
	for _, l := range b.Links {
		v.Links = append(v.Links, fact{Name: l.From, Value: l.To, Href: lifeHref(l.To)})
	}
	tabs, err := d.wholeTabs(r, body.Root+b.Reference, nil)
	if err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "body.html", v.Title, r.crumbsOf("bodies", b.Reference, ""), tabs, v)
}

func seatIn(rules body.BodyRules, lang, id string) string {
	s, _ := rules.Seat(id)
	return s.Title.In(lang)
}

func bodyPerson(names query.Names, id string) string {
	if id == "" {
		return "–"
	}
	return names.Of(id)
}

// bodyName is a member by its name, or its country.
func (r *request) bodyName(m query.BodyMemberRow) string {
	switch {
	case m.Name != "":
		return string(m.Name)
	case m.Country != "":
		return r.country(m.Country)
	}
	return m.Member
}

// bodyTime is an instant by the clocks of the body.
func (r *request) bodyTime(rules body.BodyRules, instant string) string {
	at, err := calendar.ParseInstant(instant)
	if err != nil {
		return ""
	}
	return r.instant(at, zoneOf(rules.Zone))
}

func (r *request) decisionLine(reference string, x query.BodyDecisionRow) bodyDecisionLine {
	return bodyDecisionLine{"/bodies/" + reference + "/decisions/" + x.Decision, string(x.Question), r.dayOf(x.Until), mark{r.word("decision", x.Stands), map[string]string{body.Adopted: "good", body.Open: "wait"}[x.Stands]}}
}

type bodyDecisionView struct {
	bodyDecisionLine
	Counts  []bodyCountView
	Ballots chart.Figure
	Do      []bodyButton
}

type bodyCountView struct {
	Step, Explained string
	Agrees          bool
}

func (d *desk) bodyDecision(r *request) error {
	b, err := d.Queries.Body(r.Context(), r.viewer, r.PathValue("body"))
	if err != nil {
		return err
	}
	x, err := d.Queries.BodyDecision(r.Context(), r.viewer, b.Reference, r.PathValue("decision"))
	if err != nil {
		return err
	}
	step := func(id string) string {
		for _, s := range b.Rules.Decisions.Steps {
			if s.ID == id {
				return s.Title.In(r.lang())
			}
		}
		return id
	}
	v := bodyDecisionView{bodyDecisionLine: r.decisionLine(b.Reference, x), Ballots: chart.Figure{Title: r.say("body.ballots"), Header: []string{r.say("body.step"), r.say("body.voter"), r.say("body.vote")}}}
	for _, c := range x.Counts {
		v.Counts = append(v.Counts, bodyCountView{step(c.Step), c.Explained, c.Agrees})
	}
	for _, y := range x.Ballots {
		v.Ballots.Rows = append(v.Ballots.Rows, []string{step(y.Step), y.Voter, r.word("ballot", y.Vote)})
	}
	at := "/bodies/" + b.Reference + "/do/"
	for _, m := range x.Voices {
		v.Do = append(v.Do, bodyButton{at + "vote?decision=" + x.Decision + "&member=" + m, r.say("body.do.vote") + r.colon() + m})
	}
	if x.Leads {
		v.Do = append(v.Do, bodyButton{at + "count?decision=" + x.Decision, r.say("body.do.count")})
	}
	return d.show(r, http.StatusOK, "bodydecision.html", string(x.Question), r.crumbsOf("bodies", b.Reference, x.Decision), nil, v)
}

type bodyApplicationView struct {
	Name, At string
	Stands   mark
	Facts    []fact
}

func (d *desk) bodyApplications(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	b, err := d.Queries.Body(r.Context(), r.viewer, r.PathValue("body"))
	if err != nil {
		return err
	}
	row, err := d.Queries.BodyApplications(r.Context(), r.viewer, b.Reference)
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context())
	var list []bodyApplicationView
	for _, a := range row.Applications {
		v := bodyApplicationView{Name: a.Application + " · " + string(a.Name), At: r.bodyTime(b.Rules, a.At), Stands: mark{r.word("application", a.Stands), ""}}
		for _, f := range []fact{{Name: r.say("body.by"), Value: names.Of(a.By)}, {Name: r.say("body.seat"), Value: a.Seat}, {Name: r.say("body.motivation"), Value: string(a.Motivation)}, {Name: r.say("body.interests"), Value: string(a.Interests)}, {Name: r.say("body.reason"), Value: string(a.Why)}} {
			if f.Value != "" {
				v.Facts = append(v.Facts, f)
			}
		}
		list = append(list, v)
	}
	for _, i := range row.Interests {
		list = append(list, bodyApplicationView{Name: r.say("body.interests"), At: r.bodyTime(b.Rules, i.At), Facts: []fact{{Name: names.Of(i.Person), Value: string(i.Text)}}})
	}
	return d.show(r, http.StatusOK, "bodyapplications.html", r.say("body.applications"), r.crumbsOf("bodies", row.Body, r.say("body.applications")), nil, list)
}

// typedLines are the lines of a text, without empty ones.
func typedLines(text string) (lines []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

func typedLaw(text string) law.Text {
	return law.Text(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")))
}

// decides is how a step decides: that nobody is against, or which part of which votes.
func (r *request) decides(s body.DecisionStep) string {
	if s.By == body.Consensus {
		return r.say("body.by.consensus")
	}
	of, share := r.say("body.of."+s.Of), "least"
	switch {
	case s.Share == body.BodyShare{Num: 1, Den: 2, More: true}:
		share = "half"
	case s.Share == body.BodyShare{Num: 2, Den: 3}:
		share = "two-thirds"
	case s.Share.More:
		share = "more"
	}
	return r.say("body.share."+share, of, s.Share.Num, s.Share.Den)
}
