package activities

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/encoding/protojson"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
)

// Histories reads the history of a run from Temporal.
type Histories interface {
	History(ctx context.Context, workflow, run string) (*history.History, error)
}

// A HistoryStore stores bytes by their SHA-256, once.
type HistoryStore interface {
	Store(ctx context.Context, sha256 string, gz []byte) error
}

// Archive stores the history of a run, so that it can be replayed after Temporal
// has forgotten it, and records its hash. Asked again it does nothing, unless
// the run has gone on.
func (a *Activities) Archive(ctx context.Context, in life.ArchiveInput) error {
	h, err := a.Histories.History(ctx, in.Workflow, in.Run)
	if gone := (*serviceerror.NotFound)(nil); errors.As(err, &gone) { // for ever: the namespace's retention is over
		return temporal.NewNonRetryableApplicationError("Temporal has forgotten run "+in.Run+" of "+in.Workflow, "forgotten", err)
	}
	if err != nil {
		return fmt.Errorf("read the history of %s, run %s: %w", in.Workflow, in.Run, err)
	}
	plain, err := protojson.Marshal(h)
	if err != nil {
		return fmt.Errorf("write the history of %s, run %s: %w", in.Workflow, in.Run, err)
	}
	var compact bytes.Buffer // protojson varies its spaces on purpose
	if err := json.Compact(&compact, plain); err != nil {
		return fmt.Errorf("write the history of %s, run %s: %w", in.Workflow, in.Run, err)
	}
	sum := sha256.Sum256(compact.Bytes())
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	if _, err := w.Write(compact.Bytes()); err != nil {
		return fmt.Errorf("compress a history: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("compress a history: %w", err)
	}
	hash := hex.EncodeToString(sum[:])
	if err := a.HistoryStore.Store(ctx, hash, gz.Bytes()); err != nil {
		return err
	}
	body, err := json.Marshal(law.HistoryKept{Run: in.Run, SHA256: hash, Bytes: compact.Len(), Events: len(h.Events)})
	if err != nil {
		return fmt.Errorf("write history-kept: %w", err)
	}
	id := fmt.Sprintf("keep-%s-%d", in.Run, len(h.Events)) // a run that went on after all is kept anew
	_, err = a.Ledger.Append(ctx, ledger.Request{
		Stream: in.Stream, Expect: ledger.Any, Command: id, Seen: -1,
		Drafts: []ledger.Draft{{Kind: law.HistoryKept{}.Kind(), Body: body, Actor: law.Engine, Command: id, Workflow: in.Workflow, Run: in.Run}},
	})
	if err != nil {
		return fmt.Errorf("record the history of %s, run %s: %w", in.Workflow, in.Run, err)
	}
	return nil
}
