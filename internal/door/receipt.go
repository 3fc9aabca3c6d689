package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// await reads the answer as soon as it is there, or says pending.
func (d *Door) await(ctx context.Context, r Request, received ledger.Event) (Receipt, error) {
	receipt, err := pending(r.Stream, r.ID, received)
	if err != nil {
		return receipt, err
	}
	wait := r.Wait
	if wait == 0 {
		wait = Patience
	}
	if wait < 0 {
		limited, cancel := context.WithTimeout(ctx, Patience)
		defer cancel()
		answered, ok, err := d.Ledger.Answer(limited, r.Stream, r.ID)
		if err != nil || !ok {
			return receipt, nil // it is received: that is what counts
		}
		now, cancel := spent(limited)
		defer cancel()
		done, err := d.complete(limited, now, receipt, received.Actor, answered)
		if err != nil && limited.Err() != nil && ctx.Err() == nil && !errors.Is(err, ledger.ErrUntrusted) {
			return receipt, nil // only its own time has ended
		}
		return done, err
	}
	patience, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	patience, cancel = d.Until(patience)
	defer cancel()
	answered, err := d.Ledger.WaitForAnswer(patience, r.Stream, r.ID)
	switch {
	case err == nil:
		return d.complete(ctx, patience, receipt, received.Actor, answered)
	case ctx.Err() != nil:
		return receipt, ctx.Err()
	case patience.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.Is(err, ledger.ErrUnavailable):
		return receipt, nil
	}
	return receipt, fmt.Errorf("read the answer: %w", err)
}

// pending is the receipt of a command that is received and not judged.
func pending(stream, id string, received ledger.Event) (Receipt, error) {
	first := received.Receipt()
	r := Receipt{
		CommandID: id, Stream: stream, Reference: law.Reference(stream), Status: Pending,
		ReceivedAt: first.ReceivedAt, Received: first.Received, Events: []receipt.Recorded{},
	}
	return r, r.Bind()
}

// Unanswered is the receipt that there was before the command was judged, of a command that had been received, with its nonce: see Answer.
func (d *Door) Unanswered(ctx context.Context, stream, id string, received ledger.Event) (r Receipt, err error) {
	if r, err = pending(stream, id, received); err != nil {
		return r, err
	}
	if r.Nonce, err = d.nonce(ctx, received); err != nil {
		return r, err
	}
	return r, r.Bind()
}

// complete puts the answer into a pending receipt, and waits as long as patience for what follows from it. Where nobody can say whether that may be
// told, it stays pending: "done" would say that all of it is there.
func (d *Door) complete(ctx, patience context.Context, pending Receipt, person string, answered ledger.Answered) (Receipt, error) {
	done, next, err := d.fill(ctx, pending, person, answered)
	if err != nil {
		return done, err
	}
	if d.underWay(patience, &done, person, next) != nil {
		return pending, ctx.Err()
	}
	return done, nil
}

// Answer reads a receipt again, by the command's id, with its nonce: the caller
// gives that to nobody but who sent the command.
func (d *Door) Answer(ctx context.Context, stream, id string) (Receipt, error) {
	received, ok, err := d.Ledger.Answer(ctx, stream+"/in", id)
	if err != nil {
		return Receipt{}, err
	}
	if !ok {
		return Receipt{}, fmt.Errorf("%w: %s has received no command %s", ErrNotFound, law.Reference(stream), id)
	}
	receipt, err := d.await(ctx, Request{Stream: stream, ID: id, Wait: -1}, received.Events[0])
	if err != nil {
		return receipt, err
	}
	if receipt.Nonce, err = d.nonce(ctx, received.Events[0]); err != nil {
		return receipt, err
	}
	return receipt, receipt.Bind()
}

// believe refuses an answer that no key which may decide has signed: nobody is told of it. A process that was given nobody's key to trust
// believes what PostgreSQL says.
func (d *Door) believe(ctx context.Context, answered ledger.Answered) error {
	if !d.Ledger.Trusts() {
		return nil
	}
	if err := d.Ledger.Judge(ctx, answered.Events); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	for _, e := range answered.Events {
		if e.Untrusted != "" {
			return fmt.Errorf("the answer to %s in %s, at position %d: %s: %w", answered.Command, law.Reference(answered.Stream), e.Position, e.Untrusted, ledger.ErrUntrusted)
		}
	}
	return nil
}

// nonce reads the nonce of a sealed command; "" where it has none, was erased, or
// the process has no key for it.
func (d *Door) nonce(ctx context.Context, received ledger.Event) (string, error) {
	if !received.Sealed() {
		return "", nil
	}
	body, err := d.Ledger.Body(ctx, received)
	if errors.Is(err, ledger.ErrRemoved) || errors.Is(err, ledger.ErrNoKey) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the receipt: %w", err)
	}
	var content law.CommandReceived
	if err := json.Unmarshal(body, &content); err != nil {
		return "", fmt.Errorf("read the receipt: %w", err)
	}
	return content.Nonce, nil
}

// fill puts what the law said into the receipt that a person is given, and lists what follows from it in other lives.
func (d *Door) fill(ctx context.Context, r Receipt, person string, a ledger.Answered) (Receipt, []ledger.Waiting, error) {
	if err := d.believe(ctx, a); err != nil {
		return r, nil, err
	}
	bodies, err := d.Ledger.OpenBodies(ctx, a.Events)
	if err != nil {
		return r, nil, fmt.Errorf("read the answer: %w", err)
	}
	if first := a.Events[0]; first.Version > 1 {
		before, err := d.Ledger.Read(ctx, ledger.Query{Stream: r.Stream, AfterVersion: first.Version - 2, Limit: 1})
		if err != nil || len(before) == 0 {
			return r, nil, fmt.Errorf("read the event before the answer: %w", errors.Join(err, ctx.Err()))
		}
		tells, err := d.tellsBefore(ctx, person, before[0])
		if err != nil {
			return r, nil, err
		}
		if tells {
			i := before[0].Inclusion()
			r.Before = &i
		}
	}
	if err := r.Fill(a.Events, bodies); err != nil {
		return r, nil, fmt.Errorf("read the answer: %w", err)
	}
	next, err := follows(a.Events, bodies)
	if err != nil {
		return r, nil, fmt.Errorf("read the answer: %w", err)
	}
	return r, next, nil
}

// tellsBefore tells whether a person may be told of the event before an answer. Where nobody can say it, they are not: the receipt says so.
func (d *Door) tellsBefore(ctx context.Context, person string, e ledger.Event) (bool, error) {
	if d.TellsBefore == nil {
		return true, nil
	}
	tells, err := d.TellsBefore(ctx, person, e.Stream, e.Actor)
	switch {
	case err == nil:
		return tells, nil
	case passes(ctx, err):
		return false, fmt.Errorf("read who may be told of the event before the answer: %w", err)
	}
	d.log().Error("nobody can say who may be told of the event before an answer", "stream", e.Stream, "error", err)
	return false, nil
}

// Prove puts the signed batches of the receipt's events into it.
func (d *Door) Prove(ctx context.Context, r *Receipt) error {
	positions := []int64{r.Received.Position}
	for _, e := range r.Events {
		positions = append(positions, e.Position)
	}
	if r.Before != nil {
		positions = append(positions, r.Before.Position)
	}
	var err error
	if r.Signed, err = d.Ledger.Prove(ctx, positions); err != nil {
		return err
	}
	return r.Bind()
}
