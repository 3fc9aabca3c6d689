package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// A waitLine is something that waits for the viewer, with the button that settles it.
type waitLine struct {
	Due, Left, What, About, Reference, From string
	Standing                                mark
	Do                                      *button
	at                                      string // the instant at which it is due, UTC; "" for none
}

// waitsShown is how many things that wait stand on one page.
const waitsShown = 50

type todayView struct {
	Rows   []waitLine
	Total  int    // of all pages; 0 where there are more than are counted
	Most   int    // how many are counted, where there are more
	More   string // where the list goes on; "" at its end
	Later  bool   // it is not the first page
	Audits bool
	Evals  bool
	Judges bool // expenses may wait for the viewer
	Queues []queue
	Mine   []fact // calls in which the viewer has a role
}

// today is what waits for the viewer, by the last day by which it is to be done, with the one
// button that settles each: a page at a time.
func (d *desk) today(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "today"}
	}
	after := r.URL.Query().Get("after")
	page, err := d.Queries.WaitingPage(r.Context(), r.viewer, after, waitsShown)
	if err != nil {
		return err
	}
	calls, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	zones := map[string]*time.Location{}
	for _, c := range calls {
		zones[c.Reference] = zoneOf(c.Zone)
	}
	v := todayView{Later: after != "", Queues: r.queues(calls, page.Items, after != "" || page.Next != "")}
	for _, w := range page.Items {
		l := r.waitLine(w, zones)
		l.at = w.At
		v.Rows = append(v.Rows, l)
	}
	drafted, err := d.draftsWaiting(r) // they are few
	if err != nil {
		return err
	}
	next := ""
	if v.Rows, next = among(v.Rows, drafted, r.URL.Query().Get("from"), v.Later, page.Next != ""); page.Next != "" {
		v.More = "?" + url.Values{"after": {page.Next}, "from": {next}}.Encode()
	}
	if v.Total = len(v.Rows); v.More != "" || v.Later {
		all, err := d.waiting(r)
		if err != nil {
			return err
		}
		if v.Total = all.n + len(drafted); all.more {
			v.Total, v.Most = 0, all.n
		}
	}
	for _, c := range calls {
		if len(c.Yours) == 0 {
			continue
		}
		v.Judges = v.Judges || slices.ContainsFunc(c.Yours, func(role law.Role) bool { return slices.Contains(judges, role) })
		var does []string
		for _, role := range c.Yours {
			does = append(does, r.word("role", role))
		}
		v.Mine = append(v.Mine, fact{c.Reference, c.Title + " · " + r.list(does) + " · " + r.word("stage", c.Stage), "/calls/" + c.Reference})
	}
	if v.Evals, err = d.Queries.Judges(r.Context(), r.viewer); err != nil {
		return err
	}
	if v.Audits, err = d.Queries.Audits(r.Context(), r.viewer); err != nil {
		return err
	}
	if v.Most == 0 { // else there is more than is counted
		r.counted("owed", v.Total)
	}
	return d.show(r, http.StatusOK, "today.html", r.say("nav.today"), []crumb{{"/", r.say("home")}, {"", r.say("nav.today")}}, nil, v)
}

// among puts into a page of what waits the drafts that are due among it: each stands on one page, before what is due later. from is when the last
// line of the page before was due; next is that of this one. Where more follows, what is due then or later stands on another page.
func among(rows, drafted []waitLine, from string, later, more bool) (all []waitLine, next string) {
	all = slices.Clone(rows)
	if len(rows) > 0 {
		next = due(rows[len(rows)-1])
	}
	for _, l := range drafted {
		if later && due(l) < from || more && due(l) >= next {
			continue
		}
		i := len(all)
		for i > 0 && due(all[i-1]) > due(l) {
			i--
		}
		all = slices.Insert(all, i, l)
	}
	return all, next
}

// due is when something is due, after all else where no rule says.
func due(l waitLine) string { return cmp.Or(l.at, "~") }

func (r *request) waitLine(w query.WaitRow, zones map[string]*time.Location) waitLine {
	reference := law.Reference(w.Stream)
	l := waitLine{Due: r.date(w.Due), What: w.What, About: lifeHref(w.Stream), Reference: reference, Standing: r.standing(w.Standing)}
	if w.Due == "" {
		l.Due = ""
	}
	zone := zones[cmp.Or(law.CallOf(reference), reference)]
	if zone == nil {
		zone = time.UTC
	}
	if at, err := time.Parse(time.RFC3339Nano, w.At); err == nil {
		l.Left = r.until(r.now, at)
	} else if at, err := time.Parse(time.RFC3339Nano, w.Since); err == nil {
		l.Left = r.say("wait.since", r.instant(at, zone))
	}
	if w.From != "" {
		l.From = r.say("wait.from", r.date(w.From))
		return l
	}
	l.Do = r.waitButton(w)
	return l
}

// standing is how an obligation stands, as a page marks it.
func (r *request) standing(code string) mark {
	m := mark{Text: r.word("standing", code)}
	switch code {
	case "":
		m.Text = ""
	case string(obligation.Overdue):
		m.Shade = "bad"
	case string(obligation.InTime), string(obligation.Late):
		m.Shade = "good"
	}
	return m
}

