package activities

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"twinning.example/engine/internal/life"
)

// A few letters are sent within the workflow task whose judgement promised them:
// Notify is a local activity then. That is for a mail server that is quick. Where it
// is not, letters are left to regular activities for a while, so that judgements,
// which are local activities too, never wait for letters. All are our choice.
const (
	// fewLetters are sent so at most.
	fewLetters = 5
	// mostWithin is how many lives of this process may be at it at once: a quarter of
	// the local activities that a worker runs at a time.
	mostWithin = 16
	// quick is how long connecting may take, and after how long no other letter is begun.
	quick = 2 * time.Second
	// slowFor is how long a mail server that was not quick is taken for slow.
	slowFor = time.Minute
)

// errElsewhere leaves the letters to a regular activity. Nothing was begun.
var errElsewhere = errors.New("the letters are left to an activity of their own")

// A pace is how quick the mail server was for this process.
type pace struct {
	busy atomic.Int64 // lives whose letters are being sent within their workflow tasks
	slow atomic.Int64 // until then, in nanoseconds of Unix time, it is taken for slow
}

func (p *pace) isSlow() bool { return time.Now().UnixNano() < p.slow.Load() }

func (p *pace) wasSlow() { p.slow.Store(time.Now().Add(slowFor).UnixNano()) }

// begin takes one of the places, where one is free.
func (p *pace) begin() (end func(), ok bool) {
	if p.busy.Add(1) > mostWithin || p.isSlow() {
		p.busy.Add(-1)
		return nil, false
	}
	return func() { p.busy.Add(-1) }, true
}

// within sends what it can at once. A letter that was begun is ended, however long
// the mail server takes.
func (a *Activities) within(ctx context.Context, stream string) (life.Left, error) {
	end, ok := a.pace.begin()
	if !ok {
		return life.Left{}, errElsewhere
	}
	defer end()
	leave, ok := a.letters.tryEnter(stream)
	if !ok {
		return life.Left{}, errElsewhere
	}
	defer leave()
	began := time.Now()
	defer func() {
		if time.Since(began) > quick {
			a.pace.wasSlow()
		}
	}()
	return a.deliverAll(ctx, stream, began.Add(quick))
}
