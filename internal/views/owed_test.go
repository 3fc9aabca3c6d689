package views_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

func TestWhatIsOwedFollowsEachWrite(t *testing.T) {
	t.Parallel()
	s := open(t)
	const stream = "twinning/A/AAAAAA"
	day := func(n int) time.Time { return time.Date(2019, 8, n, 0, 0, 0, 0, time.UTC) }
	log, report := life.Owing{ID: "log-01", Due: day(5), Who: []string{"p-one", "officer"}, Open: true}, life.Owing{ID: "report", Due: day(3), Who: []string{"p-one"}}
	step := life.Owing{ID: "step-sign", Who: []string{"head"}, Open: true}
	says := func() string {
		rows, err := s.Rows(t.Context())
		require.NoError(t, err)
		require.Len(t, rows, 1)
		return rows[0].Owes()
	}
	require.NoError(t, s.Stand(t.Context(), stream, life.Now{Version: 2, People: []string{"p-one"}, Owing: []life.Owing{step, report, log}}))
	require.Equal(t, `[log-01 2019-08-05 true ["p-one" "officer"]; report 2019-08-03 false ["p-one"]; step-sign - true ["head"]]`, says())

	person := views.Among{Prefix: "twinning/", Person: "p-one", Limit: 10}
	staff := views.Among{Prefix: "twinning/", Person: "p-head", Calls: []string{"A"}, Limit: 1}
	first, second := views.OwedKey{Due: "2019-08-03", Stream: stream, ID: "report"}, views.OwedKey{Due: "2019-08-05", Stream: stream, ID: "log-01"}
	keys, err := s.Owed(t.Context(), person, views.OwedKey{})
	require.NoError(t, err)
	require.Equal(t, []views.OwedKey{first, second}, keys)
	keys, err = s.Owed(t.Context(), staff, views.OwedKey{})
	require.NoError(t, err)
	require.Equal(t, []views.OwedKey{first}, keys)
	keys, err = s.Owed(t.Context(), staff, first)
	require.NoError(t, err)
	require.Equal(t, []views.OwedKey{second}, keys)
	keys, err = s.Owed(t.Context(), views.Among{Prefix: "twinning/", Person: "p-two", Calls: []string{"B"}, Limit: 10}, views.OwedKey{})
	require.NoError(t, err)
	require.Empty(t, keys)
	await := func(a views.Among, roles ...string) []string {
		all, err := s.Await(t.Context(), a, roles)
		require.NoError(t, err)
		var streams []string
		for _, is := range all {
			streams = append(streams, is.Stream)
		}
		return streams
	}
	require.Equal(t, []string{stream}, await(person))
	require.Equal(t, []string{stream}, await(staff, "head"))
	require.Empty(t, await(staff, "payer"), "nothing waits for a payer")
	require.Empty(t, await(views.Among{Prefix: "twinning/", Person: "p-two", Calls: []string{"B"}}, "head"), "nor in another call")

	require.NoError(t, s.Stand(t.Context(), stream, life.Now{Version: 1, Owing: []life.Owing{step}}))
	require.Contains(t, says(), "log-01", "an older sight changes nothing")
	log.Open = false
	require.NoError(t, s.Stand(t.Context(), stream, life.Now{Version: 3, People: []string{"p-one"}, Owing: []life.Owing{log, report}}))
	require.Equal(t, `[log-01 2019-08-05 false ["p-one" "officer"]; report 2019-08-03 false ["p-one"]]`, says())
	require.Empty(t, await(person))
	require.NoError(t, s.Replace(t.Context(), stream, life.Now{Version: 1, People: []string{"p-one"}, Owing: []life.Owing{report}}))
	require.Equal(t, `[report 2019-08-03 false ["p-one"]]`, says(), "a stream that is shorter than it was")

	// A worker of an earlier version writes a row and knows nothing of what is owed.
	_, err = s.Pool().Exec(t.Context(), "UPDATE views.lives SET version = 4")
	require.NoError(t, err)
	require.Equal(t, "-", says())
	require.Equal(t, []string{stream}, await(person))
	require.Equal(t, []string{stream}, await(staff))
	require.Empty(t, await(views.Among{Prefix: "twinning/", Person: "p-two", Calls: []string{"B"}}))

	door, err := views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleDoor), 2)
	require.NoError(t, err)
	defer door.Close()
	_, err = door.Owed(t.Context(), person, views.OwedKey{})
	require.NoError(t, err, "a door reads it")
}

