package drafts_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

func TestADraftIsKeptByteForByteAndReplacedByTheNextOfItsName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	first := w.save(contact, "one", sketch("First"))
	require.Regexp(t, `^d-[a-z2-7]{16}$`, first.ID)
	require.Equal(t, time.Date(2019, 6, 12, 8, 0, 0, 0, time.UTC), first.SavedAt, "the programme clock's")
	require.Equal(t, limit.Add(30*24*time.Hour), first.Gone)
	w.stand(first.SavedAt.Add(time.Hour))
	second := w.save(contact, "one", sketch("Second"))
	w.stand(first.SavedAt.Add(2 * time.Hour))
	w.save(contact, "two", "{}")
	require.Equal(t, first.ID, second.ID)
	d, file, err := w.Read(t.Context(), contact, "", "one")
	require.NoError(t, err)
	require.Equal(t, sketch("Second"), string(file), "comments and all")
	require.Equal(t, first.SavedAt.Add(time.Hour), d.SavedAt)
	require.Equal(t, len(file), d.Size)
	require.Equal(t, []string{signatory}, d.Named, "besides who saved it")
	require.Equal(t, []string{"one", "two"}, w.names(contact))

	_, err = w.Drop(t.Context(), contact, reference, "one")
	require.NoError(t, err)
	require.Equal(t, []string{"two"}, w.names(contact))
	require.Equal(t, 1, w.rows())
	_, err = w.Drop(t.Context(), contact, reference, "one")
	require.ErrorIs(t, err, drafts.ErrNotFound)

	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after, "drafts are no facts")
	report, err := w.Ledger.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}

func TestEverySavingHasAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := map[string]bool{}
	for range 3 {
		w.save(contact, "one", sketch("Same"))
		w.super(func(conn *pgx.Conn) error {
			var key, file string
			err := conn.QueryRow(t.Context(), "SELECT key_id, encode(file, 'hex') FROM drafts.tenders").Scan(&key, &file)
			require.False(t, seen[key] || seen[file])
			seen[key], seen[file] = true, true
			return err
		})
	}
}

func TestOfManySavesAtOnceOneStaysWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all sync.WaitGroup
	for n := range 12 {
		all.Go(func() {
			_, err := w.Save(context.Background(), drafts.File{As: contact, Call: reference, Name: "one", Data: []byte(sketch(strings.Repeat(string(rune('a'+n)), 5000)))})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, w.rows())
	_, file, err := w.Read(t.Context(), contact, "", "one")
	require.NoError(t, err)
	title := strings.TrimPrefix(strings.Split(string(file), "\n")[1], "title: ")
	require.Equal(t, strings.Repeat(title[:1], 5000), title)
}

func TestWhatIsNoDraftIsRefusedAndNothingIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, f := range map[string]drafts.File{
		"the file is empty":               {Name: "one", Data: nil},
		"the file is not a group":         {Name: "one", Data: []byte("- a list\n")},
		"this is not YAML":                {Name: "one", Data: []byte("title: [")},
		"a NUL character":                 {Name: "one", Data: []byte("title: \x00")},
		"is not UTF-8":                    {Name: "one", Data: []byte("title: \xff")},
		"an anchor or alias":              {Name: "one", Data: []byte("title: &a b\n")},
		"a second document":               {Name: "one", Data: []byte("title: a\n---\ntitle: b\n")},
		"the field is there twice":        {Name: "one", Data: []byte("title: a\ntitle: b\n")},
		"more than 1048576 bytes":         {Name: "one", Data: filled(drafts.Limit + 1)},
		"the draft's name is missing":     {Name: "", Data: []byte("{}")},
		"printable ASCII":                 {Name: "two words", Data: []byte("{}")},
		"looks like an id":                {Name: "d-aaaaaaaaaaaaaaaa", Data: []byte("{}")},
		"has 121 characters; 120 are all": {Name: strings.Repeat("n", 121), Data: []byte("{}")},
	} {
		f.As, f.Call = contact, reference
		_, err := w.Save(t.Context(), f)
		require.ErrorIs(t, err, drafts.ErrNonsense, name)
		require.ErrorContains(t, err, name)
	}
	_, err := w.Save(t.Context(), drafts.File{As: "p-nobody", Call: reference, Name: "one", Data: []byte("{}")})
	require.ErrorIs(t, err, people.ErrUnknown)
	require.Zero(t, w.rows())
}

