package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"unicode/utf8"

	"twinning.example/engine/internal/ledger/format"
)

// ownFacts are what the ledger says of itself, as far as whoever may say so signed it.
type ownFacts struct {
	version  int64              // of ErasuresStream and of SettingsStream together
	keys     int64              // the version of KeysStream that they were judged by
	erased   map[int64][]int64  // positions of the events bodies-erased.v1, by position of the erased body, in order
	expired  map[string][]int64 // positions of the events bodies-expired.v1 that count, by life, in order
	lives    map[int64]string   // the same, by position
	void     map[int64]string   // why an event bodies-expired.v1 does not count, by its position
	claimed  map[string][]int64 // the same positions, by the life that each names, in order
	settings []settingsAt       // by position
}

func noOwnFacts() *ownFacts {
	return &ownFacts{
		erased: map[int64][]int64{}, expired: map[string][]int64{}, lives: map[int64]string{}, void: map[int64]string{}, claimed: map[string][]int64{},
	}
}

// are says whether these are what the ledger says of itself when its own streams are so far. A key that is revoked takes back what it said.
func (o *ownFacts) are(own *ownVersions) bool { return o.version == own.others && o.keys == own.keys }

// erasers are the positions of the events that count and say that the body of an event is erased; none where it is not. There may be several:
// one that was recorded and not done, and another that came before it was.
func (o *ownFacts) erasers(position int64, h Header) []int64 {
	by := o.erased[position]
	if h.SealedBy == "" {
		return by
	}
	return append(by[:len(by):len(by)], after(o.expired, position, h)...)
}

// pretended says of a body that is gone which event says that it is destroyed and does not count, and why; "" where there is none.
func (o *ownFacts) pretended(position int64, h Header) string {
	for _, at := range after(o.claimed, position, h) {
		return fmt.Sprintf("; position %d says so, and does not count: %s", at, o.void[at])
	}
	return ""
}

// after are those of the positions, by life, that come after a position in one of the streams of that life.
func after(positions map[string][]int64, position int64, h Header) (list []int64) {
	life := format.LifeOf(h.Stream)
	all := positions[life]
	if len(all) == 0 || !slices.Contains(format.StreamsOf(life), h.Stream) {
		return nil
	}
	for i, at := range all {
		if position < at {
			return all[i:]
		}
	}
	return nil
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
	registry := t.registry.Load()
	out := noOwnFacts()
	out.keys = registry.Version
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
		untrusted := proved.check(registry, out, e)
		if e.Stream == ErasuresStream && e.Kind == format.BodiesExpiredKind {
			out.expires(e.Position, ended[e.Position], untrusted)
			continue
		}
		if untrusted != nil {
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
					out.erased[p] = append(out.erased[p], e.Position)
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

// An expiry is what an event bodies-expired.v1 says.
type expiry struct {
	life  string // "": it cannot be read
	ended int64
	why   string // it does not count; "": it does
}

// expires takes up what the event bodies-expired.v1 at a position says.
func (o *ownFacts) expires(position int64, said expiry, untrusted error) {
	why := said.why
	if untrusted != nil {
		why = untrusted.Error()
	}
	if why != "" {
		o.void[position] = why
		o.claimed[said.life] = append(o.claimed[said.life], position)
		return
	}
	o.expired[said.life], o.lives[position] = append(o.expired[said.life], position), said.life
}

// notText finds, in JSON, what PostgreSQL does not take as text: NUL, and halves of characters.
var notText = regexp.MustCompile(`\\u(0000|[dD][89a-fA-F])`)

// readExpiry reads the body of an event bodies-expired.v1 as ledger.expired_life does: names of fields are exact, a number is one that was
// written without a fraction or an exponent.
func readExpiry(body []byte) expiry {
	var fields map[string]json.RawMessage
	var said format.BodiesExpired
	is := func(name string, first byte, into any) bool {
		value := fields[name]
		return len(value) > 0 && (first == 0 || value[0] == first) && json.Unmarshal(value, into) == nil
	}
	if !utf8.Valid(body) || notText.Match(body) || json.Unmarshal(body, &fields) != nil || !is("life", '"', &said.Life) || said.Life == "" {
		return expiry{why: "it cannot be read"}
	}
	switch {
	case !is("ended", 0, &said.Ended) || string(fields["ended"]) == "null":
		return expiry{life: said.Life, why: "it cannot be read"}
	case !is("subjects", '[', &said.Subjects) || !slices.Equal(said.Subjects, []string{said.Life}):
		return expiry{life: said.Life, why: "it concerns others than " + said.Life}
	}
	return expiry{life: said.Life, ended: said.Ended}
}

// retentionsEnded are what the events bodies-expired.v1 among these say, by position. It counts where the retention of the life that one
// names had ended before: whoever says so without the life's own event destroys nothing.
func (t *trust) retentionsEnded(ctx context.Context, db querier, events []Event) (map[int64]expiry, error) {
	said := map[int64]expiry{}
	var positions []int64
	for _, e := range events {
		if e.Stream != ErasuresStream || e.Kind != format.BodiesExpiredKind {
			continue
		}
		x := readExpiry(e.Stored)
		if said[e.Position] = x; x.why == "" && x.ended < e.Position {
			positions = append(positions, x.ended)
		}
	}
	if len(said) == 0 {
		return nil, nil
	}
	ends, err := t.ends(ctx, db, positions)
	if err != nil {
		return nil, fmt.Errorf("read which retentions have ended: %w", err)
	}
	for at, x := range said {
		switch end, ended := ends[x.ended]; {
		case x.why != "":
			continue
		case x.ended >= at || !ended || end.life != x.life:
			x.why = fmt.Sprintf("position %d is no end of the retention of %s", x.ended, x.life)
		case end.untrusted != nil:
			x.why = fmt.Sprintf("position %d, which ended the retention of %s: %v", x.ended, x.life, end.untrusted)
		}
		said[at] = x
	}
	return said, nil
}

// A lifeEnd is an event that says that the retention of a life has ended.
type lifeEnd struct {
	life      string
	untrusted error
}

// ends are those of the events at these positions that say that a retention has ended.
func (t *trust) ends(ctx context.Context, db querier, positions []int64) (map[int64]lifeEnd, error) {
	rows, err := db.Query(ctx, sqlAtPositions, int64(0), int64(math.MaxInt64), positions, len(positions))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var events []Event
	for rows.Next() {
		e, err := scanEvent(rows)
		switch {
		case errors.Is(err, ErrCorrupt):
			continue // it has ended nothing, and verify says where it is; the others stand
		case err != nil:
			return nil, err
		case e.Kind == format.RetentionEnded:
			events = append(events, e)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	proved, err := t.proveBatches(ctx, db, events)
	if err != nil {
		return nil, err
	}
	ends := make(map[int64]lifeEnd, len(events))
	for i := range events {
		e := &events[i]
		ends[e.Position] = lifeEnd{e.Stream, proved.check(t.registry.Load(), noOwnFacts(), e)}
	}
	return ends, nil
}
