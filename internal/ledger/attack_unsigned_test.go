package ledger_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// keyID is the id of a signing key that the test's ledger knows.
func keyID(t *testing.T, name string) string {
	t.Helper()
	key, err := format.LoadSigningKey(ledgertest.SignKey(t, name))
	require.NoError(t, err)
	return key.ID
}

// PostgreSQL lets twinning_app continue the ledger: what it lets in is trusted by nobody, and stops the record until it is taken out again.
func TestABatchWithoutTheSignatureOfItsKeyStopsTheRecordAndDecidesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, key string
		says      func(t *testing.T) (ledger.Forgery, string)
	}{
		{"an unregistered key", "", func(t *testing.T) (ledger.Forgery, string) { return ledger.Forgery{}, "which is not registered" }},
		{"a registered key's name", "", func(t *testing.T) (ledger.Forgery, string) {
			return ledger.Forgery{Signer: keyID(t, "worker")}, "the signature of the batch"
		}},
		{"another key's name", "door", func(t *testing.T) (ledger.Forgery, string) {
			return ledger.Forgery{Signer: keyID(t, "worker")}, "the signature of the batch"
		}},
		{"a bit of the signature", "worker", func(t *testing.T) (ledger.Forgery, string) {
			return ledger.Forgery{Garble: true}, "the signature of the batch"
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			mustAppend(t, a.Ledger, decision("call/A")) // 5
			forgery, says := c.says(t)
			file := a.keyFile(c.key)
			thief := ledgertest.Open(t, ledger.Options{SignKey: file}) // as twinning_app: every trigger fires
			forged, err := thief.ForgeWith(t.Context(), decision("call/A"), forgery)
			require.NoError(t, err)
			at := forged.Events[0].Position
			require.Contains(t, a.finds(at), says)
			require.Contains(t, a.distrusts(at), "in no batch that a registered key has signed")
			for _, l := range []*ledger.Ledger{a.Ledger, ledgertest.Open(t, ledger.Options{})} {
				_, err = l.Append(t.Context(), decision("call/B"))
				require.ErrorIs(t, err, ledger.ErrCorrupt)
				require.ErrorContains(t, err, "nothing is appended behind it until an operator has looked")
			}
			for _, sql := range []string{`DELETE FROM ledger.events WHERE position >= 6`, `DELETE FROM ledger.batches WHERE size > 6`} {
				a.exec(sql)
			}
			mustAppend(t, a.Ledger, decision("call/B"))
			requireClean(t, a.Ledger)
		})
	}
}

func TestAHistoryThatWasRebuiltIsFoundWithAndWithoutACheckpoint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, key string
		says      string // of the event that was changed, without a checkpoint
		distrusts string
	}{
		{"with the signatures that were", "", "the signature of the batch of positions 6 to 8", "in no batch that a registered key has signed"},
		{"signed by a key that nobody knows", "new", "which is not registered before it", "in no batch that a registered key has signed"},
		{"signed by a key of another role", "door", "is appended by a key of the role worker, and this key has door", "is appended by a key of the role worker"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			mustAppend(t, a.Ledger, decision("call/A"))                                      // 5
			mustAppend(t, a.Ledger, plain("call/A", "", noted("1"), noted("2"), noted("3"))) // 6 to 8
			mustAppend(t, a.Ledger, decision("call/B"))                                      // 9
			held, err := a.Checkpoint(t.Context())
			require.NoError(t, err)
			mustAppend(t, a.Ledger, decision("call/B")) // 10
			a.exec(`UPDATE ledger.events SET body = 'X' WHERE position = 7`)
			file := ""
			switch c.key {
			case "new":
				file = a.keyFile("")
			case "door":
				file = a.keyFile("door")
			}
			require.NoError(t, ledger.Rebuild(t.Context(), a.conn, 6, file))
			require.Contains(t, a.finds(6), c.says, "a batch is signed as a whole")
			for position := int64(6); position < 11; position++ {
				require.Contains(t, a.distrusts(position), c.distrusts, position)
			}
			report, err := a.Verify(t.Context(), ledger.VerifyOptions{Checkpoint: &held})
			require.NoError(t, err)
			var at7 []string
			for _, f := range report.Findings {
				if f.Position == 7 {
					at7 = append(at7, f.What)
				}
			}
			require.Contains(t, at7, "the checkpoint has another event here: the ledger was rebuilt from this position on, or this event was changed")
			held.Leaves = nil
			report, err = a.Verify(t.Context(), ledger.VerifyOptions{Checkpoint: &held})
			require.NoError(t, err)
			require.True(t, slices.ContainsFunc(report.Findings, func(f ledger.Finding) bool {
				return f.What == "the first 10 events are not those of the checkpoint"
			}))
		})
	}
}

