package explain

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestAnEvaluationIsToldInSentences(t *testing.T) {
	t.Parallel()
	n := decimal.RequireFromString
	counted := []string{"ada", "ben"}
	reader := func(id string) bool { return id != "ada" } // Ada reads, while reports are awaited
	for _, row := range []struct {
		event      law.Event
		all, early string // to whoever may read it all, and to Ada
	}{
		{twinning.EvaluationRecorded{Evaluator: "ada", Total: n("80")}, "ada recorded an evaluation report: 80 of 100 points.", "ada recorded an evaluation report: 80 of 100 points."},
		{twinning.EvaluationRecorded{Evaluator: "ben", Total: n("80")}, "ben recorded an evaluation report: 80 of 100 points.", "ben recorded an evaluation report."},
		{
			twinning.ArbitrationOpened{Higher: n("80"), Lower: n("55"), Difference: n("25"), Allowed: n("24")},
			"The scores are further apart than the rule book allows: 80 and 55 differ by 25, and 24 is allowed. One more evaluator is asked.",
			"The scores are further apart than the rule book allows: one more evaluator is asked.",
		},
		{twinning.ConsensusAwaited{Counted: counted}, "Every report is in: ada and ben are to agree on one.", "Every report is in: ada and ben are to agree on one."},
		{twinning.ConsensusProposed{Number: 2, Total: n("70")}, "ada proposed a consensus: 70 of 100 points (proposal 2).", "ada proposed a consensus."},
		{twinning.ConsensusAgreed{Evaluator: "ben"}, "ben agreed to the consensus.", "ben agreed to the consensus."},
		{twinning.TenderEvaluated{Score: n("75"), Counted: counted}, "The tender is evaluated: 75 of 100 points, the mean of 2 reports.", "The tender is evaluated."},
		{twinning.TenderEvaluated{Score: n("75"), Counted: counted, Method: call.Median}, "The tender is evaluated: 75 of 100 points, the median of 2 reports.", "The tender is evaluated."},
		{
			twinning.TenderEvaluated{Score: n("75"), Counted: counted, Method: call.ByArbitration, Discounted: []string{"cleo"}, Round: 2},
			"The tender is evaluated again: 75 of 100 points, after arbitration the mean of 2 reports. What cleo reported does not count, by a conflict.",
			"The tender is evaluated again. What cleo reported does not count, by a conflict.",
		},
		{twinning.TenderEvaluated{Score: n("75"), Counted: counted, Method: call.ByConsensus}, "The tender is evaluated: 75 of 100 points, the consensus of 2 evaluators.", "The tender is evaluated."},
		{twinning.ReevaluationOrdered{Reason: "a conflict."}, "ada ordered that the tender be evaluated again, because: a conflict. The first result stays.", "ada ordered that the tender be evaluated again, because: a conflict. The first result stays."},
		{twinning.ConflictDeclared{Evaluator: "ben", Why: "x", By: "ada"}, "ada recorded a conflict of ben with this tender, because: x. No score of theirs counts.", "ada recorded a conflict of ben with this tender, because: x. No score of theirs counts."},
		{call.EvaluatorsBriefed{Evaluators: counted, Material: "the guide"}, "ada briefed ada and ben with: the guide", "ada briefed ada and ben with: the guide"},
		{
			call.ImpartialityDeclared{Evaluator: "ada", Former: []call.FormerTie{{Organisation: "Beta", Until: calendar.Date{Year: 2018, Month: 5, Day: 31}}}},
			"ada declared impartiality and confidentiality, and to have belonged to Beta until 2018-05-31.", "ada declared impartiality and confidentiality, and to have belonged to Beta until 2018-05-31.",
		},
		{
			call.AssignmentsDrawn{Seed: "7Q", Assignments: []call.Drawn{{Tender: "X-1", Evaluators: counted}}},
			"ada had evaluators drawn for 1 tender, by lot from the seed 7Q: X-1 to ada and ben.", "ada had evaluators drawn for 1 tender, by lot from the seed 7Q: X-1 to ada and ben.",
		},
		{call.PanelDecided{Present: counted, Minutes: "abc"}, "ada recorded what the panel decided (ada and ben present, minutes abc): every score stays as it was.", "ada recorded what the panel decided (ada and ben present, minutes abc): every score stays as it was."},
		{
			call.PanelDecided{Present: counted, Minutes: "abc", Scores: []call.PanelScore{{Tender: "X-1", Was: n("70"), Score: n("75"), Why: "so", Absent: []string{"ben"}}}},
			"ada recorded what the panel decided (ada and ben present, minutes abc): X-1 from 70 to 75, because: so, without ben.",
			"ada recorded what the panel decided (ada and ben present, minutes abc): X-1 from 70 to 75, because: so, without ben.",
		},
	} {
		at := law.Recorded{Actor: "ada"}
		require.Equal(t, row.all, told(describer{}, row.event, at))
		require.Equal(t, row.early, told(describer{unread: reader}, row.event, at))
	}
}
