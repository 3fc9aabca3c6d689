package explain_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

const other = calltest.Reference + "-AAAAAB" // a second tender, of other people

// contest is a call with two tenders of one score, of which the budget can fund
// one; an evaluator whose conflict comes to light after her report; a refusal of
// an award; a contract declined, and the reserve list activated.
func contest(t *testing.T) *lifetest.House {
	t.Helper()
	h := lifetest.New(t, lifetest.Options{})
	opening := lifetest.Opening()
	opening.Rules.Budget = calltest.EUR("50000.00")
	var steps []lifetest.Step
	add := func(at, stream, by string, c law.Command) {
		when, err := time.Parse("2006-01-02T15:04", at)
		require.NoError(t, err)
		steps = append(steps, lifetest.Step{At: when, Stream: stream, By: by, Command: c})
	}
	first, second := law.TwinningStream(lifetest.Tender), law.TwinningStream(other)
	add("2019-06-10T13:00", calltest.Stream, calltest.Officer, opening)
	add("2019-06-10T14:00", calltest.Stream, calltest.Officer, call.PublishCall{})
	add("2019-06-12T08:00", first, calltest.Contact(lifetest.Tender), twinning.SubmitTender{Tender: secret(calltest.Tender(lifetest.Tender))})
	add("2019-06-12T09:00", second, calltest.Contact(other), twinning.SubmitTender{Tender: calltest.Costing(other, "39000.00")})
	add("2019-06-12T09:30", first, calltest.Contact(other), twinning.SubmitTender{Tender: secret(calltest.Tender(lifetest.Tender))})
	for _, p := range []string{calltest.Ada, calltest.Ben, calltest.SecondHand} {
		add("2019-06-13T08:00", calltest.Stream, calltest.Officer, call.AppointEvaluator{Evaluator: p})
		add("2019-06-13T09:00", calltest.Stream, p, call.DeclareImpartiality{})
	}
	add("2019-06-14T10:00", calltest.Stream, calltest.Head, call.ExtendDeadline{To: calltest.Wall("2019-06-14T18:00"), Covers: []string{calltest.Contact(other)}, Why: "a failed upload"})
	add("2019-06-17T08:00", calltest.Stream, calltest.Officer, call.OpenTenders{})
	add("2019-06-17T09:00", calltest.Stream, calltest.Head, call.OpenTenders{})
	add("2019-06-20T08:00", first, calltest.Officer, twinning.DecideEligibility{Eligible: true})
	add("2019-06-20T09:00", second, calltest.Officer, twinning.DecideEligibility{Eligible: true})
	for _, ref := range []string{lifetest.Tender, other} {
		add("2019-06-22T08:00", calltest.Stream, calltest.Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{calltest.Ada, calltest.Ben, calltest.SecondHand}})
	}
	add("2019-07-01T08:00", first, calltest.Ada, calltest.Points("4", "4.5", "3"))
	add("2019-07-01T09:00", first, calltest.Ben, calltest.Points("5", "4", "4"))
	add("2019-07-01T10:00", first, calltest.Ada, twinning.DeclareConflict{Why: "my sister works there"})
	add("2019-07-01T11:00", first, calltest.SecondHand, calltest.Points("4", "4", "3"))
	for _, p := range []string{calltest.Ada, calltest.Ben, calltest.SecondHand} {
		add("2019-07-02T08:00", second, p, calltest.Points("4.5", "4", "3.5"))
	}
	add("2019-07-13T08:00", calltest.Stream, calltest.Officer, call.PrepareAward{})
	add("2019-07-13T09:00", calltest.Stream, calltest.Officer, call.ReleaseAward{})
	add("2019-07-14T08:00", calltest.Stream, calltest.Head, call.ReleaseAward{})
	add("2019-07-18T08:00", second, calltest.Signatory(other), twinning.DeclineContract{Reason: "no staff"})
	add("2019-07-19T08:00", calltest.Stream, calltest.Head, call.ActivateReserve{})
	add("2019-07-20T08:00", first, calltest.Signatory(lifetest.Tender), twinning.SignContract{})
	h.Play(lifetest.Sorted(steps))
	return h
}

// canary stands in the text of the first tender.
const canary = "Zaunkoenig"

