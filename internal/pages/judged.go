package pages

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

// staffPage is the call of a page that is for its staff and auditors alone.
func (d *desk) staffPage(r *request) (query.CallPage, error) {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err == nil && !r.staff(p) {
		err = &query.Withheld{What: r.say("error.staff", p.Reference)}
	}
	return p, err
}

// aPage is how many tenders stand on one page of a list.
const aPage = 50

type tenderLine struct {
	query.TenderRow
	Kind        string   // what the rule book calls its type
	Against     []string // rules that it does not meet, by what the rules find now
	Clear, Pick bool     // it meets all of them; it may be decided
}

type tendersView struct {
	Call, Command string
	Total, Pages  int
	May           bool
	Rows          []tenderLine
	Pager         []tab
}

func (d *desk) tenders(r *request) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	rows, err := d.Queries.Tenders(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return err
	}
	v := tendersView{Call: p.Reference, Command: door.NewID(), Total: len(rows), Pages: (len(rows) + aPage - 1) / aPage}
	page, _ := strconv.Atoi(r.URL.Query().Get("page")) // what is no number is the first page
	page = min(max(page, 1), max(v.Pages, 1))
	for i := range v.Pages {
		v.Pager = append(v.Pager, tab{fmt.Sprintf("?page=%d", i+1), r.number(i + 1), i+1 == page})
	}
	for _, t := range rows[(page-1)*aPage : min(page*aPage, len(rows))] {
		line := tenderLine{TenderRow: t, Kind: t.TypeName}
		if t.ReceivedAt != "" {
			line.Received = r.instant(t.ReceivedAt, zoneOf(p.Zone))
		}
		if t.Stage == "submitted" && !t.Sealed {
			found, err := d.Queries.Tender(r.Context(), r.viewer, t.Reference)
			if err != nil {
				return err
			}
			line.Clear, line.Pick = len(found.Found) > 0, found.Proposal == nil
			for _, f := range found.Found {
				if !f.OK {
					line.Clear, line.Against = false, append(line.Against, r.findingName(p.Book, f.Rule))
				}
			}
			v.May = v.May || r.has(p, "officer", "head")
		}
		v.Rows = append(v.Rows, line)
	}
	r.counted("tenders", len(rows))
	crumbs, tabs := r.around(p, "tenders")
	return d.show(r, http.StatusOK, "tenders.html", r.say("tenders.title", p.Reference), crumbs, tabs, v)
}

type evaluationLine struct {
	query.EvaluationRow
	Who    string
	Status mark
}

func (d *desk) evaluation(r *request) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	v := struct {
		Actions  []button
		Done     int
		Rows     []evaluationLine
		Progress chart.Figure
		Spread   *chart.Figure
	}{Actions: r.buttons(p, "appoint-evaluator", "assign-evaluators", "draw-assignments")}
	rows, err := d.Queries.Evaluations(r.Context(), r.viewer, p.Reference)
	var absent *query.Absent
	var sealed *query.Withheld
	if err != nil && !errors.As(err, &absent) && !errors.As(err, &sealed) {
		return err
	}
	n := d.Queries.Names(r.Context(), rows)
	var order []string
	by := map[string][2]int{} // reports there and asked for, by evaluator
	for _, x := range rows {
		line := evaluationLine{x, n.Of(x.Evaluator), mark{r.say("evaluation.awaited"), "wait"}}
		count, known := by[x.Evaluator]
		if !known {
			order = append(order, x.Evaluator)
		}
		count[1]++
		switch {
		case x.Done && !x.Counts:
			line.Status = mark{r.say("evaluation.doesnotcount"), "bad"}
		case x.Done:
			line.Status = mark{r.say("evaluation.done"), "good"}
		case x.Overdue:
			line.Status = mark{r.say("evaluation.overdue"), "bad"}
		}
		if x.Done {
			count[0]++
			v.Done++
		}
		by[x.Evaluator] = count
		v.Rows = append(v.Rows, line)
	}
	var bars []chart.Bar
	for _, e := range order {
		c := by[e]
		bars = append(bars, chart.Bar{Label: n.Of(e), Parts: []chart.Part{
			{Name: r.say("evaluation.asked"), Value: float64(c[1]), Text: r.number(c[1]), Shade: 0}, {Name: r.say("evaluation.done"), Value: float64(c[0]), Text: r.number(c[0]), Shade: 1},
		}})
	}
	r.counted("reports", v.Done)
	if len(rows) > 0 {
		if v.Spread, err = d.spreadPicture(r, p); err != nil {
			return err
		}
	}
	v.Progress = chart.Bars(r.say("evaluation.picture"), r.say("evaluator"), bars)
	crumbs, tabs := r.around(p, "evaluation")
	return d.show(r, http.StatusOK, "evaluation.html", r.say("evaluation.title", p.Reference), crumbs, tabs, v)
}

