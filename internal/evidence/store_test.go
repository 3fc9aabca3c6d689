package evidence_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	_ "gocloud.dev/blob/fileblob"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

const form = "document-tender-form"

var (
	contact = calltest.Contact(lifetest.Tender)
	stream  = lifetest.Stream
)

// A world is a tender that was submitted and is sealed, and files beside it.
type world struct {
	*lifetest.House
	*evidence.Store
	t      *testing.T
	folder string
}

func newWorld(t *testing.T) *world {
	h := lifetest.New(t, lifetest.Options{})
	for _, s := range lifetest.Year() {
		h.Play([]lifetest.Step{s})
		if _, submitted := s.Command.(twinning.SubmitTender); submitted {
			break
		}
	}
	w := &world{House: h, t: t, folder: filepath.Join(t.TempDir(), "evidence")}
	w.Store = w.as(ledger.RoleApp)
	return w
}

// as opens the same store as a role of PostgreSQL.
func (w *world) as(role string) *evidence.Store {
	w.t.Helper()
	pool, err := pgxpool.New(w.t.Context(), ledgertest.DSN(w.t, role))
	require.NoError(w.t, err)
	w.t.Cleanup(pool.Close)
	bucket, folder, err := evidence.OpenBucket(w.t.Context(), w.folder)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { bucket.Close() })
	return &evidence.Store{Ledger: w.House.Ledger, Pool: pool, Bucket: bucket, Folder: folder}
}

func (w *world) put(content string) evidence.File {
	w.t.Helper()
	f, err := w.Put(w.t.Context(), evidence.Upload{Stream: stream, By: contact, Content: strings.NewReader(content)})
	require.NoError(w.t, err)
	return f
}

// add puts a file and adds it to the tender.
func (w *world) add(content string) evidence.File {
	w.t.Helper()
	f := w.put(content)
	w.says(twinning.AddEvidence{
		File: f.Name, For: form, SealedSHA256: f.Sealed, SealedSize: f.SealedSize, Title: "Grundlagen.txt", Type: law.Text(f.Type), SHA256: law.Text(f.SHA256),
	})
	return f
}

func (w *world) says(c law.Command) {
	w.t.Helper()
	clock, err := w.House.Ledger.Clock(w.t.Context())
	require.NoError(w.t, err)
	w.Play([]lifetest.Step{{At: clock.Now(), Stream: stream, By: contact, Command: c}})
}

func (w *world) read(v access.Viewer, name string, offset int64) (string, error) {
	w.t.Helper()
	c, err := w.Open(w.t.Context(), v, name, offset)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(c)
	return string(b), errors.Join(err, c.Close())
}

func (w *world) super(sql string, args ...any) {
	w.t.Helper()
	conn, err := pgx.Connect(w.t.Context(), ledgertest.Superuser(w.t))
	require.NoError(w.t, err)
	_, err = conn.Exec(w.t.Context(), sql, args...)
	require.NoError(w.t, errors.Join(err, conn.Close(w.t.Context())))
}

func (w *world) blobs() []string {
	w.t.Helper()
	there, err := os.ReadDir(w.folder)
	require.NoError(w.t, err)
	names := []string{}
	for _, f := range there {
		names = append(names, f.Name())
	}
	return names
}

func (w *world) sweep() int {
	w.t.Helper()
	n, err := w.Sweep(w.t.Context())
	require.NoError(w.t, err)
	blobs, err := w.SweepBlobs(w.t.Context())
	require.NoError(w.t, err)
	return n + blobs
}

func (w *world) wrong() []string {
	w.t.Helper()
	v, err := w.Verify(w.t.Context(), nil)
	require.NoError(w.t, err)
	found := []string{}
	for _, f := range v.Findings {
		found = append(found, f.What+" "+f.Name)
	}
	return found
}

