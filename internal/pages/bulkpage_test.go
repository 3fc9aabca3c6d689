package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

var (
	bulkShown = regexp.MustCompile(`name="shown" value="([^"]+)"`)
	bulkItems = regexp.MustCompile(`name="item" value="([^"]+)" aria-label="[^"]*"( checked)?`)
)

// typedBulk is the form of a bulk action as its page shows it.
func typedBulk(t *testing.T, a answer) url.Values {
	t.Helper()
	id, shown := hidden.FindStringSubmatch(a.body), bulkShown.FindStringSubmatch(a.body)
	require.NotNil(t, id, a.body)
	form := url.Values{"command": {id[2]}, "shown": {shown[1]}, "step": {"send"}}
	for _, m := range bulkItems.FindAllStringSubmatch(a.body, -1) {
		if m[2] != "" {
			form.Add("item", m[1])
		}
	}
	return form
}

// firstClaims is a world in which the first month is logged, accepted or not, and its claims wait.
func firstClaims(t *testing.T) *world {
	t.Helper()
	var year []lifetest.Step
	for _, s := range lifetest.Year() { // without whoever accepts a log or approves an expense
		if k := s.Command.Kind(); k != "accept-log" && k != "approve-expense" {
			year = append(year, s)
		}
	}
	return newWorldOf(t, year, day(t, "2019-09-20"))
}

func TestAClaimIsPaidWithTwoClicksOfEachHand(t *testing.T) {
	t.Parallel()
	w := firstClaims(t)
	of := "/calls/" + calltest.Reference + "/bulk/"
	officer := w.get(calltest.Officer, of+"accept-log")
	wellFormed(t, "the logs that wait", officer)
	require.Contains(t, officer.body, "Accept 1 log")
	accepted := w.post(calltest.Officer, of+"accept-log", typedBulk(t, officer))
	require.Equal(t, http.StatusOK, accepted.status, accepted.body)
	for _, hand := range []struct{ who, kind, says string }{
		{calltest.Verifier, "verify-expense", "Verify"}, {calltest.Authoriser, "authorise-expense", "Authorise"}, {calltest.Payer, "pay-expense", "Release"},
	} {
		require.Contains(t, w.get(hand.who, "/today").body, of+hand.kind, "the first click, on what needs them today")
		list := w.get(hand.who, of+hand.kind)
		wellFormed(t, hand.kind, list)
		require.Contains(t, list.body, hand.says+" ", list.body)
		require.Contains(t, list.body, "EUR ", "with the sum")
		form := typedBulk(t, list)
		require.NotEmpty(t, form["item"], list.body)
		sent := w.post(hand.who, of+hand.kind, form) // the second click
		require.Contains(t, sent.at, of+hand.kind+"/", sent.body)
		w.Judge(lifetest.Stream)
		receipts := w.get(hand.who, sent.at)
		wellFormed(t, "receipts", receipts)
		require.Contains(t, receipts.body, ">done<")
		require.Contains(t, receipts.body, "/receipts/", "each has a receipt of its own")
		size, err := w.Ledger.Size(t.Context())
		require.NoError(t, err)
		again := w.post(hand.who, of+hand.kind, form)
		require.Equal(t, sent.at, again.at, "a double click leads to the same receipts")
		after, err := w.Ledger.Size(t.Context())
		require.NoError(t, err)
		require.Equal(t, size, after, "and records nothing")
		require.Equal(t, http.StatusForbidden, w.get(calltest.Auditor, of+hand.kind).status)
		require.Equal(t, http.StatusForbidden, w.post(calltest.Officer, of+hand.kind, form).status, "another hand does not")
	}
	require.Contains(t, w.get(calltest.Payer, of+"pay-expense").body, "Nothing waits here")
}

func TestNothingIsSentAtOnceThatWasNotShownWithItsCountAndSum(t *testing.T) {
	t.Parallel()
	w := firstClaims(t)
	path := "/calls/" + calltest.Reference + "/bulk/verify-expense"
	list := w.get(calltest.Verifier, path)
	form := typedBulk(t, list)
	require.GreaterOrEqual(t, len(form["item"]), 2, list.body)
	form["item"] = form["item"][:1] // another choice than was shown
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	preview := w.post(calltest.Verifier, path, form)
	wellFormed(t, "a preview", preview)
	require.Contains(t, preview.body, "This is what you have chosen")
	require.Contains(t, preview.body, "Verify 1 expense, EUR")
	require.Contains(t, preview.body, lifetest.Tender, "with its reference")
	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after, "nothing was sent")
	sent := w.post(calltest.Verifier, path, typedBulk(t, preview))
	require.Contains(t, sent.at, "/verify-expense/")
	form.Del("item")
	require.Equal(t, http.StatusUnprocessableEntity, w.post(calltest.Verifier, path, form).status)
	for _, id := range []string{"", "a/b", strings.Repeat("a", 200)} {
		form.Set("command", id)
		require.Equal(t, http.StatusBadRequest, w.post(calltest.Verifier, path, form).status, id)
	}
	missing := w.get(calltest.Verifier, path+"/never-sent?item="+lifetest.Tender+".none")
	require.Equal(t, http.StatusOK, missing.status)
	require.Contains(t, missing.body, "not received", "what was not received is said, and can be sent again")
	require.Contains(t, missing.body, "Send what is missing again")
	require.Equal(t, http.StatusBadRequest, w.get(calltest.Verifier, path+"/x?item=DHE-2020-AAAAAA.none").status, "a twinning of another call")
}

func TestSeveralPeopleAreInvitedAndEvaluatorsAssignedAfterAPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-21")) // eligible; nobody is assigned
	of := "/calls/" + calltest.Reference + "/bulk/"
	page := w.get(calltest.Officer, of+"assign-evaluators")
	wellFormed(t, "assigning", page)
	form := typedBulk(t, page)
	form["evaluators"], form["item"] = []string{calltest.Ada, calltest.Ben}, []string{lifetest.Tender}
	form.Set("step", "again")
	shown := w.post(calltest.Officer, of+"assign-evaluators", form)
	wellFormed(t, "what it does", shown)
	require.Contains(t, shown.body, "Assign them to 1 tender", shown.body)
	send := typedBulk(t, shown)
	send["evaluators"] = form["evaluators"]
	sent := w.post(calltest.Officer, of+"assign-evaluators", send)
	w.Judge(calltest.Stream)
	require.Contains(t, w.get(calltest.Officer, sent.at).body, ">done<")

	form = typedBulk(t, w.get(calltest.Officer, of+"invite"))
	form.Set("role", "evaluator")
	form.Set("because", "more tenders than expected")
	form.Set("addresses", "one@example.org; One; fr\nno address\ntwo@example.org\n")
	form.Set("step", "again")
	preview := w.post(calltest.Officer, of+"invite", form)
	wellFormed(t, "invitations", preview)
	require.Contains(t, preview.body, "Invite 2 people")
	require.Contains(t, preview.body, "This is no e-mail address.")
	send = typedBulk(t, preview)
	for _, name := range []string{"role", "because", "addresses"} {
		send[name] = form[name]
	}
	done := w.post(calltest.Officer, of+"invite", send)
	require.Equal(t, "/invitations", done.at, done.body)
}
