package evidence_test

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
)

// A file of an entry is seen by whoever sees the entry, is compared with the ledger, and goes with whoever added it.
func TestAFileOfAnEntryIsSeenByWhoeverSeesTheEntry(t *testing.T) {
	h := lifetest.New(t, lifetest.Options{})
	w := &world{House: h, t: t, folder: t.TempDir()}
	w.Store = w.as(ledger.RoleApp)
	text, err := os.ReadFile("../../programmes/markets/health.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMarket("health.yaml", text)
	require.NoError(t, err)
	rules.Officers = []string{calltest.Officer}
	day := time.Date(2019, 6, 13, 9, 0, 0, 0, time.UTC)
	reference := market.NewReference("HEALTH", "one", contact)
	entry := market.EntryRoot + reference
	do := func(by string, commands ...law.Command) {
		for _, c := range commands {
			h.Play([]lifetest.Step{{At: day, Stream: entry, By: by, Command: c}})
		}
	}
	h.Play([]lifetest.Step{
		{At: day, Stream: market.Root + "HEALTH", By: calltest.Officer, Command: market.OpenMarket{Rules: rules}},
		{At: day, Stream: organisation.Root + "AAAAAAAAAA", By: contact, Command: organisation.Record{Details: organisation.Details{Name: "Region Skåne", Address: "Somewhere 1", Country: "SE"}}},
	})
	do(contact, market.DraftEntry{Content: market.Content{
		Side: market.Offer, Title: "A portal for citizens", Description: "Citizens read their own record.", Kind: "product", Priority: "secure-access", Topic: "own-data",
		Types: []string{"adaptation"}, Organisation: "AAAAAAAAAA", Country: "SE", Languages: []string{"en"},
	}})
	_, err = w.Put(t.Context(), evidence.Upload{Stream: market.Root + "HEALTH", By: contact, Content: strings.NewReader("x")})
	require.ErrorIs(t, err, evidence.ErrNonsense, "a marketplace has no files")
	f, err := w.Put(t.Context(), evidence.Upload{Stream: entry, By: contact, Content: strings.NewReader("The portal has been in use since 2015.")})
	require.NoError(t, err)
	do(contact, market.AddEntryFile{StoredFile: law.StoredFile{File: f.Name, SealedSHA256: f.Sealed, SealedSize: f.SealedSize, Title: "audit.txt", Type: law.Text(f.Type), SHA256: law.Text(f.SHA256)}})

	seen := func(v access.Viewer) bool {
		content, err := w.Open(t.Context(), v, f.Name, 0)
		if err != nil {
			require.ErrorIs(t, err, evidence.ErrNotFound)
			return false
		}
		defer content.Close()
		all, err := io.ReadAll(content)
		require.NoError(t, err)
		require.Equal(t, "The portal has been in use since 2015.", string(all))
		require.Equal(t, "audit.txt", string(content.Title))
		return true
	}
	mine, staff, stranger := access.As(contact), access.As(calltest.Officer), access.As(calltest.Stranger)
	require.True(t, seen(mine))
	require.False(t, seen(staff), "a draft is for whoever made it")
	require.False(t, seen(stranger))
	do(contact, market.SubmitEntry{})
	require.True(t, seen(staff))
	require.False(t, seen(stranger))
	do(calltest.Officer, market.PublishEntry{})
	require.True(t, seen(stranger), "what is published is public")
	require.True(t, seen(access.Viewer{}))
	list, err := w.List(t.Context(), access.Viewer{}, entry)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Empty(t, list[0].By, "nobody is told who made an entry")

	v, err := w.Verify(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, 1, v.Facts)
	require.Empty(t, v.Findings)
	_, err = w.Sweep(t.Context())
	require.NoError(t, err)
	require.True(t, seen(stranger), "what has a fact is not swept")
	ledgertest.Erase(t, "person/"+contact)
	require.False(t, func() bool {
		_, err := w.Open(t.Context(), stranger, f.Name, 0)
		return err == nil
	}())
	v, err = w.Verify(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, v.Findings)
}
