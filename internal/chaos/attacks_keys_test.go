package chaos

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/people"
)

func TestARevokedKeysReceiptsAreNotJudgedAndAnotherKeyGoesOn(t *testing.T) {
	h := attacked(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	for n := range 3 {
		w := c.submits(n, "40000.00")
		h.do(t, w.stream, w.as, w.command)
	}
	h.rests(t, time.Minute)

	t.Log("a worker's key is revoked, and another one takes its place")
	h.takeAway(t, worker)
	h.revokes(t, "worker")
	w := c.submits(0, "41000.00")
	r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Wait: -1})
	require.NoError(t, err)
	h.newKey(t)
	h.bringBack(t, worker)
	for n := range 4 {
		w := c.submits(n, "42000.00")
		h.do(t, w.stream, w.as, w.command)
	}
	answer, err := h.door.Answer(t.Context(), r.Stream, r.CommandID)
	require.NoError(t, err)
	require.Equal(t, door.Done, answer.Status, "what was received meanwhile is judged by who has the new key")

	t.Log("a door's key is stolen, and revoked from an instant on")
	before, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Wait: 20 * time.Second})
	require.NoError(t, err)
	require.Equal(t, door.Done, before.Status, "what it signed before stays")
	h.revokes(t, "door")
	w = c.submits(1, "43000.00")
	forged := h.forger(t).forge(t, forgery{Key: h.stack.SignKey, Body: `{"kind":"withdraw-tender","command":{}}`, Header: ledger.Header{
		Stream: w.stream + "/in", Kind: "command-received.v1", Actor: h.ids[w.as], Command: "stolen", Received: h.now(t),
	}})
	require.Eventually(t, func() bool {
		answer, found, err := h.ledger.Answer(t.Context(), w.stream, "stolen")
		require.NoError(t, err)
		return found && answer.Status == "unjudged"
	}, time.Minute, 20*time.Millisecond, "what it signs after that is not judged")
	require.Eventually(t, func() bool { return h.wrote(t, "officer", "Subject: Command not judged") > 0 }, 90*time.Second, 50*time.Millisecond,
		"staff are told of a receipt that is not judged")
	file := filepath.Join(t.TempDir(), "door")
	h.register(t, file, ledger.KeyDoor)
	another, err := ledger.Open(t.Context(), ledger.Options{DSN: h.stack.DatabaseURL, KeyFile: h.stack.KeyFile, SignKey: file, Trust: h.stack.Trust, Patience: 3 * time.Second})
	require.NoError(t, err)
	defer another.Close()
	h.door = &door.Door{Ledger: another, People: people.NewDirectory(another)}
	w = c.submits(1, "44000.00")
	h.do(t, w.stream, w.as, w.command)
	said, code := h.twinning(t, "verify", "-o", "json")
	require.Equal(t, 4, code, said)
	found := findings(t, said)
	require.NotEmpty(t, found[forged], said)
	delete(found, forged)
	require.Empty(t, found)
}

// newKey is a worker's key that the ledger knows, in place of the one that the worker has.
func (h *house) newKey(t *testing.T) {
	t.Helper()
	file := filepath.Join(h.dir, "worker-2")
	h.register(t, file, ledger.KeyWorker)
	require.NoError(t, os.WriteFile(h.script(worker)+".env", []byte("export TWINNING_SIGN_KEY='"+file+"'\n"), 0o644))
}

func (h *house) register(t *testing.T, file string, role ledger.KeyRole) {
	t.Helper()
	require.NoError(t, format.CreateSigningKey(file, role))
	said, code := h.twinning(t, "keys", "register", file+".pub")
	require.Zero(t, code, said)
}

// revokes revokes the one key that has a role and no other, from now on, and returns its id.
func (h *house) revokes(t *testing.T, role string) string {
	t.Helper()
	said, code := h.twinning(t, "keys", "list", "-o", "json")
	require.Zero(t, code, said)
	var list []struct{ ID, Roles string }
	require.NoError(t, json.NewDecoder(strings.NewReader(said)).Decode(&list), said)
	for _, k := range list {
		if k.Roles == role {
			said, code := h.twinning(t, "keys", "revoke", k.ID, "--reason", "stolen")
			require.Zero(t, code, said)
			return k.ID
		}
	}
	require.FailNow(t, "no key has the role "+role, said)
	return ""
}
