package export

import (
	"context"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

// Survey is the document of the result of a survey, as far as a viewer may see it.
const Survey = "survey"

// Survey makes the document of the result of a survey: how each area stands, how each country
// stands in each area, what was answered to each part, and what countries wrote. Errors are those of the query.
func (m *Maker) Survey(ctx context.Context, v access.Viewer, reference, lang string, f Form) (*Document, error) {
	if err := CheckFormat(f.Format); err != nil {
		return nil, err
	}
	s, err := m.Queries.Survey(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	row, err := m.Queries.SurveyResult(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	names := m.Queries.Names(ctx)
	w, err := newWords(lang, func(id string) string { return names.Of(id) }, s.Rules.Zone)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(s.Rules.Zone)
	if err != nil {
		return nil, err
	}
	now, err := m.Queries.Now(ctx)
	if err != nil {
		return nil, err
	}
	x := &making{words: w, doc: &Document{
		What: Survey, Reference: s.Reference, Title: w.say("title.survey", s.Reference), Zone: zone, At: now, Position: -1, words: w,
		after: func(context.Context) (int64, error) { return -1, nil },
	}}
	x.doc.Head = []Fact{
		{"what", w.say("head.what"), w.say("about.survey")},
		{"survey", w.say("head.survey"), s.Reference},
		{"survey_title", w.say("head.surveytitle"), s.Rules.Title.In(w.lang)},
		{"as_of", w.say("head.asof"), now},
		{"zone", w.say("head.zone"), s.Rules.Zone},
		{"list", w.say("head.list"), s.Rules.Countries.AsOf},
		{"asked", w.say("head.asked"), len(row.Result.Asked)},
		{"answered", w.say("head.answered"), len(row.Result.Answered)},
		{"rule_book_sha256", w.say("head.rules"), row.SHA256},
	}
	x.surveyParts(s, row)
	return x.doc, nil
}

func (x *making) surveyParts(s query.SurveyRow, row query.SurveyResultRow) {
	lang, res := x.words.lang, row.Result
	term := func(vocabulary, id string) string {
		for _, t := range s.Rules.Vocabulary(vocabulary) {
			if t.ID == id {
				return t.Title.In(lang)
			}
		}
		return id
	}
	which := func(list []string) any {
		if !row.ByCountry {
			return nil
		}
		names := make([]string, len(list))
		for i, c := range list {
			names[i] = narrate.Country(lang, c)
		}
		return strings.Join(names, ", ")
	}
	country := func(code string) any {
		if !row.ByCountry {
			return nil
		}
		return narrate.Country(lang, code)
	}
	if s.Rules.Areas != nil {
		_, grid, _ := s.Rules.Part(s.Rules.Areas.Grid)
		table(x, "areas", res.Areas, func(a survey.AreaResult) []any {
			return []any{term(grid.Of, a.Area), len(a.Offers), which(a.Offers), len(a.Seeks), which(a.Seeks), len(a.Neither), which(a.Neither)}
		}, x.long("area"), x.col("offer"), x.long("offering"), x.col("seek"), x.long("seeking"), x.col("neither"), x.long("neitherof"))
		if row.ByCountry {
			columns := []Column{x.col("country")}
			for _, a := range res.Areas {
				columns = append(columns, Column{Key: a.Area, Title: term(grid.Of, a.Area)})
			}
			table(x, "matrix", res.Answered, func(code string) []any {
				cells := []any{narrate.Country(lang, code)}
				for _, a := range res.Areas {
					cells = append(cells, x.words.say("stands."+standing(a, code)))
				}
				return cells
			}, columns...)
		}
	}
	type line struct {
		part, option string
		list         []string
	}
	var lines []line
	type text struct{ part, country, text string }
	var texts []text
	for _, p := range res.Parts {
		_, part, _ := s.Rules.Part(p.Part)
		title := part.Title.In(lang)
		for _, o := range p.Options {
			lines = append(lines, line{title, term(part.Of, o.Option), o.Countries})
		}
		for _, c := range p.Cells {
			column := c.Column
			for _, col := range part.Columns {
				if col.ID == c.Column {
					column = col.Title.In(lang)
				}
			}
			lines = append(lines, line{title, term(part.Of, c.Row) + ": " + column, c.Countries})
		}
		for _, n := range p.Numbers {
			lines = append(lines, line{title, x.words.shown(int64(n.Number), x.doc.Zone), []string{n.Country}})
		}
		for _, t := range p.Texts {
			texts = append(texts, text{title, t.Country, string(t.Text)})
		}
	}
	table(x, "answers", lines, func(l line) []any { return []any{l.part, l.option, len(l.list), which(l.list)} }, x.long("part"), x.long("option"), x.col("count"), x.long("which"))
	if row.Texts {
		table(x, "texts", texts, func(t text) []any { return []any{t.part, country(t.country), t.text} }, x.long("part"), x.col("country"), x.long("text"))
	}
}

// standing is how a country stands in an area: both, offers, seeks or neither.
func standing(a survey.AreaResult, code string) string {
	has := func(list []string) bool {
		for _, c := range list {
			if c == code {
				return true
			}
		}
		return false
	}
	switch offers, seeks := has(a.Offers), has(a.Seeks); {
	case offers && seeks:
		return "both"
	case offers:
		return "offers"
	case seeks:
		return "seeks"
	}
	return "neither"
}
