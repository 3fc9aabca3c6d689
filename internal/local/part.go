package local

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"time"
)

// part is a program that is kept up: whenever it ends it is started again.
type part struct {
	name     string
	start    func(context.Context) (*process, error) // returns when it is ready; on an error nothing is left of it
	needs    []*part                                 // must be up before it starts
	ask      syscall.Signal                          // that makes it end in order
	patience time.Duration                           // for that

	mu      sync.Mutex
	process *process      // nil while it is down
	up      chan struct{} // closed while it is up
}

// hopeless is for how long a part may fail to become ready, again and again, before the stack gives up.
const hopeless = time.Minute

// bring starts the part once what it needs is up.
func (p *part) bring(ctx context.Context) error {
	for _, need := range p.needs {
		select {
		case <-need.isUp():
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	process, err := p.start(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.process = process
	close(p.channel())
	return nil
}

// channel wants mu.
func (p *part) channel() chan struct{} {
	if p.up == nil {
		p.up = make(chan struct{})
	}
	return p.up
}

// isUp is closed while, or as soon as, the part is up.
func (p *part) isUp() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.channel()
}

func (p *part) running() *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.process
}

func (p *part) down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.process, p.up = nil, nil
}

// keep starts the part again whenever it ends, until ctx does. It returns an error when there is no hope.
func (p *part) keep(ctx context.Context, say func(format string, a ...any)) error {
	var quick int // ends in a row soon after it was ready
	for {
		process, since := p.running(), time.Now()
		select {
		case <-ctx.Done():
			return nil
		case <-process.done:
		}
		p.down()
		if quick++; time.Since(since) > 10*time.Second {
			quick = 0
		}
		say("%s ended (%v): starting it again", p.name, process.err)
		began := time.Now()
		if err := p.revive(ctx, quick, say); err != nil || ctx.Err() != nil {
			return err
		}
		say("%s is up again after %s", p.name, took(began))
	}
}

// revive tries until the part is up, ctx ends, or there is no hope.
func (p *part) revive(ctx context.Context, quick int, say func(format string, a ...any)) error {
	began := time.Now()
	for failures := 0; ; failures++ {
		if !pause(ctx, backOff(max(quick, failures))) {
			return nil
		}
		err := p.bring(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
			return nil
		case time.Since(began) > hopeless:
			return fmt.Errorf("%s does not start again: %w", p.name, err)
		case failures == 0:
			line, _, _ := strings.Cut(err.Error(), "\n")
			say("%s did not start (%s): trying on for a minute", p.name, line)
		}
	}
}

// backOff is nothing the first time, then 100 ms, doubling to 3.2 s.
func backOff(n int) time.Duration {
	if n <= 1 {
		return 0
	}
	return 50 * time.Millisecond << min(n-1, 6)
}

func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// end ends the part in order. Nobody may be keeping it up any more.
func (p *part) end(ctx context.Context) error {
	process := p.running()
	if process == nil {
		return nil
	}
	p.down()
	if err := process.stop(ctx, p.ask, p.patience); err != nil {
		return fmt.Errorf("stop %s: %w", p.name, err)
	}
	return nil
}

func took(began time.Time) string { return fmt.Sprintf("%.1f s", time.Since(began).Seconds()) }