func TestASwitchPutsWhatIsOwedInItsPlaceAndLosesNothingThatWasWrittenMeanwhile(t *testing.T) {
	t.Parallel()
	s := open(t)
	owing := func(id string) life.Now {
		return life.Now{Version: 3, Owing: []life.Owing{{ID: id, Who: []string{"head"}, Open: true}}}
	}
	for _, stream := range []string{"twinning/A/AAAAAA", "twinning/A/BBBBBB", "twinning/A/CCCCCC", "twinning/A/DDDDDD"} {
		require.NoError(t, s.Stand(t.Context(), stream, owing("was")))
	}
	was, err := s.Rows(t.Context())
	require.NoError(t, err)
	rebuilt := []views.Row{}
	for _, r := range was[:2] {
		r.Owing = []life.Owing{{ID: "rebuilt", Who: []string{"head"}, Open: true}}
		rebuilt = append(rebuilt, r)
	}
	require.NoError(t, s.Stand(t.Context(), "twinning/A/BBBBBB", owing("meanwhile")))
	require.NoError(t, s.Switch(t.Context(), was, rebuilt, []string{"twinning/A/DDDDDD"}))
	rows, err := s.Rows(t.Context())
	require.NoError(t, err)
	says := map[string]string{}
	for _, r := range rows {
		says[r.Stream] = r.Owes()
	}
	require.Equal(t, map[string]string{
		"twinning/A/AAAAAA": `[rebuilt - true ["head"]]`, "twinning/A/BBBBBB": `[meanwhile - true ["head"]]`, "twinning/A/DDDDDD": `[was - true ["head"]]`,
	}, says)
	var left int
	require.NoError(t, s.Pool().QueryRow(t.Context(), "SELECT count(*) FROM views.owed").Scan(&left))
	require.Equal(t, 3, left)
}

// What is owed without a life is seen by whoever compares the tables with the ledger, and gone with the next rebuild.
func TestWhatIsOwedWithoutALifeIsARowOfItsOwnUntilTheNextSwitch(t *testing.T) {
	t.Parallel()
	s := open(t)
	require.NoError(t, s.Stand(t.Context(), "twinning/A/BBBBBB", life.Now{Version: 3, Owing: []life.Owing{{ID: "kept", Who: []string{"head"}, Open: true}}}))
	_, err := s.Pool().Exec(t.Context(), "INSERT INTO views.owed (stream, id, call, due, who, open) VALUES ('twinning/A/AAAAAA', 'left', 'A', '2019-08-05', '{officer}', true)")
	require.NoError(t, err)
	was, err := s.Rows(t.Context())
	require.NoError(t, err)
	require.Len(t, was, 2)
	require.Equal(t, "twinning/A/AAAAAA", was[1].Stream)
	require.Equal(t, `[left 2019-08-05 true ["officer"]]`, was[1].Owes())
	require.NotEqual(t, views.Hash(9, was), views.Hash(9, was[:1]))
	require.NoError(t, s.Switch(t.Context(), was, was[:1], nil))
	rows, err := s.Rows(t.Context())
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, `[kept - true ["head"]]`, rows[0].Owes())
}

// Fewer places than are asked for are the last ones: whoever pages through them stops there.
func TestThePlacesAtWhichSomethingMayWaitAreAsManyAsAreAskedForAsLongAsThereAreSoMany(t *testing.T) {
	t.Parallel()
	s := open(t)
	day := time.Date(2019, 8, 5, 0, 0, 0, 0, time.UTC)
	owing := func(id string) life.Owing {
		return life.Owing{ID: id, Due: day, Who: []string{"officer", "p-one"}, Open: true}
	}
	for _, stream := range []string{"twinning/A/BBBBBB", "twinning/A/CCCCCC", "twinning/A/DDDDDD"} { // each with more than one on one day
		require.NoError(t, s.Stand(t.Context(), stream, life.Now{Version: 3, People: []string{"p-one"}, Owing: []life.Owing{owing("log-01"), owing("report"), owing("step")}}))
	}
	_, err := s.Pool().Exec(t.Context(), "INSERT INTO views.owed (stream, id, call, due, who, open) VALUES ('twinning/A/AAAAAA', 'left', 'A', '2019-08-05', '{officer}', true)")
	require.NoError(t, err)
	for _, r := range []struct {
		of    views.Among
		roles []string
		want  []string
	}{
		{views.Among{Prefix: "twinning/", Person: "p-head", Calls: []string{"A"}}, []string{"officer"}, []string{"AAAAAA", "BBBBBB", "CCCCCC", "DDDDDD"}},
		{views.Among{Prefix: "twinning/", Person: "p-one"}, nil, []string{"BBBBBB", "CCCCCC", "DDDDDD"}},
	} {
		for limit := 2; limit <= 5; limit++ {
			r.of.Limit = limit
			var seen []string
			for from := (views.Place{}); ; {
				places, err := s.Awaiting(t.Context(), r.of, r.roles, from)
				require.NoError(t, err)
				for _, p := range places {
					if p != from {
						seen = append(seen, strings.TrimPrefix(p.Stream, "twinning/A/"))
					}
				}
				if len(places) < limit {
					break
				}
				from = places[len(places)-1]
			}
			require.Equal(t, r.want, seen, "%d at once", limit)
		}
	}
}
