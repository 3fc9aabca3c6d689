package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
)

// Explained is every decision of the ledger computed once more by the law.
type Explained struct {
	Decisions int           `json:"decisions"`
	Kinds     int           `json:"kinds"`
	Different []string      `json:"different"` // from what is recorded, byte by byte
	Took      time.Duration `json:"-"`
}

// explain derives every decision of every life.
func (d *Demo) explain(ctx context.Context) (Explained, error) {
	x := Explained{Different: []string{}}
	began, kinds := time.Now(), map[string]bool{}
	err := d.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		streams, err := from.Streams(ctx, "")
		if err != nil {
			return err
		}
		explainer := explain.NewExplainer(d.ledger, from, explain.Reader{Viewer: access.Operator})
		for _, s := range streams {
			if !lives.Is(s) {
				continue
			}
			all, err := explainer.Stream(ctx, s)
			var hidden *explain.Hidden
			if errors.As(err, &hidden) { // messages between two people are nobody else's to read
				if err := x.recount(ctx, explainer, s, kinds); err != nil {
					return err
				}
				continue
			}
			if err != nil {
				return err
			}
			for _, of := range all {
				x.Decisions++
				kinds[of.Kind] = true
				if !of.Recomputed.Same {
					x.Different = append(x.Different, fmt.Sprintf("position %d, %s: %s%s", of.Position, of.Kind, of.Recomputed.Difference.Text, of.Recomputed.Blind.Text))
				}
			}
		}
		return nil
	})
	x.Kinds, x.Took = len(kinds), time.Since(began)
	return x, err
}

// recount computes the decisions of a life that nobody else may read.
func (x *Explained) recount(ctx context.Context, explainer *explain.Explainer, stream string, kinds map[string]bool) error {
	all, err := explainer.Recount(ctx, stream)
	if err != nil {
		return err
	}
	for _, r := range all {
		x.Decisions++
		kinds[r.Kind] = true
		if r.Difference != "" || r.Blind {
			x.Different = append(x.Different, fmt.Sprintf("position %d, %s: %s", r.Position, r.Kind, r.Difference))
		}
	}
	return nil
}