type rankLine struct {
	Place                            int
	Tender, Score, Amount, Left, Why string
	Points                           []string
	Verdict                          mark
	Cut                              bool // the first one that gets no money
}

type rankingView struct {
	Actions                                 []button
	Notes                                   []string
	Status, Policy, Threshold, Budget, Left string
	Criteria                                []string
	Rows                                    []rankLine
	Picture, Walk                           chart.Figure
	Envelopes                               *chart.Figure
	Reserve                                 []reserveLine
	ReserveLead, Call                       string
}

func (d *desk) ranking(r *request) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	v := rankingView{Call: p.Reference, Actions: r.buttons(p, "prepare-award", "release-award")} // each place of the reserve list has a button of its own, once there is money
	award, err := d.Queries.Award(r.Context(), r.viewer, p.Reference)
	var absent *query.Absent
	switch {
	case errors.As(err, &absent):
	case err != nil:
		return err
	default:
		if err := d.ranked(r, p, award, &v); err != nil {
			return err
		}
		v.Actions = append(v.Actions, r.taking("/calls/"+p.Reference, "ranking"), r.taking("/calls/"+p.Reference, "budget"))
	}
	reserve, err := d.Queries.Reserve(r.Context(), r.viewer, p.Reference)
	if err != nil && !errors.As(err, &absent) {
		return err
	}
	v.Reserve, v.ReserveLead = r.reserveLines(p, reserve), r.leadOfReserve(p, reserve)
	crumbs, tabs := r.around(p, "ranking")
	return d.show(r, http.StatusOK, "ranking.html", r.say("ranking.title", p.Reference), crumbs, tabs, v)
}

// ranked fills in an award: the ranking with its criteria, the cut and the walk down the budget.
func (d *desk) ranked(r *request, p query.CallPage, award query.AwardRow, v *rankingView) error {
	set, err := d.Queries.Reports(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return err
	}
	points := map[string][]query.CriterionRow{}
	for _, s := range set.Sheets {
		points[s.Tender] = s.Criteria // the last round stands
	}
	for _, c := range set.Criteria {
		v.Criteria = append(v.Criteria, c.Name)
	}
	n := d.Queries.Names(r.Context(), award)
	tell, err := narrate.New(r.narrates(), n.Of, p.Zone)
	if err != nil {
		return err
	}
	tell = tell.Calling(p.Book.Terms(r.narrates()))
	for _, x := range award.Doubts {
		v.Notes = append(v.Notes, sentence(n.In(x.Sentence)))
	}
	v.Status, v.Policy, v.Threshold = r.word("award", award.Status), r.word("policy", award.Policy), r.decimal(award.Threshold.String())
	v.Budget, v.Left = r.money(award.Budget), r.money(award.AwardDecision.Left)
	cut := false
	for _, s := range award.Steps {
		line := rankLine{Place: s.Place, Tender: s.Tender, Score: r.decimal(s.Score.StringFixed(2)), Amount: r.money(s.Amount), Left: r.money(s.Left), Why: tell.Reason(s.Why), Verdict: r.verdict(s.Verdict)}
		if tied, is := award.Tied[s.Tender]; is {
			line.Why += r.semicolon() + tell.Reason(tied)
		}
		if s.Verdict != call.Awarded && !cut {
			cut, line.Cut = true, true
		}
		for i := range set.Criteria {
			text := "–"
			if c := points[s.Tender]; i < len(c) && c[i].Points != "" {
				text = r.decimal(c[i].Points)
			}
			line.Points = append(line.Points, text)
		}
		v.Rows = append(v.Rows, line)
	}
	v.Picture, v.Walk = r.rankingPicture(award), r.walkPicture(award)
	if len(award.Envelopes) > 0 {
		var rows []chart.Bar
		for _, e := range award.Envelopes {
			rows = append(rows, chart.Bar{Label: r.word("envelope", e.ID), Parts: []chart.Part{
				{Name: r.say("fact.budget"), Value: float(e.Budget), Text: r.money(e.Budget), Shade: 0}, {Name: r.say("ranking.left"), Value: float(e.Left), Text: r.money(e.Left), Shade: 1},
			}})
		}
		f := chart.Bars(r.say("ranking.envelopes"), r.say("ranking.envelope"), rows)
		v.Envelopes = &f
	}
	return nil
}
