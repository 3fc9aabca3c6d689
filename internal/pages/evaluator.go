package pages

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// An evaluatedCall is a call of which the viewer is an evaluator.
type evaluatedCall struct {
	Reference, Title string
	Declare          bool // impartiality is not declared yet
	Declared         string
	Rows             []assignmentLine
}

// An assignmentLine is one tender that the viewer evaluates.
type assignmentLine struct {
	Tender, Title, Due, Href, Action string
	Standing                         mark
}

// evaluating is what the viewer evaluates, over all calls.
func (d *desk) evaluating(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "evaluating"}
	}
	list, err := d.evaluated(r, true)
	if err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "evaluating.html", r.say("evaluating"), []crumb{{"/", r.say("home")}, {"", r.say("evaluating")}}, nil, list)
}

// evaluated are the calls of which the viewer is an evaluator, with the references of their
// tenders or, whole, with how each stands: that reads what is sealed to others, which is recorded.
func (d *desk) evaluated(r *request, whole bool) ([]evaluatedCall, error) {
	calls, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil {
		return nil, err
	}
	var list []evaluatedCall
	for _, row := range calls {
		c, err := d.Queries.Call(r.Context(), r.viewer, row.Reference)
		if err != nil {
			return nil, err
		}
		if !r.evaluates(c) {
			continue
		}
		of := evaluatedCall{Reference: c.Reference, Title: c.Title}
		for _, e := range c.Evaluators {
			if e.Person == r.viewer.Person {
				if of.Declare = e.DeclaredAt.IsZero() && slices.Contains([]string{"drafted", "published", "open", "shut", "opened", "evaluating"}, c.Stage); !e.DeclaredAt.IsZero() {
					of.Declared = r.say("evaluating.declared", r.instant(e.DeclaredAt, c.In))
				}
			}
		}
		if of.Rows, err = d.assignments(r, c, whole); err != nil {
			return nil, err
		}
		list = append(list, of)
	}
	return list, nil
}

// assignments are the tenders of a call that the viewer evaluates.
func (d *desk) assignments(r *request, c query.CallPage, whole bool) ([]assignmentLine, error) {
	row, err := d.Queries.State(r.Context(), r.viewer, law.CallStream(c.Reference), query.Then{})
	if err != nil {
		return nil, err
	}
	var is call.Call
	if err := json.Unmarshal(row.State, &is); err != nil {
		return nil, errors.Join(errors.New("read the state of "+c.Reference), err)
	}
	var lines []assignmentLine
	for tender, evaluators := range is.Assignments {
		if !slices.Contains(evaluators, r.viewer.Person) {
			continue
		}
		line := assignmentLine{Tender: tender}
		if !whole {
			lines = append(lines, line)
			continue
		}
		p, err := d.Queries.Tender(r.Context(), r.viewer, tender)
		if isHidden(err) || err == nil && p.Tender == nil {
			line.Standing = mark{r.say("evaluating.conflict"), "bad"}
			lines = append(lines, line)
			continue
		}
		if err != nil {
			return nil, err
		}
		line.Title, line.Href, line.Action = p.Title, "/tenders/"+tender+"/score", r.say("evaluating.look")
		line.Standing = mark{r.word("stage", p.Stage), ""}
		own, err := d.ownSheet(r, tender)
		if err != nil {
			return nil, err
		}
		switch {
		case own.report != nil:
			line.Standing = mark{r.say("evaluation.done"), "good"}
		case slices.Contains([]string{"eligible", "arbitration"}, p.Stage):
			line.Standing, line.Action = mark{r.say("evaluation.awaited"), "wait"}, r.say("do.evaluate")
		}
		if p.Stage == "consensus" {
			line.Standing, line.Action = mark{r.say("evaluating.consensus"), "wait"}, r.say("do.consensus")
		}
		due, err := d.Queries.Obligations(r.Context(), r.viewer, law.TwinningStream(tender))
		if err != nil {
			return nil, err
		}
		for _, o := range due {
			if isOwed(o) && slices.Contains(o.Who, r.viewer.Person) {
				line.Due = o.Due
			}
		}
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b assignmentLine) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.Due, "9"), cmp.Or(b.Due, "9")), cmp.Compare(a.Tender, b.Tender))
	})
	return lines, nil
}

// A ownSheet is the evaluation of a tender as its evaluator sees it.
type ownSheet struct {
	query.Sheet
	report *query.ReportRow // the viewer's own, nil before it is there
}

