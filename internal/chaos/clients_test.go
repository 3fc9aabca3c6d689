package chaos

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// contacts are the people who tender. One may speak for many tenders.
const contacts = 8

func everybody() []people.Person {
	aliases := []string{"officer", "second", "head", "procurer", "verifier", "second-verifier", "authoriser", "second-authoriser", "payer", "ada", "ben", "signatory"}
	for i := range contacts {
		aliases = append(aliases, fmt.Sprintf("contact-%d", i))
	}
	all := make([]people.Person, len(aliases))
	for i, a := range aliases {
		all[i] = people.Person{Alias: a, Name: "Somebody " + a, Email: a + "@programme.example", Language: "en"}
	}
	return all
}

// A client sends until it is told that its command was received, with the same
// identity each time, as a person would who kept it.
func (h *house) send(ctx context.Context, r door.Request) (door.Receipt, error) {
	if r.ID == "" {
		r.ID = door.NewID()
	}
	for {
		receipt, err := h.door.Submit(ctx, r)
		if receipt.Status != "" {
			h.keep(receipt)
			return receipt, nil
		}
		if !errors.Is(err, door.ErrNotReceived) || ctx.Err() != nil {
			return receipt, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// keep is what a person does with a receipt.
func (h *house) keep(r door.Receipt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.acked = append(h.acked, r)
}

// receipts are all that were kept.
func (h *house) receipts() []door.Receipt {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]door.Receipt{}, h.acked...)
}

// do sends a command that must be carried out, and soon enough to be told.
func (h *house) do(t *testing.T, stream, as string, c law.Command) door.Receipt {
	t.Helper()
	r := h.ask(t, stream, as, c)
	require.Equal(t, door.Done, r.Status, "%s: %+v", c.Kind(), r.Refusal)
	return r
}

// ask sends a command and returns what became of it.
func (h *house) ask(t *testing.T, stream, as string, c law.Command) door.Receipt {
	t.Helper()
	if o, signs := c.(twinning.SignContract); signs {
		c = h.naming(t, stream, o)
	}
	r, err := h.send(t.Context(), door.Request{Stream: stream, Command: c, As: as, Begins: true, Wait: 30 * time.Second})
	require.NoError(t, err)
	return r
}

// naming is a signature with the hash of the contract as it stands.
func (h *house) naming(t *testing.T, stream string, o twinning.SignContract) twinning.SignContract {
	t.Helper()
	var tender twinning.Twinning
	var c call.Call
	require.NoError(t, h.ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		folds := state.NewFolder(h.ledger, 0)
		is, err := folds.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		of, err := folds.Fold(ctx, from, law.CallStream(law.CallOf(law.Reference(stream))))
		tender, _ = is.State.(twinning.Twinning)
		c, _ = of.State.(call.Call)
		return err
	}))
	return o.Read(tender, c, law.Receipt{ReceivedAt: h.now(t)})
}

// A wish is a command of somebody.
type wish struct {
	stream, as string
	command    law.Command
}

// race sends commands from as many doors at once and returns their receipts, in
// the order of the commands.
func (h *house) race(t *testing.T, wait time.Duration, wishes ...wish) []door.Receipt {
	t.Helper()
	receipts, errs := make([]door.Receipt, len(wishes)), make([]error, len(wishes))
	var ready, all sync.WaitGroup
	start := make(chan struct{})
	for i, w := range wishes {
		ready.Add(1)
		all.Go(func() {
			ready.Done()
			<-start
			receipts[i], errs[i] = h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true, Wait: wait})
		})
	}
	ready.Wait()
	close(start)
	all.Wait()
	for i, err := range errs {
		require.NoError(t, err, "%s to %s", wishes[i].command.Kind(), wishes[i].stream)
	}
	return receipts
}

// count says how many receipts have a status.
func count(receipts []door.Receipt, status string) int {
	n := 0
	for _, r := range receipts {
		if r.Status == status {
			n++
		}
	}
	return n
}

// codes are the reasons of refusals, counted.
func codes(receipts []door.Receipt) map[string]int {
	m := map[string]int{}
	for _, r := range receipts {
		if r.Refusal != nil {
			m[r.Refusal.Code]++
		}
	}
	return m
}
