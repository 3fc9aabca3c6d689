package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// Who acts is what somebody types on a stack of one machine alone: on every other database nobody acts or reads as whom they name, and nothing is
// recorded.
func TestWhoActsIsTypedOnAStackOfOneMachineAlone(t *testing.T) {
	w := newAskedWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	owner, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer owner.Close(t.Context())
	var name string
	require.NoError(t, owner.QueryRow(t.Context(), `SELECT quote_ident(current_database())`).Scan(&name))
	_, err = owner.Exec(t.Context(), `ALTER DATABASE `+name+` RESET twinning.local`)
	require.NoError(t, err)
	size, err := w.ledger.Size(t.Context())
	require.NoError(t, err)
	for _, line := range []string{"call publish DHE-2019 --as officer", "call show DHE-2019 --as officer", "today --as officer", "evidence list DHE-2019-AAAAAA --as officer", "people list --as officer"} {
		code, said := w.asks(strings.Fields(line)...)
		if line == "people list --as officer" && code == 2 {
			continue // it has no such flag
		}
		require.Equal(t, exitRefused, code, "%s: %s", line, said)
		require.Contains(t, said, "--as is for a stack of one machine", line)
		require.Contains(t, said, "twinning login", line)
	}
	t.Setenv("TWINNING_AS", "officer")
	require.Contains(t, w.must(exitRefused, "call publish DHE-2019"), "stack of one machine", "nor by a variable")
	t.Setenv("TWINNING_AS", "")
	w.must(0, "call show DHE-2019")
	after, err := w.ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after)
}

// A desk whose people sign in elsewhere, and a worker whose letters lead elsewhere, do not start on a database that lets whoever reaches it act as
// anybody; they say how the mark is taken away. verify and status say that it is there.
func TestADeskAndAWorkerOfPeopleElsewhereRefuseADatabaseOfOneMachine(t *testing.T) {
	w := newAskedWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
	for language, marked := range map[string]string{"en": "is of one machine", "fr": "une seule machine", "de": "einzigen Maschine"} {
		require.Contains(t, w.must(0, "verify --language "+language), marked)
		_, said := w.asks("status", "--language", language)
		require.Contains(t, strings.Join(strings.Fields(said), " "), map[string]string{"en": "of one machine: whoever reaches it acts as whom they name", "fr": "une seule machine", "de": "von einer einzigen Maschine"}[language])
	}
	l := w.ledger
	err := ofElsewhere(l.ServesElsewhere(t.Context(), "TWINNING_OIDC_ISSUER", "https://login.example.org"))
	var f *failure
	require.ErrorAs(t, err, &f)
	require.Equal(t, exitRefused, f.code)
	require.Contains(t, f.what, "TWINNING_OIDC_ISSUER https://login.example.org is elsewhere")
	require.Contains(t, f.next, "RESET twinning.local")
	for _, language := range []string{"fr", "de"} {
		require.NotEqual(t, f.what, f.says.in(narrator(language)))
		require.NotEqual(t, f.next, advice.Tell(language, f.next))
	}

	s := deskSettings{
		DatabaseURL: ledgertest.DSN(t, ledger.RoleDoor), KeyFile: ledgertest.KeyFile(t), SignKey: ledgertest.SignKey(t, "door"), Trust: ledgertest.Trust(t),
		URL: "https://desk.example.org", Addr: "127.0.0.1:0", Admin: "127.0.0.1:0", Issuer: "https://login.example.org", ClientID: "desk", Rate: 1, SignIns: 1,
	}
	for _, from := range [][2]string{{"https://desk.example.org", "http://127.0.0.1:1"}, {"http://desk.localhost", "https://login.example.org"}} {
		s.URL, s.Issuer = from[0], from[1]
		require.ErrorContains(t, serveDesk(t.Context(), s, slog.New(slog.DiscardHandler)), "is of one machine", from)
	}
	for _, here := range []string{"", "http://localhost:1", "http://127.0.0.1", "http://[::1]:8", "https://desk.localhost./"} {
		require.NoError(t, l.ServesElsewhere(t.Context(), "TWINNING_DESK_URL", here), here)
	}
	for _, elsewhere := range []string{"desk.example.org:8443", "//desk.example.org", "desk", "http://localhost.example.org"} {
		require.Error(t, l.ServesElsewhere(t.Context(), "TWINNING_DESK_URL", elsewhere), elsewhere)
	}
}
