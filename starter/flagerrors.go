package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// neededFlag marks a flag that a command cannot do without.
const neededFlag = "needed"

// needs says that a command cannot do without a flag.
func needs(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		cmd.Flags().Lookup(name).Annotations = map[string][]string{neededFlag: {name}}
	}
}

// missingFlag is the first flag that a command needs and that was not typed.
func missingFlag(cmd *cobra.Command) error {
	var missing error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if missing == nil && f.Annotations[neededFlag] != nil && !f.Changed {
			missing = seeHelp(cmd, failed(exitUsage, "--%s is missing", f.Name))
		}
	})
	return missing
}

// seeHelp sends whoever typed something wrong to the help of the command, where nothing else is to be done.
func seeHelp(cmd *cobra.Command, f *failure) *failure {
	if f.next == "" {
		f.next = "see `" + cmd.CommandPath() + " --help`"
	}
	return f
}

// flagError says in our words what is wrong with the flags that were typed.
func flagError(cmd *cobra.Command, err error) error {
	if words := cmd.Flags().Args(); cmd.HasSubCommands() && len(words) > 0 { // a flag of the command that was meant
		return noCommand(cmd, words[0])
	}
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	var odd *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return seeHelp(cmd, failed(exitUsage, "-%s is no flag of %s", query.Cut(unknown.GetSpecifiedShortnames()), cmd.CommandPath()))
	case errors.As(err, &unknown):
		return seeHelp(cmd, failed(exitUsage, "--%s is no flag of %s", query.Cut(unknown.GetSpecifiedName()), cmd.CommandPath()))
	case errors.As(err, &bare):
		return seeHelp(cmd, failed(exitUsage, "--%s needs a value", bare.GetFlag().Name))
	case errors.As(err, &wrong):
		return seeHelp(cmd, wrongValue(wrong))
	case errors.As(err, &odd):
		return seeHelp(cmd, failed(exitUsage, "%s is no flag", query.Cut(odd.GetSpecifiedFlag())))
	}
	return seeHelp(cmd, &failure{code: exitUsage, what: err.Error()})
}

// wrongValue says what a flag takes.
func wrongValue(err *pflag.InvalidValueError) *failure {
	name, value := err.GetFlag().Name, query.Cut(err.GetValue())
	switch kind := err.GetFlag().Value.Type(); {
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"), kind == "count":
		return failed(exitUsage, "--%s: %q is not a whole number", name, value)
	case strings.HasPrefix(kind, "float"):
		return failed(exitUsage, "--%s: %q is not a number", name, value)
	case strings.HasPrefix(kind, "bool"):
		return failed(exitUsage, "--%s: %q is neither true nor false", name, value)
	case strings.HasPrefix(kind, "duration"):
		return failed(exitUsage, "--%s: %q is not a length of time, as in 30s, 5m or 2h", name, value)
	}
	return failed(exitUsage, "--%s: %s", name, err.Unwrap())
}

// typedLanguage looks for the language in a command line that was not understood; "" for none that there is.
func typedLanguage(args []string) string {
	for i, arg := range args {
		value, is := strings.CutPrefix(arg, "--"+languageFlag+"=")
		if arg == "--"+languageFlag && i+1 < len(args) {
			value, is = args[i+1], true
		}
		if is && slices.Contains(narrate.Languages(), value) {
			return value
		}
	}
	return ""
}
