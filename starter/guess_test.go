package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// TestNobodyWithoutTheNonceConfirmsAGuessOfASealedTender: who has the whole
// database but no key, and has guessed a tender to the last byte, finds nothing
// in the clear that depends on its content alone.
func TestNobodyWithoutTheNonceConfirmsAGuessOfASealedTender(t *testing.T) {
	w := newSealedWorld(t)
	require.NoError(t, w.stand(time.Date(2019, time.August, 7, 16, 0, 0, 0, time.UTC)))
	file := w.dir + "/good.yaml"
	said := w.must(4, "tender submit "+file+" --tender $TENDER --as mask-contact --command-id late-1 -o json")
	var receipt door.Receipt
	require.NoError(t, json.NewDecoder(strings.NewReader(said)).Decode(&receipt))
	require.Regexp(t, `^[0-9a-f]{32}$`, receipt.Nonce)

	guess := w.guess(file)
	stored := w.stored()
	holds := func(sum []byte) bool {
		return strings.Contains(stored, hex.EncodeToString(sum)) || bytes.Contains([]byte(stored), sum)
	}
	unhex := func(text string) []byte {
		sum, err := hex.DecodeString(text)
		require.NoError(t, err)
		return sum
	}
	require.True(t, holds(unhex(guess.HMAC(receipt.Nonce))), "with the nonce it is proven")
	for what, sum := range w.guesses(guess) {
		require.False(t, holds(sum), "a guess is confirmed by %s", what)
	}

	receipts := w.file("late.json", said)
	require.Contains(t, w.must(0, "tender prove "+receipts+" "+file), "proven: this is the tender that was submitted")
	other := w.file("another.yaml", strings.ReplaceAll(planted, "31337.13", "31337.14"))
	require.Contains(t, w.must(4, "tender prove "+receipts+" "+other), "NOT proven")
	forged := w.file("forged.json", strings.ReplaceAll(said, receipt.Nonce, strings.Repeat("0", 32)))
	require.Contains(t, w.must(4, "tender prove "+forged+" "+file), "NOT proven")
	first := w.file("first.json", w.must(0, "receipt show $TENDER sealed-1 --as mask-contact -o json"))
	require.Contains(t, w.must(0, "tender prove "+first+" "+file), "proven: this is the tender that was submitted", "a version in time, too")

	require.Contains(t, w.must(3, "receipt show $TENDER late-1 --as kwido-contact"), "there is no", "another party does not know of it")
	for _, reader := range []string{"", " --as officer", " --as mask-signatory"} {
		said := w.must(0, "receipt show $TENDER late-1 -o json"+reader)
		require.NotContains(t, said, receipt.Nonce, "only who sent it has the nonce: "+reader)
		require.Contains(t, w.must(2, "tender prove "+w.file("theirs.json", said)+" "+file), "the receipt has no nonce")
	}
	require.Contains(t, w.must(0, "receipt show $TENDER late-1 -o json --as mask-contact"), receipt.Nonce)
}

// guess reads a tender's file as its sender did.
func (w *sealedWorld) guess(file string) twinning.Tender {
	text, err := os.ReadFile(file)
	require.NoError(w.t, err)
	guess, err := programme.ParseTender(file, text)
	require.NoError(w.t, err)
	a := newApp(nil, nil, nil)
	a.ledger, a.people = w.shared, w.directory
	guess, err = a.resolved(w.t.Context(), guess)
	require.NoError(w.t, err)
	return guess
}

// guesses are the sums that can be computed of a tender with all that stands in
// the clear: ids of commands, salts, and the facts that are not sealed.
func (w *sealedWorld) guesses(guess twinning.Tender) map[string][]byte {
	t := w.t
	text, err := json.Marshal(guess)
	require.NoError(t, err)
	command, err := json.Marshal(twinning.SubmitTender{Tender: guess})
	require.NoError(t, err)
	received, err := json.Marshal(law.CommandReceived{Name: twinning.SubmitTender{}.Kind(), Command: command})
	require.NoError(t, err)
	known := map[string][]byte{"no key": nil, "the command's id": []byte("late-1"), "the reference": []byte(w.refs["$TENDER"])}
	stream := law.TwinningStream(w.refs["$TENDER"])
	for _, s := range []string{stream, life.Inbox(stream)} {
		events, err := w.shared.Read(t.Context(), ledger.Query{Stream: s})
		require.NoError(t, err)
		for _, e := range events {
			known["the salt of "+s+" "+e.Kind] = e.Salt
		}
	}
	sums := map[string][]byte{}
	for what, content := range map[string][]byte{"the tender": text, "the command": command, "what was received": received} {
		for of, key := range known {
			salted := sha256.Sum256(append(bytes.Clone(key), content...))
			sums["SHA-256 of "+what+" with "+of] = salted[:]
			for name, key := range map[string][]byte{of: key, of + " in hexadecimal": []byte(hex.EncodeToString(key))} {
				h := hmac.New(sha256.New, key)
				h.Write(content)
				sums["HMAC of "+what+" with "+name] = h.Sum(nil)
			}
		}
	}
	// The state after each answer, as it would be without a nonce.
	events, err := w.shared.Read(t.Context(), ledger.Query{Stream: stream})
	require.NoError(t, err)
	bodies, err := w.shared.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	state := twinning.Law.Zero(stream)
	for i, e := range events {
		fact, err := twinning.Law.Event(e.Kind, bodies[i])
		require.NoError(t, err)
		around := law.Recorded{Position: e.Position, Version: e.Version, RecordedAt: e.Recorded, ReceivedAt: e.Received, Actor: e.Actor, For: e.For, Command: e.Command}
		state = twinning.Law.Evolve(state, fact, around)
		is := state.(twinning.Twinning)
		is.Versions, is.Late, is.Attempts = append([]twinning.Version{}, is.Versions...), append([]twinning.LateAttempt{}, is.Late...), append([]twinning.Attempt{}, is.Attempts...)
		for i := range is.Versions {
			is.Versions[i].HMAC = guess.HMAC("")
		}
		for i := range is.Late {
			is.Late[i].HMAC = guess.HMAC("")
		}
		for i := range is.Attempts {
			is.Attempts[i].HMAC = guess.HMAC("")
		}
		sum, err := law.Hash(is)
		require.NoError(t, err)
		sums["the hash of the state after version "+e.Kind] = sum[:]
	}
	return sums
}
