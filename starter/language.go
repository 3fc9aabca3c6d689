package main

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// languageFlag is the flag of the commands that tell sentences in a language.
const languageFlag = "language"

// inLanguage adds the flag. What is typed elsewhere is in English where it does not say otherwise.
func (a *app) inLanguage(cmd *cobra.Command, language *string) {
	otherwise := "en"
	if a.served == nil {
		otherwise = env("TWINNING_LANGUAGE", otherwise)
	}
	cmd.Flags().StringVar(language, languageFlag, otherwise, "the language of sentences: "+strings.Join(narrate.Languages(), ", ")+" (TWINNING_LANGUAGE)")
	cmd.Flags().Lookup(languageFlag).Annotations = map[string][]string{languageFlag: {"sentences"}}
}

// languageOf is the flag of the language of sentences; nil of a command that has none, or has another flag of that name.
func languageOf(cmd *cobra.Command) *pflag.Flag {
	f := cmd.Flags().Lookup(languageFlag)
	if f == nil || f.Annotations[languageFlag] == nil {
		return nil
	}
	return f
}

// teller tells in one of the languages that there are.
func teller(language string) (*narrate.Narrator, error) {
	if all := narrate.Languages(); !slices.Contains(all, language) {
		return nil, usage("--language %q is none that there is; allowed are %s", query.Cut(language), strings.Join(all, ", "))
	}
	return narrate.New(language, nil, "")
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
