package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

type surveyGridRow struct {
	Name, Label string
	Cells       []choice
}

type surveyFieldView struct {
	Kind    string // field or grid
	Field   field
	Name    string
	Label   string
	Wrong   string
	Columns []string
	Rows    []surveyGridRow
}

type surveyFormQuestion struct {
	Number int
	Title  string
	When   string
	Fields []surveyFieldView
}

type surveyFormView struct {
	Action, Command, Problem, Country, Until, Was, Saved, Back string
	Questions                                                  []surveyFormQuestion
	Wrong                                                      []complaint
}

const surveyFormName = "survey-answer"

// surveyForm is the form of an answer, drawn from the questionnaire. What is typed is kept until it is sent.
func (d *desk) surveyForm(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	s, err := d.Queries.Survey(r.Context(), r.viewer, r.PathValue("survey"))
	if err != nil {
		return err
	}
	a, err := d.Queries.SurveyAnswer(r.Context(), r.viewer, s.Reference, r.PathValue("country"))
	if err != nil {
		return err
	}
	if !a.Yours {
		return &query.Absent{Noun: "page"}
	}
	stream, name := survey.Root+s.Reference, surveyFormName+" "+a.Country
	kept, err := d.Drafts.Form(r.Context(), r.viewer.Person, stream, name)
	if err != nil && !errors.Is(err, drafts.ErrChanged) {
		return err
	}
	v := surveyFormView{Action: "/surveys/" + s.Reference + "/answers/" + a.Country + "/edit", Command: door.NewID(), Was: typedDigest(kept.Typed)}
	if r.Method != http.MethodPost {
		typed := typedAnswers(a.Answers)
		if !kept.SavedAt.IsZero() {
			typed, v.Saved = url.Values(kept.Typed), r.say("form.kept", r.instant(kept.SavedAt, zoneOf(s.Rules.Zone)))
		}
		return d.showSurveyForm(r, http.StatusOK, s, a, v, typed)
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	typed := r.PostForm
	if then := typed.Get("then"); r.wantsJSON() || then == "keep" || then == "drop" {
		return d.keepSurvey(r, s, stream, name, kept, typed, v.Action)
	}
	if id := typed.Get("command-id"); id != "" {
		v.Command = id
	}
	answers, wrong := r.readAnswers(s.Rules, typed)
	for _, part := range s.Rules.Missing(answers) {
		_, p, _ := s.Rules.Part(part)
		wrong = append(wrong, complaint{"a-" + part, r.say("form.missing", p.Title.In(r.lang()))})
	}
	if v.Wrong = wrong; len(wrong) > 0 {
		return d.showSurveyForm(r, http.StatusUnprocessableEntity, s, a, v, typed)
	}
	problem, err := d.ask(r, door.Request{Stream: stream, Command: survey.AnswerSurvey{Country: a.Country, Answers: answers}, As: r.viewer.Person, ID: v.Command})
	switch {
	case err != nil:
		return err
	case problem != "":
		v.Problem, v.Command = problem, door.NewID()
		return d.showSurveyForm(r, http.StatusUnprocessableEntity, s, a, v, typed)
	}
	if err := d.Drafts.DropForm(r.Context(), r.viewer.Person, stream, name); err != nil {
		return err
	}
	return r.to("/surveys/" + s.Reference + "/answers/" + a.Country)
}

// keepSurvey keeps what was typed, or forgets it. Where another window has kept something else since, nothing is replaced.
func (d *desk) keepSurvey(r *request, s query.SurveyRow, stream, name string, kept drafts.Form, typed url.Values, at string) error {
	if typed.Get("then") == "drop" {
		if err := d.Drafts.DropForm(r.Context(), r.viewer.Person, stream, name); err != nil {
			return err
		}
		return r.to(at)
	}
	now := written(typed)
	if r.wantsJSON() && typedDigest(kept.Typed) != typed.Get("was") && typedDigest(kept.Typed) != typedDigest(now) {
		return r.json(http.StatusConflict, savedAnswer{Moved: r.say("form.moved.script"), Wrong: map[string]string{}})
	}
	if err := d.Drafts.SaveForm(r.Context(), r.viewer.Person, stream, name, drafts.Form{Typed: now}); err != nil && !errors.Is(err, drafts.ErrNonsense) {
		return err
	}
	if r.wantsJSON() {
		return r.json(http.StatusOK, savedAnswer{Was: typedDigest(now), Says: r.say("draft.saved", r.instant(r.now, zoneOf(s.Rules.Zone))), Wrong: map[string]string{}})
	}
	return r.to(at)
}

func (d *desk) showSurveyForm(r *request, status int, s query.SurveyRow, a query.SurveyAnswerRow, v surveyFormView, typed url.Values) error {
	v.Country, v.Until, v.Back = r.country(a.Country), r.dayOf(a.Until), "/surveys/"+s.Reference+"/answers/"+a.Country
	v.Questions = r.questionViews(s.Rules, typed, v.Wrong)
	return d.show(r, status, "surveyform.html", r.say("survey.form", v.Country), r.crumbsOf("surveys", s.Reference, v.Country), nil, v)
}

// questionViews are the questions of a questionnaire with what was typed, and what of it is wrong.
func (r *request) questionViews(rules survey.SurveyRules, typed url.Values, complaints []complaint) (views []surveyFormQuestion) {
	wrong := map[string]string{}
	for _, w := range complaints {
		wrong[w.Field] = w.Text
	}
	for i, q := range rules.Questions {
		is := surveyFormQuestion{Number: i + 1, Title: q.Title.In(r.lang()), When: r.conditions(rules, q.When)}
		for _, p := range q.Parts {
			name := "a-" + p.ID
			label := p.Title.In(r.lang())
			if !p.Required {
				label = r.say("survey.optional", label)
			}
			f := surveyFieldView{Kind: "field", Name: name, Label: label, Wrong: wrong[name], Field: field{Name: name, Label: label, Wrong: wrong[name], Value: typed.Get(name)}}
			for _, t := range rules.Vocabulary(p.Of) {
				f.Field.Choices = append(f.Field.Choices, choice{Value: t.ID, Text: t.Title.In(r.lang()), On: slices.Contains(typed[name], t.ID)})
			}
			switch p.Kind {
			case survey.One:
				f.Field.Type = "radio"
			case survey.Many:
				f.Field.Type = "people"
			case survey.Whole:
				f.Field.Type = "number"
				f.Field.Hint = r.say("survey.number.hint", p.Least, p.Most)
			case survey.Free:
				f.Field.Type, f.Field.Rows, f.Field.Max = "text", 4, survey.LongestText
			case survey.Grid:
				f.Kind = "grid"
				for _, c := range p.Columns {
					head := c.Title.In(r.lang())
					if when := r.conditions(rules, c.When); when != "" {
						head += " (" + when + ")"
					}
					f.Columns = append(f.Columns, head)
				}
				for _, t := range rules.Vocabulary(p.Of) {
					row := surveyGridRow{Name: name + "-" + t.ID, Label: t.Title.In(r.lang())}
					for _, c := range p.Columns {
						row.Cells = append(row.Cells, choice{Value: c.ID, Text: t.Title.In(r.lang()) + r.colon() + c.Title.In(r.lang()), On: slices.Contains(typed[row.Name], c.ID)})
					}
					f.Rows = append(f.Rows, row)
				}
			}
			is.Fields = append(is.Fields, f)
		}
		views = append(views, is)
	}
	return views
}
