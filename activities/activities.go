// Package activities is what a life does to the world: Execute judges what it
// received, Deliver sends the letters that facts promised, Keep stores the
// history of a run that ended.
package activities

import (
	"context"
	"time"

	"twinning.example/engine/internal/audit"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
)

// Lives is the table of where each life stands, which people and the bringer read.
type Lives interface {
	Stand(ctx context.Context, stream string, now life.Now) error
	Delivered(ctx context.Context, stream string, left life.Left) error
}

// Activities are registered once. Their exported methods are the activities.
type Activities struct {
	Ledger    *ledger.Ledger
	Folder    *audit.Folder
	Lives     Lives
	Addresses Addresses
	Post      Post
	Origin    string // the ledger's name, and the domain of Message-IDs
	Histories Histories
	Archive   Archive

	hands hands
}

// slack is added to every wait, so that a timer never rings just before its moment.
const slack = 3 * time.Millisecond

// Execute judges what the life received, in the order of instants, together
// with every moment of the law that has passed, and says where the life stands.
func (a *Activities) Execute(ctx context.Context, in life.ExecuteInput) (life.Now, error) {
	defer beating(ctx)()
	now, err := a.execute(ctx, in)
	if err != nil {
		return life.Now{}, err
	}
	return now, a.Lives.Stand(ctx, in.Stream, now)
}

// Deliver sends the letters that facts of this life promised and that have no
// fate yet. Before each is handed over, the ledger says that it is about to be;
// an attempt without an answer is in doubt, and is made again with the same
// Message-ID.
func (a *Activities) Deliver(ctx context.Context, in life.DeliverInput) (life.Left, error) {
	defer beating(ctx)()
	left, err := a.deliverAll(ctx, in.Stream)
	if err != nil {
		return life.Left{}, err
	}
	return left, a.Lives.Delivered(ctx, in.Stream, left)
}