func (d *desk) ownSheet(r *request, tender string) (ownSheet, error) {
	all, err := d.Queries.Evaluation(r.Context(), r.viewer, tender)
	if err != nil || len(all) == 0 {
		return ownSheet{}, err
	}
	own := ownSheet{Sheet: all[len(all)-1]}
	for i, x := range own.Reports {
		if x.Evaluator == r.viewer.Person && len(x.Scores) > 0 {
			own.report = &own.Reports[i]
		}
	}
	return own, nil
}

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
			v.Others = append(v.Others, otherReport{n.Of(x.Evaluator), x.Total, x.Scores})
		}
	}
	if p := own.Proposal; p != nil && v.Consenting {
		v.Proposal = r.say("score.proposal", p.Number, n.Of(p.By), p.Total.StringFixed(2), n.All(p.Agreed))
		v.Others = append(v.Others, otherReport{r.say("score.proposed", p.Number), p.Total.StringFixed(2), p.Scores})
		if !slices.Contains(p.Agreed, r.viewer.Person) {
			v.Agree = "/tenders/" + t.reference + "/do/agree-consensus"
		}
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/evaluating", r.say("evaluating")}, {"", t.reference}}
	return d.show(r, status, "score.html", r.say("score.title", cmp.Or(t.tender.Title, t.reference)), crumbs, nil, v)
}

func sheetDigest(s drafts.Sheet) string {
	part := map[string]any{}
	for id, x := range s.Scores {
		part[id] = []any{x.Points, x.Comment}
	}
	return digest(part)
}

// pointsOf are the points that were typed, and whether each criterion has some.
func pointsOf(s drafts.Sheet, criteria []call.Criterion) (map[string]decimal.Decimal, bool) {
	points := map[string]decimal.Decimal{}
	for _, k := range criteria {
		p, err := decimal.NewFromString(strings.ReplaceAll(s.Scores[k.ID].Points, ",", "."))
		if err != nil || p.IsNegative() || p.GreaterThan(decimal.NewFromInt(k.Max)) || !p.Equal(p.Round(1)) {
			return points, false
		}
		points[k.ID] = p
	}
	return points, true
}

// saveScore keeps the sheet as it was typed and, where that is asked, reports it or
// proposes it to the others.
func (d *desk) saveScore(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	t, err := d.scoreTarget(r)
	if err != nil {
		return err
	}
	criteria := t.call.Book.Evaluation.Criteria
	typed := drafts.Sheet{Scores: map[string]drafts.TypedScore{}}
	for _, k := range criteria {
		x := drafts.TypedScore{Points: typedText(r.PostForm, "points-"+k.ID), Comment: typedText(r.PostForm, "comment-"+k.ID)}
		if x != (drafts.TypedScore{}) {
			typed.Scores[k.ID] = x
		}
	}
	id, step := r.PostForm.Get("command-id"), cmp.Or(r.PostForm.Get("step"), "save")
	kept, err := d.Drafts.Sheet(r.Context(), r.viewer.Person, t.reference)
	if err != nil && !errors.Is(err, drafts.ErrChanged) {
		return err
	}
	if err == nil && step == "save" && sheetDigest(kept) != r.PostForm.Get("was") && sheetDigest(kept) != sheetDigest(typed) {
		return d.answerScore(r, http.StatusConflict, t, typed, []complaint{{"", r.say("score.moved")}})
	}
	if err := d.Drafts.SaveSheet(r.Context(), r.viewer.Person, t.reference, typed); err != nil {
		if errors.Is(err, drafts.ErrNonsense) {
			return d.showScore(r, http.StatusUnprocessableEntity, t, id, typed, []complaint{{"", err.Error()}}, "")
		}
		return err
	}
	typed.SavedAt = r.now
	if step == "save" {
		if r.wantsJSON() {
			return d.answerScore(r, http.StatusOK, t, typed, nil)
		}
		return r.to("/tenders/" + t.reference + "/score")
	}
	if wrong := r.unscored(typed, criteria); len(wrong) > 0 {
		return d.showScore(r, http.StatusUnprocessableEntity, t, id, typed, wrong, "")
	}
	return d.sendScore(r, t, id, step, typed)
}

// unscored is what a sheet lacks before it is a report.
func (r *request) unscored(s drafts.Sheet, criteria []call.Criterion) []complaint {
	var wrong []complaint
	for _, k := range criteria {
		if _, ok := pointsOf(s, []call.Criterion{k}); !ok {
			wrong = append(wrong, complaint{"points-" + k.ID, r.say("score.points", k.Name, int(k.Max))})
		}
		if s.Scores[k.ID].Comment == "" {
			wrong = append(wrong, complaint{"comment-" + k.ID, r.say("score.comment.missing", k.Name)})
		}
	}
	return wrong
}

