package export_test

import (
	"html"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/lifetest"
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
	for i, by := range []string{calltest.Signatory(lifetest.Tender), calltest.Procurer} {
		w.PlayAll([]lifetest.Step{{At: at.Add(time.Duration(i) * time.Hour), Stream: lifetest.Stream, By: by, Command: twinning.SignContract{}}})
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
