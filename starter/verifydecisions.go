package main

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
)

// recounted are the decisions that the law was asked for once more, over the facts that each rested on.
type recounted struct {
	Same   int `json:"same"`
	Blind  int `json:"not_recomputed"` // something before them was erased
	byKind map[string]int
}

// recountDecisions computes every decision of every life once more, of whatever kind, and gives what does not come out the same.
func recountDecisions(ctx context.Context, l *ledger.Ledger) (recounted, []finding, error) {
	r, different := recounted{byKind: map[string]int{}}, []finding{}
	err := l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		streams, err := from.Streams(ctx, "")
		if err != nil {
			return err
		}
		explainer := explain.NewExplainer(l, from, explain.Reader{Viewer: access.Operator})
		for _, s := range streams {
			kind, is := lives.Of(s)
			if !is {
				continue
			}
			all, err := explainer.Recount(ctx, s)
			if err != nil {
				return err
			}
			for _, d := range all {
				switch {
				case d.Blind:
					r.Blind++
				case d.Difference != "":
					different = append(different, finding{d.Position, fmt.Sprintf("the decision %s of %s does not come out the same: %s", d.Kind, s, d.Difference)})
				default:
					r.Same++
					r.byKind[kind.Noun]++
				}
			}
		}
		return nil
	})
	return r, different, err
}

// decisionsText says how many decisions of which kinds of life came out the same.
func decisionsText(r *recounted) any {
	if r == nil {
		return ""
	}
	text := phrased("%d computed once more by the law, the same", r.Same)
	if r.Blind > 0 {
		text = phrased("%s, %d could not be: something before them was erased", text, r.Blind)
	}
	for _, k := range lives.All() {
		if n := r.byKind[k.Noun]; n > 0 {
			text = phrased("%s; %s: %d", text, coded(k.Plural()), n)
		}
	}
	return text
}
