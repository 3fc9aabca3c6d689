package pages

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

type criterionField struct {
	query.CriterionRow
	Points, Comment           string // as they were typed
	WrongPoints, WrongComment string
}

type scoreView struct {
	ID, Action, Was, Saved, Back, Tender string
	Open                                 bool // a report may be given
	Consenting                           bool // a report is to be agreed on
	Criteria                             []criterionField
	Threshold, Total                     string
	Fields                               []fact
	Files                                []fileLine
	Wrong                                []complaint
	Receipt                              string
	Own                                  *query.ReportRow
	Others                               []otherReport
	Proposal, Agree                      string
	Conflict, Due                        string
}

// An otherReport is what another evaluator of the tender reported.
type otherReport struct {
	Who, Total string
	Scores     []twinning.Score
}

// score is the sheet of an evaluator beside the tender.
func (d *desk) score(r *request) error {
	t, err := d.scoreTarget(r)
	if err != nil {
		return err
	}
	sheet, err := d.Drafts.Sheet(r.Context(), r.viewer.Person, t.reference)
	if err != nil && !errors.Is(err, drafts.ErrChanged) {
		return err
	}
	return d.showScore(r, http.StatusOK, t, door.NewID(), sheet, nil, "")
}

// scoreTarget is a tender that the viewer evaluates, or whose evaluation an officer moderates.
func (d *desk) scoreTarget(r *request) (target, error) {
	t, err := d.target(r)
	if err != nil {
		return t, err
	}
	if !r.evaluates(t.call) || t.tender.Tender == nil {
		return t, &query.Withheld{What: r.say("error.evaluator", r.say("do.evaluate"))}
	}
	return t, nil
}

func (d *desk) showScore(r *request, status int, t target, id string, sheet drafts.Sheet, wrong []complaint, receipt string) error {
	own, err := d.ownSheet(r, t.reference)
	if err != nil {
		return err
	}
	book := t.call.Book.Evaluation
	if own.report != nil {
		named := *own.report
		named.Scores = r.withCriteria(t.call.Book, named.Scores)
		own.report = &named
	}
	v := scoreView{
		ID: id, Action: "/tenders/" + t.reference + "/score", Back: "/evaluating", Tender: t.reference, Wrong: wrong, Receipt: receipt, Own: own.report, Was: sheetDigest(sheet),
		Open: own.report == nil && slices.Contains([]string{"eligible", "arbitration"}, t.tender.Stage), Consenting: t.tender.Stage == "consensus",
		Threshold: book.Threshold.String(), Conflict: "/tenders/" + t.reference + "/do/declare-conflict",
	}
	n := t.tender.Named(d.Queries.Names(r.Context(), t.tender))
	if !sheet.SavedAt.IsZero() {
		v.Saved = r.say("draft.saved", r.instant(sheet.SavedAt, t.call.In))
	}
	for _, k := range own.Criteria {
		f := criterionField{CriterionRow: k, Points: sheet.Scores[k.ID].Points, Comment: sheet.Scores[k.ID].Comment}
		for _, w := range wrong {
			switch w.Field {
			case "points-" + k.ID:
				f.WrongPoints = w.Text
			case "comment-" + k.ID:
				f.WrongComment = w.Text
			}
		}
		v.Criteria = append(v.Criteria, f)
	}
	if points, complete := pointsOf(sheet, book.Criteria); complete {
		v.Total = r.say("score.total", call.Total(points, book.Criteria).StringFixed(2), v.Threshold)
	}
	v.Fields = r.tenderFields(t.call.Book, *t.tender.Tender, n)
	if v.Files, err = d.fileLines(r, t.reference); err != nil {
		return err
	}
	for _, x := range own.Reports {
		if x.Evaluator != r.viewer.Person && len(x.Scores) > 0 && own.report != nil {
			v.Others = append(v.Others, otherReport{n.Of(x.Evaluator), x.Total, r.withCriteria(t.call.Book, x.Scores)})
		}
	}
	if p := own.Proposal; p != nil && v.Consenting {
		v.Proposal = r.say("score.proposal", p.Number, n.Of(p.By), p.Total.StringFixed(2), n.All(p.Agreed))
		v.Others = append(v.Others, otherReport{r.say("score.proposed", p.Number), p.Total.StringFixed(2), r.withCriteria(t.call.Book, p.Scores)})
		if !slices.Contains(p.Agreed, r.viewer.Person) {
			v.Agree = "/tenders/" + t.reference + "/do/agree-consensus"
		}
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/evaluating", r.say("evaluating")}, {"", t.reference}}
	return d.show(r, status, "score.html", r.say("score.title", cmp.Or(t.tender.Title, t.reference)), crumbs, nil, v)
}

// withCriteria are scores under the names of their criteria.
func (r *request) withCriteria(book call.RuleBook, scores []twinning.Score) []twinning.Score {
	list, terms := slices.Clone(scores), book.Terms(r.lang())
	for i := range list {
		list[i].Criterion = cmp.Or(terms("criterion", list[i].Criterion), list[i].Criterion)
	}
	return list
}
