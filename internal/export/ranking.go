package export

import (
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// points reads a number of an answer; nothing where there is none.
func points(text string) any {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return plain(text)
	}
	return d
}

// teller tells reasons to the reader, who may be named as n says, with the names that the rule book has.
func (x *making) teller(n query.Names) (*narrate.Narrator, error) {
	tell, err := narrate.New(x.words.lang, n.Of, x.doc.Zone.String())
	if err != nil {
		return nil, err
	}
	return tell.Calling(x.call.Book.Terms(x.words.lang)), nil
}

// listed are the tenders of the call that the reader may know of, by reference.
func (x *making) listed() (map[string]query.TenderRow, error) {
	list, err := x.q.Tenders(x.ctx, x.v, x.call.Reference)
	by := make(map[string]query.TenderRow, len(list))
	for _, t := range list {
		by[t.Reference] = t
	}
	return by, err
}

// awardFacts are the figures of an award as a whole.
func (x *making) awardFacts(a query.AwardRow) []Fact {
	facts := []Fact{
		x.fact("status", x.words.word("award", a.Status)), x.fact("policy", x.words.word("policy", a.Policy)), x.fact("threshold", a.Threshold),
		x.fact("budget", a.Budget), x.fact("awarded", awarded(a)), x.fact("left", a.AwardDecision.Left),
	}
	return facts
}

// awarded is what an award gives in all.
func awarded(a query.AwardRow) any {
	var s sum
	for _, step := range a.Steps {
		if step.Verdict == call.Awarded {
			s.add(step.Amount)
		}
	}
	if !s.any {
		return a.Budget.Sub(a.Budget)
	}
	return s.total
}

