package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/survey"
)

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
