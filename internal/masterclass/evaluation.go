package masterclass

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/survey"
)

// A PartEvaluation is what was answered to a part of the evaluation form.
type PartEvaluation struct {
	Part    string        `json:"part"`
	Options []OptionTimes `json:"options"` // of one and many, in the order of the vocabulary
	Cells   []CellTimes   `json:"cells"`   // of a grid that are ticked
	Numbers []int         `json:"numbers"`
	Texts   []law.Text    `json:"texts"`
}

// An OptionTimes is how many chose an option.
type OptionTimes struct {
	Option string `json:"option"`
	Count  int    `json:"count"`
}

// A CellTimes is how many ticked a cell.
type CellTimes struct {
	survey.Cell
	Count int `json:"count"`
}

// Evaluations is what the evaluation forms add up to, and how many there are. It says of nobody what they answered.
func (m Masterclass) Evaluations() (forms int, parts []PartEvaluation) {
	var all [][]survey.Given
	for _, r := range m.Registrations {
		if !r.EvaluatedAt.IsZero() {
			all = append(all, r.Evaluated)
		}
	}
	parts = []PartEvaluation{}
	for _, q := range m.Rules.Questions {
		for _, p := range q.Parts {
			is := PartEvaluation{Part: p.ID, Options: []OptionTimes{}, Cells: []CellTimes{}, Numbers: []int{}, Texts: []law.Text{}}
			options, cells := map[string]int{}, map[survey.Cell]int{}
			for _, answers := range all {
				g := survey.Of(answers, p.ID)
				for _, o := range g.Options {
					options[o]++
				}
				for _, c := range g.Cells {
					cells[c]++
				}
				if g.Number != nil {
					is.Numbers = append(is.Numbers, *g.Number)
				}
				if !g.Text.IsBlank() {
					is.Texts = append(is.Texts, g.Text)
				}
			}
			// In the order of registration they would say who wrote what.
			slices.Sort(is.Numbers)
			slices.Sort(is.Texts)
			for _, t := range m.Rules.Evaluation().Vocabulary(p.Of) {
				if p.Kind == survey.One || p.Kind == survey.Many {
					is.Options = append(is.Options, OptionTimes{t.ID, options[t.ID]})
				}
				for _, c := range p.Columns {
					if n := cells[survey.Cell{Row: t.ID, Column: c.ID}]; n > 0 {
						is.Cells = append(is.Cells, CellTimes{survey.Cell{Row: t.ID, Column: c.ID}, n})
					}
				}
			}
			parts = append(parts, is)
		}
	}
	return len(all), parts
}
