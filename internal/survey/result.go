package survey

import (
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// A SurveyResult is what the last answers of the countries add up to.
type SurveyResult struct {
	Asked    []string     `json:"asked"`    // countries
	Answered []string     `json:"answered"` // countries
	Areas    []AreaResult `json:"areas"`    // in the order of the rule book; none where it reads no areas
	Neither  []string     `json:"neither"`  // countries that answered and neither offer nor seek anything
	Reasons  []Said       `json:"reasons"`  // theirs
	Parts    []PartResult `json:"parts"`
}

// An AreaResult is who offers and who seeks something in an area.
type AreaResult struct {
	Area    string   `json:"area"`
	Offers  []string `json:"offers"`  // countries
	Seeks   []string `json:"seeks"`   // countries
	Neither []string `json:"neither"` // countries that answered
}

// A PartResult is what was answered to a part.
type PartResult struct {
	Part    string        `json:"part"`
	Options []OptionCount `json:"options"` // of one and many
	Cells   []CellCount   `json:"cells"`   // of a grid
	Numbers []NumberOf    `json:"numbers"`
	Texts   []Said        `json:"texts"`
}

// An OptionCount is which countries chose an option.
type OptionCount struct {
	Option    string   `json:"option"`
	Countries []string `json:"countries"`
}

// A CellCount is which countries ticked a cell.
type CellCount struct {
	Row       string   `json:"row"`
	Column    string   `json:"column"`
	Countries []string `json:"countries"`
}

// A NumberOf is the number that a country gave.
type NumberOf struct {
	Country string `json:"country"`
	Number  int    `json:"number"`
}

// A Said is what a country wrote.
type Said struct {
	Country string   `json:"country"`
	Text    law.Text `json:"text"`
}

// Result computes the result from the last answer of each country alone. The order in which
// they answered changes nothing: countries stand in the order of the rule book.
func (s Survey) Result() SurveyResult {
	r := SurveyResult{Asked: []string{}, Answered: []string{}, Areas: []AreaResult{}, Neither: []string{}, Reasons: []Said{}, Parts: []PartResult{}}
	var answered []Country
	for _, c := range s.Countries {
		r.Asked = append(r.Asked, c.Code)
		if c.Answered() {
			r.Answered = append(r.Answered, c.Code)
			answered = append(answered, c)
		}
	}
	for _, q := range s.Rules.Questions {
		for _, p := range q.Parts {
			r.Parts = append(r.Parts, s.Rules.partResult(p, answered))
		}
	}
	if s.Rules.Areas == nil {
		return r
	}
	a := s.Rules.Areas
	_, grid, _ := s.Rules.Part(a.Grid)
	for _, t := range s.Rules.Vocabulary(grid.Of) {
		area := AreaResult{Area: t.ID, Offers: []string{}, Seeks: []string{}, Neither: []string{}}
		for _, c := range answered {
			offers, seeks := s.Rules.stands(c, t.ID)
			if offers {
				area.Offers = append(area.Offers, c.Code)
			}
			if seeks {
				area.Seeks = append(area.Seeks, c.Code)
			}
			if !offers && !seeks {
				area.Neither = append(area.Neither, c.Code)
			}
		}
		r.Areas = append(r.Areas, area)
	}
	for _, c := range answered {
		if len(Of(c.Last().Answers, a.Grid).Cells) > 0 {
			continue
		}
		r.Neither = append(r.Neither, c.Code)
		if why := Of(c.Last().Answers, a.Reasons).Text; a.Reasons != "" && !why.IsBlank() {
			r.Reasons = append(r.Reasons, Said{c.Code, why})
		}
	}
	return r
}

// stands tells what a country offers and seeks in an area.
func (r SurveyRules) stands(c Country, area string) (offers, seeks bool) {
	cells := Of(c.Last().Answers, r.Areas.Grid).Cells
	return slices.Contains(cells, Cell{area, r.Areas.Offers}), slices.Contains(cells, Cell{area, r.Areas.Seeks})
}

func (r SurveyRules) partResult(p SurveyPart, answered []Country) PartResult {
	is := PartResult{Part: p.ID, Options: []OptionCount{}, Cells: []CellCount{}, Numbers: []NumberOf{}, Texts: []Said{}}
	chose := func(holds func(Given) bool) []string {
		list := []string{}
		for _, c := range answered {
			if holds(Of(c.Last().Answers, p.ID)) {
				list = append(list, c.Code)
			}
		}
		return list
	}
	switch p.Kind {
	case One, Many:
		for _, t := range r.Vocabulary(p.Of) {
			is.Options = append(is.Options, OptionCount{t.ID, chose(func(g Given) bool { return slices.Contains(g.Options, t.ID) })})
		}
	case Grid:
		for _, t := range r.Vocabulary(p.Of) {
			for _, col := range p.Columns {
				is.Cells = append(is.Cells, CellCount{t.ID, col.ID, chose(func(g Given) bool { return slices.Contains(g.Cells, Cell{t.ID, col.ID}) })})
			}
		}
	}
	for _, c := range answered {
		g := Of(c.Last().Answers, p.ID)
		if g.Number != nil {
			is.Numbers = append(is.Numbers, NumberOf{c.Code, *g.Number})
		}
		if !g.Text.IsBlank() {
			is.Texts = append(is.Texts, Said{c.Code, g.Text})
		}
	}
	return is
}

// An EntryDraft is what an entry of a marketplace may begin with that an answer becomes.
type EntryDraft struct {
	Area string         `json:"area"`
	Is   market.Content `json:"is"`
}

// Drafts are the entries that the last answer of a country becomes, in the order of the
// areas, offers first; none where it has not answered, or the rule book makes no entries.
func (s Survey) Drafts(country, organisation string) []EntryDraft {
	c, ok := s.Country(country)
	if !ok || !c.Answered() || s.Rules.Areas == nil || s.Rules.Entries == nil {
		return nil
	}
	e := *s.Rules.Entries
	_, grid, _ := s.Rules.Part(s.Rules.Areas.Grid)
	var list []EntryDraft
	for _, t := range s.Rules.Vocabulary(grid.Of) {
		i := slices.IndexFunc(e.Topics, func(x AreaTopic) bool { return x.Area == t.ID })
		offers, seeks := s.Rules.stands(c, t.ID)
		for _, side := range []struct {
			holds bool
			is    market.Side
			words Words
		}{{offers, market.Offer, e.Offers}, {seeks, market.Requirement, e.Seeks}} {
			if !side.holds || i < 0 {
				continue
			}
			list = append(list, EntryDraft{t.ID, market.Content{
				Side: side.is, Title: law.Text(cut(side.words.EN+" "+t.Title.EN, market.LongestTitle)), Description: law.Text(cut(e.Description.EN+" "+t.Title.EN, market.LongestDescription)),
				Kind: e.Kind, Priority: e.Topics[i].Priority, Topic: e.Topics[i].Topic, Types: e.Types, Organisation: organisation, Country: c.Code, Languages: e.Languages,
			}})
		}
	}
	return list
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return strings.TrimSpace(string(runes[:most]))
	}
	return text
}

