package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// inspect refuses whoever may not see every report of a call.
func (a *app) inspect(ctx context.Context, c call.Call, what, as string) (reader string, err error) {
	if as == "" {
		return "", &failure{code: exitUsage, what: "nobody is said to read", next: "say who with --as PERSON: " + what + " is for officers, the head and auditors of the call"}
	}
	if reader, err = a.reader(ctx, as); err != nil {
		return "", err
	}
	if !access.OfCall(access.As(reader), c).Full() {
		return "", &failure{code: exitRefused, what: fmt.Sprintf("refused: %s of %s is for its officers, its head and its auditors, and %s is none of them", what, c.Reference, a.names(ctx).of(reader))}
	}
	return reader, nil
}

// A doubt is a report that does not count, and why.
type doubt struct {
	Tender    string `json:"tender"`
	Evaluator string `json:"evaluator"`
	Since     string `json:"since,omitempty"` // when the conflict came to light, UTC
	Decided   bool   `json:"decided"`         // its score counted in the award
	Sentence  string `json:"sentence"`
}

// doubts are the reports on a tender that do not count. A score that had counted
// when the award was decided is told as well: what follows from it is for the
// head to say.
func doubts(t twinning.Twinning, zone *time.Location) []doubt {
	list := []doubt{}
	for _, tie := range t.Conflicts {
		reported := slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == tie.Evaluator })
		if !reported {
			continue
		}
		d := doubt{Tender: t.Reference, Evaluator: tie.Evaluator, Decided: slices.Contains(t.InDoubt(), tie.Evaluator)}
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

// doubted says doubts in lines, for people.
func doubted(list []doubt, n names) string {
	lines := make([]string, len(list))
	for i, d := range list {
		lines[i] = n.in(d.Sentence)
	}
	return strings.Join(lines, "\n")
}
