package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
)

func TestADateOfANewCallThatIsOverOrOnAWeekendIsSaid(t *testing.T) {
	t.Parallel()
	day := func(text string) calendar.Date {
		d, err := calendar.ParseDate(text)
		require.NoError(t, err)
		return d
	}
	d := call.Dates{
		Publication: day("2026-11-02"), Opening: day("2026-12-01"), Webinars: []call.Webinar{{Name: "first", On: day("2026-12-05")}},
		Deadline: call.Limit{On: day("2027-01-15")}, Award: day("2027-02-01"), Start: day("2027-03-01"),
	}
	var said []string
	for _, doubt := range doubtful(d, day("2026-11-30")) {
		said = append(said, doubt.String())
	}
	require.Equal(t, []string{"the publication, 2026-11-02, is over already", "the webinar first, 2026-12-05, is a Saturday"}, said)
}

func TestAMistypedCommandAndAFieldThatIsMissingAreNamedAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	root := newApp(nil, nil, nil).root()
	cmd, _, err := root.Find([]string{"call", "cancel"})
	require.NoError(t, err)
	require.EqualError(t, namingFlag(cmd, usage("why is missing")), "--why is missing")
	require.EqualError(t, namingFlag(cmd, usage("scores[0].why is missing")), "scores[0].why is missing")
	cmd, rest, err := root.Find([]string{"call", "opening", "MY-CALL", "--as", "officer"})
	require.NoError(t, err)
	require.ErrorContains(t, cmd.FlagErrorFunc()(cmd, cmd.ParseFlags(rest)), `there is no command "opening" in twinning call`)
	_, err = neededDay("from", "")
	require.EqualError(t, err, "--from is needed: a day, as in 2021-10-04")
}