// Columns that are generated from the header are what queries choose by. Who owns the database can make them say something else.
func TestAReaderIsNotGivenAnotherStreamsEventsNorFewerOfItsOwn(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	for _, stream := range []string{"call/A", "call/B"} {
		for range 3 {
			mustAppend(t, a.Ledger, decision(stream)) // 5, 6, 7 and 8, 9, 10
		}
	}
	receive(t, a.Ledger, "call/A", "c-1") // 11
	receive(t, a.Ledger, "call/B", "c-2") // 12
	for _, column := range []string{"position", "stream", "version", "command"} {
		a.exec(`ALTER TABLE ledger.events ALTER COLUMN ` + column + ` DROP EXPRESSION`)
	}
	untrusted := func(q ledger.Query) (positions []int64) {
		q.Trusted = true
		events, err := ledgertest.Open(t, ledger.Options{}).Read(t.Context(), q)
		require.NoError(t, err)
		for _, e := range events {
			if e.Untrusted != "" {
				positions = append(positions, e.Position)
			}
		}
		return positions
	}
	ofA := ledger.Query{Stream: "call/A"}
	require.Empty(t, untrusted(ofA))

	a.exec(`UPDATE ledger.events SET stream = 'call/A', version = 4 WHERE position = 8`)
	require.Equal(t, []int64{8}, untrusted(ofA), "another stream's event")
	require.Equal(t, []int64{8}, untrusted(ledger.Query{Prefix: "call/A"}))
	a.exec(`UPDATE ledger.events SET stream = 'call/B', version = 1 WHERE position = 8`)

	a.exec(`UPDATE ledger.events SET stream = 'call/C' WHERE position = 6`)
	require.Equal(t, []int64{7}, untrusted(ofA), "the event before it is hidden")
	require.Equal(t, []int64{7}, untrusted(ledger.Query{Stream: "call/A", AfterVersion: 1}))
	a.exec(`UPDATE ledger.events SET stream = 'call/A' WHERE position = 6`)

	a.exec(`UPDATE ledger.events SET version = 7 - version WHERE stream = 'call/A' AND position IN (6, 7)`)
	require.Contains(t, untrusted(ofA), int64(7), "exchanged")
	a.exec(`UPDATE ledger.events SET version = 7 - version WHERE stream = 'call/A' AND position IN (6, 7)`)

	a.exec(`UPDATE ledger.events SET position = 1000 WHERE position = 6`)
	require.Equal(t, []int64{6}, untrusted(ledger.Query{From: 1000}), "an event from elsewhere")
	a.exec(`UPDATE ledger.events SET position = 6 WHERE position = 1000`)

	require.Empty(t, untrusted(ofA))
	waiting := func() (positions []int64) {
		require.NoError(t, a.Snapshot(t.Context(), func(ctx context.Context, s ledger.Snapshot) error {
			events, err := s.Unanswered(ctx, "call/A")
			for _, e := range events {
				if e.Untrusted != "" {
					positions = append(positions, e.Position)
				}
			}
			return err
		}))
		return positions
	}
	require.Empty(t, waiting())
	a.exec(`UPDATE ledger.events SET stream = 'call/A/in', version = 2 WHERE position = 12`)
	require.Equal(t, []int64{12}, waiting(), "a command that somebody gave to another life")
}
