package programme_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

// A day with which other dates move out of the years that dates have is refused in one sentence.
func TestADayThatMovesDatesOutOfAllYearsIsRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	const says = "some dates lie outside of the years 1 to 9999"
	for day, noun := range map[string]string{"9999-12-31": "initiative", "0001-01-01": "masterclass"} {
		file := map[string]string{"initiative": "initiatives/capacityhd.yaml", "masterclass": "masterclasses/trieste-2024.yaml"}[noun]
		text, err := programmes.FS.ReadFile(file)
		require.NoError(t, err)
		on, err := calendar.ParseDate(day)
		require.NoError(t, err)
		_, err = programme.LikeOther(noun, file, text, on)
		require.ErrorContains(t, err, says, noun)
		require.Len(t, err, 1, noun)
	}
	text, err := programmes.FS.ReadFile("dhe-2019.yaml")
	require.NoError(t, err)
	on, err := calendar.ParseDate("9999-12-31")
	require.NoError(t, err)
	_, err = programme.Like("dhe-2019.yaml", text, "DHE-9999", on, calendar.Date{})
	require.ErrorContains(t, err, says)
	require.Len(t, err, 1)
}
