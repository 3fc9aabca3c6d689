package main

import (
	"context"
	_ "embed"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/sayings"
)

//go:embed help.json
var helpJSON []byte

// helpWords are what each command and each flag does, and the headings of help, in each language.
var helpWords = sayings.Of(helpJSON)

// Headings of help in other languages than English.
const (
	atLength  = "In full, in English:"
	otherwise = "(default {})"
)

// tellsHelp has the help of every command told in the language that was typed, else in that of this machine.
func (a *app) tellsHelp(root *cobra.Command) {
	english := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		language := a.languageOfHelp(cmd)
		if language == "en" {
			english(cmd, args)
			return
		}
		helpIn(cmd, language)
		var told strings.Builder
		out := cmd.OutOrStdout()
		cmd.SetOut(&told)
		english(cmd, args)
		cmd.SetOut(out)
		io.WriteString(out, headingsIn(told.String(), language))
	})
}

func (a *app) languageOfHelp(cmd *cobra.Command) string {
	if f := languageOf(cmd); f != nil && f.Changed && slices.Contains(narrate.Languages(), f.Value.String()) {
		return f.Value.String()
	}
	ctx := cmd.Root().Context()
	if ctx == nil {
		ctx = context.Background()
	}
	return a.tell(ctx).Language()
}

// helpIn puts what a command, the commands under it and its flags do into a language. Help is the last that is done with the tree.
func helpIn(cmd *cobra.Command, language string) {
	of := func(english string) string { return helpWords.Tell(language, english) }
	for _, c := range append(cmd.Commands(), cmd) {
		c.Short = of(c.Short)
	}
	if cmd.Long != "" {
		cmd.Long = cmd.Short + "\n\n" + of(atLength) + "\n\n" + cmd.Long
	}
	for _, flags := range []*pflag.FlagSet{cmd.LocalFlags(), cmd.InheritedFlags()} {
		flags.VisitAll(func(f *pflag.Flag) { f.Usage = of(f.Usage) })
	}
}

// headingsIn puts the headings of a help, each a line of its own, into a language.
func headingsIn(help, language string) string {
	before, after, _ := strings.Cut(helpWords.Tell(language, otherwise), "{}")
	english, _, _ := strings.Cut(otherwise, "{}")
	lines := strings.SplitAfter(help, "\n")
	for i, line := range lines {
		text := strings.TrimRight(line, "\n")
		if strings.HasSuffix(text, ":") || strings.HasPrefix(text, "Use ") {
			lines[i] = helpWords.Tell(language, text) + line[len(text):]
		} else if at := strings.LastIndex(text, english); at >= 0 && strings.HasSuffix(text, ")") {
			lines[i] = text[:at] + before + strings.TrimSuffix(text[at+len(english):], ")") + after + line[len(text):]
		}
	}
	return strings.Join(lines, "")
}
