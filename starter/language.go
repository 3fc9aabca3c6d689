package main

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

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
}

// teller tells in one of the languages that there are.
func teller(language string) (*narrate.Narrator, error) {
	if all := narrate.Languages(); !slices.Contains(all, language) {
		return nil, usage("--language %q is none that there is; allowed are %s", query.Cut(language), strings.Join(all, ", "))
	}
	return narrate.New(language, nil, "")
}

// saying adds the language of this machine to a command line that a desk is to run.
func saying(cmd *cobra.Command, args []string) []string {
	f := cmd.Flags().Lookup(languageFlag)
	if f == nil || f.Changed || os.Getenv("TWINNING_LANGUAGE") == "" {
		return args
	}
	return append([]string{"--" + languageFlag + "=" + f.Value.String()}, args...)
}
