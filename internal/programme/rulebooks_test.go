package programme_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

// Each rule book that ships is checked as what it is, and each mistake is said with its place and with what is allowed.
func TestARuleBookOfAnyKindIsCheckedAsWhatItIs(t *testing.T) {
	t.Parallel()
	nouns := map[string]string{"surveys": "survey", "bodies": "body", "markets": "market", "masterclasses": "masterclass", "initiatives": "initiative"}
	for folder, noun := range nouns {
		files, err := fs.Glob(programmes.FS, folder+"/*.yaml")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, f := range files {
			text, err := programmes.FS.ReadFile(f)
			require.NoError(t, err)
			is, err := programme.CheckAny(f, text)
			require.NoError(t, err, f)
			require.Equal(t, programme.Checked{Noun: noun}, is, f)

			_, err = programme.CheckAny("x.yaml", []byte(strings.Replace(string(text), "\nzone:", "\nzonne:", 1)))
			require.Error(t, err, f)
			ps := err.(programme.Problems)
			require.Equal(t, `unknown field "zonne"`, ps[0].What)
			require.Equal(t, 1+strings.Count(upTo(text, "\nzone:"), "\n"), ps[0].Line, f)
			require.Contains(t, ps[0].Allowed, "zone", f)
		}
	}
	text, err := programmes.FS.ReadFile("surveys/ehn-2021.yaml")
	require.NoError(t, err)
	_, err = programme.CheckAny("x.yaml", []byte(strings.Replace(string(text), "{id: receive, kind: one, of: yes-no", "{id: receive, kind: one, of: yes-or-no", 1)))
	require.Error(t, err)
	ps := err.(programme.Problems)
	require.Contains(t, ps[0].What, `the vocabulary "yes-or-no"`)
	require.Equal(t, 1+strings.Count(upTo(text, "{id: receive,"), "\n"), ps[0].Line)
	call, err := programmes.FS.ReadFile("dhe-2019.yaml")
	require.NoError(t, err)
	is, err := programme.CheckAny("dhe-2019.yaml", call)
	require.NoError(t, err)
	require.Equal(t, "call", is.Noun)
	require.Equal(t, "DHE-2019", is.Reference)
}

// upTo is a file up to a place, with the line break that the place may begin with.
func upTo(text []byte, place string) string {
	before, _, _ := strings.Cut(string(text), place)
	if strings.HasPrefix(place, "\n") {
		before += "\n"
	}
	return before
}

func TestARuleBookLikeAnotherOfItsKindHasItsDatesMoved(t *testing.T) {
	t.Parallel()
	read := func(name string) []byte {
		text, err := programmes.FS.ReadFile(name)
		require.NoError(t, err)
		return text
	}
	to := calendar.Date{Year: 2028, Month: 3, Day: 1}

	text, err := programme.LikeOther("survey", "ehn-2021.yaml", read("surveys/ehn-2021.yaml"), to)
	require.NoError(t, err)
	asked, err := programme.ParseSurvey("next", text)
	require.NoError(t, err)
	require.Equal(t, to, asked.Closes)
	require.Equal(t, "2021-11-08", asked.Countries.AsOf.String(), "the list is the one that held then")
	require.Contains(t, string(text), "moved from 2021-12-15")

	text, err = programme.LikeOther("initiative", "capacityhd.yaml", read("initiatives/capacityhd.yaml"), to)
	require.NoError(t, err)
	topics, err := programme.ParseInitiative("next", text)
	require.NoError(t, err)
	require.Equal(t, to, topics.Closes)
	require.Equal(t, 91, to.DaysUntil(topics.OneSided.Until), "as far from it as before")

	text, err = programme.LikeOther("masterclass", "trieste-2024.yaml", read("masterclasses/trieste-2024.yaml"), to)
	require.NoError(t, err)
	class, err := programme.ParseMasterclass("next", text)
	require.NoError(t, err)
	require.Equal(t, "2028-03-01T09:00", class.Sessions[0].Starts.String())
	require.Equal(t, "2028-03-01T18:00", class.Sessions[0].Ends.String())
	require.Equal(t, "2028-02-18", class.RegisterBy.String())

	text, err = programme.LikeOther("body", "health-information-network.yaml", read("bodies/health-information-network.yaml"), to)
	require.NoError(t, err)
	network, err := programme.ParseBody("next", text)
	require.NoError(t, err)
	require.Equal(t, to, network.Mandate.Begins)
	require.Equal(t, 1460, to.DaysUntil(network.Mandate.Ends))

	_, err = programme.LikeOther("survey", "capacityhd.yaml", read("initiatives/capacityhd.yaml"), to)
	require.Error(t, err, "it is none of a survey")
	_, err = programme.LikeOther("market", "health.yaml", read("markets/health.yaml"), to)
	require.Error(t, err)
}
