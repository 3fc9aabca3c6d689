package explain

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// errErased says that facts of a decision were erased.
var errErased = errors.New("a body that it rests on was erased")

// A factsAt is the facts that a decision had: the lives that its law needs, as they
// stood before a ledger position. It looks nothing up before it is asked.
type factsAt struct {
	x      *Explainer
	before int64
	needs  []string // streams, or prefixes that end in *
}

// factsAt reads what a law needs, as Folder.Facts does, at a position of long ago.
// It gives facts with errErased too, for whoever only shows them.
func (x *Explainer) factsAt(ctx context.Context, needs []string, before int64) (factsAt, error) {
	p := factsAt{x: x, before: before, needs: needs}
	for _, need := range needs {
		names := []string{need}
		prefix, many := strings.CutSuffix(need, "*")
		if many {
			var err error
			if names, err = x.under(ctx, prefix); err != nil {
				return factsAt{}, err
			}
		} else if _, err := x.timeline(ctx, need); err != nil {
			return factsAt{}, err
		}
		first, known := x.erased[need]
		if !known {
			first = math.MaxInt64
			for _, s := range names {
				if l := x.timelines[s]; l.blind < len(l.events) {
					first = min(first, l.events[l.blind].Position)
				}
			}
			x.erased[need] = first
		}
		if first < before {
			return p, errErased
		}
	}
	return p, nil
}

// State and Streams make it the facts of the law.
func (p factsAt) State(stream string) law.State {
	l := p.x.timelines[stream]
	if l == nil || !slices.ContainsFunc(p.needs, func(need string) bool { return covers(need, stream) }) {
		return nil
	}
	if n := l.count(p.before); n > 0 {
		return l.states[n]
	}
	return nil
}

func covers(need, stream string) bool {
	prefix, many := strings.CutSuffix(need, "*")
	return need == stream || many && strings.HasPrefix(stream, prefix)
}

func (p factsAt) Streams(prefix string) []string {
	var out []string
	for _, need := range p.needs {
		names := []string{need}
		if of, many := strings.CutSuffix(need, "*"); many {
			names = p.x.prefixes[of]
		}
		for _, s := range names {
			if strings.HasPrefix(s, prefix) && p.State(s) != nil {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
