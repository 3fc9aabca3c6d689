package pages

import (
	"net/http"
	"net/url"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/pages/chart"
)

type bodyMeetingView struct {
	Facts             []fact
	Agenda, Documents chart.Figure
	Present           []fact
	Decisions         []bodyDecisionLine
	Minutes, ICS      string
	Draft, Short      bool
	Comments          []fact
	Do                []bodyGroup
	First             []bodyButton
	Links             []fact
	Stored            []fact   // documents that are in the store
	Adds              []choice // items to which a document can be added
	Action            string
	Command, Problem  string
}

func (d *desk) bodyMeeting(r *request) error {
	return d.showBodyMeeting(r, http.StatusOK, r.PathValue("meeting"), "")
}

func (d *desk) showBodyMeeting(r *request, status int, meeting, problem string) error {
	b, err := d.Queries.Body(r.Context(), r.viewer, r.PathValue("body"))
	if err != nil {
		return err
	}
	m, err := d.Queries.BodyMeeting(r.Context(), r.viewer, b.Reference, meeting)
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context())
	v := bodyMeetingView{
		Short: m.Short, Minutes: string(m.Minutes), Draft: m.Minutes != "" && m.PublishedAt == "", ICS: "/bodies/" + b.Reference + "/meetings/" + url.PathEscape(m.Meeting) + "/calendar.ics", Do: r.meetingButtons(b, m),
		Action: "/bodies/" + b.Reference + "/files", Command: door.NewID(), Problem: problem,
	}
	v.First = foremost(v.Do, b.Reference)
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{Name: name, Value: value})
		}
	}
	place := string(m.Place)
	if place == "" {
		place = r.say("body.online")
	}
	add(r.say("body.stands"), r.word("meeting", m.Stands))
	add(r.say("body.starts"), r.bodyTime(b.Rules, m.Starts))
	add(r.say("body.finishes"), r.bodyTime(b.Rules, m.Ends))
	add(r.say("body.place"), place)
	if m.Quorum.Of > 0 {
		add(r.say("body.quorum"), r.say("body.quorum.of", m.Quorum.Present, m.Quorum.Of, m.Quorum.Needed))
	}
	add(r.say("body.reason"), string(m.Why))
	add(r.say("body.comments.until"), r.dayOf(m.Until))
	add(r.say("body.minutes.approved"), r.bodyTime(b.Rules, m.Approved))
	v.Agenda = chart.Figure{Title: r.say("body.agenda"), Header: []string{r.say("body.item"), r.say("body.item.title"), r.say("body.item.for")}}
	for _, i := range m.Agenda {
		v.Agenda.Rows = append(v.Agenda.Rows, []string{i.ID, string(i.Title), r.say("body.for." + i.For)})
		if m.Leads && d.Evidence != nil {
			v.Adds = append(v.Adds, choice{Value: evidence.ForMeeting + m.Meeting + "/" + i.ID, Text: i.ID + " · " + string(i.Title)})
		}
	}
	v.Documents = chart.Figure{Title: r.say("body.documents"), Header: []string{r.say("body.item"), r.say("body.document"), "SHA-256", r.say("body.where")}}
	for _, x := range m.Documents {
		if x.Stored != nil {
			v.Stored = append(v.Stored, fact{Name: x.Item, Value: string(x.Title), Href: "/bodies/" + b.Reference + "/files/" + x.Stored.File})
			continue
		}
		v.Documents.Rows = append(v.Documents.Rows, []string{x.Item, string(x.Title), x.SHA256[:16], string(x.Where)})
	}
	for _, p := range m.Present {
		v.Present = append(v.Present, fact{Name: p.Member, Value: names.Of(p.Person)})
	}
	for _, c := range m.Comments {
		v.Comments = append(v.Comments, fact{Name: names.Of(c.By) + ", " + r.bodyTime(b.Rules, c.At), Value: string(c.Text)})
	}
	for _, x := range m.Decisions {
		v.Decisions = append(v.Decisions, r.decisionLine(b.Reference, x))
	}
	for _, l := range m.Links {
		v.Links = append(v.Links, fact{Value: l.To, Href: lifeHref(l.To)})
	}
	return d.show(r, status, "bodymeeting.html", string(m.Title), r.crumbsOf("bodies", b.Reference, m.Meeting), nil, v)
}

func (d *desk) bodyCalendar(r *request) error {
	m, err := d.Queries.BodyMeeting(r.Context(), r.viewer, r.PathValue("body"), r.PathValue("meeting"))
	if err != nil {
		return err
	}
	return r.file("text/calendar; charset=utf-8", []byte(m.Calendar()))
}
