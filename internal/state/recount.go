package state

import (
	"context"
	"errors"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// A Recount folds every stream again, each once, and gives the hash of its state
// wherever an answer stands: what Verify compares with what stood there. It is
// for one verification, by one goroutine.
type Recount struct {
	Compared int64 // answers whose state was computed again
	Blind    int64 // answers whose state could not be: a body before them was erased or cannot be opened, or another fold computed it

	ctx    context.Context
	ledger *ledger.Ledger
	known  map[string]*recounted
}

// recounted are the hashes of one stream by version, up to where it can be read.
type recounted struct {
	hashes map[int64][32]byte
	blind  int64 // the first version that cannot be compared; 0 for none
}

// NewRecount reads from a ledger.
func NewRecount(ctx context.Context, l *ledger.Ledger) *Recount {
	return &Recount{ctx: ctx, ledger: l, known: map[string]*recounted{}}
}

// StateHash is the hash of the state of a stream at a version; false where it
// cannot be compared. A version that does not fold at all has the zero hash.
func (r *Recount) StateHash(stream string, version int64, fold int) ([32]byte, bool, error) {
	zero, err := Zero(stream)
	if err != nil || zero.Law.Fold() != fold {
		r.Blind++
		return [32]byte{}, false, nil
	}
	is, ok := r.known[stream]
	if !ok {
		if is, err = r.fold(zero, stream); err != nil {
			return [32]byte{}, false, err
		}
		r.known[stream] = is
	}
	if is.blind > 0 && version >= is.blind {
		r.Blind++
		return [32]byte{}, false, nil
	}
	r.Compared++
	return is.hashes[version], true, nil
}

func (r *Recount) fold(is Folded, stream string) (*recounted, error) {
	out := &recounted{hashes: map[int64][32]byte{}}
	events, err := r.ledger.Read(r.ctx, ledger.Query{Stream: stream})
	if errors.Is(err, ledger.ErrCorrupt) {
		out.blind = 1 // one of its headers cannot be read, which is found where it stands
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("fold %s again: %w", stream, err)
	}
	bodies, bulk := r.ledger.OpenBodies(r.ctx, events)
	for i, e := range events {
		var body []byte
		if bulk == nil {
			body = bodies[i]
		} else if body, err = r.ledger.Body(r.ctx, e); errors.Is(err, ledger.ErrNoKey) || errors.Is(err, ledger.ErrRemoved) {
			out.blind = e.Version
			return out, nil
		} else if err != nil && r.ctx.Err() != nil {
			return nil, fmt.Errorf("fold %s again: %w", stream, err)
		}
		if e.Removed || body == nil && e.Sealed() {
			out.blind = e.Version
			return out, nil
		}
		if is, err = Safely(is, e, body); err != nil {
			return out, nil // from here on it does not fold: no hash is right
		}
		if e.Command == "" || i+1 < len(events) && events[i+1].Command == e.Command {
			continue
		}
		if out.hashes[e.Version], err = law.Hash(is.State); err != nil {
			return nil, fmt.Errorf("fold %s again: %w", stream, err)
		}
	}
	return out, nil
}

// Safely is Step over bytes that somebody may have changed.
func Safely(is Folded, e ledger.Event, body []byte) (next Folded, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s version %d cannot be folded: %v", e.Stream, e.Version, p)
		}
	}()
	return Step(is, e, body)
}
