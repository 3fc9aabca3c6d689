package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/organisation"
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

// typedAnswers is what the form holds at first: the answer that counts.
func typedAnswers(answers []survey.Given) url.Values {
	v := url.Values{}
	for _, g := range answers {
		name := "a-" + g.Part
		v[name] = slices.Clone(g.Options)
		for _, c := range g.Cells {
			v.Add(name+"-"+c.Row, c.Column)
		}
		if g.Number != nil {
			v.Set(name, strconv.Itoa(*g.Number))
		}
		if g.Text != "" {
			v.Set(name, string(g.Text))
		}
	}
	return v
}

// readAnswers reads what was typed. What is not asked after the other answers is left out.
func (r *request) readAnswers(rules survey.SurveyRules, typed url.Values) (answers []survey.Given, wrong []complaint) {
	for _, q := range rules.Questions {
		if !survey.Holds(q.When, answers) {
			continue
		}
		for _, p := range q.Parts {
			name, g := "a-"+p.ID, survey.Given{Part: p.ID}
			switch p.Kind {
			case survey.One, survey.Many:
				g.Options = slices.DeleteFunc(slices.Clone(typed[name]), func(o string) bool { return o == "" })
			case survey.Grid:
				for _, t := range rules.Vocabulary(p.Of) {
					for _, c := range p.Columns {
						if slices.Contains(typed[name+"-"+t.ID], c.ID) && survey.Holds(c.When, answers) {
							g.Cells = append(g.Cells, survey.Cell{Row: t.ID, Column: c.ID})
						}
					}
				}
			case survey.Whole:
				if text := strings.TrimSpace(typed.Get(name)); text != "" {
					n, ok := atoi(text)
					if !ok || n < p.Least || n > p.Most {
						wrong = append(wrong, complaint{name, r.say("survey.number", p.Title.In(r.lang()), p.Least, p.Most)})
						continue
					}
					g.Number = &n
				}
			case survey.Free:
				g.Text = law.Text(strings.ReplaceAll(strings.TrimSpace(typed.Get(name)), "\r\n", "\n"))
			}
			if len(g.Options) > 0 || len(g.Cells) > 0 || g.Number != nil || g.Text != "" {
				answers = append(answers, g)
			}
		}
	}
	return answers, wrong
}

// conditions tells after which answers something is asked.
func (r *request) conditions(rules survey.SurveyRules, when []survey.AskedWhen) string {
	var list []string
	for _, c := range when {
		_, p, _ := rules.Part(c.Part)
		list = append(list, r.say("survey.when.one", p.Title.In(r.lang()), termIn(rules.Vocabulary(p.Of), r.lang(), c.Option)))
	}
	if len(list) == 0 {
		return ""
	}
	return r.say("survey.when", strings.Join(list, r.say("survey.when.or")))
}

func (d *desk) showSurveyForm(r *request, status int, s query.SurveyRow, a query.SurveyAnswerRow, v surveyFormView, typed url.Values) error {
	v.Country, v.Until, v.Back = r.country(a.Country), r.dayOf(a.Until), "/surveys/"+s.Reference+"/answers/"+a.Country
	wrong := map[string]string{}
	for _, w := range v.Wrong {
		wrong[w.Field] = w.Text
	}
	for i, q := range s.Rules.Questions {
		is := surveyFormQuestion{Number: i + 1, Title: q.Title.In(r.lang()), When: r.conditions(s.Rules, q.When)}
		for _, p := range q.Parts {
			name := "a-" + p.ID
			label := p.Title.In(r.lang())
			if !p.Required {
				label = r.say("survey.optional", label)
			}
			f := surveyFieldView{Kind: "field", Name: name, Label: label, Wrong: wrong[name], Field: field{Name: name, Label: label, Wrong: wrong[name], Value: typed.Get(name)}}
			for _, t := range s.Rules.Vocabulary(p.Of) {
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
					if when := r.conditions(s.Rules, c.When); when != "" {
						head += " (" + when + ")"
					}
					f.Columns = append(f.Columns, head)
				}
				for _, t := range s.Rules.Vocabulary(p.Of) {
					row := surveyGridRow{Name: name + "-" + t.ID, Label: t.Title.In(r.lang())}
					for _, c := range p.Columns {
						row.Cells = append(row.Cells, choice{Value: c.ID, Text: t.Title.In(r.lang()) + ": " + c.Title.In(r.lang()), On: slices.Contains(typed[row.Name], c.ID)})
					}
					f.Rows = append(f.Rows, row)
				}
			}
			is.Fields = append(is.Fields, f)
		}
		v.Questions = append(v.Questions, is)
	}
	return d.show(r, status, "surveyform.html", r.say("survey.form", v.Country), r.surveyCrumbs(s.Reference, v.Country), nil, v)
}

