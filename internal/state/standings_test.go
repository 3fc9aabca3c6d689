package state_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

func standings(t *testing.T, h *lifetest.House) state.Standings {
	t.Helper()
	found, err := state.CompareStandings(t.Context(), h.Ledger, func(ctx context.Context) ([]views.Standing, error) { return h.Store.All(ctx, "") })
	require.NoError(t, err)
	return found
}

// playUntil plays the year up to an instant, and calls each after every step.
func playUntil(t *testing.T, h *lifetest.House, until time.Time, each func()) {
	t.Helper()
	for _, s := range lifetest.Year() {
		if !s.At.Before(until) {
			break
		}
		h.Play([]lifetest.Step{s})
		each()
	}
}

func TestEachRowOfLivesSaysWhatTheFoldSaysAllYear(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	steps := 0
	playUntil(t, h, time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC), func() {
		if steps++; steps%4 > 0 {
			return
		}
		found := standings(t, h)
		require.Empty(t, found.Wrong)
		require.Zero(t, found.Blind)
		require.Positive(t, found.Compared)
	})
	require.Greater(t, steps, 50)
	require.NoError(t, h.Activities.Archive(t.Context(), life.ArchiveInput{Stream: calltest.Stream, Workflow: calltest.Stream, Run: "r"}))
	require.Empty(t, standings(t, h).Wrong, "a kept history changes nothing that a row says")
}

func TestARowOfLivesThatWasChangedByHandIsSaid(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	playUntil(t, h, time.Date(2019, 11, 15, 0, 0, 0, 0, time.UTC), func() {})
	require.Empty(t, standings(t, h).Wrong)
	rows, err := h.Store.All(t.Context(), lifetest.Stream)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	is := rows[0]
	require.NotNil(t, is.NextAt)
	require.Positive(t, is.Letters, "nobody delivered any")
	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	size, err := h.Ledger.Size(t.Context())
	require.NoError(t, err)
	next := is.NextAt.UTC().Format(time.RFC3339Nano)
	for name, c := range map[string]struct{ set, says string }{
		"its stage":                 {"stage = 'closed'", fmt.Sprintf(`its row says stage "closed", and its events up to version %d say %q`, is.Version, is.Stage)},
		"that it is over":           {"over = true", fmt.Sprintf(`its row says over: true, and its events up to version %d say false`, is.Version)},
		"a later moment":            {"next_at = '2030-01-01T00:00:00Z'", fmt.Sprintf(`its row waits for 2030-01-01T00:00:00Z, and its events up to version %d for %s`, is.Version, next)},
		"an earlier moment":         {"next_at = '2019-01-01T00:00:00Z'", fmt.Sprintf(`its row waits for 2019-01-01T00:00:00Z, and its events up to version %d for %s`, is.Version, next)},
		"no moment":                 {"next_at = NULL", fmt.Sprintf(`its row waits for nothing, and its events up to version %d for %s`, is.Version, next)},
		"no letters":                {"letters = 0", fmt.Sprintf(`its row says that 0 letters wait, and %d do`, is.Letters)},
		"an older version":          {"version = version - 1", fmt.Sprintf(`its row is of version %d, and its stream has come to version %d`, is.Version-1, is.Version)},
		"a version to come":         {"version = version + 1", fmt.Sprintf(`its row is of version %d, and its stream has %d events`, is.Version+1, is.Version)},
		"judged as of what is not":  {"judged = 4711000", fmt.Sprintf(`its row was judged as of 4711000 events, and the ledger has %d`, size)},
		"the stream of an inbox":    {"stream = 'call/DHE-2019/in'", "it has a row, and is not the stream of a life"},
		"the stream of nobody":      {"stream = 'twinning/DHE-2019/NOBODY'", fmt.Sprintf("its row is of version %d, and its stream has 0 events", is.Version)},
		"that it is another's life": {"stream = 'elsewhere'", "it has no row"},
	} {
		t.Run(name, func(t *testing.T) {
			tx, err := conn.Begin(t.Context())
			require.NoError(t, err)
			defer tx.Rollback(context.Background())
			tag, err := tx.Exec(t.Context(), "UPDATE views.lives SET "+c.set+" WHERE stream = $1", lifetest.Stream)
			require.NoError(t, err)
			require.EqualValues(t, 1, tag.RowsAffected())
			found, err := state.CompareStandings(t.Context(), h.Ledger, func(ctx context.Context) ([]views.Standing, error) {
				rows, err := tx.Query(ctx, "SELECT stream, version, judged, stage, next_at, letters, over, people FROM views.lives")
				if err != nil {
					return nil, err
				}
				return pgx.CollectRows(rows, pgx.RowToStructByName[views.Standing])
			})
			require.NoError(t, err)
			var says []string
			for _, m := range found.Wrong {
				says = append(says, m.What)
			}
			require.Contains(t, says, c.says)
		})
	}
	require.Empty(t, standings(t, h).Wrong)
}

// A row is written after its append, so that what only seems wrong is looked at again.
func TestARowThatIsStillBeingWrittenIsNotWrong(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	playUntil(t, h, time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC), func() {})
	asked := 0
	found, err := state.CompareStandings(t.Context(), h.Ledger, func(ctx context.Context) ([]views.Standing, error) {
		if asked++; asked == 1 {
			return nil, nil
		}
		return h.Store.All(ctx, "")
	})
	require.NoError(t, err)
	require.Equal(t, 2, asked)
	require.Empty(t, found.Wrong)
}

// A life whose bodies cannot be opened is not compared, and nothing else is left out.
func TestARowWhoseLifeCannotBeFoldedIsCounted(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	playUntil(t, h, time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC), func() {})
	require.Zero(t, standings(t, h).Blind)
	bare, err := ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp)})
	require.NoError(t, err)
	defer bare.Close()
	found, err := state.CompareStandings(t.Context(), bare, func(ctx context.Context) ([]views.Standing, error) { return h.Store.All(ctx, "") })
	require.NoError(t, err)
	require.Equal(t, state.Standings{Compared: 1, Blind: 1}, found, "the call has nothing sealed, the tender has")
}
