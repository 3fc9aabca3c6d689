package local

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/letters/sink"
)

// mail is where letters end on this machine: a mail server within this process that keeps them as files.
type mail struct {
	stop context.CancelFunc
	done chan struct{}
	err  error // once it is done
}

func startMail(addr, dir string) (*mail, error) {
	s, err := sink.Open(sink.Options{Addr: addr, Dir: dir})
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	m := &mail{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(m.done)
		m.err = s.Serve(ctx)
	}()
	return m, nil
}

// keep returns when ctx ends, or with an error when the sink did.
func (m *mail) keep(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-m.done:
		return fmt.Errorf("the mail sink ended: %w", m.err)
	}
}

// end lets letters on their way arrive.
func (m *mail) end() error {
	if m == nil {
		return nil
	}
	m.stop()
	<-m.done
	if m.err != nil {
		return fmt.Errorf("stop the mail sink: %w", m.err)
	}
	return nil
}
