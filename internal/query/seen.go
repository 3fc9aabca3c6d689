package query

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/explain"
)

// Seen is by what a form knows whether its life has moved since it was made: the version or, for who is not told how many facts there are,
// a hash of how the life looks to them, and when that was. It is "" for who may send something to a life that they do not see.
func (q *Queries) Seen(ctx context.Context, v access.Viewer, stream string, version int64) (string, error) {
	tells, err := q.TellsVersion(ctx, v, stream)
	if err != nil {
		return "", err
	}
	if tells {
		return strconv.FormatInt(version, 10), nil
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return "", err
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return "", err
	}
	row := StateRow{Stage: is.State.StageName()}
	now, err := q.Now(ctx)
	if err != nil {
		return "", err
	}
	err = q.redact(ctx, &row, is, c, v, now)
	var hidden *explain.Hidden
	if errors.As(err, &hidden) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	looks, err := json.Marshal([]any{row.Stage, row.Sealed, row.Withheld, row.State}) // without what the passing of time changes
	if err != nil {
		return "", fmt.Errorf("write the state: %w", err)
	}
	sum := sha256.Sum256(looks)
	return fmt.Sprintf("%s-%d", hex.EncodeToString(sum[:8]), now.UnixMicro()), nil
}
