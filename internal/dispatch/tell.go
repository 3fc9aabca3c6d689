package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
)

// tell puts a command of the engine into the inbox of a life. The same id is received once.
func tell(ctx context.Context, l *ledger.Ledger, stream, id string, c law.Command) error {
	content, err := json.Marshal(c)
	if err != nil {
		return err
	}
	body, err := json.Marshal(law.CommandReceived{Name: c.Kind(), Command: content})
	if err != nil {
		return err
	}
	for {
		clock, err := l.Clock(ctx)
		if err != nil {
			return err
		}
		_, err = l.Append(ctx, ledger.Request{
			Stream: life.Inbox(stream), Expect: ledger.Any, Command: id, Stamp: clock.DatabaseNow, Seen: -1,
			Drafts: []ledger.Draft{{Kind: law.CommandReceived{}.Kind(), Body: body, Received: clock.Now(), Actor: law.Engine, Command: id}},
		})
		if !errors.Is(err, ledger.ErrStale) {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}
