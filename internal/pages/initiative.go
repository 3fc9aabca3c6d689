package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// initiativeRoutes are the pages of capacity-building initiatives.
func (d *desk) initiativeRoutes() []route {
	return []route{
		{"GET /initiatives", d.initiatives},
		{"GET /initiatives/{initiative}", d.initiative},
		{"POST /initiatives/{initiative}/do/{what}", d.doInitiative},
		{"GET /initiatives/{initiative}/board", d.initiativeBoard},
		{"GET /initiatives/{initiative}/twinnings/{twinning}", d.countryTwinning},
	}
}

func (r *request) initiativeTabs(i query.InitiativeRow, here string) []tab {
	at := "/initiatives/" + i.Reference
	tabs := []tab{{at, r.say("initiative.tab.show"), here == "show"}}
	if i.Board {
		tabs = append(tabs, tab{at + "/board", r.say("initiative.tab.board"), here == "board"})
	}
	return tabs
}

type initiativeCard struct {
	Reference, Title, Closes string
	Stands                   mark
}

func (r *request) initiativeCard(i query.InitiativeRow) initiativeCard {
	shade := ""
	if i.Stage == capacity.Opened {
		shade = "wait"
	}
	return initiativeCard{Reference: i.Reference, Title: i.Rules.Title.In(r.lang()), Closes: r.date(i.Rules.Closes), Stands: mark{r.word("initiative-stage", i.Stage), shade}}
}

func (d *desk) initiatives(r *request) error {
	rows, err := d.Queries.Initiatives(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	list, steers := lifeList[initiativeCard]{}, false
	for _, i := range rows {
		steers = steers || i.Steers
		list.Cards = append(list.Cards, r.initiativeCard(i))
	}
	if list.Begin, err = d.begins(r, steers); err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "initiatives.html", r.say("initiatives"), r.crumbsOf("initiatives", "", ""), nil, list)
}

type topicLine struct {
	ID, Title, Masterclass string
	Leads                  bool // the masterclass has a page for whoever asks
	Branch                 *mark
}

type statementForm struct {
	Key, Country, Code, Topic, Title, Remarks string
	Offers, Seeks                             bool
	Activities, Languages                     []choice
	Stands                                    mark
}

type initiativeView struct {
	query.InitiativeRow
	Card                   initiativeCard
	Lead, Command, Problem string
	Lines                  []topicLine
	Forms                  []statementForm
	Codes                  []choice
	Typed                  typing
}

func branchMark(b capacity.Branch, text string) *mark {
	shades := map[capacity.Branch]string{capacity.Pairing: "good", capacity.Waiting: "wait", capacity.Masterclass: "good"}
	if b == "" {
		return nil
	}
	return &mark{text, shades[b]}
}

func (r *request) branch(b capacity.Branch) *mark {
	return branchMark(b, r.say("initiative.branch."+string(b)))
}

func (d *desk) initiative(r *request) error {
	return d.showInitiative(r, http.StatusOK, "", typing{})
}

func (d *desk) showInitiative(r *request, status int, problem string, typed typing) error {
	i, err := d.Queries.Initiative(r.Context(), r.viewer, r.PathValue("initiative"))
	if err != nil {
		return err
	}
	lang := r.lang()
	v := initiativeView{InitiativeRow: i, Card: r.initiativeCard(i), Lead: i.Rules.Lead.In(lang), Command: door.NewID(), Problem: problem, Typed: typed}
	for _, t := range i.Topics {
		topic, _ := i.Rules.Topic(t.ID)
		title := topic.Title.In(lang)
		line := topicLine{ID: t.ID, Title: title, Masterclass: t.Masterclass, Leads: t.Masterclass != "" && d.leads(r, masterclass.Root+t.Masterclass)}
		if t.Branch != "" {
			line.Branch = r.branch(t.Branch)
		}
		v.Lines = append(v.Lines, line)
		if !t.Takes {
			continue
		}
		for _, c := range i.Countries {
			v.Forms = append(v.Forms, r.statementForm(i, c, t.ID, title))
		}
	}
	for _, c := range i.Rules.Countries.Codes {
		v.Codes = append(v.Codes, choice{Value: c, Text: r.country(c)})
	}
	tabs, err := d.wholeTabs(r, capacity.Root+i.Reference, r.initiativeTabs(i, "show"))
	if err != nil {
		return err
	}
	return d.show(r, status, "initiative.html", v.Card.Title, r.crumbsOf("initiatives", i.Reference, ""), tabs, v)
}

