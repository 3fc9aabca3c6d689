package drafts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

func TestADraftIsGoneThirtyDaysAfterTheLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.save(contact, "one", sketch("Secret"))
	require.Zero(t, w.sweep())

	w.stand(d.Gone.Add(-time.Microsecond))
	require.Zero(t, w.sweep())
	require.Equal(t, []string{"one"}, w.names(contact))

	w.stand(d.Gone) // from here on nobody reads it; something may still be received at this very instant
	require.Zero(t, w.sweep())
	require.Equal(t, 1, w.rows())
	require.Empty(t, w.names(contact))
	_, _, err := w.Read(t.Context(), contact, "", "one")
	require.ErrorIs(t, err, drafts.ErrNotFound)

	w.stand(d.Gone.Add(time.Microsecond))
	require.Equal(t, 1, w.sweep())
	require.Zero(t, w.rows(), "with its key")
	require.Zero(t, w.sweep())
}

func TestAnExtensionMovesTheDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	was := w.save(contact, "one", "{}")
	w.plays("2019-08-20T09:00", calltest.Head, w.extend("2019-08-27T17:00"))
	w.stand(was.Gone.Add(time.Hour))
	require.Zero(t, w.sweep())
	list, err := w.List(t.Context(), contact, reference)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, was.Gone.AddDate(0, 0, 20), list[0].Gone)
	w.stand(list[0].Gone.Add(time.Second))
	require.Equal(t, 1, w.sweep())
}

func TestAnExtensionThatWasReceivedInTimeAndIsNotJudgedYetKeepsTheDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.save(contact, "one", "{}")
	w.Until(d.Gone.Add(-time.Hour))
	w.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Head, Command: w.extend("2019-09-10T17:00")})
	w.stand(d.Gone.Add(time.Hour)) // as when nobody judges for an hour
	require.Zero(t, w.sweep())
	require.Equal(t, 1, w.rows())
	w.Judge(calltest.Stream)
	require.Zero(t, w.sweep())
	require.Equal(t, []string{"one"}, w.names(contact))
}

func TestTheDraftsOfACallThatCannotBeReadKeepNoOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.save(contact, "one", "{}")
	w.exec(`INSERT INTO drafts.tenders SELECT 'd-aaaaaaaaaaaaaaaa', 'no call at all', owner, label, file, 'k', kek_id, wrapped, saved_at, size FROM drafts.tenders`)
	w.stand(d.Gone.Add(time.Second))
	require.Equal(t, 1, w.sweep(), "a call without a limit has no day")
	require.Equal(t, 1, w.rows())
}

func TestErasingAPersonRemovesWhatTheySavedAndWhatNamesThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erase := func(person string) {
		ledgertest.Erase(t, people.Stream(person))
	}
	w.save(contact, "mine", "title: of the contact alone\n")
	w.save(contact, "ours", sketch("Of both"))
	w.save(signatory, "theirs", "{}")
	w.save(stranger, "other", "{}")

	erase(contact)
	require.Equal(t, 2, w.rows(), "at once, without the worker")
	require.Equal(t, []string{"theirs"}, w.names(signatory))

	w.save(stranger, "named", "signatory: "+signatory+"\n")
	erase(signatory)
	require.Equal(t, 2, w.rows())
	require.Equal(t, 1, w.sweep(), "PostgreSQL cannot read who is named")
	require.Equal(t, []string{"other"}, w.names(stranger))

	_, err := w.Save(t.Context(), drafts.File{As: contact, Call: reference, Name: "one", Data: []byte("{}")})
	require.ErrorIs(t, err, people.ErrUnknown, "also where this process knew them before")
	w.save(stranger, "naming", sketch("An erased contact"))
	require.Zero(t, w.sweep(), "who was erased before is nobody")
	require.NoError(t, ledger.Scrub(t.Context(), ledgertest.DSN(t, ledger.RoleOwner)))
	report, err := w.Ledger.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}

func TestADraftThatWasBeingSavedWhileItsOwnerWasErasedGoesWithTheNextSweep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.save(stranger, "one", "{}")
	ledgertest.Erase(t, people.Stream(contact))
	w.exec("UPDATE drafts.tenders SET owner = $1", contact)
	require.Equal(t, 1, w.sweep())
	require.Zero(t, w.rows())
}
