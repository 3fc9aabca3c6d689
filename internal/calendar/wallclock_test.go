package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/calendar"
)

// wall reads a wall-clock time that the test itself wrote.
func wall(t require.TestingT, text string) calendar.WallClock {
	w, err := calendar.ParseWallClock(text)
	require.NoError(t, err)
	return w
}

func TestAWallClockTimeIsReadAndWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]calendar.WallClock{
		"2019-08-07T17:00":          {Date: day(t, "2019-08-07"), Hour: 17},
		"2019-08-07T23:59:59":       {Date: day(t, "2019-08-07"), Hour: 23, Minute: 59, Second: 59},
		"2019-08-07T00:00":          {Date: day(t, "2019-08-07")},
		"2019-10-27T02:30+02:00":    {Date: day(t, "2019-10-27"), Hour: 2, Minute: 30, Offset: "+02:00"},
		"2019-10-27T02:30:15-03:30": {Date: day(t, "2019-10-27"), Hour: 2, Minute: 30, Second: 15, Offset: "-03:30"},
		"1971-10-27T02:30-00:44:30": {Date: day(t, "1971-10-27"), Hour: 2, Minute: 30, Offset: "-00:44:30"},
	} {
		require.Equal(t, want, wall(t, text))
		require.Equal(t, text, want.String())
	}
	require.Equal(t, "2019-08-07T17:00", wall(t, "2019-08-07T17:00:00").String())
}

func TestWhatIsNoWallClockTimeIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	const form = " is not a wall-clock time: write it as in 2019-08-07T17:00 or 2019-08-07T17:00:30"
	for text, sentence := range map[string]string{
		"2019-08-07":             `"2019-08-07"` + form,
		"2019-08-07 17:00":       `"2019-08-07 17:00"` + form,
		"2019-08-07T17":          `"2019-08-07T17"` + form,
		"2019-08-07T17:00:00.5":  `"2019-08-07T17:00:00.5"` + form,
		"2019-08-07T5:00":        `"2019-08-07T5:00"` + form,
		"T17:00":                 `"T17:00"` + form,
		"":                       `""` + form,
		"2019-02-29T17:00":       "2019-02-29 is not a date: February 2019 has 28 days",
		"2019-08-07T24:00":       "2019-08-07T24:00: 24:00 can be read as two days: write 2019-08-08T00:00",
		"2019-08-07T24:01":       "2019-08-07T24:01 is not a wall-clock time: a clock goes from 00:00:00 to 23:59:59",
		"2019-08-07T17:60":       "2019-08-07T17:60 is not a wall-clock time: a clock goes from 00:00:00 to 23:59:59",
		"2016-12-31T23:59:60":    "2016-12-31T23:59:60 is not a wall-clock time: a clock goes from 00:00:00 to 23:59:59",
		"2019-08-07T17:00Z":      `"2019-08-07T17:00Z": "Z" is not an offset from UTC: write it as in +02:00 or -03:30`,
		"2019-08-07T17:00+2":     `"2019-08-07T17:00+2": "+2" is not an offset from UTC: write it as in +02:00 or -03:30`,
		"2019-08-07T17:00+02:60": `"2019-08-07T17:00+02:60": "+02:60" is not an offset from UTC: write it as in +02:00 or -03:30`,
		"2019-08-07T17:00-00:00": `"2019-08-07T17:00-00:00": "-00:00" is not an offset from UTC: write it as in +02:00 or -03:30`,
	} {
		_, err := calendar.ParseWallClock(text)
		require.EqualError(t, err, sentence)
	}
}