func (d *desk) sendScore(r *request, t target, id, step string, typed drafts.Sheet) error {
	criteria := t.call.Book.Evaluation.Criteria
	points, _ := pointsOf(typed, criteria)
	var scores []twinning.Score
	for _, k := range criteria {
		scores = append(scores, twinning.Score{Criterion: k.ID, Points: points[k.ID], Comment: law.Text(typed.Scores[k.ID].Comment)})
	}
	var c law.Command = twinning.RecordEvaluation{Scores: scores}
	if step == "propose" {
		c = twinning.ProposeConsensus{Scores: scores}
	}
	got, err := d.Door.Insist(r.Context(), door.Request{Stream: t.stream, Command: c, As: r.viewer.Person, ID: id})
	receipt := "/tenders/" + t.reference + "/receipts/" + url.PathEscape(got.CommandID)
	if err != nil && got.Status == "" {
		if errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrNotReceived) || errors.Is(err, door.ErrOtherContent) {
			if errors.Is(err, door.ErrOtherContent) {
				id = door.NewID()
			}
			return d.showScore(r, http.StatusUnprocessableEntity, t, id, typed, []complaint{{"", err.Error()}}, "")
		}
		return err
	}
	if got.Status == door.Refused && got.Refusal != nil {
		tell, err := r.teller(d.Queries, t.call.Zone)
		if err != nil {
			return err
		}
		return d.showScore(r, http.StatusUnprocessableEntity, t, door.NewID(), typed, []complaint{{"", tell.Refusal(*got.Refusal)}}, receipt)
	}
	if got.Status == door.Done {
		if err := d.Drafts.DropSheet(r.Context(), r.viewer.Person, t.reference); err != nil {
			return err
		}
	}
	return r.to(receipt)
}

// answerScore answers a saving with the sheet or, to a script, in short.
func (d *desk) answerScore(r *request, status int, t target, typed drafts.Sheet, wrong []complaint) error {
	if !r.wantsJSON() {
		kept, err := d.Drafts.Sheet(r.Context(), r.viewer.Person, t.reference)
		if err != nil && !errors.Is(err, drafts.ErrChanged) {
			return err
		}
		typed.SavedAt = kept.SavedAt
		return d.showScore(r, status, t, door.NewID(), typed, wrong, "")
	}
	a := savedAnswer{Was: sheetDigest(typed), Says: r.say("draft.saved", r.instant(typed.SavedAt, t.call.In)), Wrong: map[string]string{}}
	if points, complete := pointsOf(typed, t.call.Book.Evaluation.Criteria); complete {
		a.Total = r.say("score.total", call.Total(points, t.call.Book.Evaluation.Criteria).StringFixed(2), t.call.Book.Evaluation.Threshold.String())
	}
	if status == http.StatusConflict {
		a.Moved, a.Was = r.say("draft.moved.script"), ""
	}
	return r.json(status, a)
}

// A fileLine is a file of a tender in a list.
type fileLine struct{ Href, Name, For, Type, Size, State, At string }

// fileLines are the files of a tender that the viewer may see.
func (d *desk) fileLines(r *request, reference string) ([]fileLine, error) {
	if d.Evidence == nil {
		return nil, nil
	}
	rows, err := d.Queries.Evidence(r.Context(), r.viewer, d.Evidence, law.TwinningStream(reference))
	if err != nil {
		return nil, err
	}
	var lines []fileLine
	for _, e := range rows {
		line := fileLine{Name: e.Name, For: r.purpose(e.For), Type: r.fileType(e.Type), Size: r.bytes(e.Size), State: r.word("scan", e.State), At: r.instant(e.At, nil)}
		if e.State != evidence.StateErased && e.State != evidence.StateWaiting && e.State != evidence.StateRefused {
			line.Href = "/tenders/" + reference + "/files/" + url.PathEscape(e.File)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// purpose is what a file is for, in words.
func (r *request) purpose(text string) string {
	t, err := twinning.ParseTarget(text)
	if err != nil {
		return text
	}
	switch t.Purpose {
	case twinning.ForLog:
		return r.say("purpose.log", t.Month)
	case twinning.ForClarification:
		return r.say("purpose.clarification")
	}
	return r.say("purpose."+t.Purpose, r.word(t.Purpose, t.ID))
}

// tenderFile is a file of a tender, to whoever may see it. It is never shown as a page.
func (d *desk) tenderFile(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	if d.Evidence == nil {
		return &query.Absent{Noun: "page"}
	}
	content, err := d.Queries.File(r.Context(), r.viewer, d.Evidence, r.PathValue("file"), 0) // which records who opens it
	switch {
	case errors.Is(err, evidence.ErrNotFound), errors.Is(err, evidence.ErrErased):
		return &query.Absent{Noun: "page"}
	case errors.Is(err, evidence.ErrHeld):
		return &query.Withheld{What: r.say("document.held")}
	case err != nil:
		return err
	}
	defer content.Close()
	if content.Stream != law.TwinningStream(reference) {
		return &query.Absent{Noun: "page"}
	}
	for header, value := range content.Header() {
		r.w.Header().Set(header, value)
	}
	r.w.Header().Del("Accept-Ranges")
	return r.handOut(content, r.PathValue("file"))
}