func (x *making) ranking() error {
	a, err := x.q.Award(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	set, err := x.q.Reports(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	tenders, err := x.listed()
	if err != nil {
		return err
	}
	tell, err := x.teller(x.names)
	if err != nil {
		return err
	}
	facts := x.awardFacts(a)
	for _, d := range a.Doubts {
		facts = append(facts, x.fact("doubt", x.names.In(d.Sentence)))
	}
	x.add(Part{Key: "walk", Title: x.words.say("part.walk"), Facts: facts})

	latest := map[string]query.Sheet{}
	for _, s := range set.Sheets {
		latest[s.Tender] = s // the last round stands
	}
	columns := []Column{x.col("place"), x.col("tender"), x.long("tendertitle"), x.col("type"), x.col("countries"), x.col("score")}
	for _, k := range set.Criteria {
		columns = append(columns, Column{Key: "points_" + k.ID, Title: k.Name})
	}
	columns = append(columns, x.col("verdict"), x.col("asked"), x.sum("awarded"), x.col("left"), x.col("envelope"), x.col("envelopeleft"), x.long("why"))
	table(x, "ranking", a.Steps, func(s call.Step) []any {
		t := tenders[s.Tender]
		row := []any{s.Place, s.Tender, t.Title, x.typeName(x.call.Book, t.Type), strings.Join(t.Countries, ", "), s.Score}
		for _, k := range set.Criteria {
			row = append(row, pointsOf(latest[s.Tender], k.ID))
		}
		var given any
		if s.Verdict == call.Awarded {
			given = s.Amount
		}
		return append(row, x.words.word("verdict", s.Verdict), s.Amount, given, s.Left, x.envelope(s.Envelope), s.EnvelopeLeft, tell.Reason(s.Why))
	}, columns...)

	table(x, "criteria", set.Criteria, func(k call.Criterion) []any {
		return []any{k.Name, k.ID, k.Weight, k.Max, k.Threshold}
	}, x.col("criterion"), x.col("id"), x.col("weight"), x.col("max"), x.col("criterionthreshold"))
	x.reports(set)
	table(x, "results", set.Sheets, func(s query.Sheet) []any {
		row := []any{s.Tender, s.Round, x.words.word("stage", s.Stage), points(s.Score)}
		for _, k := range set.Criteria {
			row = append(row, pointsOf(s, k.ID))
		}
		return append(row, x.words.word("method", s.Method), points(s.Mean), points(s.Median), points(s.Spread), x.names.In(s.Why))
	}, append(append([]Column{x.col("tender"), x.col("round"), x.col("stage"), x.col("score")}, columns[6:6+len(set.Criteria)]...),
		x.col("method"), x.col("mean"), x.col("median"), x.col("spread"), x.long("again"))...)
	return nil
}

// envelope is what a part of the budget is called.
func (x *making) envelope(id string) string {
	if id == call.Rest {
		return x.words.say("rest")
	}
	return id
}

// pointsOf are the points that a tender has by a criterion.
func pointsOf(s query.Sheet, id string) any {
	for _, c := range s.Criteria {
		if c.ID == id {
			return points(c.Points)
		}
	}
	return nil
}

// reports is a table with every criterion of every report.
func (x *making) reports(set query.ReportSet) {
	type line struct {
		sheet  query.Sheet
		report query.ReportRow
	}
	var list []line
	for _, s := range set.Sheets {
		for _, r := range s.Reports {
			list = append(list, line{s, r})
		}
	}
	columns := []Column{x.col("tender"), x.col("round"), x.col("evaluator"), x.col("reportstatus"), x.col("total")}
	for _, k := range set.Criteria {
		columns = append(columns, Column{Key: "points_" + k.ID, Title: k.Name}, Column{Key: "comment_" + k.ID, Title: x.words.say("col.comment", k.Name), Long: true})
	}
	table(x, "reports", list, func(l line) []any {
		row := []any{l.sheet.Tender, l.sheet.Round, x.names.Of(l.report.Evaluator), x.words.word("reportstatus", l.report.Status), points(l.report.Total)}
		for _, k := range set.Criteria {
			row = append(row, scoreOf(l.report.Scores, k.ID)...)
		}
		return row
	}, columns...)
}

func scoreOf(scores []twinning.Score, id string) []any {
	for _, s := range scores {
		if s.Criterion == id {
			return []any{s.Points, string(s.Comment)}
		}
	}
	return []any{nil, nil}
}

// awardedTender is a tender that is awarded, as far as the reader may see it.
type awardedTender struct {
	row  query.TenderRow
	page query.TenderPage
}

// awardedTenders are those of a call that the reader may know to be awarded.
func (x *making) awardedTenders(of string) ([]awardedTender, error) {
	list, err := x.q.Tenders(x.ctx, x.v, of)
	if err != nil {
		return nil, err
	}
	var all []awardedTender
	for _, t := range list {
		if t.Outcome == nil || t.Outcome.Verdict != call.Awarded {
			continue
		}
		page, err := x.q.Tender(x.ctx, x.v, t.Reference)
		if err != nil {
			return nil, err
		}
		all = append(all, awardedTender{t, page})
	}
	return all, nil
}

// organisations are the names of organisations of a tender, with their countries.
func organisations(t *twinning.Tender, ids []string) string {
	var list []string
	for _, id := range ids {
		if o, ok := t.Organisation(id); ok {
			list = append(list, o.Name+" ("+o.Country+")")
		}
	}
	return strings.Join(list, "; ")
}

// award is the list of what is awarded, in the fields that the public may know.
func (x *making) award() error {
	list, err := x.awardedTenders(x.ref)
	if err != nil {
		return err
	}
	table(x, "award", list, func(a awardedTender) []any {
		row := []any{a.row.Reference, a.row.Title, x.typeName(x.call.Book, a.row.Type)}
		if t := a.page.Tender; t != nil {
			row = append(row, organisations(t, t.Originators), organisations(t, t.Adopters), t.Months)
		} else {
			row = append(row, nil, nil, nil)
		}
		return append(row, a.row.Outcome.Amount, x.words.word("stage", a.row.Stage))
	}, x.col("tender"), x.long("tendertitle"), x.col("type"), x.long("originators"), x.long("adopters"), x.col("months"), x.sum("awarded"), x.col("stage"))
	if len(list) == 0 {
		x.doc.Parts[len(x.doc.Parts)-1].Note = x.words.say("note.noaward")
	}
	return nil
}
