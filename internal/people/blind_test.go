package people_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
)

func TestWhoHoldsTheDatabaseAloneSeesWhichRecordsShareAnAddressAndNotWhichAddress(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	renamed := cora
	renamed.Name = "Cora Other"
	for command, p := range map[string]people.Person{"c-1": cora, "c-2": renamed, "c-3": {Alias: "other", Name: "Other", Email: "other@example.org"}} {
		_, err := people.NewDirectory(l).Load(t.Context(), command, law.Engine, []people.Person{p})
		require.NoError(t, err)
	}
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	rows, err := conn.Query(t.Context(), `SELECT subject, count(*)::int FROM ledger.key_subjects GROUP BY 1`)
	require.NoError(t, err)
	seen, n, subject := map[string]int{}, 0, ""
	_, err = pgx.ForEachRow(rows, []any{&subject, &n}, func() error { seen[subject] = n; return nil })
	require.NoError(t, err)

	shared, err := l.BlindIndex("email", cora.Email) // what a process with the key file looks for
	require.NoError(t, err)
	require.Equal(t, 2, seen[shared[0]], "two records share it")
	var material [][]byte // all that the database holds and could be a key, and no key at all
	for _, sql := range []string{
		`SELECT ''::bytea`, `SELECT wrapped FROM ledger.keys`, `SELECT convert_to(kek_id, 'UTF8') FROM ledger.keys`,
		`SELECT convert_to(key_id, 'UTF8') FROM ledger.keys`, `SELECT salt FROM ledger.events`, `SELECT body_hash FROM ledger.events`,
	} {
		rows, err := conn.Query(t.Context(), sql)
		require.NoError(t, err)
		found, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		require.NoError(t, err)
		material = append(material, found...)
	}
	guesses := []string{cora.Email, "email\n" + cora.Email, "email:" + cora.Email}
	for subject := range seen {
		require.NotContains(t, strings.ToLower(subject), "canary")
		index, ok := strings.CutPrefix(subject, "index/")
		if !ok {
			continue
		}
		for _, guess := range guesses {
			for _, key := range material {
				derived := hmac.New(sha256.New, key)
				derived.Write([]byte("twinning-index v1\n"))
				for _, k := range [][]byte{key, derived.Sum(nil)} {
					mac := hmac.New(sha256.New, k)
					mac.Write([]byte(guess))
					require.NotEqual(t, base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), index)
				}
				plain := sha256.Sum256(append(key, guess...))
				require.NotContains(t, []string{base64.RawURLEncoding.EncodeToString(plain[:]), hex.EncodeToString(plain[:])}, index)
			}
		}
	}
	another := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, format.CreateKeyFile(another))
	elsewhere, err := ledgertest.Open(t, ledger.Options{KeyFile: another}).BlindIndex("email", cora.Email)
	require.NoError(t, err)
	require.Zero(t, seen[elsewhere[0]], "another key file names the same address otherwise")
}
