package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// inspects tells whether somebody may see every report of a call, at any time.
func inspects(c call.Call, reader string) bool { return reader != "" && c.SeesScores(reader) == nil }

// inspect refuses whoever may not see every report of a call.
func (a *app) inspect(ctx context.Context, c call.Call, what, as string) (reader string, err error) {
	if as == "" {
		return "", &failure{code: exitUsage, what: "nobody is said to read", next: "say who with --as PERSON: " + what + " is for officers, the head and auditors of the call"}
	}
	if reader, err = a.reader(ctx, as); err != nil {
		return "", err
	}
	if !c.Has(reader, law.Officer, law.Head, law.Auditor) && !inspects(c, reader) {
		return "", &failure{code: exitRefused, what: fmt.Sprintf("refused: %s of %s is for its officers, its head and its auditors, and %s is none of them", what, c.Reference, a.names(ctx).of(reader))}
	}
	return reader, nil
}

// readable tells whose reports somebody may see, and for "" whether they may
// see those of all. Until a tender is evaluated, an evaluator sees their own
// alone, so that nobody's judgement leans on another's; those who are to agree
// on one report see each other's. Staff and auditors see all.
func readable(t twinning.Twinning, c call.Call, reader string) func(evaluator string) bool {
	all := inspects(c, reader)
	switch t.Stage {
	case twinning.Submitted, twinning.Clarification, twinning.Eligible, twinning.Arbitration:
	case twinning.Consenting:
		all = all || !t.Conflicted(reader) && slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == reader })
	default:
		all = true
	}
	return func(evaluator string) bool { return all || evaluator != "" && evaluator == reader }
}

// withhold leaves out of a tender what its reader may not see yet, and tells
// whether anything was left out.
func withhold(t twinning.Twinning, c call.Call, reader string, may func(evaluator string) bool) (twinning.Twinning, bool) {
	if may("") {
		return t, false
	}
	unread := func(v twinning.Review) bool { return !may(v.Evaluator) }
	kept := slices.DeleteFunc(slices.Clone(t.Reviews), unread)
	left := len(kept) < len(t.Reviews) || t.Consensus != nil
	t.Reviews, t.Consensus = kept, nil
	if len(t.Rounds) == 0 {
		return t, left
	}
	t.Rounds = slices.Clone(t.Rounds)
	judges := c.Has(reader, law.Evaluator) // whoever judges again does not know what came of the first time
	for i, r := range t.Rounds {
		r.Reviews = slices.DeleteFunc(slices.Clone(r.Reviews), unread)
		if judges {
			r = twinning.Round{Stage: r.Stage, Reviews: r.Reviews, Why: r.Why}
		}
		t.Rounds[i] = r
	}
	if judges {
		t.Outcome = nil
	}
	return t, true
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
