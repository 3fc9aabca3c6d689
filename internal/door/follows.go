package door

import (
	"context"
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// follows lists the commands that follow from some events in other lives, as the relay sends them.
func follows(events []ledger.Event, bodies [][]byte) ([]ledger.Waiting, error) {
	var list []ledger.Waiting
	for i, e := range events {
		if len(bodies[i]) == 0 { // it was erased, and was passed on before
			continue
		}
		messages, err := law.ReadMessages(bodies[i])
		if err != nil {
			return nil, fmt.Errorf("position %d: %w", e.Position, err)
		}
		for n, m := range messages {
			list = append(list, ledger.Waiting{Stream: m.Stream, Command: law.MessageID(e.Position, n)})
		}
	}
	return list, nil
}

// settle waits, for as long as the context is, until what follows from an answer in other lives is there, and what follows from that. It names
// the lives in which something is not there yet, of those of which whoever asks may be told: for others nobody waits, since that would tell of them.
func (d *Door) settle(ctx context.Context, person string, next []ledger.Waiting) ([]string, error) {
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), Patience)
	defer cancel()
	for len(next) > 0 {
		told, err := d.told(look, person, next)
		if err != nil {
			return nil, err
		}
		var answers []ledger.Event
		for still := told; len(still) > 0; {
			var events []ledger.Event
			if events, still, err = d.Ledger.AnswersTo(look, still); err != nil {
				return nil, err
			}
			answers = append(answers, events...)
			if len(still) == 0 {
				break
			}
			last := still[len(still)-1] // they are sent in their order
			if _, err := d.Ledger.WaitForAnswer(ctx, last.Stream, last.Command); err != nil {
				return streamsOf(still), nil
			}
		}
		bodies, err := d.Ledger.OpenBodies(look, answers)
		if err != nil {
			return nil, err
		}
		if next, err = follows(answers, bodies); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// told are those in lives of which somebody may be told.
func (d *Door) told(ctx context.Context, person string, all []ledger.Waiting) (told []ledger.Waiting, err error) {
	may := map[string]bool{}
	for _, w := range all {
		is, asked := may[w.Stream]
		if !asked {
			if is, err = d.Tells(ctx, person, w.Stream); err != nil {
				return nil, err
			}
			may[w.Stream] = is
		}
		if is {
			told = append(told, w)
		}
	}
	return told, nil
}

func streamsOf(list []ledger.Waiting) []string {
	streams := make([]string, len(list))
	for i, w := range list {
		streams[i] = w.Stream
	}
	slices.Sort(streams)
	return slices.Compact(streams)
}

// underWay puts into the receipt of what is done the lives in which something that follows from it is not there yet. What is done stays done
// where nobody can say.
func (d *Door) underWay(ctx context.Context, r *Receipt, person string, next []ledger.Waiting) {
	if d.Tells == nil || r.Status != Done || len(next) == 0 {
		return
	}
	streams, err := d.settle(ctx, person, next)
	if err != nil {
		return
	}
	for _, stream := range streams {
		r.UnderWay = append(r.UnderWay, law.Reference(stream))
	}
}

// spent is a context for who does not wait.
func spent(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadline(ctx, time.Unix(0, 0))
}
