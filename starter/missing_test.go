package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

var saysMissing = regexp.MustCompile(`--([a-z-]+) (is missing|is needed)`)

// changing are the command lines of everything that changes something, with made-up arguments.
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

// valueFor is a value that a flag takes, as its name has it.
func valueFor(f *pflag.Flag) string {
	switch kind := f.Value.Type(); {
	case kind == "int", kind == "uint", f.Name == "proposal", f.Name == "number":
		return "1"
	case kind == "bool":
		return "true"
	case f.Name == "to", f.Name == "until" && strings.Contains(f.Usage, "clock"):
		return "2027-03-01T17:00"
	case strings.Contains(f.Usage, "DAY"), f.Name == "from", f.Name == "until", f.Name == "begins", f.Name == "on", f.Name == "day":
		return "2027-03-01"
	case f.Name == "amount":
		return "EUR 100.00"
	case f.Name == "step":
		return "verify"
	}
	return "x"
}

// What a command cannot do without is asked for at once, in the language of whoever types, and by the names of the flags: with all that is named
// no other flag is missing.
func TestAllFlagsThatAreMissingAreToldAtOnce(t *testing.T) {
	w := newSealedWorld(t)
	several := 0
	for path, line := range changing(t) {
		cmd, _, err := newApp(nil, nil, nil).root().Find(strings.Fields(path)[1:])
		require.NoError(t, err)
		_, said := w.asks(append([]string{}, line...)...)
		first := typedIn.FindAllString(said, -1)
		var typed []string
		for _, name := range first {
			if f := cmd.Flags().Lookup(strings.TrimPrefix(name, "--")); f != nil && f.Name != "as" {
				typed = append(typed, name, valueFor(f))
			}
		}
		if len(typed) > 2 {
			several++
			_, french := w.asks(append(append([]string{}, line...), "--language", "fr")...)
			require.Contains(t, french, " manquent", path)
		}
		for range 6 {
			_, said = w.asks(append(append(append([]string{}, line...), "--as", "officer"), typed...)...)
			m := saysMissing.FindStringSubmatch(said)
			if m == nil || cmd.Flags().Lookup(m[1]) == nil || strings.Contains(strings.Join(typed, " "), "--"+m[1]+" ") {
				break
			}
			if !slices.Contains(oneOfSeveral, strings.TrimPrefix(path, "twinning ")+" "+m[1]) {
				t.Errorf("NEEDS %s: %s (%q)", path, m[1], said)
			}
			typed = append(typed, "--"+m[1], valueFor(cmd.Flags().Lookup(m[1])))
		}
	}
	require.Greater(t, several, 5)
}

// oneOfSeveral are flags of which another one does as well, or which are needed with some values of others alone.
var oneOfSeveral = []string{"amendment prepare months", "body follow text", "capacity decide why", "capacity report nothing", "capacity joint-report text"}

// typedIn are the flags that the first line of a sentence about missing ones names.
var typedIn = regexp.MustCompile(`--[a-z-]+`)