func TestAWallClockTimeIsOneInstantInItsZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ wall, zone, instant string }{
		{"2019-08-07T17:00", "Europe/Brussels", "2019-08-07T15:00:00.000000Z"},
		{"2019-12-07T17:00", "Europe/Brussels", "2019-12-07T16:00:00.000000Z"},
		{"2019-08-07T17:00+02:00", "Europe/Brussels", "2019-08-07T15:00:00.000000Z"},
		{"2019-08-07T17:00:01", "UTC", "2019-08-07T17:00:01.000000Z"},
		// The night in spring: 02:00 to 03:00 is left out.
		{"2019-03-31T01:59:59", "Europe/Brussels", "2019-03-31T00:59:59.000000Z"},
		{"2019-03-31T03:00", "Europe/Brussels", "2019-03-31T01:00:00.000000Z"},
		{"2019-03-31T02:30+01:00", "Europe/Brussels", "2019-03-31T01:30:00.000000Z"},
		{"2019-03-31T02:30+02:00", "Europe/Brussels", "2019-03-31T00:30:00.000000Z"},
		// The night in autumn: 02:00 to 03:00 comes twice.
		{"2019-10-27T01:59:59", "Europe/Brussels", "2019-10-26T23:59:59.000000Z"},
		{"2019-10-27T02:30+02:00", "Europe/Brussels", "2019-10-27T00:30:00.000000Z"},
		{"2019-10-27T02:30+01:00", "Europe/Brussels", "2019-10-27T01:30:00.000000Z"},
		{"2019-10-27T03:00", "Europe/Brussels", "2019-10-27T02:00:00.000000Z"},
		{"2020-03-29T03:00", "Europe/Brussels", "2020-03-29T01:00:00.000000Z"},
		{"2020-10-25T02:00+01:00", "Europe/Brussels", "2020-10-25T01:00:00.000000Z"},
		// Other zones.
		{"2019-08-07T17:00", "America/St_Johns", "2019-08-07T19:30:00.000000Z"},
		{"2019-11-03T01:30-02:30", "America/St_Johns", "2019-11-03T04:00:00.000000Z"},
		{"2019-11-03T01:30-03:30", "America/St_Johns", "2019-11-03T05:00:00.000000Z"},
		{"2019-04-07T01:45+11:00", "Australia/Lord_Howe", "2019-04-06T14:45:00.000000Z"},
		{"2019-04-07T01:45+10:30", "Australia/Lord_Howe", "2019-04-06T15:15:00.000000Z"},
		{"2019-04-07T01:29:59", "Australia/Lord_Howe", "2019-04-06T14:29:59.000000Z"},
		{"2019-08-07T17:00", "Asia/Kathmandu", "2019-08-07T11:15:00.000000Z"},
		{"2011-12-29T23:59:59", "Pacific/Apia", "2011-12-30T09:59:59.000000Z"},
		{"2011-12-31T00:00", "Pacific/Apia", "2011-12-30T10:00:00.000000Z"},
		{"1971-06-01T12:00-00:44:30", "Africa/Monrovia", "1971-06-01T12:44:30.000000Z"},
		{"2020-12-31T17:00", "Europe/Brussels", "2020-12-31T16:00:00.000000Z"},
		{"2040-12-31T01:00", "Europe/Brussels", "2040-12-31T00:00:00.000000Z"},
		{"2150-08-07T17:00", "Europe/Brussels", "2150-08-07T15:00:00.000000Z"},
	} {
		at, err := wall(t, c.wall).Resolve(c.zone)
		require.NoError(t, err)
		require.Equal(t, time.UTC, at.Location())
		require.Equal(t, c.instant, calendar.Instant(at), "%s in %s", c.wall, c.zone)
	}
}

