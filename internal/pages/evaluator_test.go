package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

func sheet(points string) url.Values {
	v := url.Values{}
	for _, k := range []string{"relevance", "impact", "implementation"} {
		v.Set("points-"+k, points)
		v.Set("comment-"+k, "It fits, and it is "+k+".")
	}
	return v
}

func TestAnEvaluatorScoresATenderAndKeepsTheSheetUntilItIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-24")) // two evaluators are assigned and have not reported
	page := "/tenders/" + lifetest.Tender + "/score"
	mine := w.get(calltest.Ada, "/evaluating")
	require.Contains(t, mine.body, `href="`+page+`"`)
	require.NotContains(t, mine.body, calltest.Ben, "who else evaluates is not said")
	wellFormed(t, "my evaluations", mine)
	require.Contains(t, w.get(calltest.Ada, "/today").body, "/evaluating")
	form := w.get(calltest.Ada, page)
	require.Equal(t, http.StatusOK, form.status, form.body)
	wellFormed(t, "a score sheet", form)
	require.Contains(t, form.body, "Weight 40 %, at most 5 points.")
	require.Contains(t, form.body, "An app that is in use.", "the tender stands beside it")
	for _, other := range []string{calltest.Contact(lifetest.Tender), calltest.Officer, calltest.Auditor} {
		require.Equal(t, http.StatusForbidden, w.get(other, page).status, other)
	}
	require.Equal(t, http.StatusNotFound, w.get(calltest.Stranger, page).status)

	id, over := hidden.FindStringSubmatch(form.body)[2], was.FindStringSubmatch(form.body)[1]
	half := sheet("4,5")
	half.Del("points-impact")
	half.Set("was", over)
	half.Set("step", "save")
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	kept := w.post(calltest.Ada, page, half)
	require.Equal(t, http.StatusOK, kept.status)
	require.Contains(t, kept.body, `value="4,5"`, "a sheet that is not whole is kept as it was typed")
	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after, "and is no report")
	require.NotContains(t, w.get(calltest.Ben, page).body, "It fits", "nobody else reads it")
	require.Equal(t, http.StatusConflict, w.post(calltest.Ada, page, url.Values{"was": {over}, "step": {"save"}, "points-impact": {"1"}}).status, "another window does not replace it unseen")

	half.Set("step", "report")
	half.Set("command-id", id)
	lacks := w.post(calltest.Ada, page, half)
	require.Equal(t, http.StatusUnprocessableEntity, lacks.status)
	require.Contains(t, lacks.body, `href="#f-points-impact"`)
	wellFormed(t, "a sheet that is not whole", lacks)

	whole := sheet("4.5")
	whole.Set("step", "report")
	whole.Set("command-id", id)
	done := w.post(calltest.Ada, page, whole)
	require.Contains(t, done.at, "/receipts/"+id, done.body)
	require.Equal(t, done.at, w.post(calltest.Ada, page, whole).at, "a double click reports once")
	reported := w.get(calltest.Ada, page)
	require.Contains(t, reported.body, "You have reported 90 of 100.")
	require.NotContains(t, reported.body, `name="points-impact"`)
	wellFormed(t, "a report", reported)

	conflict := "/tenders/" + lifetest.Tender + "/do/declare-conflict"
	form = w.get(calltest.Ben, conflict)
	require.Equal(t, http.StatusOK, form.status, form.body)
	told := w.post(calltest.Ben, conflict, url.Values{"command-id": {hidden.FindStringSubmatch(form.body)[2]}, "why-conflict": {"My sister works there."}})
	require.Contains(t, told.at, "/receipts/", told.body)
	require.Equal(t, http.StatusNotFound, w.get(calltest.Ben, page).status, "from then on it is theirs no longer")
	list := w.get(calltest.Ben, "/evaluating")
	require.Contains(t, list.body, "conflict")
	wellFormed(t, "evaluations with a conflict", list)
}

