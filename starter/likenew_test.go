package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

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
