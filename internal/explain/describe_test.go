package explain

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// told is an event in an English sentence, with people by their ids.
func told(d describer, e law.Event, at law.Recorded) string {
	return narrate.English().ToTheSecond().Reason(d.event(e, at))
}

func TestEveryKindHasASentenceOfItsOwn(t *testing.T) {
	t.Parallel()
	known := map[string]string{}
	at := law.Recorded{Actor: "p-aaaaaaaaaa", RecordedAt: time.Unix(0, 0)}
	check := func(e law.Event, ok bool) {
		require.True(t, ok)
		s := told(describer{}, e, at)
		require.NotContains(t, s, "Something of the kind", e.Kind())
		require.NotContains(t, s, "%!", e.Kind())
		if e.Kind() != (call.RungPassed{}).Kind() {
			require.NotContains(t, known, s, "%s and %s sound alike", e.Kind(), known[s])
		}
		known[s] = e.Kind()
	}
	for _, k := range call.Events.Kinds() {
		e, ok := call.Events.Zero(k)
		check(e, ok)
	}
	for _, k := range twinning.Events.Kinds() {
		e, ok := twinning.Events.Zero(k)
		check(e, ok)
	}
	for _, k := range law.EngineEvents.Kinds() {
		e, ok := law.EngineEvents.Zero(k)
		check(e, ok)
	}
	for _, k := range law.Fates.Kinds() {
		e, ok := law.Fates.Zero(k)
		check(e, ok)
	}
}

func TestWhatIsSealedIsDescribedWithoutItsContent(t *testing.T) {
	t.Parallel()
	at := law.Recorded{Actor: "p-aaaaaaaaaa"}
	for _, e := range []law.Event{
		twinning.TenderSubmitted{Number: 1, Tender: twinning.Tender{Title: "secret"}},
		twinning.ClarificationRequested{Fields: []string{"secret"}, Question: "is it secret?"},
		twinning.ClarificationGiven{Answer: "secret", Tender: twinning.Tender{Title: "secret"}},
		twinning.EligibilityDecided{Reason: "secret"},
		twinning.EligibilityDecided{Override: &twinning.Override{Reason: "secret"}, Reason: "secret"},
		twinning.EligibilityProposed{Reason: "secret"},
		twinning.TenderWithdrawn{Reason: "secret"},
		twinning.TenderRefused{Refusal: law.Refusal{With: []law.Param{law.Word("x", "x", "secret")}}},
		twinning.WithdrawalUndone{Reason: "secret"},
		twinning.EvidenceAdded{Title: "secret", Type: "secret", SHA256: "secret"},
		twinning.EvidenceWithdrawn{Reason: "secret"},
		law.CommandUnjudged{Code: "secret"},
		law.LetterSending{To: "secret"},
		law.CommandRefused{Refusal: law.Refusal{With: []law.Param{law.Word("x", "x", "secret")}}},
		law.CommandUnjudged{Code: "secret"},
		twinning.ComplaintLodged{Number: 1, Grounds: "facts", Text: "secret"},
		twinning.ComplaintReviewed{Number: 1, Finding: "facts", Reason: "secret"},
	} {
		require.NotContains(t, told(describer{sealed: true}, e, at), "secret", e.Kind())
		with, err := json.Marshal(describer{sealed: true}.event(e, at))
		require.NoError(t, err)
		require.NotContains(t, string(with), "secret", e.Kind())
	}
}

func TestNamesStandInThePlaceOfIDs(t *testing.T) {
	t.Parallel()
	tell, err := narrate.New("en", func(string) string { return "officer" }, "")
	require.NoError(t, err)
	s := tell.Reason(describer{}.event(law.CommandRefused{Name: "prepare-award", Refusal: law.Refusal{Rule: "roles", Code: "not-an-officer", With: []law.Param{law.Who("person", "p-aaaaaaaaaa"), law.Ref("call", "X")}}}, law.Recorded{Actor: "p-aaaaaaaaaa"}))
	require.Equal(t, "officer asked: prepare award. It was refused by the rule on roles: officer may not open X: the roles in its people file do not name them as an officer.", s)
}

func TestWhatFollowsAnAwardIsSaidInWords(t *testing.T) {
	t.Parallel()
	at := law.Recorded{Actor: "p-aaaaaaaaaa"}
	day := calendar.Date{Year: 2019, Month: time.September, Day: 30}
	for want, e := range map[string]law.Event{
		"Those who are on the reserve list were told: 2 tenders.":                                                                                   call.OutcomesAnnounced{Verdict: call.Reserve, Outcomes: make([]call.Step, 2)},
		"Every tender was told its outcome with the release. The decisions can be contested until 2019-09-30. Contracts are held until 2019-09-30.": call.OutcomesAnnounced{Last: true, ComplaintsUntil: day, StandstillUntil: day},
		"X was evaluated again, with 0 points: on the reserve list, at place 1 (above the threshold, and the budget can fund it).":                  call.ReevaluationNoted{Tender: "X", Verdict: call.Reserve, Place: 1, Why: law.Why("funded")},
		"p-aaaaaaaaaa upheld complaint 2, finding: facts, because: so it is.":                                                                       twinning.ComplaintReviewed{Number: 2, Upheld: true, Finding: "facts", Reason: "so it is"},
		"p-aaaaaaaaaa lodged complaint 2 about facts: it is another's":                                                                              twinning.ComplaintLodged{Number: 2, Grounds: "facts", Text: "it is another's"},
	} {
		require.Equal(t, want, told(describer{}, e, at))
	}
}

func TestADecisionAgainstTheRulesNamesThemAndBothPeople(t *testing.T) {
	t.Parallel()
	of := func(e law.Event) string { return told(describer{}, e, law.Recorded{Actor: "p-head"}) }
	require.Equal(t, "p-head proposed to find the tender eligible, against what was found for adopter abroad and exclusion, because: A border. It holds when another officer or the head signs it.",
		of(twinning.EligibilityProposed{Eligible: true, Reason: "A border.", Against: []string{"adopter-abroad", "exclusion"}}))
	require.Equal(t, "p-head signed what p-officer had proposed: the tender is ineligible, although it meets every rule of the call, because: No adoption.",
		of(twinning.EligibilityDecided{Reason: "No adoption.", Override: &twinning.Override{By: "p-officer", SignedBy: "p-head", Reason: "No adoption."}}))
}
