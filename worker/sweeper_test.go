package main

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

// spoken keeps what is logged.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *spoken) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(line)
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestTheSweeperRemovesDraftsWhoseTimeIsOverAndGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	store := drafts.New(h.Ledger, people.NewDirectory(h.Ledger), h.Store.Pool())
	h.Play([]lifetest.Step{
		{At: lifetest.Start(), Stream: calltest.Stream, By: calltest.Officer, Command: lifetest.Opening()},
		{At: lifetest.Start(), Stream: calltest.Stream, By: calltest.Officer, Command: call.PublishCall{}},
	})
	d, err := store.Save(t.Context(), drafts.File{
		As: calltest.Contact(lifetest.Tender), Call: calltest.Reference, Name: "kingfisher", Data: []byte("title: Nightingale\n"),
	})
	require.NoError(t, err)
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer super.Close(context.Background())
	do := func(sql string) {
		_, err := super.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	rows := func() (n int) {
		require.NoError(t, super.QueryRow(t.Context(), "SELECT count(*) FROM drafts.tenders").Scan(&n))
		return n
	}

	log := &spoken{}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	s := &sweeper{drafts: store, every: 5 * time.Millisecond, log: slog.New(slog.NewTextHandler(log, nil))}
	go func() { done <- s.run(ctx) }()
	require.NoError(t, h.Ledger.SetClock(t.Context(), d.Gone.Add(-time.Microsecond), 1, false))
	time.Sleep(20 * s.every) // time itself: nothing happens
	require.Equal(t, 1, rows())
	require.Empty(t, log.String())

	do("ALTER TABLE drafts.tenders RENAME TO away")
	require.Eventually(t, func() bool { return log.String() != "" }, 10*time.Second, 5*time.Millisecond)
	require.Contains(t, log.String(), "trying again")
	do("ALTER TABLE drafts.away RENAME TO tenders")
	require.NoError(t, h.Ledger.SetClock(t.Context(), d.Gone.Add(time.Second), 1, false))
	require.Eventually(t, func() bool { return rows() == 0 }, 10*time.Second, 5*time.Millisecond)
	require.Eventually(t, func() bool { return bytes.Contains([]byte(log.String()), []byte("removed=1")) }, 10*time.Second, 5*time.Millisecond)
	for _, private := range []string{"kingfisher", "Nightingale", d.Owner, d.ID} {
		require.NotContains(t, log.String(), private)
	}
	stop()
	require.NoError(t, <-done)
}
