package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"twinning.example/engine/internal/ledger/format"
)

// ownFacts are what the ledger says of itself, as far as an operator signed it.
type ownFacts struct {
	version  int64           // of ErasuresStream and of SettingsStream together
	erased   map[int64]int64 // position of the event bodies-erased.v1, by position of the erased body
	settings []settingsAt    // by position
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

// readOwn reads the two streams and believes only what an operator signed. It may not use judge, which asks for what it gives.
func (t *trust) readOwn(ctx context.Context, db querier) (*ownFacts, error) {
	rows, err := db.Query(ctx, sqlErasuresAndSettings)
	if err != nil {
		return nil, fmt.Errorf("read erasures and settings: %w", err)
	}
	var events []Event
	defer rows.Close()
	out := &ownFacts{erased: map[int64]int64{}}
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
		case format.SettingsKind:
			set := settingsAt{position: e.Position}
			if json.Unmarshal(e.Stored, &set.Settings) == nil {
				out.settings = append(out.settings, set)
			}
		}
	}
	return out, nil
}