func TestAFileIsReadByItsPartyAloneUntilTheOpeningAndItsStoreSaysNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	secret := strings.Repeat("Eisvogel im Schilf\n", 10_000)
	f := w.add(secret)
	require.Equal(t, "text/plain; charset=utf-8", f.Type)
	require.EqualValues(t, len(secret), f.Size)
	sum := sha256.Sum256([]byte(secret))
	require.Equal(t, hex.EncodeToString(sum[:]), f.SHA256)

	party := access.As(contact)
	got, err := w.read(party, f.Name, 0)
	require.NoError(t, err)
	require.Equal(t, secret, got)
	got, err = w.read(party, f.Name, 100_000)
	require.NoError(t, err)
	require.Equal(t, secret[100_000:], got)
	for who, v := range map[string]access.Viewer{
		"officer": access.As(calltest.Officer), "operator": access.Operator, "rival": access.As(calltest.Contact(lifetest.Crowd(1)[0])), "public": {},
	} {
		_, err := w.read(v, f.Name, 0)
		require.ErrorIs(t, err, evidence.ErrNotFound, who)
		list, err := w.List(t.Context(), v, stream)
		require.NoError(t, err)
		require.Empty(t, list, who)
	}
	_, err = w.read(party, "f-"+strings.Repeat("a", 26), 0)
	require.ErrorIs(t, err, evidence.ErrNotFound)

	list, err := w.List(t.Context(), party, stream)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "Grundlagen.txt", string(list[0].Title))
	require.Equal(t, f.SHA256, string(list[0].SHA256))
	require.Equal(t, evidence.StateUnscanned, list[0].State)
	require.Equal(t, `attachment; filename=Grundlagen.txt`, list[0].Header()["Content-Disposition"])

	require.Equal(t, []string{f.Name}, w.blobs())
	stored, err := os.ReadFile(filepath.Join(w.folder, f.Name))
	require.NoError(t, err)
	require.NotContains(t, string(stored), "Eisvogel")
	sum = sha256.Sum256(stored)
	require.Equal(t, f.Sealed, hex.EncodeToString(sum[:]))
	w.super(`DO $$ DECLARE n bigint; BEGIN
		SELECT count(*) INTO n FROM evidence.files f WHERE f::text ILIKE '%` + f.SHA256 + `%' OR f::text ILIKE '%grundlagen%';
		IF n > 0 THEN RAISE EXCEPTION 'the row says what is in the file'; END IF;
		SELECT count(*) INTO n FROM ledger.events e WHERE position('` + f.SHA256 + `'::bytea IN e.body) > 0 OR position('Grundlagen'::bytea IN e.body) > 0;
		IF n > 0 THEN RAISE EXCEPTION 'the ledger says what is in the file'; END IF;
		SELECT count(*) INTO n FROM ledger.events e WHERE e.kind = 'evidence-added.v1' AND convert_from(e.body, 'UTF8') LIKE '%` + f.Sealed + `%';
		IF n <> 1 THEN RAISE EXCEPTION 'the ledger does not hold the hash of the ciphertext'; END IF;
	END $$`)
	require.Empty(t, w.wrong())
}

func TestEqualFilesAreOneWithinATenderAndNotBetweenTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.put("the same\n")
	again := w.put("the same\n")
	require.True(t, again.Known)
	require.Equal(t, first.Name, again.Name)
	require.Equal(t, first.Sealed, again.Sealed)
	other, err := w.Put(t.Context(), evidence.Upload{Stream: calltest.Tendering(lifetest.Crowd(1)[0]), By: contact, Content: strings.NewReader("the same\n")})
	require.NoError(t, err)
	require.False(t, other.Known)
	require.NotEqual(t, first.Sealed, other.Sealed)
	require.Len(t, w.blobs(), 2, "what was joined left no blob")
	theirs, err := w.Put(t.Context(), evidence.Upload{Stream: stream, By: calltest.Signatory(lifetest.Tender), Content: strings.NewReader("the same\n")})
	require.NoError(t, err)
	require.False(t, theirs.Known, "or erasing one would take the file of the other")

	files := make([]string, 8)
	done := make(chan error)
	for i := range files {
		go func() {
			f, err := w.Put(context.Background(), evidence.Upload{Stream: stream, By: contact, Content: strings.NewReader("at once\n")})
			files[i] = f.Name
			done <- err
		}()
	}
	for range files {
		require.NoError(t, <-done)
	}
	for _, name := range files {
		require.Equal(t, files[0], name)
	}
	require.Len(t, w.blobs(), 4)
}

// cut is a reader that breaks off.
type cut struct{ left int }

func (c *cut) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errors.New("the line is cut")
	}
	n := min(len(p), c.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	c.left -= n
	return n, nil
}

func TestWhatIsNotTakenLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	put := func(u evidence.Upload) error {
		u.Stream, u.By = stream, contact
		_, err := w.Put(t.Context(), u)
		return err
	}
	require.ErrorContains(t, put(evidence.Upload{Content: &cut{300_000}}), "the line is cut")
	for says, u := range map[string]evidence.Upload{
		"more than 100000 bytes":         {Content: &cut{100_001}, MaxBytes: 100_000},
		"the file is empty":              {Content: strings.NewReader("")},
		"of no type that is taken":       {Content: strings.NewReader("<html><script>alert(1)</script>")},
		"no type that is taken; taken a": {Content: io.MultiReader(&once{strings.NewReader(strings.Repeat("text ", 50_000))}, strings.NewReader("\x00"))},
		"cannot be read as one":          {Content: bytes.NewReader(broken(t))},
	} {
		err := put(u)
		require.ErrorIs(t, err, evidence.ErrRefused, says)
		require.ErrorContains(t, err, says)
		require.Contains(t, narrate.English().Error(err), "the file ", "it is told alone, too")
	}
	require.NoError(t, put(evidence.Upload{Content: io.LimitReader(&cut{200_000}, 100_000), MaxBytes: 100_000}), "as much as is allowed")
	require.Len(t, w.blobs(), 1)
}

type once struct{ io.Reader }

// broken is an archive with a list of entries that is none.
func broken(t *testing.T) []byte {
	t.Helper()
	b := append([]byte("PK\x03\x04"), make([]byte, 46)...)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	end[8], end[10], end[12], end[16] = 1, 1, 46, 4
	return append(b, end...)
}

func TestErasingWhoAddedAFileOrItsTenderDestroysItsKeyAtOnceAndItsBytesAtTheNextSweep(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{"person/" + contact, stream} {
		t.Run(strings.Split(subject, "/")[0], func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			f := w.add("to be forgotten\n")
			ledgertest.Erase(t, subject)
			_, err := w.read(access.As(contact), f.Name, 0)
			require.Error(t, err)
			require.True(t, errors.Is(err, evidence.ErrErased) || errors.Is(err, evidence.ErrNotFound), err)
			require.Empty(t, w.wrong(), "that it is gone is as it should be")
			require.Equal(t, 1, w.sweep())
			require.Empty(t, w.blobs())
			require.Empty(t, w.wrong())

			// Who is erased while they send a file: it goes with the next sweep.
			late := w.put("sent meanwhile\n")
			require.Equal(t, []string{late.Name}, w.blobs())
			require.Equal(t, 1, w.sweep())
			require.Empty(t, w.blobs())
		})
	}
}

func TestAnEventThatEndsNoRetentionDestroysNoFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.add("The invoice.\n")
	says := func(body string) { // whoever owns the database writes it: a worker's key would do as well
		ledgertest.Erase(t, "person/p-nobodyatall")
		w.super(`SET session_replication_role = replica; UPDATE ledger.events SET header = replace(header, 'bodies-erased.v1', 'bodies-expired.v1'), body = convert_to('` + body + `', 'UTF8')
            WHERE position = (SELECT max(position) FROM ledger.events WHERE stream = 'ledger/erasures')`)
	}
	says(`{"life":"` + stream + `","ended":1,"subjects":["` + stream + `"]}`)
	says(`{"life":"` + stream + `","ended":1,"subjects":["person/` + contact + `"]}`)
	says(`{"life":"twinning/NO/SUCH","ended":1,"subjects":["person/` + contact + `"]}`)
	says("no JSON")
	require.Zero(t, w.sweep())
	require.Equal(t, []string{f.Name}, w.blobs())
	require.Empty(t, w.wrong())
}