// filled is a file of n bytes.
func filled(n int) []byte {
	return append([]byte("plan: x\n#"), bytes.Repeat([]byte("a"), n-9)...)
}

func TestADraftMayHaveAMegabyteAndTheLongestName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	name := strings.Repeat("n", 120)
	w.save(contact, name, string(filled(drafts.Limit)))
	d, file, err := w.Read(t.Context(), contact, "", name)
	require.NoError(t, err)
	require.Equal(t, filled(drafts.Limit), file)
	require.Equal(t, drafts.Limit, d.Size)
	w.save(contact, strings.Repeat("<", 120), "contact: "+stranger+"\nsignatory: "+signatory+"\n")
	w.save(contact, "n", "contact: "+contact+"\nsignatory: "+signatory+"\n")
	w.super(func(conn *pgx.Conn) error {
		var lengths int
		err := conn.QueryRow(t.Context(), "SELECT count(DISTINCT octet_length(label)) FROM drafts.tenders").Scan(&lengths)
		require.Equal(t, 1, lengths, "the length of what is sealed tells no name")
		return err
	})
}

func TestOnePersonKeepsAtMostFiftyDraftsForOneCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range drafts.Most {
		w.save(contact, fmt.Sprint(n), "{}")
	}
	_, err := w.Save(t.Context(), drafts.File{As: contact, Call: reference, Name: "more", Data: []byte("{}")})
	require.ErrorIs(t, err, drafts.ErrClosed)
	require.ErrorContains(t, err, "drop one first")
	w.save(contact, "7", "title: still replaced\n")
	w.save(stranger, "more", "{}")
}

func TestACallTakesDraftsFromItsPublicationToTheOpeningOfTheTenders(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t)
	try := func(says string) {
		t.Helper()
		_, err := w.Save(t.Context(), drafts.File{As: contact, Call: reference, Name: "one", Data: []byte("{}")})
		if says == "" {
			require.NoError(t, err)
			return
		}
		require.ErrorIs(t, err, drafts.ErrClosed)
		require.ErrorContains(t, err, says)
	}
	w.Until(brussels(t, "2019-06-11T09:00"))
	w.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Officer, Command: calltest.Opening(calltest.Book())})
	try("has not been judged yet")
	w.Judge(calltest.Stream)
	try("has not been published yet")
	w.plays("2019-06-11T10:00", calltest.Officer, call.PublishCall{})
	try("")
	w.stand(limit.Add(-time.Microsecond))
	try("")
	w.stand(limit.Add(time.Hour))
	try("") // nobody has judged that it is shut
	w.Judge(calltest.Stream)
	try("") // an extension may yet come
	w.stand(limit.Add(drafts.Keep))
	try("the drafts of DHE-2019 are gone since 2019-09-06T15:00:00.000001Z")
}

func TestOnceTheTendersAreOpenedNoDraftIsSavedAndOldOnesCanBeRead(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t)
	steps := lifetest.Year()
	var evaluating time.Time
	for _, s := range steps {
		if s.Command.Kind() == (call.AssignEvaluators{}).Kind() {
			evaluating = s.At
		}
	}
	saved := false
	for _, s := range steps {
		if s.At.After(evaluating) {
			break
		}
		w.Play([]lifetest.Step{s})
		if s.Command.Kind() == (call.PublishCall{}).Kind() {
			w.save(contact, "one", "{}")
			saved = true
		}
	}
	require.True(t, saved)
	_, err := w.Save(t.Context(), drafts.File{As: contact, Call: reference, Name: "one", Data: []byte("{}")})
	require.ErrorIs(t, err, drafts.ErrClosed)
	require.ErrorContains(t, err, "its tenders are opened, so that none can be submitted any more")
	require.Equal(t, []string{"one"}, w.names(contact))
}
