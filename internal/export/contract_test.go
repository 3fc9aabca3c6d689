package export_test

import (
	"encoding/json"
	"html"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// The contract is a document before it is signed and afterwards, under the same hash and with the same bytes, whatever was amended since.
func TestAContractIsADocumentUnderTheHashThatBothHaveSigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-07-20")
	before, err := w.queries.Contract(t.Context(), as(calltest.Officer), lifetest.Stream, "")
	require.NoError(t, err)
	require.NotNil(t, before.Text)
	made := func() string {
		return html.UnescapeString(string(w.made(calltest.Signatory(lifetest.Tender), w.ask(export.Contract, "html"))))
	}
	holds := func(text string) {
		t.Helper()
		require.Contains(t, text, before.SHA256)
		require.Contains(t, text, before.Bytes)
		require.Contains(t, text, "personnel")
	}
	holds(made())
	at := time.Date(2019, 7, 20, 10, 0, 0, 0, time.UTC)
	for i, by := range []string{calltest.Signatory(lifetest.Tender), calltest.Procurer} {
		w.PlayAll([]lifetest.Step{{At: at.Add(time.Duration(i) * time.Hour), Stream: lifetest.Stream, By: by, Command: twinning.SignContract{SHA256: before.SHA256}}})
	}
	after, err := w.queries.Contract(t.Context(), as(calltest.Officer), lifetest.Stream, "")
	require.NoError(t, err)
	require.NotNil(t, after.InForce)
	require.Equal(t, before.Text, after.Text, "what was signed is still told")
	require.Equal(t, before.Bytes, after.Bytes)
	text := made()
	holds(text)
	require.Contains(t, text, "contractor")
	require.Contains(t, text, "procurer")
	_, err = w.maker.Make(t.Context(), as(calltest.Stranger), w.ask(export.Contract, "html"))
	require.Error(t, err, "it is for whoever sees the contract")
}

func TestAContractWhoseSignaturesNamedNoTextIsToldAsItIsInForce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-07-20")
	at := time.Date(2019, 7, 20, 10, 0, 0, 0, time.UTC)
	received, err := json.Marshal(law.CommandReceived{Name: twinning.SignContract{}.Kind(), Command: json.RawMessage(`{}`), Edition: law.Edition2})
	require.NoError(t, err)
	for i, by := range []string{calltest.Signatory(lifetest.Tender), calltest.Procurer} {
		w.Until(at.Add(time.Duration(i) * time.Hour))
		require.NoError(t, w.Stamped(func(clock ledger.Clock) error { // a receipt of before a signature had to
			_, err := w.Ledger.Append(t.Context(), ledger.Request{
				Stream: life.Inbox(lifetest.Stream), Expect: ledger.Any, Command: by, Stamp: clock.DatabaseNow, Seen: -1,
				Drafts: []ledger.Draft{{Kind: law.CommandReceived{}.Kind(), Body: received, Received: clock.Now(), Actor: by, Command: by}},
			})
			return err
		}))
		w.Judge(lifetest.Stream)
	}
	is, err := w.queries.Contract(t.Context(), as(calltest.Officer), lifetest.Stream, "")
	require.NoError(t, err)
	require.NotNil(t, is.InForce)
	require.Nil(t, is.Text)
	text := html.UnescapeString(string(w.made(calltest.Signatory(lifetest.Tender), w.ask(export.Contract, "html"))))
	require.Contains(t, text, "The last signature named no text")
	require.Contains(t, text, is.InForce.Rules)
	require.Contains(t, text, is.InForce.M1.String())
}

// Whoever reads a late contract days after its first signature reads what is signed on that day.
func TestALateContractIsShownAsItIsSignedToday(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-07-20")
	at := time.Date(2019, 8, 6, 10, 0, 0, 0, time.UTC)
	w.PlayAll([]lifetest.Step{{At: at, Stream: lifetest.Stream, By: calltest.Signatory(lifetest.Tender), Command: twinning.SignContract{}}})
	w.Until(at.AddDate(0, 0, 3))
	is, err := w.queries.Contract(t.Context(), as(calltest.Procurer), lifetest.Stream, "")
	require.NoError(t, err)
	require.NotNil(t, is.Text, is.Why)
	require.Equal(t, calltest.Date("2019-08-10"), is.Text.M1)
	require.Len(t, is.Signatures, 1)
	require.True(t, is.Signatures[0].Void)
}

// A contractor that an amendment replaces changes nothing of the document that was signed: its bytes, its hash, and who the contractor was.
func TestAContractIsTheDocumentThatWasSignedAlsoOnceItsContractorIsReplaced(t *testing.T) {
	t.Parallel()
	w := newWorldUnder(t, "2019-07-20", func(b *call.RuleBook) {
		b.Amendments = &call.Amendments{Changes: call.Changing(), SignWithin: calltest.Length("30 days")}
	})
	signed, err := w.queries.Contract(t.Context(), as(calltest.Officer), lifetest.Stream, "")
	require.NoError(t, err)
	at := time.Date(2019, 7, 20, 10, 0, 0, 0, time.UTC)
	plays := func(by string, c law.Command) {
		t.Helper()
		at = at.Add(time.Hour)
		w.PlayAll([]lifetest.Step{{At: at, Stream: lifetest.Stream, By: by, Command: c}})
	}
	plays(calltest.Signatory(lifetest.Tender), twinning.SignContract{SHA256: signed.SHA256})
	plays(calltest.Procurer, twinning.SignContract{SHA256: signed.SHA256})
	is := func() (now twinning.Twinning) {
		t.Helper()
		state, err := w.queries.State(t.Context(), as(calltest.Officer), lifetest.Stream, query.Then{})
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(state.State, &now))
		return now
	}
	first, known := is().Tender.Organisation(is().Tender.Contractor)
	require.True(t, known)
	plays(calltest.Contact(lifetest.Tender), twinning.PrepareAmendment{
		Changes: twinning.Changes{Joins: []twinning.Organisation{{ID: "gamma", Name: "Gamma Hospital", Country: "FR"}}, Contractor: "gamma"}, Reason: "they merged",
	})
	amendment, open := is().Amended()
	require.True(t, open)
	for _, by := range []string{calltest.Signatory(lifetest.Tender), calltest.Procurer} {
		plays(by, twinning.SignAmendment{SHA256: amendment.SHA256})
	}
	require.Equal(t, "gamma", is().Tender.Contractor)

	after, err := w.queries.Contract(t.Context(), as(calltest.Officer), lifetest.Stream, "")
	require.NoError(t, err)
	require.Equal(t, []any{signed.SHA256, signed.Bytes, signed.Text}, []any{after.SHA256, after.Bytes, after.Text})
	text := html.UnescapeString(string(w.made(calltest.Signatory(lifetest.Tender), w.ask(export.Contract, "html"))))
	require.Contains(t, text, signed.Bytes)
	require.Contains(t, text, first.Name)
	require.NotContains(t, text, "Gamma Hospital")
}
