package calendar_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
)

// length reads a length that the test itself wrote.
func length(t require.TestingT, text string) calendar.Length {
	l, err := calendar.ParseLength(text)
	require.NoError(t, err)
	return l
}

func TestALengthIsANumberAndAUnit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]calendar.Length{
		"1 day":          {N: 1, Unit: calendar.Days},
		"10 days":        {N: 10, Unit: calendar.Days},
		"1 working day":  {N: 1, Unit: calendar.WorkingDays},
		"5 working days": {N: 5, Unit: calendar.WorkingDays},
		"3 weeks":        {N: 3, Unit: calendar.Weeks},
		"1 month":        {N: 1, Unit: calendar.Months},
		"12 months":      {N: 12, Unit: calendar.Months},
		"5 years":        {N: 5, Unit: calendar.Years},
		"36525 days":     {N: 36525, Unit: calendar.Days},
	} {
		l := length(t, text)
		require.Equal(t, want, l)
		require.Equal(t, text, l.String())
	}
}

func TestWhatIsNoLengthIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "10", "days", "0 days", "-1 days", "+1 day", "01 day", "1 days", "2 day", "1.5 days", "10  days",
		"10 Days", "10 days ", " 10 days", "10 hours", "10 workdays", "2 working day", "99999999999999999999 days", "P10D",
	} {
		_, err := calendar.ParseLength(text)
		require.ErrorContains(t, err, "is not a length of time: write a number and days, working days, weeks, months or years", text)
	}
	_, err := calendar.ParseLength("101 years")
	require.EqualError(t, err, `"101 years" is too long: a period has at most 100 years`)
}

func TestALengthInJSONIsItsText(t *testing.T) {
	t.Parallel()
	in := []calendar.Length{length(t, "10 days"), {}, length(t, "1 month")}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `["10 days","","1 month"]`, string(text))
	var out []calendar.Length
	require.NoError(t, json.Unmarshal(text, &out))
	require.Equal(t, in, out)
	require.True(t, out[1].IsZero())
	require.Error(t, json.Unmarshal([]byte(`["ten days"]`), &out))
	_, err = json.Marshal(calendar.Length{N: 3, Unit: "fortnights"})
	require.Error(t, err)
}
