package drafts_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/pgbin"
)

func TestADraftExistsForItsPartyAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	theirs := w.save(contact, "one", sketch("Secret"))
	for _, as := range []string{contact, signatory} {
		require.Equal(t, []string{"one"}, w.names(as))
		for _, which := range []string{"one", theirs.ID} {
			_, file, err := w.Read(t.Context(), as, "", which)
			require.NoError(t, err)
			require.Equal(t, sketch("Secret"), string(file))
		}
	}
	others := []string{stranger, calltest.Officer, calltest.Head, calltest.Procurer, calltest.Auditor, calltest.Ada, calltest.Verifier}
	for _, as := range others {
		require.Empty(t, w.names(as))
		for _, which := range []string{"one", theirs.ID} {
			_, _, reading := w.Read(t.Context(), as, "", which)
			_, dropping := w.Drop(t.Context(), as, reference, which)
			require.ErrorIs(t, reading, drafts.ErrNotFound)
			require.Equal(t, reading.Error(), dropping.Error())
			// Where there is none, the answer is the same to the letter.
			_, err := w.Drop(t.Context(), contact, "", theirs.ID)
			require.NoError(t, err)
			_, _, none := w.Read(t.Context(), as, "", which)
			require.Equal(t, none.Error(), reading.Error())
			theirs = w.save(contact, "one", sketch("Secret"))
		}
	}
	// Who is not named any more does not read it any more, and who saves under its name has another one.
	w.save(contact, "one", "title: alone\n")
	require.Empty(t, w.names(signatory))
	mine := w.save(signatory, "one", "title: mine\ncontact: "+contact+"\n")
	d, _, err := w.Read(t.Context(), contact, "", "one")
	require.NoError(t, err)
	require.Equal(t, contact, d.Owner, "one's own goes before others'")
	require.NotEqual(t, mine.ID, d.ID)
	require.Equal(t, []string{"one", "one"}, w.names(contact))
	_, err = w.Drop(t.Context(), contact, "", mine.ID)
	require.NoError(t, err, "whoever may read it may drop it")
	require.Empty(t, w.names(signatory))
}

func TestANameThatMeansSeveralDraftsOfOthersIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.save(contact, "one", "signatory: "+signatory+"\n")
	b := w.save(stranger, "one", "signatory: "+signatory+"\n")
	_, _, err := w.Read(t.Context(), signatory, "", "one")
	require.ErrorIs(t, err, drafts.ErrAmbiguous)
	require.ErrorContains(t, err, a.ID)
	require.ErrorContains(t, err, b.ID)
	_, _, err = w.Read(t.Context(), signatory, "", b.ID)
	require.NoError(t, err)
}

func TestNothingThatADraftSaysStandsInItsRowOrInADump(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.save(contact, "kingfisher", sketch("Nightingale"))
	w.super(func(conn *pgx.Conn) error {
		var row string
		err := conn.QueryRow(t.Context(), "SELECT t::text || encode(t.label || t.file || t.wrapped, 'escape') FROM drafts.tenders t").Scan(&row)
		for _, said := range append(forms("kingfisher", "Nightingale", "full-adoption", "12345.67", signatory), "title", "costs") {
			require.NotContains(t, row, said)
		}
		require.Contains(t, row, contact, "who saved it, by an opaque id")
		return err
	})
	dump := dumped(t)
	require.Contains(t, string(dump), "COPY drafts.tenders")
	for _, said := range forms("kingfisher", "Nightingale", "12345.67", "# not finished") {
		require.NotContains(t, string(dump), said)
	}

	// A dump that is restored elsewhere gives the draft to its party, with the key file.
	from, err := url.Parse(ledgertest.Superuser(t))
	require.NoError(t, err)
	to := *from
	to.Path = from.Path + "_restored"
	w.exec("CREATE DATABASE " + to.Path[1:])
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), from.String())
		require.NoError(t, err)
		_, err = conn.Exec(context.Background(), "DROP DATABASE "+to.Path[1:]+" WITH (FORCE)")
		require.NoError(t, errors.Join(err, conn.Close(context.Background())))
	})
	restore := exec.CommandContext(t.Context(), pg(t, "psql"), "-q", "-v", "ON_ERROR_STOP=1", to.String())
	restore.Stdin = bytes.NewReader(dump)
	out, err := restore.CombinedOutput()
	require.NoError(t, err, string(out))
	to.User = url.User(ledger.RoleApp)
	restored := connect(t, ledgertest.Open(t, ledger.Options{DSN: to.String()}), to.String())
	_, file, err := restored.Read(t.Context(), contact, "", "kingfisher")
	require.NoError(t, err)
	require.Equal(t, sketch("Nightingale"), string(file))
}

