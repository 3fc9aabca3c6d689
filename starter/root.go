package main

import (
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"twinning.example/engine/internal/query"
)

// root is the command `twinning` with everything under it.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "twinning",
		Short: "Calls, tenders and twinnings, from the first submission to the end of retention",
		Long: `Calls, tenders and twinnings, from the first submission to the end of retention.

Every change is a command that is received, judged by the law of the programme
and answered; the receipt that is printed can be proven years later.

A call is named DHE-2019, a tender DHE-2019-K7Q2MD. The record calls their streams
call/DHE-2019 and twinning/DHE-2019/K7Q2MD; either form can be given.

Where the ledger is: flags, else DATABASE_URL, TWINNING_KEY_FILE and
TWINNING_NOTE_KEY, else the stack that ` + "`twinning up`" + ` runs in --data. Where TWINNING_URL
names a desk, it runs what is typed, as who ` + "`twinning login`" + ` has signed in.

Exit codes: 0 done or pending, 1 failure, 2 wrong usage or input, 3 not found,
4 refused or verification failed, 5 a service cannot be reached or nothing was
received, 130 interrupted.`,
		Example: `  twinning up
  twinning call open programmes/dhe-2019.yaml --people programmes/dhe-2019.people.yaml --as officer
  twinning tender submit tender.yaml --call DHE-2019 --as mask-contact
  twinning history DHE-2019
  twinning verify`,
		SilenceErrors: true, SilenceUsage: true,
		Version: built(),
	}
	root.SetOut(a.out)
	root.SetErr(a.talk)
	root.SetIn(a.in)
	root.SetVersionTemplate("twinning {{.Version}}\n")
	f := root.PersistentFlags()
	f.StringVarP(&a.flags.output, "output", "o", asText, "form of what is printed: text, json or jsonl")
	f.StringVar(&a.flags.data, "data", env("TWINNING_DATA", localData), "`FOLDER` of the stack on this machine (TWINNING_DATA)")
	f.StringVar(&a.flags.keyFile, "key-file", "", "`FILE` that opens sealed bodies (TWINNING_KEY_FILE)")
	f.StringVar(&a.flags.signKey, "sign-key", "", "`FILE` of the key that signs what is appended (TWINNING_SIGN_KEY; for operators TWINNING_OPERATOR_KEY)")
	f.StringVar(&a.flags.trust, "trust", "", "`FILE` of operators' public keys, where all trust begins (TWINNING_TRUST; else operator.pub beside the key)")
	f.StringVar(&a.flags.noteKey, "note-key", "", "`FILE` of the key that signs checkpoints (TWINNING_NOTE_KEY)")
	f.StringVar(&a.flags.color, "color", "auto", "colours: auto, always or never (NO_COLOR, FORCE_COLOR)")
	a.inLanguage(f, new(string))
	f.BoolVarP(&a.flags.quiet, "quiet", "q", false, "say nothing beside data and errors")

	root.AddGroup(
		&cobra.Group{ID: "stack", Title: "The stack on this machine, and a desk elsewhere:"},
		&cobra.Group{ID: "call", Title: "Calls:"},
		&cobra.Group{ID: "tender", Title: "Tenders, to the contract:"},
		&cobra.Group{ID: "twinning", Title: "Running twinnings:"},
		&cobra.Group{ID: "audit", Title: "What is, what was, and whether it is true:"},
		&cobra.Group{ID: "operate", Title: "Operating:"},
	)
	in := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	in("stack", a.up(), a.signInList(), a.demoCommand(), a.login(), a.logout(), a.tokenCommands())
	in("call", a.programme(), a.admin(), a.peopleCommands(), a.invitationCommands(), a.organisationCommands(), a.marketCommands(), a.entryCommands(), a.interestCommands(), a.call(), a.role(), a.evaluator(), a.panel(), a.ratesCommands(), a.award(), a.reserve(), a.complaint(), a.letter())
	in("call", a.surveyCommands(), a.masterclassCommands(), a.capacityCommands(), a.bodyCommands())
	in("call", a.payment())
	in("tender", a.tender(), a.eligibility(), a.evaluation(), a.consensus(), a.contract())
	in("twinning", a.amendment(), a.evidence(), a.log(), a.expense(), a.instalment(), a.account(), a.recovery(), a.report(), a.deliverable(), a.meeting(), a.suspend(), a.suspension(), a.resume(), a.terminate(), a.termination(), a.closing(), a.closure(), a.hold())
	in("audit", a.show(), a.history(), a.today(), a.obligations(), a.letters(), a.verify(), a.checkpoint(), a.receiptCommands(), a.explain(), a.export(), a.access())
	in("operate", a.serve(), a.status(), a.migrate(), a.keys(), a.erase(), a.repair(), a.lives(), a.viewCommands(), a.nudge(), a.sendCommand(), a.man())
	root.SetFlagErrorFunc(flagError)
	a.tellsHelp(root)
	a.withPast(root)
	withPurpose(root)
	a.finish(root)
	return root
}