type surveyVersionView struct {
	At, By  string
	Late    bool
	Answers []fact
}

type surveyAnswerView struct {
	Reference, Code, Country, Until, Leave, LeaveWhy, Respondents, Command, Problem string
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
				said = append(said, termIn(rules.Vocabulary(p.Of), r.lang(), c.Row)+": "+column)
			}
			if g.Number != nil {
				said = append(said, r.number(*g.Number))
			}
			if g.Text != "" {
				said = append(said, string(g.Text))
			}
			if len(said) > 0 {
				facts = append(facts, fact{Name: p.Title.In(r.lang()), Value: strings.Join(said, "; ")})
			}
		}
	}
	return facts
}

func (d *desk) surveyAnswer(r *request) error { return d.showSurveyAnswer(r, http.StatusOK, "") }

func (d *desk) showSurveyAnswer(r *request, status int, problem string) error {
	s, err := d.Queries.Survey(r.Context(), r.viewer, r.PathValue("survey"))
	if err != nil {
		return err
	}
	a, err := d.Queries.SurveyAnswer(r.Context(), r.viewer, s.Reference, r.PathValue("country"))
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context())
	v := surveyAnswerView{
		Reference: s.Reference, Code: a.Country, Country: r.country(a.Country), Until: r.dayOf(a.Until), Leave: r.dayOf(a.Leave), LeaveWhy: string(a.LeaveWhy), Respondents: names.All(a.Respondents),
		Command: door.NewID(), Problem: problem, Yours: a.Yours, Open: a.Open && a.Yours, Answered: a.Versions > 0, Answers: r.shownAnswers(s.Rules, a.Answers), Entries: a.Entries,
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
	return d.show(r, status, "surveyanswer.html", r.say("survey.answerof", v.Country), r.surveyCrumbs(s.Reference, v.Country), r.surveyTabs(s, ""), v)
}

// entryChoices are the open marketplaces, and the organisations of whoever answers.
func (d *desk) entryChoices(r *request, v *surveyAnswerView, a query.SurveyAnswerRow) error {
	for _, draft := range a.Drafts {
		v.Drafts = append(v.Drafts, r.word("side", draft.Is.Side)+": "+string(draft.Is.Title))
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
	rows, err := d.Queries.Organisations(r.Context(), r.viewer, "")
	if err != nil {
		return err
	}
	for _, o := range rows {
		if o.Stage == organisation.Kept && (o.By == r.viewer.Person || o.Yours) {
			v.Organisations = append(v.Organisations, choice{Value: o.Reference, Text: o.Name + ", " + narrate.Country(r.lang(), o.Country), On: len(v.Organisations) == 0})
		}
	}
	return nil
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
	for _, draft := range a.Drafts {
		draft.Is.Organisation = of
		id := survey.EntryCommand(a.Survey, a.Country, draft)
		reference := market.NewReference(to, id, r.viewer.Person)
		stream, ok := market.EntryStream(reference)
		if !ok {
			return &query.Absent{Noun: "market"}
		}
		problem, err := d.ask(r, door.Request{Stream: stream, Command: market.DraftEntry{Content: draft.Is}, As: r.viewer.Person, ID: id, Begins: true})
		if err != nil {
			return err
		}
		if problem != "" {
			return d.showSurveyAnswer(r, http.StatusUnprocessableEntity, problem)
		}
		made = append(made, reference)
	}
	if len(made) > 0 {
		problem, err := d.ask(r, door.Request{Stream: survey.Root + a.Survey, Command: survey.NoteSurveyEntries{Country: a.Country, Entries: made}, As: r.viewer.Person, ID: door.NewID()})
		if err != nil {
			return err
		}
		if problem != "" {
			return d.showSurveyAnswer(r, http.StatusUnprocessableEntity, problem)
		}
	}
	return r.to("/surveys/" + a.Survey + "/answers/" + a.Country)
}