// waitPages are the pages of what is not settled by a form of its own, after that of the life, with the key of the button.
var waitPages = map[string]struct{ at, text string }{
	twinning.RecordEvaluation{}.Kind(): {"/score", "do.evaluate"},
	twinning.ProposeConsensus{}.Kind(): {"/score", "do.consensus"},
	market.PublishEntry{}.Kind():       {"", "market.check"},
	market.RenewEntry{}.Kind():         {"", "market.renew"},
	market.ReviseEntry{}.Kind():        {"/edit", "market.edit"},
	market.AcceptInterest{}.Kind():     {"", "wait.answer"},
	market.GiveConsent{}.Kind():        {"", "wait.answer"},
	invitation.Accept{}.Kind():         {"", "wait.invitation"},

	survey.PublishSurvey{}.Kind():         {"", "survey.publish"},
	capacity.ProposePairing{}.Kind():      {"/board", "wait.pair"},
	capacity.AnswerPairing{}.Kind():       {"/board", "wait.answer"},
	masterclass.RecordAttendance{}.Kind(): {"/people", "wait.attendance"},

	masterclass.EvaluateMasterclass{}.Kind(): {"/evaluation", "wait.evaluate"},
	masterclass.TakeCertificate{}.Kind():     {"", "wait.certificate"},
}

// doing is what a button says that leads to where a command is sent from: its name, where it has one.
func (r *request) doing(command string) string {
	if name := r.commandName(command); name != "" && name != command {
		return sentence(name)
	}
	return r.say("do.open")
}

// bodyForms are the forms of a body by the command that each sends.
var bodyForms = map[string]string{
	body.CastVote{}.Kind(): "vote", body.CountVotes{}.Kind(): "count", body.RecordPresence{}.Kind(): "presence", body.DraftMinutes{}.Kind(): "minutes",
	body.ApproveMinutes{}.Kind(): "approve", body.PublishMinutes{}.Kind(): "publish", body.SelectMembers{}.Kind(): "select", body.AppointMember{}.Kind(): "appoint",
	body.RenewMember{}.Kind(): "renew", body.FollowAdvice{}.Kind(): "follow", body.ReportAction{}.Kind(): "report", body.ConveneMeeting{}.Kind(): "convene",
}

// bodyWait leads to the form of a body that takes what waits, with what is known of it; nil for other lives.
func (r *request) bodyWait(at string, w query.WaitRow) *button {
	form, is := bodyForms[w.Command]
	if !is {
		return nil
	}
	about := url.Values{}
	for name, value := range w.About {
		if name == "action" {
			name = "planned"
		}
		if value != "" {
			about.Set(name, value)
		}
	}
	b := &button{Href: at + "/do/" + form, Text: r.say("body.do." + form)}
	if len(about) > 0 {
		b.Href += "?" + about.Encode()
	}
	return b
}

// countryWait leads to the answer of a country to a survey, and to the report of a country twinning; nil for other commands.
func (r *request) countryWait(at string, w query.WaitRow) *button {
	form := map[string]string{capacity.ReportCountryTwinning{}.Kind(): "report-", capacity.SendJointReport{}.Kind(): "joint-report-"}[w.Command]
	switch number := w.About["twinning"]; {
	case w.Command == survey.AnswerSurvey{}.Kind() && w.About["country"] != "":
		at += "/answers/" + w.About["country"] + "/edit"
	case form != "" && number != "":
		asked := url.Values{"form": {form + number}}
		if period := w.About["period"]; period != "" {
			asked.Set("period", period)
		}
		at += "/board?" + asked.Encode() + "#" + form + number
	case w.Command == capacity.AgreeJointReport{}.Kind():
		at += "/board"
	default:
		return nil
	}
	return &button{Href: at, Text: r.doing(w.Command)}
}

// waitTexts are the buttons of those that say more than their command.
var waitTexts = map[string]string{"verify-expense": "wait.verify", "authorise-expense": "wait.authorise", "pay-expense": "wait.pay"}

// waitButton leads to where something that waits is settled.
func (r *request) waitButton(w query.WaitRow) *button {
	at := lifeHref(cmp.Or(w.To, w.Stream))
	if w.Stream == governance.AdministrationStream {
		return &button{Href: "/erasures", Text: r.say("erasures.settle")}
	}
	if w.Command == (twinning.SubmitLog{}).Kind() {
		return &button{Href: at + "/months/" + w.About["month"], Text: r.say("do.submit-log")}
	}
	if b := cmp.Or(r.bodyWait(at, w), r.countryWait(at, w)); b != nil {
		return b
	}
	if p, own := waitPages[w.Command]; own {
		return &button{Href: at + p.at, Text: r.say(p.text)}
	}
	if _, is := formOf(w.Command, strings.HasPrefix(cmp.Or(w.To, w.Stream), law.TenderFamily)); !is {
		return &button{Href: at, Text: r.doing(w.Command)}
	}
	about := url.Values{}
	for name, value := range w.About {
		if name != "step" { // the form has it with the expense
			about.Set(strings.ReplaceAll(name, ".", "-"), value)
		}
	}
	b := &button{Href: at + "/do/" + w.Command, Text: r.say(cmp.Or(waitTexts[w.Code], "do."+w.Command))}
	if len(about) > 0 {
		b.Href += "?" + about.Encode()
	}
	return b
}

// draftsWaiting are the drafts of tenders that the viewer may submit, by the deadline of their call.
func (d *desk) draftsWaiting(r *request) ([]waitLine, error) {
	drafts, err := d.myDrafts(r, "")
	if err != nil {
		return nil, err
	}
	var lines []waitLine
	for _, x := range drafts {
		l := waitLine{Due: x.Deadline, Left: x.Left, What: r.say("wait.draft", x.Title), About: "/calls/" + x.Call, Reference: x.Call, at: x.at, Do: &button{Href: x.Href, Text: r.say("wait.draft.do")}}
		if x.Left == "" { // too late
			l.Due, l.Left, l.at = "", r.say("wait.draft.late", x.Gone), ""
		}
		if x.Closed {
			l.Standing = mark{r.say("draft.unreadable"), "bad"}
		}
		lines = append(lines, l)
	}
	return lines, nil
}
