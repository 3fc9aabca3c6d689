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
		text, err := run("--"+r.flag, "12 weeks")
		require.NoError(t, err, r.noun)
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
		require.ErrorContains(t, err, "--"+r.flag+" are needed")
	}
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
