package main

import (
	"bytes"
	"net/url"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/pgbin"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// dump is this test's database as it stands.
func (r *rig) dump() []byte {
	r.t.Helper()
	bin, err := pgbin.Find()
	require.NoError(r.t, err)
	dump, err := exec.CommandContext(r.t.Context(), filepath.Join(bin, "pg_dump"), ledgertest.Superuser(r.t)).Output()
	require.NoError(r.t, err)
	return dump
}

// restore puts a dump in the place of this test's database. Temporal goes on.
func (r *rig) restore(dump []byte) {
	r.t.Helper()
	at, err := url.Parse(ledgertest.Superuser(r.t))
	require.NoError(r.t, err)
	server := *at
	server.Path = "/postgres"
	conn, err := pgx.Connect(r.t.Context(), server.String())
	require.NoError(r.t, err)
	defer conn.Close(r.t.Context())
	for _, statement := range []string{"DROP DATABASE " + at.Path[1:] + " WITH (FORCE)", "CREATE DATABASE " + at.Path[1:]} {
		_, err := conn.Exec(r.t.Context(), statement)
		require.NoError(r.t, err)
	}
	bin, err := pgbin.Find()
	require.NoError(r.t, err)
	restore := exec.CommandContext(r.t.Context(), filepath.Join(bin, "psql"), "-q", "-v", "ON_ERROR_STOP=1", at.String())
	restore.Stdin = bytes.NewReader(dump)
	out, err := restore.CombinedOutput()
	require.NoError(r.t, err, string(out))
	// As every process after a restore, the one at the door is a new one.
	r.Ledger = ledgertest.Open(r.t, ledger.Options{})
	r.Door = &door.Door{Ledger: r.Ledger, People: people.NewDirectory(r.Ledger)}
	require.Eventually(r.t, func() bool { // connections of the pools that died are thrown away one by one
		_, err := r.Store.Place(r.t.Context(), views.DispatcherPlace)
		return err == nil
	}, 10*time.Second, 10*time.Millisecond)
}

// refused is a command of a contracted life that its law refuses.
func refused() lifetest.Step {
	return lifetest.Step{Stream: lifetest.Stream, By: calltest.Officer, Command: twinning.AcceptLog{Month: 2}, Refused: true}
}

func TestACommandIsAnsweredAfterPostgreSQLWasRestoredFromBeforeWhileTemporalWentOn(t *testing.T) {
	t.Parallel()
	for name, atOnce := range map[string]int{"one by one": 1, "many at once": 6} { // of many, the next delivery finds out what became of the one before
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answersAfterRestore(t, atOnce)
		})
	}
}

func answersAfterRestore(t *testing.T, atOnce int) {
	t.Helper()
	r := newRig(t, lifetest.Options{Rate: 1})
	r.Play(lifetest.Contracts(lifetest.Tender))
	r.Until(lifetest.Active().At)
	stop := r.work(nil)
	r.submit(refused())
	dump := r.dump()
	last := r.submit(refused())
	for range 3 {
		last = r.submit(refused())
	}
	stop()
	r.restore(dump)
	size, err := r.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Less(t, size, last.Received.Position)

	r.work(nil)
	for range 4 / atOnce { // at positions that Temporal has seen
		began := time.Now()
		receipt := r.submit(refused())
		require.NotEqual(t, door.Pending, receipt.Status)
		require.LessOrEqual(t, receipt.Received.Position, last.Received.Position+4)
		t.Logf("position %d answered in %s", receipt.Received.Position, time.Since(began).Round(time.Millisecond))
	}
	if atOnce > 1 {
		var all sync.WaitGroup
		for range atOnce {
			all.Go(func() { r.submit(refused()) })
		}
		all.Wait()
	}
	require.Eventually(t, func() bool { // it is written just after the append
		all, err := r.Store.All(t.Context(), lifetest.Stream)
		require.NoError(t, err)
		version, err := r.version(lifetest.Stream)
		require.NoError(t, err)
		return all[0].Version == version
	}, 10*time.Second, 20*time.Millisecond, "where the life stands is what the ledger says")
}