func (r *request) statementForm(i query.InitiativeRow, country, topic, title string) statementForm {
	f := statementForm{Key: country + "-" + topic, Country: r.country(country), Code: country, Topic: topic, Title: title, Stands: mark{r.say("initiative.unstated"), ""}}
	var is query.InitiativeStatementRow
	for _, s := range i.Yours {
		if s.Country == country && s.Topic == topic {
			is = s
			f.Offers, f.Seeks, f.Remarks, f.Stands = s.Offers, s.Seeks, string(s.Remarks), mark{r.topicStanding(s.Offers, s.Seeks), "good"}
		}
	}
	for _, a := range i.Rules.Activities {
		f.Activities = append(f.Activities, choice{Value: a.ID, Text: a.Title.In(r.lang()), On: slices.Contains(is.Activities, a.ID)})
	}
	for _, l := range i.Rules.Languages {
		f.Languages = append(f.Languages, choice{Value: l, Text: narrate.Tongue(r.lang(), l), On: slices.Contains(is.Languages, l)})
	}
	return f
}

func (r *request) topicStanding(offers, seeks bool) string {
	switch {
	case offers && seeks:
		return r.say("survey.offersandseeks")
	case offers:
		return r.say("survey.offers")
	case seeks:
		return r.say("survey.seeks")
	}
	return r.say("survey.neither")
}