func TestAnEvaluatorDeclaresImpartialityInABrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-12"))
	page := "/calls/" + calltest.Reference + "/do/"
	form := w.get(calltest.Officer, page+"appoint-evaluator")
	for _, who := range []string{calltest.Stranger, "who-is-not-here"} { // by an address nobody is found, whether somebody has it or not
		address := who + "@" + lifetest.Canary + ".example"
		none := w.post(calltest.Officer, page+"appoint-evaluator", url.Values{"command-id": {hidden.FindStringSubmatch(form.body)[2]}, "evaluator": {address}})
		require.Equal(t, http.StatusUnprocessableEntity, none.status)
		require.Contains(t, none.body, "Nobody is found by an address: invite "+address)
	}
	require.Contains(t, w.post(calltest.Officer, page+"appoint-evaluator", url.Values{"command-id": {hidden.FindStringSubmatch(form.body)[2]}, "evaluator": {calltest.Stranger}}).at, "/receipts/")
	require.Contains(t, w.get(calltest.Stranger, "/evaluating").body, page+"declare-impartiality")
	form = w.get(calltest.Stranger, page+"declare-impartiality")
	require.Equal(t, http.StatusOK, form.status, form.body)
	id := hidden.FindStringSubmatch(form.body)[2]
	require.Equal(t, http.StatusUnprocessableEntity, w.post(calltest.Stranger, page+"declare-impartiality", url.Values{"command-id": {id}}).status, "it is declared, not assumed")
	wrong := w.post(calltest.Stranger, page+"declare-impartiality", url.Values{"command-id": {id}, "impartial": {"yes"}, "former": {"University of Example"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.body, "University of Example")
	done := w.post(calltest.Stranger, page+"declare-impartiality", url.Values{"command-id": {id}, "impartial": {"yes"}, "former": {"University of Example, 2018-05-31\r\n"}})
	require.Contains(t, done.at, "/receipts/"+id, done.body)
	require.Contains(t, w.get(calltest.Stranger, "/evaluating").body, "You declared your impartiality on")
	require.Equal(t, http.StatusForbidden, w.get(calltest.Officer, page+"declare-impartiality").status)
}

func TestAPartyWithdrawsAndComesBackUntilTheDeadline(t *testing.T) {
	t.Parallel()
	w := open(t)
	me := calltest.Stranger
	draft := w.whole(me)
	sent := w.send(me, draft)
	tender := "/tenders/" + referenceOf(sent.at)
	page := w.get(me, tender)
	require.Contains(t, page.body, tender+"/do/withdraw-tender")
	require.Contains(t, page.body, tender+"/revise")
	wellFormed(t, "a tender of one's own", page)
	for _, kind := range []string{"withdraw-tender", "undo-withdrawal"} {
		form := w.get(me, tender+"/do/"+kind)
		done := w.post(me, tender+"/do/"+kind, url.Values{"command-id": {hidden.FindStringSubmatch(form.body)[2]}, "reason": {"We thought again."}})
		require.Contains(t, done.at, "/receipts/", done.body)
	}
	require.Contains(t, w.get(me, tender).body, "submitted")
	require.Equal(t, http.StatusNotFound, w.get(calltest.Contact(lifetest.Tender), tender+"/do/withdraw-tender").status, "another party knows nothing of it")
	better := offer()
	better.Set("title", "A better title")
	require.Equal(t, http.StatusOK, w.fill(me, draft, "offer", better).status)
	w.send(me, draft)
	versions := w.get(me, tender+"/versions")
	wellFormed(t, "versions", versions)
	require.Contains(t, versions.body, "A better title")
	require.Contains(t, versions.body, "Cognitive training for the elderly", "both stand side by side")
	require.Contains(t, versions.body, "≠ Title")
	require.NotContains(t, versions.body, "≠ Months")
	require.NotContains(t, w.get(calltest.Officer, tender+"/versions").body, "A better title")
	w.past(t)
	form := w.get(me, tender+"/do/withdraw-tender")
	w.post(me, tender+"/do/withdraw-tender", url.Values{"command-id": {hidden.FindStringSubmatch(form.body)[2]}})
	form = w.get(me, tender+"/do/undo-withdrawal")
	late := w.post(me, tender+"/do/undo-withdrawal", url.Values{"command-id": {hidden.FindStringSubmatch(form.body)[2]}})
	require.Equal(t, http.StatusUnprocessableEntity, late.status, "after the deadline nobody comes back")
}
