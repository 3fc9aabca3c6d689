package main

import (
	"context"
	"embed"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/sayings"
)

// languageFlag is the flag of the language in which every command tells its sentences; letters and invitations have one of their own of that name.
const languageFlag = "language"

// inLanguage adds the flag. What is typed elsewhere is in English where it does not say otherwise.
func (a *app) inLanguage(f *pflag.FlagSet, language *string) {
	otherwise := "en"
	if a.served == nil {
		otherwise = env("TWINNING_LANGUAGE", otherwise)
	}
	f.StringVar(language, languageFlag, otherwise, "the language of sentences: "+strings.Join(narrate.Languages(), ", ")+" (TWINNING_LANGUAGE)")
	f.Lookup(languageFlag).Annotations = map[string][]string{languageFlag: {"sentences"}}
}

// speak has a command tell what it tells in the language that was typed, else in that of tell. A language that was typed and that there is not is
// refused.
func (a *app) speak(cmd *cobra.Command) error {
	if f := languageOf(cmd); f != nil && f.Changed {
		if all := narrate.Languages(); !slices.Contains(all, f.Value.String()) {
			return usage("--language %q is none that there is; allowed are %s", query.Cut(f.Value.String()), strings.Join(all, ", "))
		}
		a.language = f.Value.String()
	}
	a.language = a.tell(cmd.Context()).Language()
	cmd.SetContext(narrate.WithLanguage(cmd.Context(), a.language))
	return nil
}

// What the program says beside the sentences of the catalogue, in each language: words.json has what it says, printed.json what stands in the
// midst of what it prints, labels.json headings of tables and names of fields, usage.json what is wrong with a command line.
//
//go:embed words.json printed.json labels.json usage.json
var wordFiles embed.FS

var words = sayings.Of(wordsOf("words.json"), wordsOf("printed.json"), wordsOf("labels.json"), wordsOf("usage.json"))

func wordsOf(file string) []byte {
	text, err := wordFiles.ReadFile(file)
	if err != nil {
		panic(err) // it comes with the program
	}
	return text
}

// inWords says what the program says by itself, in the language of whoever reads.
func (a *app) inWords(format string, args ...any) string {
	return phrased(format, args...).in(narrator(a.language))
}

// languageOf is the flag of the language of sentences; nil of a command that has none, or has another flag of that name.
func languageOf(cmd *cobra.Command) *pflag.Flag {
	f := cmd.Flags().Lookup(languageFlag)
	if f == nil || f.Annotations[languageFlag] == nil {
		return nil
	}
	return f
}

// tell tells errors: in the language that was typed, else in that of this machine or, of what was typed elsewhere, of whoever asked the desk.
func (a *app) tell(ctx context.Context) *narrate.Narrator {
	language := a.language
	switch {
	case language != "":
	case a.served != nil:
		language = narrate.LanguageOf(ctx)
	default:
		language = env("TWINNING_LANGUAGE", "en")
	}
	return narrate.For(narrate.WithLanguage(ctx, language))
}

// saying adds the language of this machine to a command line that a desk is to run.
func saying(cmd *cobra.Command, args []string) []string {
	f := languageOf(cmd)
	if f == nil || f.Changed || os.Getenv("TWINNING_LANGUAGE") == "" {
		return args
	}
	return append([]string{"--" + languageFlag + "=" + f.Value.String()}, args...)
}
