// Package demo plays the call of DigitalHealthEurope of 2019 from its
// publication to the closure of its last twinning, on a real Temporal server
// and a real PostgreSQL, in minutes: 45 tenders, the six that are known by name
// and others drawn from a seed, with everything that goes wrong in such a year.
//
// A demo is a script of dates and actions (script.go). The programme clock
// stands still; it is moved to the next date of the script or the next moment
// of any life, whichever comes first, and held until every life is quiet
// (clock.go). So one seed gives the same events in each stream.
//
// It ends with a report that it makes from the ledger, and compares with what
// the script had to lead to (expect.go).
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// Options say what is played and where. The zero value is seed 0 in
// .local/demo, said to nobody.
type Options struct {
	Seed  uint64
	Alone bool      // the call alone, without what goes on before and around it
	Data  string    // the folder, which is wiped first; "": .local/demo
	Talk  io.Writer // the bar, and what the stack says; nil: nobody listens
	Bar   int       // columns of the terminal that Talk is; 0: it is none

	TemporalBinary, WorkerBinary string // "": found
	DeskBinary                   string // serves the desk; "": there is none
}

// A Demo is a stack that is up, with a script that has not been played yet.
type Demo struct {
	options Options
	cast    *Cast
	script  *Script
	bar     *bar

	stack  *local.Stack
	ledger *ledger.Ledger
	store  *views.Store
	people *people.Directory
	door   *door.Door
	desk   *desk // nil: commands go through the door
	drafts *drafts.Store

	began    time.Time
	observer observer
	stops    int // instants at which the clock was held
	drafted  Drafts
	timings  Timings
}

// Up draws the demo and brings a fresh stack up for it. What was in the folder
// of an earlier demo is lost.
func Up(ctx context.Context, o Options) (*Demo, error) {
	c, err := NewCast(o.Seed, 0, "")
	if err != nil {
		return nil, err
	}
	return up(ctx, o, c)
}

func up(ctx context.Context, o Options, c *Cast) (_ *Demo, err error) {
	if o.Data == "" {
		o.Data = ".local/demo"
	}
	if o.Talk == nil {
		o.Talk = io.Discard
	}
	d := &Demo{options: o, cast: c, began: time.Now(), observer: newObserver()}
	if o.Alone {
		c.story = nil
	}
	if d.script, err = NewScript(c); err != nil {
		return nil, err
	}
	d.bar = newBar(o.Talk, o.Bar, d.script)
	if err := d.prepare(ctx); err != nil {
		return nil, err
	}
	d.bar.say("starting PostgreSQL, Temporal and the worker in %s", o.Data)
	d.stack, err = local.Up(ctx, local.Options{
		Data: o.Data, Programme: &local.Programme{Start: c.start()}, TemporalBinary: o.TemporalBinary, WorkerBinary: o.WorkerBinary, DeskBinary: o.DeskBinary,
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close(context.WithoutCancel(ctx)))
		}
	}()
	s := d.stack.Settings
	if d.ledger, err = ledger.Open(ctx, ledger.Options{DSN: s.DatabaseURL, KeyFile: s.KeyFile, NoteKey: s.NoteKey, SignKey: s.SignKey, Trust: s.Trust}); err != nil {
		return nil, fmt.Errorf("open the ledger of the demo: %w", err)
	}
	if d.store, err = views.Open(ctx, s.DatabaseURL, 4); err != nil {
		return nil, err
	}
	d.people = people.NewDirectory(d.ledger)
	asks := query.Over(d.ledger, d.people, func(context.Context) (*views.Store, error) { return d.store, nil })
	d.door = &door.Door{Ledger: d.ledger, People: d.people, May: asks.MaySend, Absent: asks.AbsentFile, Handed: asks.Handed}
	d.drafts = drafts.New(d.ledger, d.people, d.store.Pool())
	d.timings.Start = time.Since(d.began)
	return d, nil
}

// Settings are how others reach the stack.
func (d *Demo) Settings() local.Settings { return d.stack.Settings }

// Wait returns when ctx of Up ends, or when the stack cannot be kept up.
func (d *Demo) Wait() error { return d.stack.Wait() }

// Close stops the stack. What was recorded stays in the folder.
func (d *Demo) Close(ctx context.Context) error {
	if d.store != nil {
		d.store.Close()
	}
	if d.ledger != nil {
		d.ledger.Close()
	}
	return d.stack.Close(ctx)
}

// marker says that a folder is a demo's, which the next one may wipe.
const marker = "demo"

// prepare wipes the folder of an earlier demo, and no other, and makes the key
// that signs checkpoints: a ledger's name stands in the Message-ID of every
// letter, and one seed gives one name.
func (d *Demo) prepare(ctx context.Context) error {
	dir := d.options.Data
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("look into the data folder: %w", err)
	}
	if _, err := os.Stat(dir + "/" + marker); err != nil && len(entries) > 0 {
		return fmt.Errorf("%s is not the folder of a demo, and a demo wipes its folder: give another one: %w", dir, local.ErrUsage)
	}
	if _, err := os.Stat(dir + "/lock"); err == nil {
		if err := local.Wipe(ctx, dir); err != nil {
			return err
		}
	} else if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("wipe the data folder: %w", err)
	}
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711 // whoever PostgreSQL runs as must pass through
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	text := fmt.Appendf(nil, "the demo of seed %d; the next demo in this folder wipes it\n", d.cast.seed)
	if err := os.WriteFile(dir+"/"+marker, text, 0o600); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	return format.CreateNoteKey(dir+"/note-key", fmt.Sprintf("demo.twinning.example/%d", d.cast.seed))
}
