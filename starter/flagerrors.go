package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"twinning.example/engine/internal/law"
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

// missingFlags are all flags that a command needs and that were not typed, in one sentence. Where it is one of those that a command has a sentence of
// its own for, that is said.
func (a *app) missingFlags(cmd *cobra.Command) error {
	f := cmd.Flags()
	_, path, _ := strings.Cut(cmd.CommandPath(), " ")
	always := slices.Clone(neededOf[path])
	f.VisitAll(func(f *pflag.Flag) {
		if f.Annotations[neededFlag] != nil && f.Name != "as" {
			always = append(always, f.Name)
		}
	})
	as := f.Lookup("as")
	if as != nil && (as.Annotations[neededFlag] != nil || changes(cmd)) {
		always = append(always, "as")
	}
	var missing []any
	for _, name := range always {
		if is := f.Lookup(name); !is.Changed && (name != "as" || a.unsaid(is)) {
			missing = append(missing, "--"+name)
		}
	}
	switch last := len(missing) - 1; {
	case last > 0:
		return seeHelp(cmd, failed(exitUsage, "%s and %s are missing", series(missing[:last]), missing[last]))
	case last == 0 && f.Lookup(strings.TrimPrefix(fmt.Sprint(missing[0]), "--")).Annotations[neededFlag] != nil:
		return seeHelp(cmd, failed(exitUsage, "--%s is missing", strings.TrimPrefix(fmt.Sprint(missing[0]), "--")))
	}
	return nil
}

// unsaid tells whether nothing says who acts: neither the flag, nor the environment, nor who is signed in at a desk.
func (a *app) unsaid(as *pflag.Flag) bool {
	return as.Value.String() == "" && !as.Changed && a.served == nil && a.url == ""
}

// seeHelp sends whoever typed something wrong to the help of the command, where nothing else is to be done.
func seeHelp(cmd *cobra.Command, f *failure) *failure {
	if f.next == "" {
		f.next = "see `" + cmd.CommandPath() + " --help`"
	}
	return f
}

// belowZero is a number behind its sign.
var belowZero = regexp.MustCompile(`^[0-9]+([.,][0-9]+)*$`)

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
	case errors.As(err, &unknown) && belowZero.MatchString(unknown.GetSpecifiedShortnames()):
		return seeHelp(cmd, failed(exitUsage, "-%s is read as a flag: what is below zero is typed last, behind --", query.Cut(unknown.GetSpecifiedShortnames())))
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

// namingFlag has an error of usage that begins with the name of a field name the flag that gives the field, in every language.
func namingFlag(cmd *cobra.Command, err error) error {
	f, is := err.(*failure) //nolint:errorlint // what wraps a failure says its own
	if !is || f.code != exitUsage {
		return err
	}
	if f.says.format != "" {
		seeHelp(cmd, f)
	}
	field, says, _ := strings.Cut(f.what, " ")
	var of interface{ Told() law.Reason }
	told := errors.As(f.cause, &of) && len(of.Told().With) > 0 && of.Told().With[0].Type == law.TypePath && of.Told().With[0].Value == field
	if cmd.Flags().Lookup(field) == nil || !told && !strings.HasPrefix(says, "is missing") && !strings.Contains(says, "is not known") {
		return err
	}
	named := *f
	named.what, named.says = "--"+f.what, phrase{}
	if told {
		why := of.Told()
		why.With = slices.Clone(why.With)
		why.With[0].Value = "--" + field
		named.cause = law.NewNonsense(named.what, why)
	}
	return &named
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
