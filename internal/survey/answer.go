package survey

import (
	"slices"

	"twinning.example/engine/internal/law"
)

// A Given answers one part.
type Given struct {
	Part    string   `json:"part"`
	Options []string `json:"options,omitempty"` // of one and many
	Cells   []Cell   `json:"cells,omitempty"`   // of a grid
	Number  *int     `json:"number,omitempty"`
	Text    law.Text `json:"text,omitempty"`
}

// A Cell is one that is ticked in a grid.
type Cell struct {
	Row    string `json:"row"`
	Column string `json:"column"`
}

// empty tells whether nothing is answered.
func (g Given) empty() bool {
	return len(g.Options) == 0 && len(g.Cells) == 0 && g.Number == nil && g.Text.IsBlank()
}

// Of is the answer to a part among others; an empty one where there is none.
func Of(answers []Given, part string) Given {
	for _, g := range answers {
		if g.Part == part {
			return g
		}
	}
	return Given{Part: part}
}

// Holds tells whether one of some conditions holds, or there is none.
func Holds(when []AskedWhen, answers []Given) bool {
	return len(when) == 0 || slices.ContainsFunc(when, func(c AskedWhen) bool { return slices.Contains(Of(answers, c.Part).Options, c.Option) })
}

// Missing are the parts that must be answered and are not.
func (r SurveyRules) Missing(answers []Given) (parts []string) {
	for _, q := range r.Questions {
		if !Holds(q.When, answers) {
			continue
		}
		for _, p := range q.Parts {
			if p.Required && Of(answers, p.ID).empty() {
				parts = append(parts, p.ID)
			}
		}
	}
	return parts
}

// Allows refuses answers that the questionnaire does not have.
func (r SurveyRules) Allows(answers []Given) error {
	for _, g := range answers {
		q, p, ok := r.Part(g.Part)
		part := law.Word("part", "survey-part", g.Part)
		switch {
		case !ok:
			return law.Refuse("surveys", "no-such-part", part, law.Words("allowed", "survey-part", r.parts()))
		case g.empty():
			continue
		case !Holds(q.When, answers):
			return law.Refuse("surveys", "not-asked", part)
		case len(g.Options) > 0 && p.Kind != One && p.Kind != Many, len(g.Cells) > 0 && p.Kind != Grid, g.Number != nil && p.Kind != Whole, !g.Text.IsBlank() && p.Kind != Free:
			return law.Refuse("surveys", "other-kind", part, law.Word("kind", "survey-kind", p.Kind))
		case p.Kind == One && len(g.Options) > 1:
			return law.Refuse("surveys", "one-option", part)
		case g.Number != nil && (*g.Number < p.Least || *g.Number > p.Most):
			return law.Refuse("surveys", "number", part, law.Count("least", p.Least), law.Count("most", p.Most))
		}
		for _, o := range g.Options {
			if !hasTerm(r.Vocabulary(p.Of), o) {
				return noOption(g.Part, o, ids(r.Vocabulary(p.Of)))
			}
		}
		for _, c := range g.Cells {
			i := slices.IndexFunc(p.Columns, func(x GridColumn) bool { return x.ID == c.Column })
			switch {
			case !hasTerm(r.Vocabulary(p.Of), c.Row):
				return noOption(g.Part, c.Row, ids(r.Vocabulary(p.Of)))
			case i < 0:
				return noOption(g.Part, c.Column, columns(p))
			case !Holds(p.Columns[i].When, answers):
				return law.Refuse("surveys", "no-such-column", part, law.Word("column", "survey-option", c.Column))
			}
		}
	}
	if missing := r.Missing(answers); len(missing) > 0 {
		return law.Refuse("surveys", "missing", law.Words("parts", "survey-part", missing))
	}
	return nil
}

// noOption says what can be chosen instead.
func noOption(part, option string, allowed []string) error {
	return law.Refuse("surveys", "no-such-option", law.Word("part", "survey-part", part), law.Word("option", "survey-option", option), law.Words("allowed", "survey-option", allowed))
}

func ids(terms []Term) (list []string) {
	for _, t := range terms {
		list = append(list, t.ID)
	}
	return list
}

func columns(p SurveyPart) (list []string) {
	for _, c := range p.Columns {
		list = append(list, c.ID)
	}
	return list
}

// parts are the codes of all parts, in the order of the questionnaire.
func (r SurveyRules) parts() (list []string) {
	for _, q := range r.Questions {
		for _, p := range q.Parts {
			list = append(list, p.ID)
		}
	}
	return list
}