func TestAFileWithoutItsFactIsSweptAfterADayAndNotBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	kept, taken := w.add("kept\n"), w.add("taken back\n")
	orphan := w.put("never added\n")
	w.says(twinning.WithdrawEvidence{File: taken.Name, For: form})
	stray := filepath.Join(w.folder, "f-"+strings.Repeat("q", 26))
	require.NoError(t, os.WriteFile(stray, []byte("left behind"), 0o600))
	require.Zero(t, w.sweep())
	require.Empty(t, w.wrong(), "what is younger than a day may be under way")
	require.Len(t, w.blobs(), 4)

	old := time.Now().Add(-25 * time.Hour)
	require.NoError(t, os.Chtimes(stray, old, old))
	require.Equal(t, []string{"too many " + filepath.Base(stray)}, w.wrong())
	w.super(`UPDATE evidence.files SET stored_at = stored_at - interval '25 hours'`)

	// A command that waits for its judgement may make a fact of the orphan yet.
	w.Receive(lifetest.Step{Stream: stream, By: contact, Command: twinning.AddEvidence{
		File: orphan.Name, For: form, SealedSHA256: orphan.Sealed, SealedSize: orphan.SealedSize, Title: "Late.txt", Type: law.Text(orphan.Type), SHA256: law.Text(orphan.SHA256),
	}})
	require.Equal(t, 1, w.sweep(), "the stray blob")
	w.Judge(stream)
	require.Equal(t, 1, w.sweep(), "the one that was taken back")
	require.ElementsMatch(t, []string{kept.Name, orphan.Name}, w.blobs())

	gone := w.put("never added either\n")
	w.super(`UPDATE evidence.files SET stored_at = stored_at - interval '25 hours' WHERE name = $1`, gone.Name)
	require.Equal(t, 1, w.sweep())
	require.ElementsMatch(t, []string{kept.Name, orphan.Name}, w.blobs())
	require.Empty(t, w.wrong())
}

func TestAFileThatADraftNamesStaysAndIsReadAsHeldByItsTenderAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.put("of a draft\n")
	w.super(`INSERT INTO drafts.tenders (id, call, owner, label, file, key_id, kek_id, wrapped, saved_at, size) VALUES ('d-aaaaaaaaaaaaaaaa', 'DHE-2019', 'p', '', '', 'k', 'k', '', now(), 0)`)
	w.super(`INSERT INTO drafts.files VALUES ('d-aaaaaaaaaaaaaaaa', $1)`, f.Name)
	w.super(`UPDATE evidence.files SET stored_at = stored_at - interval '25 hours'`)
	require.Zero(t, w.sweep())
	require.Empty(t, w.wrong())
	held, err := w.Held(t.Context(), stream, f.Name)
	require.NoError(t, err)
	require.Equal(t, f.Type, held.Type)
	require.Equal(t, f.Size, held.Size)
	require.Equal(t, f.State, held.State)
	summed, err := w.HeldSum(t.Context(), stream, f.Name)
	require.NoError(t, err)
	require.Equal(t, f.SHA256, summed.SHA256)
	_, err = w.Held(t.Context(), stream+"X", f.Name)
	require.ErrorIs(t, err, evidence.ErrNotFound, "another tender has none of that name")

	w.super(`DELETE FROM drafts.tenders`)
	require.Equal(t, 1, w.sweep(), "with the draft it goes")
	_, err = w.Held(t.Context(), stream, f.Name)
	require.ErrorIs(t, err, evidence.ErrNotFound)
}

func TestVerifyNamesWhatIsMissingOrAltered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b, c := w.add("first\n"), w.add("second\n"), w.add("third\n")
	require.NoError(t, os.Remove(filepath.Join(w.folder, a.Name)))
	path := filepath.Join(w.folder, b.Name)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	text[3] ^= 1
	require.NoError(t, os.WriteFile(path, text, 0o600))
	w.super(`DELETE FROM evidence.files WHERE name = $1`, c.Name)
	require.ElementsMatch(t, []string{"missing " + a.Name, "altered " + b.Name, "missing " + c.Name}, w.wrong())
	_, err = w.read(access.As(contact), b.Name, 0)
	require.ErrorIs(t, err, evidence.ErrChanged)
	_, err = w.read(access.As(contact), a.Name, 0)
	require.ErrorIs(t, err, evidence.ErrChanged)
}

func TestADoorMayPutFilesAndDestroysNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	door := w.as(ledger.RoleDoor)
	f, err := door.Put(t.Context(), evidence.Upload{Stream: stream, By: contact, Content: strings.NewReader("by the door\n")})
	require.NoError(t, err)
	for _, sql := range []string{`DELETE FROM evidence.files`, `UPDATE evidence.files SET wrapped = NULL`, `UPDATE evidence.files SET sealed_sha256 = sealed_sha256`} {
		_, err = door.Pool.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "permission denied", sql)
	}
	require.Equal(t, []string{f.Name}, w.blobs())
}