func secret(t twinning.Tender) twinning.Tender {
	t.Title, t.Solution = canary, canary
	return t
}

// newest is the newest decision of a kind.
func newest(t *testing.T, h *lifetest.House, stream, kind string) explain.Derivation {
	t.Helper()
	all, err := explained(t, h, explain.Reader{Viewer: access.Operator}, func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
		return x.Newest(ctx, stream, kind)
	})
	require.NoError(t, err)
	require.Len(t, all, 1, kind)
	return all[0]
}

func TestACallIsDerivedFromItsDeadlineToItsReserveList(t *testing.T) {
	t.Parallel()
	h := contest(t)
	first, second := law.TwinningStream(lifetest.Tender), law.TwinningStream(other)
	seen := sound(t, h)
	for _, kind := range []string{"reserve-activated.v1", "budget-freed.v1", "conflict-declared.v1", "command-refused.v1", "deadline-set.v1", "contract-declined.v1"} {
		require.NotZero(t, seen[kind], kind)
	}
	for _, r := range []struct {
		stream, kind string
		says         []string
		outcome      string
	}{
		{first, "tender-submitted.v1", []string{
			"2019-06-14 17:00 on clocks in Europe/Brussels is 2019-06-14T15:00:00.000000Z by tzdata ",
			" - limit 2019-06-14T15:00:00.000000Z = -", "in time is what is zero or below: yes",
		}, "in time: version 1"},
		{calltest.Stream, "deadline-set.v1", []string{
			"2019-06-14T16:00:00.000000Z - 2019-06-14T15:00:00.000000Z of version 1 = +3600.000000 s",
		}, "the limit is 2019-06-14T16:00:00.000000Z for " + calltest.Contact(other)},
		{calltest.Stream, "submission-shut.v1", []string{
			"version 1: from 2019-06-14T15:00:00.000001Z nothing is in time", "the latest of them is 2019-06-14T16:00:00.000000Z",
		}, "from 2019-06-14T16:00:00.000000Z"},
		{first, "eligibility-decided.v1", []string{"ceiling: yes: EUR 40,000.00 is within the ceiling of EUR 43,000.00", "0 of 8 rules are not met"}, "eligible"},
		{first, "evaluation-recorded.v1", []string{
			"relevance: 4 points x weight 30 / scale 5 = 24", "impact: 4 points x weight 40 / scale 5 = 32",
			"implementation: 3 points x weight 30 / scale 5 = 18", "to four places: 74",
		}, "74 of 100 points"},
		{first, "tender-evaluated.v1", []string{
			calltest.Ada + ": 78, which does not count: a conflict, my sister works there",
			"mean: (74 + 86) / 2 = 80, the score", "median: 80", "spread: 86 - 74 = 12", "score - threshold = 80 - 60 = 20",
		}, "80 of 100 points"},
		{calltest.Stream, "award-released.v1", []string{"two people: yes", "EUR 50,000.00 - EUR 39,000.00 awarded to 1 = EUR 11,000.00 left"}, "1 awarded, 1 on the reserve list"},
		{calltest.Stream, "budget-freed.v1", []string{
			"committed to " + other + ": EUR 39,000.00 - EUR 39,000.00 = EUR 0.00", "EUR 11,000.00 left + EUR 39,000.00 = EUR 50,000.00 left",
		}, "EUR 50,000.00 is left"},
		{calltest.Stream, "reserve-activated.v1", []string{
			lifetest.Tender + " is the first of it: yes", "EUR 50,000.00 left - EUR 40,000.00 = EUR 10,000.00 left",
		}, lifetest.Tender + " is awarded EUR 40,000.00"},
		{second, "contract-declined.v1", []string{"EUR 39,000.00 awarded - nothing under contract = EUR 39,000.00 free again"}, "declined"},
		{first, "outcome-noted.v1", []string{"score - threshold = 80 - 60 = 20"}, "awarded"},
	} {
		d := newest(t, h, r.stream, r.kind)
		text := lines(d)
		for _, says := range r.says {
			require.Contains(t, text, says, r.kind)
		}
		require.Contains(t, d.Outcome.Text, r.outcome, r.kind)
	}
	award := newest(t, h, calltest.Stream, "award-prepared.v1")
	require.Equal(t, []string{"PLACE", "TENDER", "SCORE", "AT", "TIE", "BEFORE", "ASKED", "LEFT", "VERDICT", "WHY"}, award.Table.Header)
	require.Len(t, award.Table.Rows, 2)
	require.Equal(t, []string{"1", other, "80"}, award.Table.Rows[0][:3])
	require.Equal(t, []string{"EUR 50,000.00", "EUR 39,000.00", "EUR 11,000.00", "awarded"}, award.Table.Rows[0][5:9])
	require.Equal(t, []string{"EUR 11,000.00", "EUR 40,000.00", "EUR 11,000.00", "reserve"}, award.Table.Rows[1][5:9])
	require.Equal(t, "the lower amount, EUR 39,000.00, goes before EUR 40,000.00", award.Table.Rows[1][4])
	refused := newest(t, h, calltest.Stream, "command-refused.v1")
	require.Equal(t, []string{"four-eyes", "preparer"}, []string{refused.Rule.ID, refused.Rule.Code})
	follows := newest(t, h, first, "outcome-noted.v1")
	require.Equal(t, newest(t, h, calltest.Stream, "reserve-activated.v1").Position, follows.Facts[1].Position)
}

