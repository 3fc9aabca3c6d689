package query

import (
	"fmt"
	"slices"
	"time"

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
func doubts(t twinning.Twinning, zone *time.Location) []Doubt {
	list := []Doubt{}
	for _, tie := range t.Conflicts {
		reported := slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == tie.Evaluator })
		if !reported {
			continue
		}
		d := Doubt{Tender: t.Reference, Evaluator: tie.Evaluator, Decided: slices.Contains(t.InDoubt(), tie.Evaluator)}
		since := ""
		if !tie.At.IsZero() {
			d.Since, since = tie.At.UTC().Format(time.RFC3339Nano), " since "+tie.At.In(zone).Format("2006-01-02 15:04")
		}
		d.Sentence = fmt.Sprintf("the report of %s does not count: they are in conflict%s%s", tie.Evaluator, since, because(string(tie.Why)))
		if d.Decided {
			d.Sentence = fmt.Sprintf("the score of %s that counted in the award comes from an evaluator in conflict%s%s", tie.Evaluator, since, because(string(tie.Why)))
			switch t.Stage {
			case twinning.Reserve, twinning.Rejected:
				d.Sentence += "; the head may order a re-evaluation"
			default:
				d.Sentence += "; what is awarded stays awarded"
			}
		}
		list = append(list, d)
	}
	return list
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ", because: " + why
}
