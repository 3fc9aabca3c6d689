package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"twinning.example/engine/internal/life"
)

// due makes an outcome of Judge say what is due next, so many days from the start.
func due(now life.Now, days int) life.Now {
	now.Search = &life.Search{Call: "T", Programme: "P", Due: day0.Add(time.Duration(days) * day)}
	return now
}

func TestWhatIsDueIsShownAnewWhenACommandFindsMomentsThatAreRecordedFirst(t *testing.T) {
	t.Parallel()
	key := temporal.NewSearchAttributeKeyTime(life.DueAttribute)
	shown := func(fell bool) (dates []time.Time) {
		s := newStub(t)
		s.env.OnUpsertTypedSearchAttributes(mock.Anything).Return(nil).Run(func(args mock.Arguments) {
			if at, ok := args.Get(0).(temporal.SearchAttributes).GetTime(key); ok {
				dates = append(dates, at)
			}
		})
		s.execute = func(n int) (life.Now, error) {
			switch n {
			case 1:
				return due(waits(1, 30, s.Now()), 30), nil
			case 2: // the moment of day 30 was recorded before the command's answer, and its timer never rang
				now := due(waits(2, 60, s.Now()), 60)
				now.Fell = fell
				return now, nil
			}
			return over(3), nil
		}
		s.bring(29*day, 1)
		s.bring(29*day, 2)
		s.run(t)
		return dates
	}
	first, second := day0.Add(30*day), day0.Add(60*day)
	require.Equal(t, []time.Time{first, second}, shown(true))
	require.Equal(t, []time.Time{first}, shown(false), "a command that meets no moment costs no Action")
}