// doInitiative sends a command of a country, or of the staff.
func (d *desk) doInitiative(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	i, err := d.Queries.Initiative(r.Context(), r.viewer, r.PathValue("initiative"))
	if err != nil {
		return err
	}
	form := r.PostForm
	text := func(name string) law.Text {
		return law.Text(strings.ReplaceAll(strings.TrimSpace(form.Get(name)), "\r\n", "\n"))
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(strings.TrimSpace(form.Get(name))) // 0 is none, which the command refuses
		return n
	}
	q := door.Request{Stream: capacity.Root + i.Reference, As: r.viewer.Person, ID: form.Get("command-id")}
	if q.ID == "" {
		q.ID = door.NewID()
	}
	what := r.PathValue("what")
	back := "/initiatives/" + i.Reference
	onBoard := !slices.Contains([]string{"name", "remove", "state"}, what)
	if onBoard {
		back += "/board"
	}
	ofTwinning := form.Get("from") == "twinning" || slices.Contains([]string{"return", "extend", "leave", "follow-up"}, what)
	if ofTwinning {
		back = twinningHref(i.Reference, number("twinning"))
	}
	refuse := func(problem string) error {
		if ofTwinning {
			return d.showCountryTwinning(r, http.StatusUnprocessableEntity, number("twinning"), problem, typing{initiativeForm(what, form), form})
		}
		if typed := (typing{initiativeForm(what, form), form}); onBoard {
			return d.showBoard(r, http.StatusUnprocessableEntity, problem, typed)
		} else {
			return d.showInitiative(r, http.StatusUnprocessableEntity, problem, typed)
		}
	}
	day := func(name string) (calendar.Date, bool) {
		on, err := calendar.ParseDate(form.Get(name))
		return on, err == nil
	}
	switch what {
	case "name":
		if !i.Steers { // who is known is told to the staff alone
			return &query.Absent{Noun: "page"}
		}
		person := strings.TrimSpace(form.Get("person"))
		p, err := d.knownAs(r.Context(), person)
		if err != nil {
			return refuse(r.unknownHere(person))
		}
		q.Command = capacity.NameCountryContact{Country: form.Get("country"), Person: p.ID}
	case "remove":
		q.Command = capacity.RemoveCountryContact{Country: form.Get("country"), Person: form.Get("person")}
	case "state":
		q.Command = capacity.StateTopicInterest{
			Country: form.Get("country"), Topic: form.Get("topic"), Offers: form.Get("offers") != "", Seeks: form.Get("seeks") != "", Activities: form["activities"], Languages: form["languages"], Remarks: text("remarks"),
		}
	case "decide":
		q.Command = capacity.DecideTopic{Topic: form.Get("topic"), Branch: capacity.Branch(form.Get("branch")), Why: text("why")}
	case "pair":
		on, ok := day("begins")
		if !ok {
			return refuse(r.say("form.missing", r.say("initiative.begins")))
		}
		q.Command = capacity.ProposePairing{Topic: form.Get("topic"), Offers: form.Get("offers"), Seeks: form.Get("seeks"), Begins: on, Months: number("months")}
	case "answer":
		q.Command = capacity.AnswerPairing{Pairing: number("pairing"), Country: form.Get("country"), Accept: form.Get("answer") == "accept", Why: text("why")}
	case "withdraw":
		q.Command = capacity.WithdrawPairing{Pairing: number("pairing"), Why: text("why")}
	case "report":
		c := capacity.ReportCountryTwinning{Twinning: number("twinning"), Period: number("period"), Nothing: text("nothing")}
		for _, row := range []string{"", "-2", "-3", "-4", "-5", "-6"} {
			if strings.TrimSpace(form.Get("what"+row)) == "" {
				continue
			}
			on, ok := day("on" + row)
			if !ok {
				return refuse(r.say("form.missing", r.say("initiative.on")))
			}
			c.Activities = append(c.Activities, capacity.CountryActivity{Activity: form.Get("activity" + row), On: on, What: text("what" + row), Participants: number("participants" + row)})
		}
		q.Command = c
	case "joint-report":
		q.Command = capacity.SendJointReport{Twinning: number("twinning"), Text: text("text"), FollowUp: form.Get("follow-up") != "", Form: text("form")}
	case "agree":
		q.Command = capacity.AgreeJointReport{Twinning: number("twinning")}
	case "return":
		q.Command = capacity.ReturnCountryReport{Twinning: number("twinning"), Period: number("period"), Country: form.Get("country"), Why: text("why")}
	case "extend":
		q.Command = capacity.ExtendCountryTwinning{Twinning: number("twinning"), Months: number("months"), Why: text("why")}
	case "leave":
		q.Command = capacity.LeaveCountryTwinning{Twinning: number("twinning"), Why: text("why")}
	case "follow-up":
		on, ok := day("on")
		if !ok {
			return refuse(r.say("form.missing", r.say("initiative.on")))
		}
		q.Command = capacity.ReportCountryFollowUp{Twinning: number("twinning"), On: on, What: text("what")}
	case "stop":
		q.Command = capacity.StopCountryTwinning{Twinning: number("twinning"), Why: text("why")}
	default:
		return &query.Absent{Noun: "page"}
	}
	problem, err := d.ask(r, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return refuse(problem)
	}
	return r.to(back)
}

// initiativeForm is which of several forms of a page this was.
func initiativeForm(what string, form url.Values) string {
	switch what {
	case "state":
		return what + "-" + form.Get("country") + "-" + form.Get("topic")
	case "pair":
		return what + "-" + form.Get("topic") + "-" + form.Get("offers") + "-" + form.Get("seeks")
	case "answer", "withdraw":
		return what + "-" + form.Get("pairing")
	case "return":
		return what + "-" + form.Get("country") + "-" + form.Get("period")
	case "report", "joint-report", "agree", "stop", "extend", "leave", "follow-up":
		return what + "-" + form.Get("twinning")
	}
	return what
}
