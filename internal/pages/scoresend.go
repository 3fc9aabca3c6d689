package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

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
			return d.showScore(r, http.StatusUnprocessableEntity, t, id, typed, []complaint{{"", r.why(err)}}, "")
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
			return d.showScore(r, http.StatusUnprocessableEntity, t, id, typed, []complaint{{"", r.why(err)}}, "")
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