// forms are the ways in which a word might stand somewhere.
func forms(words ...string) (all []string) {
	for _, w := range words {
		all = append(all, w, hex.EncodeToString([]byte(w)), base64.StdEncoding.EncodeToString([]byte(w))[:4*(len(w)/3)])
	}
	return all
}

func dumped(t *testing.T) []byte {
	t.Helper()
	dump, err := exec.CommandContext(t.Context(), pg(t, "pg_dump"), ledgertest.Superuser(t)).Output()
	require.NoError(t, err)
	return dump
}

func pg(t *testing.T, program string) string {
	t.Helper()
	bin, err := pgbin.Find()
	require.NoError(t, err)
	return filepath.Join(bin, program)
}

func TestNoErrorSaysWhatADraftSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec("ALTER TABLE drafts.tenders ADD CONSTRAINT never CHECK (size < 0)")
	_, err := w.Save(t.Context(), drafts.File{As: contact, Call: reference, Name: "kingfisher", Data: []byte(sketch("Nightingale"))})
	require.Error(t, err)
	require.NotContains(t, fmt.Sprintf("%+v", err), "Nightingale")
	require.NotContains(t, fmt.Sprintf("%+v", err), "kingfisher")
	w.exec("ALTER TABLE drafts.tenders DROP CONSTRAINT never")
	require.Zero(t, w.rows())
}

func TestARowThatWasGivenToAnotherOrChangedDoesNotOpen(t *testing.T) {
	t.Parallel()
	for what, sql := range map[string]string{
		"owner":   "UPDATE drafts.tenders SET owner = '" + calltest.Officer + "'",
		"call":    "UPDATE drafts.tenders SET owner = '" + calltest.Officer + "', call = 'DHE-2019'",
		"label":   "UPDATE drafts.tenders SET owner = '" + calltest.Officer + "', label = set_byte(label, 40, 7)",
		"wrapped": "UPDATE drafts.tenders SET wrapped = set_byte(wrapped, 40, (get_byte(wrapped, 40) + 1) % 256)",
		"file":    "UPDATE drafts.tenders SET file = set_byte(file, 40, (get_byte(file, 40) + 1) % 256)",
		"key":     "UPDATE drafts.tenders SET key_id = 'another'",
		"kek":     "UPDATE drafts.tenders SET kek_id = 'another'",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			theirs := w.save(contact, "one", sketch("Secret"))
			w.exec(sql)
			as := contact
			if what == "owner" || what == "call" || what == "label" {
				as = calltest.Officer
				require.Empty(t, w.names(contact))
				require.Empty(t, w.names(signatory))
			}
			_, file, err := w.Read(t.Context(), as, "", theirs.ID)
			require.ErrorIs(t, err, drafts.ErrChanged)
			require.Empty(t, file)
			_, err = w.Drop(t.Context(), as, "", theirs.ID)
			require.NoError(t, err, "it can be dropped all the same")
			require.Zero(t, w.rows())
		})
	}
}

func TestWithoutTheKeyFileNothingIsSavedOrRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	theirs := w.save(contact, "one", "{}")
	other := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, format.CreateKeyFile(other))
	elsewhere := connect(t, ledgertest.Open(t, ledger.Options{KeyFile: other}), ledgertest.DSN(t, ledger.RoleApp))
	_, err := elsewhere.List(t.Context(), contact, "")
	require.ErrorIs(t, err, ledger.ErrNoKey, "names cannot be read either")

	blind, err := ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp), Trust: ledgertest.Trust(t)})
	require.NoError(t, err)
	defer blind.Close()
	_, err = connect(t, blind, ledgertest.DSN(t, ledger.RoleApp)).Sweep(t.Context())
	require.NoError(t, err, "what is gone can be removed without it")

	// A new line in the key file seals what is saved from now on; older lines open what they sealed.
	old, err := os.ReadFile(ledgertest.KeyFile(t))
	require.NoError(t, err)
	added, err := os.ReadFile(other)
	require.NoError(t, err)
	_, line, _ := bytes.Cut(added, []byte("\n"))
	both := filepath.Join(t.TempDir(), "both")
	require.NoError(t, os.WriteFile(both, append(old, line...), 0o600))
	turned := connect(t, ledgertest.Open(t, ledger.Options{KeyFile: both}), ledgertest.DSN(t, ledger.RoleApp))
	_, _, err = turned.Read(t.Context(), contact, "", "one")
	require.NoError(t, err)
	again, err := turned.Save(t.Context(), drafts.File{As: contact, Call: reference, Name: "one", Data: []byte("title: new\n")})
	require.NoError(t, err)
	require.Equal(t, theirs.ID, again.ID)
	_, _, err = w.Read(t.Context(), contact, "", theirs.ID)
	require.ErrorIs(t, err, drafts.ErrChanged, "the old file does not open it")
}
