package pages

import (
	"net/http"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

type surveyVersionView struct {
	At, By  string
	Late    bool
	Answers []fact
}

type surveyAnswerView struct {
	Reference, Code, Country, Until, Leave, LeaveWhy, Respondents, Command, Problem string
	Waits                                                                           string // the drafts are not judged yet
	Yours, Open, Answered                                                           bool
	Answers                                                                         []fact
	Past                                                                            []surveyVersionView
	Entries                                                                         []string
	Drafts                                                                          []string
	Markets, Organisations                                                          []choice
}

// shownAnswers are answers in words, by question.
func (r *request) shownAnswers(rules survey.SurveyRules, answers []survey.Given) (facts []fact) {
	for _, q := range rules.Questions {
		for _, p := range q.Parts {
			g := survey.Of(answers, p.ID)
			var said []string
			for _, o := range g.Options {
				said = append(said, termIn(rules.Vocabulary(p.Of), r.lang(), o))
			}
			for _, c := range g.Cells {
				column := c.Column
				for _, x := range p.Columns {
					if x.ID == c.Column {
						column = x.Title.In(r.lang())
					}
				}
				said = append(said, termIn(rules.Vocabulary(p.Of), r.lang(), c.Row)+r.colon()+column)
			}
			if g.Number != nil {
				said = append(said, r.number(*g.Number))
			}
			if g.Text != "" {
				said = append(said, string(g.Text))
			}
			if len(said) > 0 {
				facts = append(facts, fact{Name: p.Title.In(r.lang()), Value: strings.Join(said, r.semicolon())})
			}
		}
	}
	return facts
}

func (d *desk) surveyAnswer(r *request) error {
	return d.showSurveyAnswer(r, http.StatusOK, surveyAnswerView{})
}

// showSurveyAnswer shows an answer, with the problem or the wait that v holds.
func (d *desk) showSurveyAnswer(r *request, status int, v surveyAnswerView) error {
	s, err := d.Queries.Survey(r.Context(), r.viewer, r.PathValue("survey"))
	if err != nil {
		return err
	}
	a, err := d.Queries.SurveyAnswer(r.Context(), r.viewer, s.Reference, r.PathValue("country"))
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context())
	v = surveyAnswerView{
		Reference: s.Reference, Code: a.Country, Country: r.country(a.Country), Until: r.dayOf(a.Until), Leave: r.dayOf(a.Leave), LeaveWhy: string(a.LeaveWhy), Respondents: names.All(a.Respondents),
		Command: door.NewID(), Problem: v.Problem, Waits: v.Waits, Yours: a.Yours, Open: a.Open && a.Yours, Answered: a.Versions > 0, Answers: r.shownAnswers(s.Rules, a.Answers), Entries: a.Entries,
	}
	for _, p := range a.Past {
		v.Past = append(v.Past, surveyVersionView{At: r.at(s, p.At), By: names.Of(p.By), Late: p.Late, Answers: r.shownAnswers(s.Rules, p.Answers)})
	}
	slices.Reverse(v.Past)
	if len(v.Past) > 0 {
		v.Past = v.Past[1:] // the first one stands above
	}
	if a.Yours && len(a.Drafts) > 0 && len(a.Entries) == 0 {
		if err := d.entryChoices(r, &v, a); err != nil {
			return err
		}
	}
	return d.show(r, status, "surveyanswer.html", r.say("survey.answerof", v.Country), r.crumbsOf("surveys", s.Reference, v.Country), r.surveyTabs(s, ""), v)
}

// entryChoices are the open marketplaces, and the organisations of whoever answers.
func (d *desk) entryChoices(r *request, v *surveyAnswerView, a query.SurveyAnswerRow) error {
	for _, draft := range a.Drafts {
		v.Drafts = append(v.Drafts, r.word("side", draft.Is.Side)+r.colon()+string(draft.Is.Title))
	}
	markets, err := d.Queries.Markets(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	for _, m := range markets {
		if m.Stage == market.Opened {
			v.Markets = append(v.Markets, choice{Value: m.Reference, Text: m.Rules.Title.In(r.lang()), On: len(v.Markets) == 0})
		}
	}
	v.Organisations, err = d.ownOrganisations(r)
	return err
}

// ownOrganisations are the records of organisations that whoever asks made, or belongs to.
func (d *desk) ownOrganisations(r *request) (own []choice, err error) {
	rows, err := d.Queries.Organisations(r.Context(), r.viewer, "")
	for _, o := range rows {
		if o.Stage == organisation.Kept && (o.By == r.viewer.Person || o.Yours) {
			own = append(own, choice{Value: o.Reference, Text: o.Name + ", " + narrate.Country(r.lang(), o.Country), On: len(own) == 0})
		}
	}
	return own, err
}

// surveyEntries makes entries of a marketplace of an answer, in one step. Done again, it makes none twice.
func (d *desk) surveyEntries(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	a, err := d.Queries.SurveyAnswer(r.Context(), r.viewer, r.PathValue("survey"), r.PathValue("country"))
	if err != nil {
		return err
	}
	to, of := r.PostForm.Get("market"), r.PostForm.Get("organisation")
	var made []string
	waits := false
	for _, draft := range a.Drafts {
		draft.Is.Organisation = of
		stream, got, err := d.draftEntry(r, to, draft.Is, func(nth int) string { return survey.EntryCommand(a.Survey, a.Country, draft, nth) })
		problem, err := d.notDone(r, got, err)
		if err != nil {
			return err
		}
		if problem != "" {
			return d.showSurveyAnswer(r, http.StatusUnprocessableEntity, surveyAnswerView{Problem: problem})
		}
		waits = waits || got.Status != door.Done
		made = append(made, law.Reference(stream))
	}
	if waits { // nothing can be noted of an entry that is not there
		return d.showSurveyAnswer(r, http.StatusAccepted, surveyAnswerView{Waits: r.say("survey.entries.waits")})
	}
	if len(made) > 0 {
		problem, err := d.ask(r, door.Request{Stream: survey.Root + a.Survey, Command: survey.NoteSurveyEntries{Country: a.Country, Entries: made}, As: r.viewer.Person, ID: door.NewID()})
		if err != nil {
			return err
		}
		if problem != "" {
			return d.showSurveyAnswer(r, http.StatusUnprocessableEntity, surveyAnswerView{Problem: problem})
		}
	}
	return r.to("/surveys/" + a.Survey + "/answers/" + a.Country)
}
