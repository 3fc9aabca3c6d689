package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

var (
	headingOfHelp = regexp.MustCompile(`(?m)(^|\}|\n)[A-Z][A-Za-z ]+:`)
	namedIn       = regexp.MustCompile("`[^`]+`")
)

// helped are the texts of which the help of all commands is made: what they and their flags do, and the headings.
func helped(t *testing.T) []string {
	t.Helper()
	a := newApp(nil, &bytes.Buffer{}, &bytes.Buffer{})
	root := a.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	all := []string{atLength, otherwise, whichever, "Use \"{} [command] --help\" for more information about a command."}
	for _, heading := range headingOfHelp.FindAllString(root.UsageTemplate(), -1) {
		all = append(all, strings.TrimLeft(heading, "}\n"))
	}
	var add func(c *cobra.Command)
	add = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		c.InitDefaultVersionFlag()
		all = append(all, c.Short)
		for _, g := range c.Groups() {
			all = append(all, g.Title)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				all = append(all, f.Usage)
				if name, _ := pflag.UnquoteUsage(f); !strings.Contains(f.Usage, "`") {
					all = append(all, name)
				}
			}
		})
		for _, sub := range c.Commands() {
			add(sub)
		}
	}
	add(root)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}

func TestTheHelpOfEveryCommandIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	all := helped(t)
	require.Greater(t, len(all), 600, "every command and flag is read")
	var missing []string
	for _, text := range all {
		for _, language := range []string{"fr", "de"} {
			told := helpWords.Tell(language, text)
			if told == text && !slices.Contains(helpWords.English(), text) {
				missing = append(missing, language+": "+text)
			}
			require.Equal(t, namedIn.FindString(text), namedIn.FindString(told), "%s: %s: the name of its value", language, text)
		}
	}
	require.Empty(t, strings.Join(missing, "\n"))
}

func TestEachRowOfHelpIsOfSomethingThatHelpSays(t *testing.T) {
	t.Parallel()
	all := helped(t)
	require.Empty(t, slices.DeleteFunc(helpWords.English(), func(row string) bool {
		return strings.Contains(row, " {}") || slices.Contains(all, row)
	}), "nobody says them")
}

func TestHelpIsToldInTheLanguageThatWasTypedOrThatOfTheMachine(t *testing.T) {
	help := func(args ...string) string {
		var out bytes.Buffer
		a := newApp(nil, &out, &out)
		root := a.root()
		root.SetArgs(args)
		require.NoError(t, root.ExecuteContext(t.Context()))
		return out.String()
	}
	english := help("call", "open", "--help")
	require.Contains(t, english, "Usage:\n")
	require.Contains(t, english, "Global Flags:\n")
	french := help("call", "open", "--help", "--language", "fr")
	for _, said := range []string{"Créer un appel à partir de son règlement", "Utilisation\u00a0:\n  twinning call open FILE", "Exemples\u00a0:\n", "Options générales\u00a0:\n", "qui agit\u00a0: nom court ou identifiant d’une PERSON", "En détail, en anglais\u00a0:"} {
		require.Contains(t, french, said)
	}
	for _, unsaid := range []string{"Usage:", "Flags:", "Examples:", "(default "} {
		require.NotContains(t, french, unsaid)
	}
	for language, said := range map[string][]string{"fr": {"twinning payment run [commande]", " texte "}, "de": {"twinning payment run [Befehl]", " Text "}} {
		of := help("payment", "run", "--help", "--language", language)
		for _, one := range said {
			require.Contains(t, of, one)
		}
		require.NotRegexp(t, `\[command\]| (strings?|int|duration) `, of)
		require.NotRegexp(t, ` (strings?|int|duration)   `, help("award", "what-if", "--help", "--language", language))
	}
	t.Setenv("TWINNING_LANGUAGE", "de")
	require.Contains(t, help(), "Laufende Twinnings:\n")
	group := help("call")
	require.Regexp(t, "list +Die Aufrufe auflisten", group)
	require.Contains(t, group, "beschreibt einen Befehl")
	require.NotContains(t, group, "Use \"")
	require.Contains(t, help("help", "evidence"), "Verfügbare Befehle:\n")
	require.Contains(t, help("call", "--help", "--language", "en"), "Available Commands:")
}
