package query

import (
	"context"
	"crypto/hmac"

	"twinning.example/engine/internal/narrate"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// A SentProof says which submission a tender is.
type SentProof struct {
	Tender     string `json:"tender"`
	ReceivedAt string `json:"received_at"`
	Position   int64  `json:"position"`
	HMAC       string `json:"hmac_sha256"` // as it is recorded
	Proven     bool   `json:"proven"`
}

// Prove compares a tender with the submission that a receipt is of: its HMAC is
// recorded, and its key is the nonce in the receipt. People are named in it by id.
// Whoever has the receipt may ask.
func (q *Queries) Prove(ctx context.Context, r door.Receipt, t twinning.Tender) (SentProof, error) {
	is, err := q.fold(ctx, r.Stream)
	if err != nil {
		return SentProof{}, err
	}
	state, ok := is.State.(twinning.Twinning)
	if !ok {
		return SentProof{}, invalid(law.Why("receipt-of-no-tender", narrate.Verbatim("stream", r.Stream)))
	}
	p, ok := submission(state, r)
	if !ok {
		return SentProof{}, absent(law.Why("no-such-submission", law.Ref("tender", state.Reference), narrate.Verbatim("received", r.ReceivedAt)))
	}
	if t, err = AsReceived(t); err != nil {
		return SentProof{}, err
	}
	p.Proven = hmac.Equal([]byte(t.HMAC(r.Nonce)), []byte(p.HMAC))
	return p, nil
}

// submission is the one that a receipt is of, by its answer's position.
func submission(t twinning.Twinning, r door.Receipt) (SentProof, bool) {
	for _, e := range r.Events {
		p := SentProof{Tender: t.Reference, ReceivedAt: r.ReceivedAt, Position: e.Position}
		for _, v := range t.Versions {
			if v.Position == e.Position {
				p.HMAC = v.HMAC
			}
		}
		for _, row := range attempts(narrate.English(), t, false) {
			if row.Position == e.Position {
				p.HMAC = row.HMAC
			}
		}
		if p.HMAC != "" {
			return p, true
		}
	}
	return SentProof{}, false
}