// finish makes every command of the tree say what is wrong with its usage.
func (a *app) finish(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		a.finish(c)
	}
	cmd.Flags().SortFlags = false
	cmd.DisableFlagsInUseLine = cmd.HasParent()
	if cmd.HasSubCommands() && cmd.RunE == nil {
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return noCommand(cmd, args[0])
		}
	}
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if err := a.flags.check(cmd); err != nil {
				return err
			}
			if err := a.missingFlags(cmd); err != nil {
				return err
			}
			if f := cmd.Flags().Lookup("as"); f != nil && f.Changed && f.Value.String() == "" { // as of a script whose variable is not set
				return usage("--%s is empty: give it a value, or leave it out", f.Name)
			}
			if err := a.notePast(cmd, args); err != nil {
				return err
			}
			a.ran = true
			if err := a.speak(cmd); err != nil {
				return err
			}
			switch {
			case a.served != nil:
				if err := a.served.prepare(cmd); err != nil {
					return err
				}
			case a.url != "" && whereOf(cmd) == onMachine:
				return onlyHere
			case a.url != "" && whereOf(cmd) == onServer:
				return a.remotely(cmd.Context(), saying(cmd, a.args))
			}
			if f := cmd.Flags().Lookup("as"); f != nil && a.served == nil {
				a.as = f.Value.String()
			}
			if err := a.mustKnow(cmd, args); err != nil {
				return err
			}
			return namingFlag(cmd, a.asUnknown(cmd, args, run(cmd, args)))
		}
	}
}

// noCommand says that a group has no command of a name, and which one may be meant.
func noCommand(cmd *cobra.Command, name string) error {
	f := seeHelp(cmd, failed(exitUsage, "there is no command %q in %s", query.Cut(name), cmd.CommandPath()))
	if cmd.SuggestionsMinimumDistance = 2; len(cmd.SuggestionsFor(name)) > 0 {
		f.next = "did you mean " + strings.Join(cmd.SuggestionsFor(name), ", ") + "?"
	}
	return f
}

func (g globals) check(cmd *cobra.Command) error {
	_, csv := cmd.Annotations[alsoCSV]
	switch {
	case g.output == asCSV && csv:
	case g.output == asText, g.output == asJSON, g.output == asLines:
	default:
		return usage("-o %q is no form of output; allowed are text, json and jsonl", query.Cut(g.output))
	}
	switch g.color {
	case "auto", "always", "never":
	default:
		return usage("--color %q is none; allowed are auto, always and never", query.Cut(g.color))
	}
	return nil
}

// takes refuses a wrong number of arguments by their names, which stand in Use;
// names in brackets may be left out, and one with dots may be repeated.
func takes(cmd *cobra.Command, args []string) error {
	names := strings.Fields(cmd.Use)[1:]
	least, most := 0, len(names)
	for _, n := range names {
		if !strings.HasPrefix(n, "[") {
			least++
		}
		if strings.Contains(n, "...") {
			most = 1 << 30
		}
	}
	switch {
	case len(args) < least:
		return seeHelp(cmd, failed(exitUsage, "%s is missing: %s takes %s", names[len(args)], cmd.CommandPath(), strings.Join(names, " ")))
	case len(args) > most && most == 0:
		return seeHelp(cmd, failed(exitUsage, "%q is too much: %s takes no arguments", query.Cut(args[most]), cmd.CommandPath()))
	case len(args) > most:
		return seeHelp(cmd, failed(exitUsage, "%q is too much: %s takes %s", query.Cut(args[most]), cmd.CommandPath(), strings.Join(names, " ")))
	}
	return nil
}

// group is a command that only holds others.
func group(use, short, example string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Example: example}
	cmd.AddCommand(commands...)
	return cmd
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// localData is the folder of the stack where none is named.
const localData = ".local"

// version is set by the linker where the program is released.
var version string

// built is what was built, and with what.
func built() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version
	}
	if version != "" {
		return version + " " + info.GoVersion
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 && !strings.Contains(v, s.Value[:12]) {
			v += " " + s.Value[:12]
		}
	}
	return v + " " + info.GoVersion
}