// Unnamed is the result with a sign in the place of each country that answered: how many
// answered what is left, and not who. Numbers and texts stand beside the sign.
func (r SurveyResult) Unnamed(sign string) SurveyResult {
	hide := func(list []string) []string {
		out := make([]string, len(list))
		for i := range out {
			out[i] = sign
		}
		return out
	}
	said := func(list []Said) []Said {
		out := make([]Said, len(list))
		for i, s := range list {
			out[i] = Said{sign, s.Text}
		}
		return out
	}
	is := SurveyResult{Asked: r.Asked, Answered: hide(r.Answered), Areas: []AreaResult{}, Neither: hide(r.Neither), Reasons: said(r.Reasons), Parts: []PartResult{}}
	for _, a := range r.Areas {
		is.Areas = append(is.Areas, AreaResult{a.Area, hide(a.Offers), hide(a.Seeks), hide(a.Neither)})
	}
	for _, p := range r.Parts {
		out := PartResult{Part: p.Part, Options: []OptionCount{}, Cells: []CellCount{}, Numbers: []NumberOf{}, Texts: said(p.Texts)}
		for _, o := range p.Options {
			out.Options = append(out.Options, OptionCount{o.Option, hide(o.Countries)})
		}
		for _, c := range p.Cells {
			out.Cells = append(out.Cells, CellCount{c.Row, c.Column, hide(c.Countries)})
		}
		for _, n := range p.Numbers {
			out.Numbers = append(out.Numbers, NumberOf{sign, n.Number})
		}
		slices.SortStableFunc(out.Numbers, func(a, b NumberOf) int { return a.Number - b.Number }) // their order names nobody
		slices.SortStableFunc(out.Texts, func(a, b Said) int { return strings.Compare(string(a.Text), string(b.Text)) })
		is.Parts = append(is.Parts, out)
	}
	slices.SortStableFunc(is.Reasons, func(a, b Said) int { return strings.Compare(string(a.Text), string(b.Text)) })
	return is
}

// EntryCommand is the id of the nth attempt, from 1, to draft an entry of an answer: another one is made only
// after those before it were refused, so that an answer makes no entry twice.
func EntryCommand(survey, country string, d EntryDraft, nth int) string {
	id := "survey-" + survey + "-" + country + "-" + d.Area + "-" + string(d.Is.Side)
	if nth > 1 {
		id += "-" + strconv.Itoa(nth)
	}
	return id
}
