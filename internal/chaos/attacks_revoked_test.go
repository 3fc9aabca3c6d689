package chaos

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
)

func TestAWorkerWhoseKeyIsRevokedWhileItRunsDecidesNothingMore(t *testing.T) {
	h := attacked(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	w := c.submits(0, "40000.00")
	h.do(t, w.stream, w.as, w.command)
	h.rests(t, time.Minute)
	old := h.revokes(t, "worker")
	r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Wait: 3 * time.Second})
	require.NoError(t, err)
	require.Equal(t, door.Pending, r.Status, "nobody is told that it was decided")
	h.nothing(t, `SELECT size FROM ledger.batches WHERE signer = '`+old+`' AND first > (SELECT min(position) FROM ledger.events WHERE kind = 'signing-key-revoked.v1')`)
	h.newKey(t)
	h.kill(worker)
	h.up(t)
	h.do(t, w.stream, w.as, w.command)
	answer, err := h.door.Answer(t.Context(), r.Stream, r.CommandID)
	require.NoError(t, err)
	require.Equal(t, door.Done, answer.Status, "who has the new key judges what was received meanwhile")
	said, code := h.twinning(t, "verify")
	require.Zero(t, code, said)
}
