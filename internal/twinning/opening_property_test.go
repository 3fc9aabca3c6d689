package twinning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Whatever people ask for in whatever order around the limit, the opening comes
// after the last limit of every version, nothing is in time after it, and each
// late admission is used at most once, by who may.
func TestWhateverIsAskedForTheOpeningComesLastAndAnAdmissionIsUsedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := Book()
		b.Dates.Deadline.Grace = rapid.SampledFrom([]string{"0s", "10m"}).Draw(t, "grace")
		if rapid.Bool().Draw(t, "by itself") {
			b.Dates.OpeningSession = &call.Session{On: Date("2019-08-08"), At: "10:00"}
		}
		w := New(t).Opened(b).Published().Submitted(A)
		w.Slow = rapid.Bool().Draw(t, "as after an outage")
		w.At("2019-08-07T16:00")
		people := []string{Contact(A), Signatory(A), Contact(B), Stranger}
		for range rapid.IntRange(5, 30).Draw(t, "steps") {
			w.Until(w.Now.Add(time.Duration(rapid.IntRange(0, 240).Draw(t, "minutes")) * time.Minute))
			later := w.Now.Add(time.Duration(rapid.IntRange(-60, 600).Draw(t, "later")) * time.Minute).Truncate(time.Minute)
			to := Wall(later.In(zone(t)).Format("2006-01-02T15:04"))
			ref := rapid.SampledFrom([]string{A, B}).Draw(t, "tender")
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				covers := rapid.SampledFrom([][]string{nil, {A}, {Contact(B)}}).Draw(t, "covers")
				attempt(t, w, Stream, Head, call.ExtendDeadline{To: to, Inclusive: true, Covers: covers, Why: "x"})
			case 1:
				attempt(t, w, Stream, Head, call.AdmitLate{Tender: ref, To: to, Why: "x"})
			case 2:
				attempt(t, w, Stream, rapid.SampledFrom([]string{Officer, SecondHand, Head, Auditor}).Draw(t, "signs"), call.OpenTenders{})
			default:
				attempt(t, w, Tendering(ref), rapid.SampledFrom(people).Draw(t, "sends"), twinning.SubmitTender{Tender: Tender(ref)})
			}
			inOrder(t, w)
		}
	})
}

// attempt sends what may be refused.
func attempt(t *rapid.T, w *World, stream, actor string, c law.Command) {
	_, err := w.Send(stream, actor, c)
	_, refused := law.Refused(err)
	require.Equal(t, err != nil, refused)
}

// inOrder looks at everything that must hold at any time.
func inOrder(t *rapid.T, w *World) {
	c := w.Call()
	if !c.OpenedAt.IsZero() {
		require.False(t, c.OpenedAt.Before(c.Limit()), "opened at %s, before %s", c.OpenedAt, c.Limit())
		require.True(t, len(c.OpenedBy) == 2 && c.OpenedBy[0] != c.OpenedBy[1] || len(c.OpenedBy) == 0 && c.Rules.Dates.OpeningSession != nil)
		for _, d := range c.Deadlines {
			require.True(t, c.OpenedAt.After(d.RecordedAt) || w.Slow)
		}
	}
	used := map[int]bool{}
	for _, ref := range []string{A, B} {
		is := w.Twinning(ref)
		for i, v := range is.Versions {
			require.Equal(t, i+1, v.Number, "a line, never a tree")
			require.False(t, !c.OpenedAt.IsZero() && v.ReceivedAt.After(c.OpenedAt), "a version after the opening")
			require.Contains(t, []string{first(is), Contact(ref), Signatory(ref)}, v.By, "of somebody else's tender")
			if v.Admission > 0 {
				require.False(t, used[v.Admission], "an admission is used twice")
				used[v.Admission] = true
				require.Equal(t, []string{ref}, c.Deadlines[admissionAt(c, v.Admission)].Rule.Covers)
			}
		}
	}
}

// first is who sent a tender first, refused or not.
func first(is twinning.Twinning) string {
	by, at := is.Versions[0].By, is.Versions[0].ReceivedAt
	for _, l := range is.Late {
		if l.ReceivedAt.Before(at) {
			by, at = l.By, l.ReceivedAt
		}
	}
	return by
}

func admissionAt(c call.Call, number int) int {
	for i, d := range c.Deadlines {
		if d.Admission == number {
			return i
		}
	}
	return -1
}

func zone(t *rapid.T) *time.Location {
	loc, err := time.LoadLocation("Europe/Brussels")
	require.NoError(t, err)
	return loc
}
