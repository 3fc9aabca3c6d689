package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/programme"
)

// Each kind of rule book that has dates is written anew with them moved, and is without a mistake as it is written.
func TestARuleBookOfALifeIsWrittenLikeAnEarlierOne(t *testing.T) {
	t.Parallel()
	for _, r := range []struct{ noun, command, like, flag string }{
		{"survey", "survey", "surveys/ehn-2021.yaml", "closes"},
		{"initiative", "capacity", "initiatives/capacityhd.yaml", "closes"},
		{"masterclass", "masterclass", "masterclasses/trieste-2024.yaml", "on"},
		{"body", "body", "bodies/ehealth-task-force.yaml", "begins"},
	} {
		run := func(args ...string) (string, error) {
			var out, said bytes.Buffer
			root := newApp(nil, &out, &said).root()
			root.SetArgs(append([]string{r.command, "new", "--like", "../programmes/" + r.like}, args...))
			err := root.Execute()
			return out.String(), err
		}
		text, err := run("--day", "12 weeks")
		require.NoError(t, err, r.noun)
		same, err := run("--"+r.flag, "12 weeks")
		require.NoError(t, err, "what it was called before")
		require.Equal(t, text, same)
		own, err := run("--day", "12 weeks", "--staff", "olga,hana")
		require.NoError(t, err)
		require.Contains(t, own, "[olga, hana]")
		is, err := programme.CheckAny("new.yaml", []byte(text))
		require.NoError(t, err, r.noun)
		require.Equal(t, r.noun, is.Noun)

		to := filepath.Join(t.TempDir(), "new.yaml")
		said, err := run("--"+r.flag, "12 weeks", "--to", to)
		require.NoError(t, err)
		require.Contains(t, said, "twinning "+r.command+" open REFERENCE "+to)
		_, err = run("--"+r.flag, "12 weeks", "--to", to)
		require.ErrorContains(t, err, "is not overwritten")
		_, err = run("--"+r.flag, "soon")
		require.ErrorContains(t, err, "--"+r.flag)
		_, err = run()
		require.ErrorContains(t, err, "--day are needed")
	}
}

// The rule book of a marketplace has no dates: another one is written with a staff of its own, and one of another kind is told in a sentence.
func TestARuleBookOfAMarketplaceIsWrittenLikeAnEarlierOne(t *testing.T) {
	t.Parallel()
	run := func(args ...string) (string, error) {
		var out, said bytes.Buffer
		root := newApp(nil, &out, &said).root()
		root.SetArgs(append([]string{"market", "new"}, args...))
		err := root.Execute()
		return out.String(), err
	}
	text, err := run("--like", "../programmes/markets/health.yaml", "--staff", "olga")
	require.NoError(t, err)
	m, err := programme.ParseMarket("new.yaml", []byte(text))
	require.NoError(t, err)
	require.Equal(t, []string{"olga"}, m.Officers)
	to := filepath.Join(t.TempDir(), "new.yaml")
	said, err := run("--like", "../programmes/markets/health.yaml", "--to", to)
	require.NoError(t, err)
	require.Contains(t, said, "twinning market open REFERENCE "+to)
	_, err = run()
	require.ErrorContains(t, err, "--like is needed")
	_, err = run("--like", "../programmes/surveys/ehn-2021.yaml")
	require.ErrorContains(t, err, "this is the rule book of a survey, which \"twinning survey open\" reads")
	require.NotContains(t, err.Error(), "\n")
}

// Every date that was moved is looked at: whether it is over, and whether it lies on a weekend. Today is not over.
func TestWhoWritesARuleBookLikeAnotherIsWarnedOfEachDateThatWasMoved(t *testing.T) {
	t.Parallel()
	says := func(begins string) string {
		var out, said bytes.Buffer
		root := newApp(nil, &out, &said).root()
		root.SetArgs([]string{"body", "new", "--like", "../programmes/bodies/ehealth-task-force.yaml", "--begins", begins})
		require.NoError(t, root.Execute())
		return said.String()
	}
	past := says("2022-01-01")
	require.Contains(t, past, "/mandate/begins, 2022-01-01, is over already")
	require.Contains(t, past, "/mandate/ends, 2023-09-03, is over already")
	require.NotContains(t, says(calendar.DateOf(time.Now(), time.UTC).String()), "/mandate/begins, "+calendar.DateOf(time.Now(), time.UTC).String()+", is over")
	require.Contains(t, says("2093-02-28"), "/mandate/begins, 2093-02-28, is a Saturday")
}

// The help of a command that reads a file shows one.
func TestTheHelpOfACommandThatReadsAFileShowsOne(t *testing.T) {
	t.Parallel()
	for command, says := range map[string]string{"survey answer": "{row: exchange, column: seeks}", "entry draft": "organisation: K7Q2MDAAAA"} {
		var out, said bytes.Buffer
		root := newApp(nil, &out, &said).root()
		root.SetArgs(append(strings.Fields(command), "--help"))
		require.NoError(t, root.Execute())
		require.Contains(t, out.String(), says, command)
		require.Contains(t, out.String(), "programmes/examples/", command)
	}
}
