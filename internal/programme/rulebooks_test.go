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

// A file that a command reads is checked as well, and it is said which command that is; what is wrong is told where it stands, with what may
// stand there.
func TestAFileThatACommandReadsIsToldFromARuleBook(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]programme.Checked{
		"dhe-2019.people.yaml": {Noun: "people", Reads: "people load"},
		"tenders/mask.yaml":    {Noun: "tender", Reads: "tender submit"},
		"examples/answer.yaml": {Noun: "answers", Reads: "survey answer"},
		"examples/entry.yaml":  {Noun: "entry", Reads: "entry draft"},
	} {
		text, err := programmes.FS.ReadFile(file)
		require.NoError(t, err)
		is, err := programme.CheckAny(file, text)
		require.NoError(t, err, file)
		require.Equal(t, want, is)
	}
	for _, x := range []struct{ is, line, what, allowed string }{
		{"side: offer\ntitel: x\n", "x.yaml:2:1: /titel", `unknown field "titel"`, "side, title, description"},
		{"side: offer\ntypes: adaptation\n", "x.yaml:2:1: /types", `"adaptation" is text`, "a list, each entry after a hyphen"},
		{"side: offer\ntitle: [x]\n", "x.yaml:2:1: /title", "is a list", "text"},
		{"side: offer\ntitle: x\n", "x.yaml:1:1", "organisation is missing", "the reference, ten of A-Z and 2-7"},
		{"answers:\n  - {part: q, number: many}\n", "x.yaml:2:15: /answers/0/number", `"many" is text`, "a whole number"},
		{"answers:\n  - {part: q, option: [a]}\n", "x.yaml:2:15: /answers/0/option", `unknown field "option"`, "part, options, cells, number, text"},
		{"answers:\n  - q\n", "x.yaml:2:5: /answers/0", `"q" is text`, "fields: part, options, cells, number, text"},
		{"answers:\n  - {part: a}\n  - {part: a}\n", "x.yaml", "answers has a twice", ""},
	} {
		_, err := programme.CheckAny("x.yaml", []byte(x.is))
		require.Error(t, err, x.is)
		require.Contains(t, err.Error(), x.line, x.is)
		require.Contains(t, err.Error(), x.what, x.is)
		require.Contains(t, err.Error(), x.allowed, x.is)
	}
	_, err := programme.ParseAnswer("x.yaml", []byte("answer: []\n"))
	require.ErrorContains(t, err, `unknown field "answer"`)
	_, err = programme.ParseAnswer("x.yaml", []byte("{}\n"))
	require.ErrorContains(t, err, "answers is missing")
}

// The examples that ship are taken by the rule books that they name.
func TestTheExamplesAreTakenByTheRuleBooksThatTheyName(t *testing.T) {
	t.Parallel()
	read := func(name string) []byte {
		text, err := programmes.FS.ReadFile(name)
		require.NoError(t, err)
		return text
	}
	asks, err := programme.ParseSurvey("ehn", read("surveys/ehn-2021.yaml"))
	require.NoError(t, err)
	answers, err := programme.ParseAnswer("answer", read("examples/answer.yaml"))
	require.NoError(t, err)
	require.NoError(t, asks.Allows(answers))
	require.Empty(t, asks.Missing(answers))
	place, err := programme.ParseMarket("health", read("markets/health.yaml"))
	require.NoError(t, err)
	entry, err := programme.ParseEntry("entry", read("examples/entry.yaml"))
	require.NoError(t, err)
	require.NoError(t, place.Allows(entry))
}
