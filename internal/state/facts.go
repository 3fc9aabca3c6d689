package state

import (
	"context"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
)

// Facts are the states of the streams that a law asked for, read in one snapshot.
type Facts struct {
	states map[string]law.State
	order  []string
}

// Only are facts of one life alone; of none where its state is nil.
func Only(stream string, is law.State) Facts {
	if is == nil {
		return Facts{}
	}
	return Facts{states: map[string]law.State{stream: is}, order: []string{stream}}
}

// Beside are facts of a life and of the life that steers it; home is the state of that one.
func Beside(stream string, is, home law.State) Facts {
	f := Only(stream, is)
	if of := lives.Home(stream); of != stream && home != nil && is != nil {
		f.states[of] = home
		f.order = append(f.order, of)
		slices.Sort(f.order)
	}
	return f
}

// State returns a stream's state, or nil.
func (f Facts) State(stream string) law.State { return f.states[stream] }

// Streams lists the streams read under a prefix.
func (f Facts) Streams(prefix string) []string {
	var out []string
	for _, s := range f.order {
		if strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}

// Facts reads what a law needs: streams, or prefixes that end in *.
func (f *Folder) Facts(ctx context.Context, from Source, needs []string) (Facts, error) {
	facts := Facts{states: map[string]law.State{}}
	for _, need := range needs {
		if prefix, ok := strings.CutSuffix(need, "*"); ok {
			all, err := f.FoldAll(ctx, from, prefix)
			if err != nil {
				return Facts{}, err
			}
			for s, is := range all {
				facts.states[s] = is.State
			}
			continue
		}
		is, err := f.Fold(ctx, from, need)
		if err != nil {
			return Facts{}, err
		}
		if is.Version > 0 {
			facts.states[need] = is.State
		}
	}
	for s := range facts.states {
		facts.order = append(facts.order, s)
	}
	slices.Sort(facts.order)
	return facts, nil
}