func TestATimeThatExistsTwiceOrNotAtAllIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ wall, zone, sentence string }{
		{
			"2019-10-27T02:30", "Europe/Brussels",
			"02:30 on 2019-10-27 exists twice in Europe/Brussels, because the clocks go back: write +02:00 or +01:00",
		},
		{
			"2019-10-27T02:00", "Europe/Brussels",
			"02:00 on 2019-10-27 exists twice in Europe/Brussels, because the clocks go back: write +02:00 or +01:00",
		},
		{
			"2020-10-25T02:59:59", "Europe/Brussels",
			"02:59:59 on 2020-10-25 exists twice in Europe/Brussels, because the clocks go back: write +02:00 or +01:00",
		},
		{
			"2019-11-03T01:30", "America/St_Johns",
			"01:30 on 2019-11-03 exists twice in America/St_Johns, because the clocks go back: write -02:30 or -03:30",
		},
		{
			"2019-04-07T01:45", "Australia/Lord_Howe",
			"01:45 on 2019-04-07 exists twice in Australia/Lord_Howe, because the clocks go back: write +11:00 or +10:30",
		},
		{
			"2019-03-31T02:30", "Europe/Brussels",
			"02:30 on 2019-03-31 does not exist in Europe/Brussels, because the clocks go forward from 02:00 to 03:00: " +
				"write a time that exists, or +01:00 (then 03:30 there) or +02:00 (then 01:30 there)",
		},
		{
			"2019-03-31T02:00", "Europe/Brussels",
			"02:00 on 2019-03-31 does not exist in Europe/Brussels, because the clocks go forward from 02:00 to 03:00: " +
				"write a time that exists, or +01:00 (then 03:00 there) or +02:00 (then 01:00 there)",
		},
		{
			"2019-10-06T02:15", "Australia/Lord_Howe",
			"02:15 on 2019-10-06 does not exist in Australia/Lord_Howe, because the clocks go forward from 02:00 to 02:30: " +
				"write a time that exists, or +10:30 (then 02:45 there) or +11:00 (then 01:45 there)",
		},
		{
			"2011-12-30T12:00", "Pacific/Apia",
			"12:00 on 2011-12-30 does not exist in Pacific/Apia, because the clocks go forward from 00:00 to 00:00 on 2011-12-31: " +
				"write a time that exists, or -10:00 (then 12:00 on 2011-12-31 there) or +14:00 (then 12:00 on 2011-12-29 there)",
		},
		{
			"2019-08-07T17:00+01:00", "Europe/Brussels",
			"+01:00 is not an offset that Europe/Brussels has at 17:00 on 2019-08-07: write +02:00",
		},
		{
			"2019-10-27T02:30+00:00", "Europe/Brussels",
			"+00:00 is not an offset that Europe/Brussels has at 02:30 on 2019-10-27: write +02:00 or +01:00",
		},
		{
			"2019-03-31T02:30+00:00", "Europe/Brussels",
			"+00:00 is not an offset that Europe/Brussels has at 02:30 on 2019-03-31: write +01:00 or +02:00",
		},
		{
			"2019-08-07T17:00", "Brussels",
			`"Brussels" is not a time zone: write a full name of the IANA database (2025c here), such as Europe/Brussels, or UTC`,
		},
	} {
		_, err := wall(t, c.wall).Resolve(c.zone)
		require.EqualError(t, err, c.sentence)
	}
	_, err := calendar.WallClock{}.Resolve("Europe/Brussels")
	require.Error(t, err)
	_, err = calendar.WallClock{Date: day(t, "2019-08-07"), Hour: 25}.Resolve("Europe/Brussels")
	require.Error(t, err)
	_, err = calendar.WallClock{Date: day(t, "2019-08-07"), Offset: "two"}.Resolve("Europe/Brussels")
	require.Error(t, err)
}

func TestEveryInstantIsFoundAgainFromItsClockAndOffset(t *testing.T) {
	t.Parallel()
	names := []string{"Europe/Brussels", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "zone")
		at := time.Unix(rapid.Int64Range(0, 4_102_444_800).Draw(t, "at"), 0).UTC() // 1970 to 2100
		if rapid.Bool().Draw(t, "near a change") {
			if _, change := at.In(zone(t, name)).ZoneBounds(); !change.IsZero() {
				at = change.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(t, "seconds")) * time.Second).UTC()
			}
		}
		text := at.In(zone(t, name)).Format("2006-01-02T15:04:05-07:00")
		found, err := wall(t, text).Resolve(name)
		require.NoError(t, err)
		require.Equal(t, at, found)
		// Without the offset it is the same instant, or refused because there are two.
		found, err = wall(t, text[:19]).Resolve(name)
		if err != nil {
			require.ErrorContains(t, err, "exists twice")
		} else {
			require.Equal(t, at, found)
		}
	})
}

func TestAWallClockTimeInJSONIsItsText(t *testing.T) {
	t.Parallel()
	in := []calendar.WallClock{wall(t, "2019-10-27T02:30+02:00"), {}}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `["2019-10-27T02:30+02:00",""]`, string(text))
	var out []calendar.WallClock
	require.NoError(t, json.Unmarshal(text, &out))
	require.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`["17:00"]`), &out))
	_, err = json.Marshal(calendar.WallClock{Date: day(t, "2019-08-07"), Hour: 99})
	require.Error(t, err)
}

func TestInstantsHaveSixDigitsAndAreReadStrictly(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, 8, 7, 17, 0, 0, 123_456_999, zone(t, "Europe/Brussels"))
	require.Equal(t, "2019-08-07T15:00:00.123456Z", calendar.Instant(at))
	read, err := calendar.ParseInstant("2019-08-07T15:00:00.123456Z")
	require.NoError(t, err)
	require.Equal(t, at.Truncate(time.Microsecond).UTC(), read)
	for _, text := range []string{
		"", "2019-08-07T15:00:00Z", "2019-08-07T15:00:00.123Z", "2019-08-07T15:00:00.1234567Z", "2019-08-07T15:00:00,123456Z",
		"2019-08-07T17:00:00.123456+02:00", "2019-02-29T15:00:00.000000Z", "2016-12-31T23:59:60.000000Z", "2019-08-07t15:00:00.123456z",
	} {
		_, err := calendar.ParseInstant(text)
		require.ErrorContains(t, err, "is not an instant: write it in UTC with six digits", text)
	}
}
