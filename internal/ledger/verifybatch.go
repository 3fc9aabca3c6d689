package ledger

import (
	"bytes"
	"encoding/base64"

	"twinning.example/engine/internal/ledger/format"
)

// batch compares with the row of the batch that an event is in, and with its tree where the batch ends.
func (v *verifier) batch(at int64, h Header) error {
	for v.batches.ok && v.batches.row.Size <= at {
		b := v.batches.row
		if b.Size <= v.first {
			v.found(b.First, "there is more than one batch of positions %s", span{b.First, b.Size - 1})
			v.batches.advance()
			continue
		}
		v.found(v.where(), "the batch before size %d does not end with its last event", b.Size)
		v.takeUp(b)
		v.batches.advance()
	}
	if !v.batches.ok {
		v.found(at, "is in no batch")
		return nil
	}
	b := v.batches.row
	if !h.Recorded.Equal(b.Recorded) && !h.Recorded.IsZero() {
		v.found(at, "recorded at %s, and its batch at %s", h.Recorded.Format(format.InstantLayout), b.Recorded.Format(format.InstantLayout))
	}
	if at+1 < b.Size {
		return nil
	}
	v.batches.advance()
	v.report.Batches++
	if b.First != v.first {
		v.found(v.where(), "the batch before size %d begins at %d, and its row says %d: a row is missing or was changed", b.Size, v.first, b.First)
	}
	root, err := format.RootOf(v.tree)
	if err != nil {
		return err
	}
	if !bytes.Equal(root[:], b.Root) || !bytes.Equal(format.FrontierOf(v.tree), b.Frontier) {
		v.found(v.where(), "the events before position %d do not give the root and the frontier of their batch, %s", b.Size, base64.StdEncoding.EncodeToString(b.Root))
	}
	if v.signer.ok && v.signer.size == b.Size {
		v.signatures.queue <- signedAt{b, v.signer.key.PublicKey, v.where()}
	}
	v.remember(b)
	v.takeUp(b)
	return nil
}

// where is the first bad position of a batch that is bad: the first event found bad, else its first event.
func (v *verifier) where() int64 {
	if v.badSince >= 0 {
		return v.badSince
	}
	return v.first
}

// takeUp goes on after a batch from what its row says, so that a bad one is named once and the batches after it speak for themselves.
func (v *verifier) takeUp(b format.Batch) {
	v.first, v.badSince = b.Size, -1
	if stored, err := format.TreeFrom(b.Size, b.Frontier, b.Root); err == nil {
		v.tree = stored
	}
}
