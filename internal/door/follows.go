package door

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"twinning.example/engine/internal/door/receipt"
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
// Where nobody can read how far a life has come, it is not there yet; where nobody can say whether it may be told, it is not named. It fails where
// nobody can say now of which lives may be told.
func (d *Door) settle(ctx context.Context, person string, next []ledger.Waiting) ([]string, error) {
	for len(next) > 0 {
		told, unnamed, err := d.told(ctx, person, next)
		if err != nil {
			return nil, err
		}
		answers, still := d.answers(ctx, told)
		if len(still) > 0 {
			return append(referencesOf(still), unnamed...), nil
		}
		if len(unnamed) > 0 {
			return unnamed, nil
		}
		if next, err = d.followsFrom(ctx, answers); err != nil {
			return referencesOf(told), nil // they were judged; what follows from that cannot be read
		}
	}
	return nil, nil
}

// answers waits for the answers to some commands, and gives those that are there when the context ends, with the commands that have none that
// could be read.
func (d *Door) answers(ctx context.Context, told []ledger.Waiting) (all []ledger.Event, still []ledger.Waiting) {
	for still = told; len(still) > 0; {
		events, left, err := d.answersNow(ctx, still)
		if err != nil {
			return all, still
		}
		all = append(all, events...)
		if still = left; len(still) == 0 {
			break
		}
		last := still[len(still)-1] // they are sent in their order
		if _, err := d.Ledger.WaitForAnswer(ctx, last.Stream, last.Command); err != nil {
			return all, still
		}
	}
	return all, nil
}

// look is a context of one read, which has its own time: however long somebody has waited before it, and where they do not wait at all.
func look(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), Patience)
}

func (d *Door) answersNow(ctx context.Context, list []ledger.Waiting) ([]ledger.Event, []ledger.Waiting, error) {
	ctx, cancel := look(ctx)
	defer cancel()
	return d.Ledger.AnswersTo(ctx, list)
}

func (d *Door) followsFrom(ctx context.Context, answers []ledger.Event) ([]ledger.Waiting, error) {
	ctx, cancel := look(ctx)
	defer cancel()
	bodies, err := d.Ledger.OpenBodies(ctx, answers)
	if err != nil {
		return nil, err
	}
	return follows(answers, bodies)
}

// told are those in lives of which somebody may be told, and Unnamed for each life of which nobody can say it.
func (d *Door) told(ctx context.Context, person string, all []ledger.Waiting) (told []ledger.Waiting, unnamed []string, err error) {
	ctx, cancel := look(ctx)
	defer cancel()
	may := map[string]bool{}
	unread, err := d.mayTell(ctx, person, streamsOf(all), may)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range all {
		if may[w.Stream] {
			told = append(told, w)
		}
	}
	return told, slices.Repeat([]string{receipt.Unnamed}, unread), nil
}

// mayTell notes of which lives somebody may be told, and counts those of which nobody can say it. It asks for all at once, and again for each half
// where one of them cannot be read. What may be read later is an error.
func (d *Door) mayTell(ctx context.Context, person string, streams []string, may map[string]bool) (unread int, err error) {
	list, err := d.Tells(ctx, person, streams)
	switch {
	case err == nil:
		for _, s := range list {
			may[s] = true
		}
		return 0, nil
	case passes(ctx, err):
		return 0, err
	case len(streams) == 1:
		d.log().Error("nobody can say who may be told of a life", "stream", streams[0], "error", err)
		return 1, nil
	}
	for _, half := range [][]string{streams[:len(streams)/2], streams[len(streams)/2:]} {
		n, err := d.mayTell(ctx, person, half, may)
		if unread += n; err != nil {
			return unread, err
		}
	}
	return unread, nil
}

// passes tells whether what could not be read may be read later.
func passes(ctx context.Context, err error) bool {
	return ctx.Err() != nil || ledger.TroubleOf(err) != ""
}

func (d *Door) log() *slog.Logger {
	if d.Log == nil {
		return slog.Default()
	}
	return d.Log
}

func streamsOf(list []ledger.Waiting) []string {
	streams := make([]string, len(list))
	for i, w := range list {
		streams[i] = w.Stream
	}
	slices.Sort(streams)
	return slices.Compact(streams)
}

func referencesOf(list []ledger.Waiting) []string {
	all := streamsOf(list)
	for i, stream := range all {
		all[i] = law.Reference(stream)
	}
	return all
}

// underWay puts beside the receipt of what is done the lives in which something that follows from it is not there yet.
func (d *Door) underWay(ctx context.Context, r *Receipt, person string, next []ledger.Waiting) error {
	if d.Tells == nil || r.Status != Done || len(next) == 0 {
		return nil
	}
	var err error
	r.UnderWay, err = d.settle(ctx, person, next)
	return err
}

// spent is a context for who does not wait.
func spent(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadline(ctx, time.Unix(0, 0))
}
