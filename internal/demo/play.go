package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
)

// abreast is how many lives are sent commands side by side.
const abreast = 8

// Play plays the script to its end and reports. The report is valid where the
// error is nil; whether all is as it must be is its own to say.
func (d *Demo) Play(ctx context.Context) (Report, error) {
	began := time.Now()
	defer d.bar.clear()
	if err := d.enter(ctx); err != nil {
		return Report{}, err
	}
	questions := 0
	for n, a := range d.script.acts {
		if err := d.until(ctx, a.at); err != nil {
			return Report{}, err
		}
		d.bar.act(n, a)
		if err := d.do(ctx, a); err != nil {
			return Report{}, fmt.Errorf("%s: %w", a.at.In(d.script.cal.Zone).Format("2006-01-02 15:04"), err)
		}
		for _, q := range a.asks {
			questions++
			if err := d.ask(ctx, questions, q); err != nil {
				return Report{}, err
			}
		}
	}
	if err := errors.Join(d.kept(ctx), d.leftDrafts(ctx)); err != nil {
		return Report{}, err
	}
	d.timings.Play = time.Since(began)
	if d.desk != nil {
		d.timings.SignIns, d.timings.SigningIn = len(d.desk.sessions), d.desk.took
		d.timings.Files = d.desk.files
	}
	d.bar.final("the ledger is verified, and the report is made from it")
	return d.report(ctx)
}

// enter records the people. Their ids follow from the seed.
func (d *Demo) enter(ctx context.Context) error {
	ids, err := d.people.Load(ctx, d.cast.command("people"), d.cast.id(officer), d.cast.people)
	if err != nil {
		return err
	}
	for alias, id := range ids {
		if id != d.cast.id(alias) {
			return fmt.Errorf("%s was given another id than the seed gives", alias)
		}
	}
	if d.options.DeskBinary != "" {
		if d.desk, err = openDesk(ctx, d.stack.Settings, d.people); err != nil {
			return err
		}
	}
	return d.quiet(ctx)
}

// do sends what an act asks for, waits until every life is quiet, and compares
// every answer with the one that must come.
func (d *Demo) do(ctx context.Context, a *act) error {
	for _, o := range a.drafts {
		if err := d.save(ctx, o); err != nil {
			return err
		}
	}
	side, abreasted := errgroup.WithContext(ctx)
	side.SetLimit(abreast)
	for _, lane := range a.lanes {
		side.Go(func() error {
			for _, o := range lane {
				if err := d.send(abreasted, o, -1); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := side.Wait(); err != nil {
		return err
	}
	for _, o := range a.then {
		if err := d.send(ctx, o, patience); err != nil {
			return err
		}
	}
	if err := d.quiet(ctx); err != nil {
		return err
	}
	if err := d.observer.read(ctx, d.ledger); err != nil {
		return err
	}
	for _, o := range a.orders() {
		if err := d.observer.heard(o); err != nil {
			return err
		}
	}
	return nil
}

// retries is how often a command is sent again that was not received: a busy
// machine may take longer than the tolerance from stamp to record.
const retries = 100

func (d *Demo) send(ctx context.Context, o order, wait time.Duration) error {
	r := door.Request{Stream: o.stream, Command: o.command, As: o.as, ID: o.id, Wait: wait, Begins: o.begins}
	if o.draft != "" {
		var err error
		if r.Command, err = d.sending(ctx, o); err != nil {
			return err
		}
	}
	if o.reads != nil {
		var err error
		if r.Command, err = d.reading(ctx, o); err != nil {
			return err
		}
	}
	if o.hidden && d.desk == nil { // the door asks nobody of what they may know
		return nil
	}
	for n := 0; ; n++ {
		answer, err := d.submit(ctx, r)
		switch {
		case o.hidden && errors.Is(err, errHidden):
			return nil
		case o.hidden && err == nil:
			return fmt.Errorf("%s was received, though %s may not know of %s", o.id, o.as, o.stream)
		case errors.Is(err, ledger.ErrStale) && n < retries:
			continue
		case err != nil:
			return fmt.Errorf("%s: %w", o.id, err)
		case wait > 0 && answer.Status == door.Pending:
			return fmt.Errorf("%s has no answer after %s", o.id, wait)
		}
		return nil
	}
}

// reading is a command with what follows from the lives as they stand.
func (d *Demo) reading(ctx context.Context, o order) (c law.Command, err error) {
	err = d.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		folder := state.NewFolder(d.ledger, 0)
		c = o.reads(func(stream string) law.State {
			is, no := folder.Fold(ctx, from, stream)
			err = errors.Join(err, no)
			return is.State
		}, from.Clock().Now())
		return err
	})
	return c, err
}

// submit sends a command over the desk's API, as somebody who has signed in there. Without a desk it goes through the door.
func (d *Demo) submit(ctx context.Context, r door.Request) (door.Receipt, error) {
	if d.desk == nil {
		return d.door.Submit(ctx, r)
	}
	return d.desk.submit(ctx, r)
}

// kept waits until the histories of the lives that are over are kept.
func (d *Demo) kept(ctx context.Context) error {
	for began := time.Now(); ; {
		over, err := d.unkept(ctx)
		if err != nil {
			return err
		}
		if over == "" {
			return errors.Join(d.quiet(ctx), d.observer.read(ctx, d.ledger))
		}
		if time.Since(began) > patience {
			return fmt.Errorf("for %s the history of %s has not been kept; %s/logs/worker.log may say why", patience, over, d.options.Data)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(10 * poll):
		}
	}
}

// unkept is a life that is over without its history, "" for none.
func (d *Demo) unkept(ctx context.Context) (string, error) {
	all, err := d.store.All(ctx, "")
	if err != nil {
		return "", err
	}
	for _, l := range all {
		if !l.Over {
			continue
		}
		kept, err := d.ledger.Read(ctx, ledger.Query{Stream: l.Stream, Kinds: []string{historyKept}})
		if err != nil {
			return "", err
		}
		if len(kept) == 0 {
			return l.Stream, nil
		}
	}
	return "", nil
}
