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
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

// initiativeRoutes are the pages of capacity-building initiatives.
func (d *desk) initiativeRoutes() []route {
	return []route{
		{"GET /initiatives", d.initiatives},
		{"GET /initiatives/{initiative}", d.initiative},
		{"POST /initiatives/{initiative}/do/{what}", d.doInitiative},
		{"GET /initiatives/{initiative}/board", d.initiativeBoard},
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
	var cards []initiativeCard
	for _, i := range rows {
		cards = append(cards, r.initiativeCard(i))
	}
	return d.show(r, http.StatusOK, "initiatives.html", r.say("initiatives"), r.crumbsOf("initiatives", "", ""), nil, cards)
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
	refuse := func(problem string) error {
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
		if form.Get("what") != "" {
			on, ok := day("on")
			if !ok {
				return refuse(r.say("form.missing", r.say("initiative.on")))
			}
			c.Activities = []capacity.CountryActivity{{Activity: form.Get("activity"), On: on, What: text("what"), Participants: number("participants")}}
		}
		q.Command = c
	case "joint-report":
		q.Command = capacity.SendJointReport{Twinning: number("twinning"), Text: text("text"), FollowUp: form.Get("follow-up") != "", Form: text("form")}
	case "agree":
		q.Command = capacity.AgreeJointReport{Twinning: number("twinning")}
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
	case "report", "joint-report", "agree", "stop":
		return what + "-" + form.Get("twinning")
	}
	return what
}

type pairingLine struct {
	query.PairingRow
	Title, From, To, Answers, Country string
	Stands                            mark
	Open                              bool
}

type reportLine struct {
	Country, Period, At string
	Facts               []fact
}

type twinningLine struct {
	query.CountryTwinningRow
	Title, From, To, Starts string
	Stands                  mark
	Lines                   []reportLine
	JointText, JointForm    string
	JointBy                 string
	Runs, MayAgree          bool
}

type suggestionLine struct {
	query.SuggestedPairingRow
	Key, Title, From, To, Why string
}

type reasonLine struct{ ID, Title, Why, Staff string }

type initiativeBoardView struct {
	Reference, Command, Problem string
	Typed                       typing
	Steers                      bool
	Matrix                      chart.Figure
	HasMatrix                   bool
	Reasons                     []reasonLine
	Undecided                   []choice
	Suggestions                 []suggestionLine
	Pairings                    []pairingLine
	Twinnings                   []twinningLine
	Activities                  []choice
}

func (d *desk) initiativeBoard(r *request) error {
	return d.showBoard(r, http.StatusOK, "", typing{})
}

func (d *desk) showBoard(r *request, status int, problem string, typed typing) error {
	i, err := d.Queries.Initiative(r.Context(), r.viewer, r.PathValue("initiative"))
	if err != nil {
		return err
	}
	b, err := d.Queries.InitiativeBoard(r.Context(), r.viewer, i.Reference)
	if err != nil {
		return err
	}
	lang := r.lang()
	title := func(topic string) string { t, _ := i.Rules.Topic(topic); return t.Title.In(lang) }
	v := initiativeBoardView{Reference: i.Reference, Command: door.NewID(), Steers: i.Steers, Problem: problem, Typed: typed}
	v.Matrix, v.HasMatrix = r.topicMatrix(i, b), len(b.Statements) > 0
	for n, t := range i.Topics {
		v.Reasons = append(v.Reasons, reasonLine{ID: t.ID, Title: title(t.ID), Why: b.Topics[n].Because, Staff: string(b.Topics[n].Why)})
		if t.Branch == capacity.Pairing || t.Branch == capacity.Waiting {
			v.Undecided = append(v.Undecided, choice{Value: t.ID, Text: title(t.ID)})
		}
	}
	for _, s := range b.Suggestions {
		taken := slices.ContainsFunc(b.Pairings, func(p query.PairingRow) bool {
			return p.Topic == s.Topic && p.Offers == s.Offers && p.Seeks == s.Seeks && (p.Stage == capacity.Proposed || p.Stage == capacity.Accepted)
		})
		if !taken {
			v.Suggestions = append(v.Suggestions, suggestionLine{SuggestedPairingRow: s, Key: s.Topic + "-" + s.Offers + "-" + s.Seeks, Title: title(s.Topic), From: r.country(s.Offers), To: r.country(s.Seeks), Why: strings.Join(s.Reasons, r.semicolon())})
		}
	}
	shades := map[string]string{"accepted": "good", "proposed": "wait", "running": "good", "finished": "good", "reporting": "wait", "terminated": "bad"}
	for _, p := range b.Pairings {
		l := pairingLine{PairingRow: p, Title: title(p.Topic), From: r.country(p.Offers), To: r.country(p.Seeks), Answers: r.dayOf(p.Until), Stands: mark{r.say("initiative.pairing." + string(p.Stage)), shades[string(p.Stage)]}, Open: p.Stage == capacity.Proposed}
		if p.Yours != "" {
			l.Country = r.country(p.Yours)
		}
		v.Pairings = append(v.Pairings, l)
	}
	for _, a := range i.Rules.Activities {
		v.Activities = append(v.Activities, choice{Value: a.ID, Text: a.Title.In(lang)})
	}
	for _, t := range b.Twinnings {
		v.Twinnings = append(v.Twinnings, r.twinningLine(i, t, title(t.Topic), mark{r.say("initiative.twinning." + string(t.Stage)), shades[string(t.Stage)]}))
	}
	return d.show(r, status, "initiativeboard.html", r.say("initiative.board"), r.crumbsOf("initiatives", i.Reference, r.say("initiative.tab.board")), r.initiativeTabs(i, "board"), v)
}

func (r *request) twinningLine(i query.InitiativeRow, t query.CountryTwinningRow, title string, stands mark) twinningLine {
	l := twinningLine{
		CountryTwinningRow: t, Title: title, From: r.country(t.Offers), To: r.country(t.Seeks), Starts: r.dayOf(t.Begins), Stands: stands, Runs: t.Stage == capacity.Running || t.Stage == capacity.Reported,
	}
	for _, p := range t.Reports {
		is := reportLine{Country: r.country(p.Country), Period: r.number(p.Period), At: r.instant(p.At, zoneOf(i.Rules.Zone))}
		for _, a := range p.Activities {
			name := a.Activity
			for _, x := range i.Rules.Activities {
				if x.ID == a.Activity {
					name = x.Title.In(r.lang())
				}
			}
			is.Facts = append(is.Facts, fact{Name: r.date(a.On) + ", " + name, Value: string(a.What)})
		}
		if p.Nothing != "" {
			is.Facts = append(is.Facts, fact{Name: r.say("initiative.nothing"), Value: string(p.Nothing)})
		}
		l.Lines = append(l.Lines, is)
	}
	if t.Joint != nil {
		l.JointText, l.JointForm, l.JointBy = string(t.Joint.Text), string(t.Joint.Form), r.country(t.Joint.Country)
		l.MayAgree = t.Yours != "" && t.Joint.Country != t.Yours && t.Stage == capacity.Reported
	}
	return l
}

// topicMatrix shows how each country that stated anything stands on each topic.
func (r *request) topicMatrix(i query.InitiativeRow, b query.InitiativeBoardRow) chart.Figure {
	var columns []string
	for _, t := range i.Topics {
		topic, _ := i.Rules.Topic(t.ID)
		columns = append(columns, topic.Title.In(r.lang()))
	}
	var rows []chart.Standing
	for _, c := range b.Countries {
		row, any := chart.Standing{Name: r.country(c.Country), Short: c.Country}, false
		for _, t := range i.Topics {
			m, offers, seeks, shade := "", false, false, 0
			for _, s := range b.Statements {
				if s.Country == c.Country && s.Topic == t.ID {
					offers, seeks, any = s.Offers, s.Seeks, true
				}
			}
			switch {
			case offers && seeks:
				m, shade = "+−", 4
			case offers:
				m, shade = "+", 3
			case seeks:
				m, shade = "−", 1
			}
			row.Marks, row.Told, row.Shades = append(row.Marks, m), append(row.Told, r.topicStanding(offers, seeks)), append(row.Shades, shade)
		}
		if any {
			rows = append(rows, row)
		}
	}
	return chart.Matrix(r.say("initiative.matrix"), r.say("survey.country"), columns, rows)
}
