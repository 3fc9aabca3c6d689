package pages

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
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

func (r *request) surveyCrumbs(reference, last string) []crumb {
	crumbs := []crumb{{"/", r.say("home")}, {"/surveys", r.say("surveys")}}
	if reference == "" {
		return append(crumbs[:1], crumb{"", r.say("surveys")})
	}
	if last == "" {
		return append(crumbs, crumb{"", reference})
	}
	return append(crumbs, crumb{"/surveys/" + reference, reference}, crumb{"", last})
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
	c := surveyCard{Reference: s.Reference, Title: s.Rules.Title.In(r.lang()), Closes: r.dayOf(s.Closes), Stands: mark{r.word("stage", s.Stage), surveyShade(s.Stage)}}
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
	var cards []surveyCard
	for _, s := range rows {
		cards = append(cards, r.surveyCard(s))
	}
	return d.show(r, http.StatusOK, "surveys.html", r.say("surveys"), r.surveyCrumbs("", ""), nil, cards)
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
	return d.show(r, status, "survey.html", v.Card.Title, r.surveyCrumbs(s.Reference, ""), r.surveyTabs(s, "show"), v)
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
		p, err := d.People.Find(r.Context(), person)
		if err != nil {
			return d.showSurvey(r, http.StatusUnprocessableEntity, r.say("survey.person.unknown", person))
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

type surveyPartView struct {
	Title  string
	Table  chart.Figure
	Texts  []fact
	Counts bool
}

type surveyResultView struct {
	surveyCard
	ByCountry, Texts bool
	SHA256           string
	Areas, Matrix    chart.Figure
	HasAreas         bool
	Neither          string
	Reasons          []fact
	Parts            []surveyPartView
	At               string
}

// named are countries in words; how many where they are not named.
func (r *request) named(list []string, by bool) string {
	if !by {
		return r.number(len(list))
	}
	if len(list) == 0 {
		return "–"
	}
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = r.country(c)
	}
	return strings.Join(words, ", ")
}

func (r *request) said(list []survey.Said, by bool) (facts []fact) {
	for _, s := range list {
		name := r.say("survey.acountry")
		if by {
			name = r.country(s.Country)
		}
		facts = append(facts, fact{Name: name, Value: string(s.Text)})
	}
	return facts
}

func termIn(terms []survey.Term, lang, id string) string {
	for _, t := range terms {
		if t.ID == id {
			return t.Title.In(lang)
		}
	}
	return id
}

func (d *desk) surveyResult(r *request) error {
	s, err := d.Queries.Survey(r.Context(), r.viewer, r.PathValue("survey"))
	if err != nil {
		return err
	}
	row, err := d.Queries.SurveyResult(r.Context(), r.viewer, s.Reference)
	if err != nil {
		return err
	}
	res, by := row.Result, row.ByCountry
	v := surveyResultView{surveyCard: r.surveyCard(s), ByCountry: by, Texts: row.Texts, SHA256: row.SHA256, HasAreas: len(res.Areas) > 0, Neither: r.named(res.Neither, by), Reasons: r.said(res.Reasons, by), At: "/surveys/" + s.Reference + "/result"}
	if v.HasAreas {
		_, grid, _ := s.Rules.Part(s.Rules.Areas.Grid)
		v.Areas = chart.Figure{Title: r.say("survey.areas"), Header: []string{r.say("survey.area"), r.say("survey.offers"), r.say("survey.seeks"), r.say("survey.neither")}}
		var columns []string
		for _, a := range res.Areas {
			name := termIn(s.Rules.Vocabulary(grid.Of), r.lang(), a.Area)
			columns = append(columns, name)
			v.Areas.Rows = append(v.Areas.Rows, []string{name, r.named(a.Offers, by), r.named(a.Seeks, by), r.named(a.Neither, by)})
		}
		if by {
			v.Matrix = r.surveyMatrix(res, columns)
		}
	}
	for _, p := range res.Parts {
		_, part, _ := s.Rules.Part(p.Part)
		is := surveyPartView{Title: part.Title.In(r.lang()), Table: chart.Figure{Title: part.Title.In(r.lang()), Header: []string{r.say("survey.option"), r.say("survey.count"), r.say("survey.which")}}, Texts: r.said(p.Texts, by)}
		add := func(name string, list []string) {
			cells := []string{name, r.number(len(list)), "–"}
			if by {
				cells[2] = r.named(list, by)
			}
			is.Table.Rows = append(is.Table.Rows, cells)
		}
		for _, o := range p.Options {
			add(termIn(s.Rules.Vocabulary(part.Of), r.lang(), o.Option), o.Countries)
		}
		for _, c := range p.Cells {
			column := c.Column
			for _, x := range part.Columns {
				if x.ID == c.Column {
					column = x.Title.In(r.lang())
				}
			}
			add(termIn(s.Rules.Vocabulary(part.Of), r.lang(), c.Row)+": "+column, c.Countries)
		}
		for _, n := range p.Numbers {
			add(r.number(n.Number), []string{n.Country})
		}
		if is.Counts = len(is.Table.Rows) > 0; is.Counts || len(is.Texts) > 0 {
			v.Parts = append(v.Parts, is)
		}
	}
	return d.show(r, http.StatusOK, "surveyresult.html", r.say("survey.result"), r.surveyCrumbs(s.Reference, r.say("survey.tab.result")), r.surveyTabs(s, "result"), v)
}

// surveyMatrix shows how each country that answered stands in each area.
func (r *request) surveyMatrix(res survey.SurveyResult, columns []string) chart.Figure {
	has := func(list []string, code string) bool {
		for _, c := range list {
			if c == code {
				return true
			}
		}
		return false
	}
	var rows []chart.Standing
	for _, code := range res.Answered {
		row := chart.Standing{Name: r.country(code), Short: code}
		for _, a := range res.Areas {
			offers, seeks := has(a.Offers, code), has(a.Seeks, code)
			m, told, shade := "", r.say("survey.neither"), 0
			switch {
			case offers && seeks:
				m, told, shade = "+−", r.say("survey.offersandseeks"), 4
			case offers:
				m, told, shade = "+", r.say("survey.offers"), 3
			case seeks:
				m, told, shade = "−", r.say("survey.seeks"), 1
			}
			row.Marks, row.Told, row.Shades = append(row.Marks, m), append(row.Told, told), append(row.Shades, shade)
		}
		rows = append(rows, row)
	}
	return chart.Matrix(r.say("survey.matrix"), r.say("survey.country"), columns, rows)
}

func atoi(text string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil
}

// surveyExport hands the result out as a file: CSV or a workbook.
func (d *desk) surveyExport(r *request) error {
	f := export.Form{Format: export.Format(r.PathValue("format"))}
	if f.Format != export.XLSX && f.Format != export.CSV && f.Format != export.JSONL {
		return &query.Absent{Noun: "export"}
	}
	doc, err := d.maker.Survey(r.Context(), r.viewer, r.PathValue("survey"), r.narrates(), f)
	if err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", r.narrates())
	h.Add("Vary", "Accept-Language")
	var out bytes.Buffer // it is whole, or none
	if err := doc.Write(r.Context(), &out, f, nil); err != nil {
		return err
	}
	asFile(h, export.Ask{What: export.Survey, Stream: survey.Root + doc.Reference, Form: f})
	_, _ = out.WriteTo(r.w) // whoever asked may be gone
	return nil
}
