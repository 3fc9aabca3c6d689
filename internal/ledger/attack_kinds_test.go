package ledger_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// newOfEveryKind is a ledger with at least so many events, among them one of every kind that the law has, each in a stream of its own sort:
// sealed where it must be, answers to commands, receipts, moments that elapsed, what was erased, keys that were registered and revoked.
func newOfEveryKind(t *testing.T, least int64) *ledger.Ledger {
	t.Helper()
	l := ledgertest.NewWith(t, ledger.MigrateOptions{SealedKinds: state.SealedKinds()})
	_, public := newKey(t, ledger.KeyWorker)
	require.NoError(t, l.RegisterKey(t.Context(), public))
	require.NoError(t, l.RevokeKey(t.Context(), public.ID, programmeNow(t, l), "unused"))
	for round := 0; ; round++ {
		everyKind(t, l, round)
		if size, err := l.Size(t.Context()); err != nil || size >= least {
			require.NoError(t, err)
			return l
		}
	}
}

func everyKind(t *testing.T, l *ledger.Ledger, round int) {
	t.Helper()
	life, n := fmt.Sprintf("twinning/A/AAAAA%c", 'A'+rune(round)), 0
	decide := func(stream string, drafts []ledger.Draft) {
		for some := range slices.Chunk(drafts, 6) { // every other chunk answers a command, the others let a moment elapse
			r := plain(stream, "", some...)
			if n++; n%2 == 0 {
				r.Command = fmt.Sprintf("c-%d-%d", round, n)
				for i := range r.Drafts {
					r.Drafts[i].Command = r.Command
				}
				r.Answers = []ledger.Answer{{Command: r.Command, Count: len(some), Fold: 1, State: sha256.Sum256([]byte(r.Command)), Status: "done", Code: "in-time"}}
			} else {
				r.Drafts[0].Cause, r.Drafts[0].Due = "limit", time.Date(2019, 1, 1, 0, 0, n, 0, time.UTC)
			}
			mustAppend(t, l, r)
		}
	}
	receive(t, l, life, fmt.Sprintf("r-%d", round))
	decide("call/A", draftsOf(t, call.Events, round))
	decide(life, draftsOf(t, twinning.Events, round))
	decide(life+"/letters", draftsOf(t, law.Fates, round))
	engine := draftsOf(t, law.EngineEvents, round) // the first is the receipt of a command: that was received above
	require.Equal(t, law.CommandReceived{}.Kind(), engine[0].Kind)
	decide("call/A", engine[1:])
	mustAppend(t, l, plain("what-if/A", "", noted(`{"a":"question"}`)))
	gone := fmt.Sprintf("person/p-%d", round)
	mustAppend(t, l, plain(gone, fmt.Sprintf("g-%d", round), sealed("erased", gone), sealed("erased, too", gone)))
	if round == 0 {
		require.EqualValues(t, 2, ledgertest.Erase(t, gone))
	}
	mustAppend(t, l, plain("call/A", "", noted("the last")))
}

// draftsOf has one event of each kind of a catalogue.
func draftsOf[T interface{ Kind() string }](t *testing.T, catalogue law.Catalogue[T], round int) (drafts []ledger.Draft) {
	t.Helper()
	for _, kind := range catalogue.Kinds() {
		e, _ := catalogue.Zero(kind)
		body, err := json.Marshal(e)
		require.NoError(t, err)
		d := ledger.Draft{Kind: kind, Body: body, Actor: "p-aaaaaaaaaa"}
		if law.IsSealed(e) {
			d.Subjects = []string{"person/p-aaaaaaaaaa", fmt.Sprintf("twinning/A/AAAAA%c", 'A'+rune(round))}
		}
		drafts = append(drafts, d)
	}
	return drafts
}
