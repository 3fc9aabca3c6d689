package pages

import (
	"net/http"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

// surveyRoutes are the pages of surveys.
func (d *desk) surveyRoutes() []route {
	return []route{
		{"GET /surveys", d.surveys},
		{"GET /surveys/{survey}", d.survey},
		{"POST /surveys/{survey}/do/{what}", d.doSurvey},
		{"GET /surveys/{survey}/result", d.surveyResult},
		{"GET /surveys/{survey}/result/{format}", d.surveyExport},
		{"GET /surveys/{survey}/answers/{country}", d.surveyAnswer},
		{"GET /surveys/{survey}/answers/{country}/edit", d.surveyForm},
		{"POST /surveys/{survey}/answers/{country}/edit", d.surveyForm},
		{"POST /surveys/{survey}/answers/{country}/entries", d.surveyEntries},
	}
}

func (r *request) surveyTabs(s query.SurveyRow, here string) []tab {
	at := "/surveys/" + s.Reference
	tabs := []tab{{at, r.say("survey.tab.show"), here == "show"}}
	if s.Figures {
		tabs = append(tabs, tab{at + "/result", r.say("survey.tab.result"), here == "result"})
	}
	return tabs
}

// at is an instant in the zone of a survey; "" for none.
func (r *request) at(s query.SurveyRow, instant string) string {
	at, err := calendar.ParseInstant(instant)
	if err != nil {
		return ""
	}
	return r.instant(at, zoneOf(s.Rules.Zone))
}

func surveyShade(s survey.Stage) string {
	return map[survey.Stage]string{survey.Opened: "wait", survey.Published: "good"}[s]
}

type surveyCard struct {
	Reference, Title, Closes, Progress string
	Stands                             mark
}

func (r *request) surveyCard(s query.SurveyRow) surveyCard {
	c := surveyCard{Reference: s.Reference, Title: s.Rules.Title.In(r.lang()), Closes: r.dayOf(s.Closes), Stands: mark{r.word("survey-stage", s.Stage), surveyShade(s.Stage)}}
	if s.Steers || s.Figures {
		c.Progress = r.say("survey.progress", s.Answered, s.Asked)
	}
	return c
}

func (d *desk) surveys(r *request) error {
	rows, err := d.Queries.Surveys(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	list, steers := lifeList[surveyCard]{}, false
	for _, s := range rows {
		steers = steers || s.Steers
		list.Cards = append(list.Cards, r.surveyCard(s))
	}
	if list.Begin, err = d.begins(r, steers); err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "surveys.html", r.say("surveys"), r.crumbsOf("surveys", "", ""), nil, list)
}

type surveyCountryLine struct {
	Code, Country, Respondents, Versions, Answered, Leave, Href string
	Stands                                                      mark
	People                                                      []choice
}

type surveyQuestionView struct {
	Number int
	Title  string
	Parts  []string
}

type surveyView struct {
	query.SurveyRow
	Card                                surveyCard
	Lead, AsOf, Command, Problem, Typed string
	Questions                           []surveyQuestionView
	Yours, Lines                        []surveyCountryLine
	Codes                               []choice
	Open, MayPublish, MayAllow          bool
}

func (d *desk) survey(r *request) error { return d.showSurvey(r, http.StatusOK, "") }

func (d *desk) showSurvey(r *request, status int, problem string) error {
	s, err := d.Queries.Survey(r.Context(), r.viewer, r.PathValue("survey"))
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context())
	v := surveyView{
		Card: r.surveyCard(s), SurveyRow: s, Lead: s.Rules.Lead.In(r.lang()), AsOf: r.date(s.Rules.Countries.AsOf), Command: door.NewID(), Problem: problem,
		Open: s.Stage == survey.Opened, MayPublish: s.Steers && s.Stage == survey.Closed, MayAllow: s.Steers && s.Stage != survey.Opened,
	}
	for i, q := range s.Rules.Questions {
		is := surveyQuestionView{Number: i + 1, Title: q.Title.In(r.lang())}
		for _, p := range q.Parts {
			is.Parts = append(is.Parts, p.Title.In(r.lang()))
		}
		v.Questions = append(v.Questions, is)
	}
	for _, c := range s.Countries {
		l := surveyCountryLine{
			Code: c.Country, Country: r.country(c.Country), Respondents: names.All(c.Respondents), Versions: r.number(c.Versions), Answered: r.at(s, c.AnsweredAt), Leave: r.dayOf(c.Leave),
			Href: "/surveys/" + s.Reference + "/answers/" + c.Country, Stands: mark{r.say("survey.unanswered"), ""},
		}
		switch {
		case c.Versions > 0 && c.Late:
			l.Stands = mark{r.say("survey.answered.late"), "wait"}
		case c.Versions > 0:
			l.Stands = mark{r.say("survey.answered"), "good"}
		case len(c.Respondents) == 0:
			l.Stands = mark{r.say("survey.nobody"), ""}
		}
		for _, p := range c.Respondents {
			l.People = append(l.People, choice{Value: p, Text: names.Of(p)})
		}
		if c.Yours {
			v.Yours = append(v.Yours, l)
		}
		if s.Steers {
			v.Lines = append(v.Lines, l)
			v.Codes = append(v.Codes, choice{Value: c.Country, Text: l.Country})
		}
	}
	tabs, err := d.wholeTabs(r, survey.Root+s.Reference, r.surveyTabs(s, "show"))
	if err != nil {
		return err
	}
	return d.show(r, status, "survey.html", v.Card.Title, r.crumbsOf("surveys", s.Reference, ""), tabs, v)
}

// doSurvey sends a command of the staff.
func (d *desk) doSurvey(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	s, err := d.Queries.Survey(r.Context(), r.viewer, r.PathValue("survey"))
	if err != nil {
		return err
	}
	form := r.PostForm
	why := law.Text(strings.ReplaceAll(strings.TrimSpace(form.Get("why")), "\r\n", "\n"))
	on, dateErr := calendar.ParseDate(form.Get("on"))
	q := door.Request{Stream: survey.Root + s.Reference, As: r.viewer.Person, ID: form.Get("command-id")}
	if q.ID == "" {
		q.ID = door.NewID()
	}
	person := strings.TrimSpace(form.Get("person"))
	what := r.PathValue("what")
	if !s.Steers && what == "name" { // who is known is told to the staff alone
		return &query.Absent{Noun: "page"}
	}
	if what == "name" {
		p, err := d.knownAs(r.Context(), person)
		if err != nil {
			return d.showSurvey(r, http.StatusUnprocessableEntity, r.unknownHere(person))
		}
		person = p.ID
	}
	switch what {
	case "name":
		q.Command = survey.NameRespondent{Country: form.Get("country"), Person: person}
	case "remove":
		q.Command = survey.RemoveRespondent{Country: form.Get("country"), Person: person}
	case "extend":
		q.Command = survey.ExtendSurvey{Closes: on, Why: why}
	case "allow":
		q.Command = survey.AllowCorrection{Country: form.Get("country"), Until: on, Why: why}
	case "publish":
		q.Command = survey.PublishSurvey{}
	default:
		return &query.Absent{Noun: "page"}
	}
	if (what == "extend" || what == "allow") && dateErr != nil {
		return d.showSurvey(r, http.StatusUnprocessableEntity, r.say("form.missing", r.say("survey.on")))
	}
	problem, err := d.ask(r, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showSurvey(r, http.StatusUnprocessableEntity, problem)
	}
	return r.to("/surveys/" + s.Reference)
}
