// Package activities is what a life does to the world: Judge judges what it
// received, Notify sends the letters that facts promised, Archive stores the
// history of a run that ended.
package activities

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/activity"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/state"
)

// Lives is the table of where each life stands, which people and the dispatcher read.
type Lives interface {
	Stand(ctx context.Context, stream string, now life.Now) error
	// Replace is Stand for a life whose stream became shorter.
	Replace(ctx context.Context, stream string, now life.Now) error
	Delivered(ctx context.Context, stream string, left life.Left) error
}

// Activities are registered once. Their exported methods are the activities.
type Activities struct {
	Ledger       *ledger.Ledger
	Folder       *state.Folder
	Lives        Lives
	Addresses    Addresses
	Post         Post
	Origin       string // the ledger's name, and the domain of Message-IDs
	Desk         string // where people reach the desk, for the links of invitations; "" where it is not known
	Organizer    string // who invites to meetings: whom letters are from
	Histories    Histories
	HistoryStore HistoryStore
	Parking      *parking.Lot // leaves lives alone that fail again and again

	Traces trace.TracerProvider // nil: what is judged is not traced

	Search atomic.Bool // the namespace has the search attributes of lives

	letters  streamLocks
	pace     pace
	underway underway
}

// timerMargin is added to every wait, so that a timer never rings just before its moment.
const timerMargin = 3 * time.Millisecond

// Judge judges what the life received, in the order of instants, together
// with every moment of the law that has passed, and says where the life stands.
func (a *Activities) Judge(ctx context.Context, in life.JudgeInput) (life.Now, error) {
	defer heartbeat(ctx)()
	now, err := a.judgeAll(ctx, in)
	if err != nil {
		parked, counting := a.Parking.Failed(ctx, in.Stream, parking.ByLife, err)
		if counting != nil || !parked {
			return life.Now{}, errors.Join(err, counting)
		}
		if now, err = a.rest(ctx, in); err != nil {
			return life.Now{}, err
		}
	}
	if now.Restored {
		return now, a.Lives.Replace(ctx, in.Stream, now)
	}
	return now, a.Lives.Stand(ctx, in.Stream, now)
}

// rest says where a parked life stands: it waits for nothing but its letters.
// Where not even its facts can be read, it stands where it stood.
func (a *Activities) rest(ctx context.Context, in life.JudgeInput) (life.Now, error) {
	now := life.Now{Version: in.Version, Stage: "", Parked: true}
	err := a.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		now.Judged, now.Counted = from.Size(), from.Size()
		is, err := a.fold(ctx, from, in.Stream)
		if parking.AboutLife(err) {
			return nil
		}
		if err != nil {
			return err
		}
		now.Version, now.Stage, now.People, now.Listing = is.Version, is.State.StageName(), is.Law.People(is.State), lives.Listing(is.State)
		now.Letters, err = waiting(ctx, from, is, in.Stream)
		return err
	})
	if err != nil {
		return life.Now{}, fmt.Errorf("look at %s, which is parked: %w", in.Stream, err)
	}
	return now, nil
}

func (a *Activities) fold(ctx context.Context, from ledger.Snapshot, stream string) (is state.Folded, err error) {
	defer recovered(stream, "", &err)
	return a.Folder.Fold(ctx, from, stream)
}

// Notify sends the letters that facts of this life promised and that have no
// fate yet. Before each is handed over, the ledger says that it is about to be;
// an attempt without an answer is in doubt, and is made again with the same
// Message-ID.
func (a *Activities) Notify(ctx context.Context, in life.NotifyInput) (life.Left, error) {
	defer heartbeat(ctx)()
	left, err := a.notify(ctx, in.Stream)
	if err != nil {
		return life.Left{}, err
	}
	return left, a.Lives.Delivered(ctx, in.Stream, left)
}

func (a *Activities) notify(ctx context.Context, stream string) (life.Left, error) {
	if activity.IsActivity(ctx) && activity.GetInfo(ctx).IsLocalActivity {
		return a.within(ctx, stream)
	}
	leave, err := a.letters.enter(ctx, stream)
	if err != nil {
		return life.Left{}, err
	}
	defer leave()
	return a.deliverAll(ctx, stream, time.Time{})
}
