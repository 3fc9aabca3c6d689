package main

import (
	"context"
	_ "embed"
	"io"
	"slices"
	"strconv"
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
	whichever = "[command]"
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
		flags.VisitAll(func(f *pflag.Flag) {
			if name, _ := pflag.UnquoteUsage(f); name != "" && !strings.Contains(f.Usage, "`") && of(name) != name {
				f.Value = kindOfValue{f.Value, of(name)}
				f.DefValue = defaultOf(f)
			}
			f.Usage = of(f.Usage)
		})
	}
}

// A kindOfValue is the value of a flag whose kind is told in a language, where its usage names none.
type kindOfValue struct {
	pflag.Value
	kind string
}

func (k kindOfValue) Type() string { return k.kind }

// defaultOf is what help says of the default of a flag whose kind is told: a text stands between quotes, and what is nothing is not said.
func defaultOf(f *pflag.Flag) string {
	kind, _ := f.Value.(kindOfValue)
	switch text := f.DefValue; {
	case text == "", text == "[]", text == "0", text == "0s":
		return ""
	case kind.Value.Type() == "string":
		return strconv.Quote(text)
	default:
		return text
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
	help = strings.Join(lines, "")
	for _, closing := range []string{"\n", " --help"} { // of a line of usage, and of what is said of commands
		help = strings.ReplaceAll(help, " "+whichever+closing, " "+helpWords.Tell(language, whichever)+closing)
	}
	return help
}
