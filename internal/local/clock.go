package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"twinning.example/engine/internal/ledger"
)

// The programme clock stands still when nobody has said for a lease that the stack is up. After a kill -9 it has gone on for that long
// at most.
const (
	lease     = time.Second
	heartbeat = 200 * time.Millisecond
)

// String is the clock as its file names it, and as a command line would.
func (p *Programme) String() string {
	if p == nil {
		return "identity"
	}
	return fmt.Sprintf("%s,%v", p.Start.UTC().Format(time.RFC3339Nano), p.Rate)
}

// ClockInWords is what Settings say of the clock, for people.
func ClockInWords(clock string) string {
	start, rate, simulated := strings.Cut(clock, ",")
	switch {
	case !simulated:
		return "real time"
	case rate == "0":
		return fmt.Sprintf("programme time from %s that stands still until it is moved", start)
	}
	return fmt.Sprintf("programme time from %s at %s s a second", start, rate)
}

// sentence is the clock in words, with the flag that asks for it.
func sentence(clock string) string {
	if _, _, simulated := strings.Cut(clock, ","); !simulated {
		return ClockInWords(clock)
	}
	return ClockInWords(clock) + " (--programme-time " + clock + ")"
}

// keepClock is the clock of the folder: the one that it was made with, or the one asked for where nothing was made yet, real time if none is.
// It refuses another: what is recorded was judged by the one that it was made with.
func (f *folder) keepClock(p *Programme) (*Programme, error) {
	text, err := os.ReadFile(f.file("clock"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the clock of the data folder: %w", err)
	}
	made := strings.TrimSpace(string(text))
	_, err = os.Stat(f.file("postgres/data"))
	if made == "" || errors.Is(err, fs.ErrNotExist) { // nothing was made with it yet
		return p, f.write("clock", []byte(p.String()+"\n"))
	}
	if p == nil && made != p.String() {
		return ParseProgramme(made)
	}
	if made != p.String() {
		return nil, fmt.Errorf("%s was made with %s, and this asks for %s: ask for the clock that it has, give another data folder, or remove that one: %w",
			f.path, sentence(made), sentence(p.String()), ErrUsage)
	}
	return p, nil
}

// migration says how the ledger is made. A simulated clock stands still until the stack is ready for the first time.
func (p *Programme) migration() ledger.MigrateOptions {
	o := ledger.MigrateOptions{Tolerance: 250 * time.Millisecond}
	if p != nil {
		o.Simulated = &ledger.Simulated{Start: p.Start, Rate: p.Rate}
	}
	return o
}

// heartbeater keeps the programme clock alive.
type heartbeater struct {
	ledger *ledger.Ledger
	stop   context.CancelFunc
	done   chan struct{}
}

// startHeartbeat lets a simulated clock go on from where it stood, which it says; nothing is to be done for real time. While PostgreSQL is
// away it misses beats, and the clock stands still.
func startHeartbeat(ctx context.Context, dsn string, p *Programme) (_ *heartbeater, stands string, err error) {
	if p == nil {
		return nil, "real time", nil
	}
	l, err := ledger.Open(ctx, ledger.Options{DSN: dsn, Conns: 2})
	if err != nil {
		return nil, "", err
	}
	clock, err := setOff(ctx, l, p)
	if err != nil {
		l.Close()
		return nil, "", err
	}
	stands = clock.Now().UTC().Format(time.RFC3339) + " in the programme"
	if clock.Running {
		stands += fmt.Sprintf(", going on at %v s a second", clock.Rate)
	} else {
		stands += ", standing still until it is moved"
	}
	beating, stop := context.WithCancel(context.WithoutCancel(ctx))
	b := &heartbeater{ledger: l, stop: stop, done: make(chan struct{})}
	go b.beat(beating)
	return b, stands, nil
}

// setOff lets the clock of a new ledger run if it is to. An older one runs, or stands, as it did.
func setOff(ctx context.Context, l *ledger.Ledger, p *Programme) (ledger.Clock, error) {
	if err := l.KeepClockAlive(ctx, lease); err != nil {
		return ledger.Clock{}, err
	}
	clock, err := l.Clock(ctx)
	if err != nil || p.Rate == 0 || clock.Running || !clock.Programme.Equal(p.Start.Truncate(time.Microsecond)) {
		return clock, err
	}
	if err := l.SetClock(ctx, time.Time{}, 0, true); err != nil {
		return ledger.Clock{}, err
	}
	return l.Clock(ctx)
}

func (b *heartbeater) beat(ctx context.Context) {
	defer close(b.done)
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			once, cancel := context.WithTimeout(ctx, lease)
			b.ledger.KeepClockAlive(once, lease) // an error is a missed beat: the next comes soon
			cancel()
		}
	}
}

// end makes the clock stand still at once.
func (b *heartbeater) end(ctx context.Context) error {
	if b == nil {
		return nil
	}
	b.stop()
	<-b.done
	defer b.ledger.Close()
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if err := b.ledger.KeepClockAlive(ctx, 0); err != nil {
		return fmt.Errorf("stop the programme clock: %w", err)
	}
	return nil
}
