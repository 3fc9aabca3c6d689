package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
)

// Where dispatcher and relay keep their places.
const (
	dispatcherPlace = "dispatcher"
	relayPlace      = "relay"
)

const (
	poll     = 3 * time.Millisecond
	patience = 90 * time.Second // until it is said what is not quiet
)

// until moves the clock from moment to moment of any life, holds it at each
// until every life is quiet, and stops at an instant of the script.
func (d *Demo) until(ctx context.Context, at time.Time) error {
	for {
		next, ok, err := d.store.Next(ctx)
		if err != nil {
			return err
		}
		if !ok || !next.Before(at) {
			return d.set(ctx, at)
		}
		d.bar.moment(next)
		// A clock that stands still at a moment has not passed it.
		if err := d.set(ctx, next.Add(time.Microsecond)); err != nil {
			return err
		}
		if err := d.quiet(ctx); err != nil {
			return err
		}
	}
}

func (d *Demo) set(ctx context.Context, at time.Time) error {
	clock, err := d.ledger.Clock(ctx)
	if err != nil {
		return fmt.Errorf("read the programme clock: %w", err)
	}
	if d.stops++; !at.After(clock.Now()) {
		return nil
	}
	return d.ledger.SetClock(ctx, at, 0, false)
}

// quiet waits until nothing moves any more: everything received is judged and
// relayed, no life has a moment to look at, no letter waits.
func (d *Demo) quiet(ctx context.Context) error {
	for began := time.Now(); ; {
		moving, err := d.moving(ctx)
		if err != nil {
			return err
		}
		if len(moving) == 0 {
			return nil
		}
		if time.Since(began) > patience {
			return fmt.Errorf("for %s the lives have not come to rest: %s; %s/logs/worker.log may say why", patience, strings.Join(moving, "; "), d.options.Data)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(poll):
		}
	}
}

// moving lists what is not quiet. The followers' places are read first and the
// size of the ledger last: where they are equal, nothing was appended meanwhile.
func (d *Demo) moving(ctx context.Context) ([]string, error) {
	var moving []string
	places := map[string]int64{dispatcherPlace: 0, relayPlace: 0}
	for name := range places {
		place, err := d.store.Place(ctx, name)
		if err != nil {
			return nil, err
		}
		places[name] = place
	}
	clock, err := d.ledger.Clock(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the programme clock: %w", err)
	}
	all, err := d.store.All(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.NextAt != nil && l.NextAt.Before(clock.Now()) {
			moving = append(moving, fmt.Sprintf("%s has not looked at its moment of %s", l.Stream, calendar.Instant(*l.NextAt)))
		}
		if l.Letters > 0 {
			moving = append(moving, fmt.Sprintf("%s has %d letters to send", l.Stream, l.Letters))
		}
	}
	size, err := d.ledger.Size(ctx)
	if err != nil {
		return nil, err
	}
	for name, place := range places {
		if place < size {
			moving = append(moving, fmt.Sprintf("the %s is at %d of %d", name, place, size))
		}
	}
	return moving, nil
}
