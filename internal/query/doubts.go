package query

import (
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A Doubt is a report that does not count, and why.
type Doubt struct {
	Tender    string `json:"tender"`
	Evaluator string `json:"evaluator"`
	Since     string `json:"since,omitempty"` // when the conflict came to light, UTC
	Decided   bool   `json:"decided"`         // its score counted in the award
	Sentence  string `json:"sentence"`
}

// doubts are the reports on a tender that do not count. A score that had counted
// when the award was decided is told as well: what follows from it is for the
// head to say.
func doubts(tell *narrate.Narrator, t twinning.Twinning, zone *time.Location) []Doubt {
	list := []Doubt{}
	for _, tie := range t.Conflicts {
		reported := slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == tie.Evaluator })
		if !reported {
			continue
		}
		d := Doubt{Tender: t.Reference, Evaluator: tie.Evaluator, Decided: slices.Contains(t.InDoubt(), tie.Evaluator)}
		since, why := law.At("since", tie.At.Truncate(time.Minute), zone.String()), narrate.Verbatim("why", string(tie.Why))
		if tie.At.IsZero() {
			since.Value = ""
		} else {
			d.Since = tie.At.UTC().Format(time.RFC3339Nano)
		}
		with := []law.Param{law.Who("evaluator", tie.Evaluator), since, why}
		if d.Sentence = tell.Reason(law.Why("report-does-not-count", with...)); d.Decided {
			again := "yes"
			if t.Stage != twinning.Reserve && t.Stage != twinning.Rejected {
				again = "no"
			}
			d.Sentence = tell.Reason(law.Why("counted-score-in-conflict", append(with, law.Word("again", "answer", again))...))
		}
		list = append(list, d)
	}
	return list
}
