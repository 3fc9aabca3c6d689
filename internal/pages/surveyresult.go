package pages

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

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
			add(termIn(s.Rules.Vocabulary(part.Of), r.lang(), c.Row)+r.colon()+column, c.Countries)
		}
		for _, n := range p.Numbers {
			add(r.number(n.Number), []string{n.Country})
		}
		if is.Counts = len(is.Table.Rows) > 0; is.Counts || len(is.Texts) > 0 {
			v.Parts = append(v.Parts, is)
		}
	}
	return d.show(r, http.StatusOK, "surveyresult.html", r.say("survey.result"), r.crumbsOf("surveys", s.Reference, r.say("survey.tab.result")), r.surveyTabs(s, "result"), v)
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
