package programme

import (
	"io/fs"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/programmes"
)

// A file of one kind that is given to what reads another one is told in one sentence, with the command that reads it, in each language.
func TestAFileOfAnotherKindIsToldInOneSentenceWithTheCommandThatReadsIt(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"call": "dhe-2019.yaml", "survey": "surveys/ehn-2021.yaml", "body": "bodies/ehealth-network.yaml", "market": "markets/health.yaml",
		"initiative": "initiatives/capacityhd.yaml", "masterclass": "masterclasses/trieste-2024.yaml", "people": "dhe-2019.people.yaml",
		"tender": "tenders/mask.yaml", "answers": "examples/answer.yaml", "entry": "examples/entry.yaml",
	}
	read := map[string]func(string, []byte) error{
		"call": checks(Parse), "survey": checks(ParseSurvey), "body": checks(ParseBody), "market": checks(ParseMarket), "initiative": checks(ParseInitiative),
		"masterclass": checks(ParseMasterclass), "people": checks(ParsePeople), "tender": checks(ParseTender), "answers": checks(ParseAnswer),
		"entry": checks(ParseEntry), "activities": checks(ParseActivities),
	}
	for is, file := range files {
		data, err := fs.ReadFile(programmes.FS, file)
		require.NoError(t, err)
		for as, reads := range read {
			err := reads(path.Base(file), data)
			if as == is {
				require.NoError(t, err, file)
				continue
			}
			ps := problems(t, err)
			require.Len(t, ps, 1, "%s as %s: %v", file, as, err)
			require.Contains(t, ps[0].What, readers[is].is)
			require.Contains(t, ps[0].What, `"twinning `+readers[is].by+`"`)
			for _, lang := range []string{"fr", "de"} {
				what, _ := Told(lang, ps[0])
				require.NotEqual(t, ps[0].What, what, lang)
			}
		}
	}
	data, err := fs.ReadFile(programmes.FS, files["market"])
	require.NoError(t, err)
	_, err = LikeOther("survey", "health.yaml", data, calendar.Date{Year: 2027, Month: 3, Day: 1})
	require.ErrorContains(t, err, "market open")
	require.Len(t, problems(t, err), 1)
}

// What begins with no field that tells is told as what it was read as.
func TestAFileThatNoFieldTellsIsCheckedAsItWasRead(t *testing.T) {
	t.Parallel()
	_, err := ParseSurvey("x.yaml", []byte("title: {en: A survey}\n"))
	require.Greater(t, len(problems(t, err)), 1)
	_, err = ParseMarket("x.yaml", []byte("priorities: [\n"))
	require.ErrorContains(t, err, "YAML")
}