func TestARunningTwinningIsDerivedFromItsContractToItsRetention(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Paths()["suspended"])
	for _, r := range []struct {
		kind, outcome string
		says          []string
	}{
		{"contract-in-force.v1", "in force for 12 months from 2019-07-29", []string{
			"before the common start 2019-07-29: M1 is 2019-07-29", "the lesser of 12 planned and 12 allowed = 12", "the last month ends with 2020-07-28",
			"ceiling of direct costs: EUR 15,000.00",
			"the letter overdue about the signed contract, due on 2019-07-24, would have gone at 2019-07-25T06:00:00.000000Z and is not sent: what it asks for was done on 2019-07-21",
			"monthly log (1) is owed by " + calltest.Contact(lifetest.Tender) + " until 2019-09-09: 2019-08-28, the last day of month 1, + 10 days by Reg. 1182/71",
		}},
		{"activities-began.v1", "activities may be logged", []string{"M1, 2019-07-29, begins in Europe/Brussels at 2019-07-28T22:00:00.000000Z"}},
		{"expense-approved.v1", "e2: paid, EUR 1,000.00", []string{
			"claimed by " + calltest.Contact(lifetest.Tender) + ", verified by " + calltest.Verifier + " and authorised by " + calltest.Authoriser +
				", now paid by " + calltest.Payer + ": nobody twice: yes",
			"direct costs paid: EUR 0.00 + EUR 1,000.00 = EUR 1,000.00, within the ceiling of EUR 15,000.00: yes",
		}},
		{"twinning-resumed.v1", "what lay ahead is due 14 days later", []string{"2019-11-15 to 2019-11-29 is 14 days", "monthly log (5): 2020-01-07 + 14 days = 2020-01-21"}},
		{"rung-passed.v1", "", []string{"at 08:00 in Europe/Brussels: "}},
		{"report-accepted.v1", "the final report is accepted", []string{"Full adoption asks for Licence basis: yes"}},
		{"twinning-closed.v1", "EUR 38,000.00 is free again", []string{"EUR 40,000.00 under contract - EUR 2,000.00 spent = EUR 38,000.00"}},
		{"retention-began.v1", "kept until 2023-08-26", []string{"EUR 2,000.00 was paid, which is not above EUR 60,000.00: 3 years"}},
	} {
		d := newest(t, h, lifetest.Stream, r.kind)
		text := lines(d)
		for _, says := range r.says {
			require.Contains(t, text, says, r.kind)
		}
		require.Contains(t, d.Outcome.Text, r.outcome, r.kind)
		require.True(t, d.Recomputed.Same, d.Recomputed.Difference)
	}
	text, kinds := told(t, h, calltest.Payer, lifetest.Stream, false)
	require.Equal(t, 6, kinds["expense-approved.v1"])
	require.Zero(t, kinds["tender-submitted.v1"]+kinds["evaluation-recorded.v1"]+kinds["outcome-noted.v1"])
	require.NotContains(t, text, calltest.Ada)
}
