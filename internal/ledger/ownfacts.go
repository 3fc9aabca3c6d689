package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"twinning.example/engine/internal/ledger/format"
)

// ownFacts are what the ledger says of itself, as far as whoever may say so signed it.
type ownFacts struct {
	version  int64              // of ErasuresStream and of SettingsStream together
	erased   map[int64]int64    // position of the event bodies-erased.v1, by position of the erased body
	expired  map[string][]int64 // positions of the events bodies-expired.v1 that count, by life, in order
	lives    map[int64]string   // the same, by position
	settings []settingsAt       // by position
}

func noOwnFacts() *ownFacts {
	return &ownFacts{erased: map[int64]int64{}, expired: map[string][]int64{}, lives: map[int64]string{}}
}

// erasedBy is the position of the event that erased the body of an event; false where none did.
func (o *ownFacts) erasedBy(position int64, h Header) (by int64, erased bool) {
	if by, erased = o.erased[position]; erased || h.SealedBy == "" {
		return by, erased
	}
	for _, by := range o.expired[format.LifeOf(h.Stream)] {
		if position < by {
			return by, true
		}
	}
	return 0, false
}

type settingsAt struct {
	position int64
	format.Settings
}

// at is what the ledger was set to when it had this position.
func (o *ownFacts) at(position int64) (s format.Settings, ok bool) {
	for _, set := range o.settings {
		if set.position < position {
			s, ok = set.Settings, true
		}
	}
	return s, ok
}

// readOwn reads the two streams and believes only what was signed by who may say so. It may not use judge, which asks for what it gives.
func (t *trust) readOwn(ctx context.Context, db querier) (*ownFacts, error) {
	rows, err := db.Query(ctx, sqlErasuresAndSettings)
	if err != nil {
		return nil, fmt.Errorf("read erasures and settings: %w", err)
	}
	var events []Event
	defer rows.Close()
	out := noOwnFacts()
	for rows.Next() {
		out.version++
		e, err := scanEvent(rows)
		switch {
		case errors.Is(err, ErrCorrupt):
			continue // nobody signed what cannot be read: verify says where
		case err != nil:
			return nil, err
		}
		events = append(events, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read erasures and settings: %w", err)
	}
	proved, err := t.proveBatches(ctx, db, events)
	if err != nil {
		return nil, err
	}
	ended, err := t.retentionsEnded(ctx, db, events)
	if err != nil {
		return nil, err
	}
	for i := range events {
		e := &events[i]
		if proved.check(t.registry.Load(), out, e) != nil {
			continue
		}
		switch e.Kind {
		case format.BodiesErasedKind:
			var said format.BodiesErased
			if json.Unmarshal(e.Stored, &said) != nil {
				continue
			}
			for _, p := range said.Positions {
				if p < e.Position {
					out.erased[p] = e.Position
				}
			}
		case format.BodiesExpiredKind:
			if life, ok := ended[e.Position]; ok {
				out.expired[life], out.lives[e.Position] = append(out.expired[life], e.Position), life
			}
		case format.SettingsKind:
			set := settingsAt{position: e.Position}
			if json.Unmarshal(e.Stored, &set.Settings) == nil {
				out.settings = append(out.settings, set)
			}
		}
	}
	return out, nil
}

// retentionsEnded are the lives whose retention had ended before an event said that what is sealed in them is destroyed, by the position of
// that event. Whoever says so without the life's own event destroys nothing.
func (t *trust) retentionsEnded(ctx context.Context, db querier, events []Event) (map[int64]string, error) {
	said := map[int64]format.BodiesExpired{}
	var positions []int64
	for _, e := range events {
		var x format.BodiesExpired
		if e.Kind == format.BodiesExpiredKind && json.Unmarshal(e.Stored, &x) == nil && x.Ended < e.Position {
			said[e.Position] = x
			positions = append(positions, x.Ended)
		}
	}
	if len(positions) == 0 {
		return nil, nil
	}
	rows, err := db.Query(ctx, sqlAtPositions, int64(0), int64(math.MaxInt64), positions, len(positions))
	if err != nil {
		return nil, fmt.Errorf("read which retentions have ended: %w", err)
	}
	ends, err := collect(rows)
	if errors.Is(err, ErrCorrupt) {
		return nil, nil // what cannot be read has ended nothing: verify says where
	}
	if err != nil {
		return nil, fmt.Errorf("read which retentions have ended: %w", err)
	}
	proved, err := t.proveBatches(ctx, db, ends)
	if err != nil {
		return nil, err
	}
	lives := map[int64]string{}
	for i := range ends {
		if e := &ends[i]; e.Kind == format.RetentionEnded && proved.check(t.registry.Load(), noOwnFacts(), e) == nil {
			lives[e.Position] = e.Stream
		}
	}
	counts := map[int64]string{}
	for at, x := range said {
		if lives[x.Ended] == x.Life && x.Life != "" {
			counts[at] = x.Life
		}
	}
	return counts, nil
}
