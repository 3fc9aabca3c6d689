package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"twinning.example/engine/internal/demo"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/people"
)

func (a *app) demoCommand() *cobra.Command {
	o := demo.Options{Seed: 1}
	var keep, leave bool
	cmd := &cobra.Command{
		Use: "demo", Short: "Play the call of 2019 from publication to closure, on a real Temporal and PostgreSQL",
		Long: `Play the DigitalHealthEurope call of 2019 from its publication to the closure of
its last twinning, in minutes: 45 tenders, the six that are known by name and
others drawn from a seed, with everything that goes wrong in such a year. Every
command goes through the door, the ledger, Temporal and the law like any other.
Before and around the call, a survey finds what one country offers and another
seeks, their entries in a marketplace become a match and that one of the tenders;
a body decides on a follow-up, and of its topics one becomes a twinning of two
countries and one a masterclass.

It starts a stack of its own in --data, wipes what an earlier demo left there
and nothing else, and ends with a report from the ledger. The exit code is 0 only
if all is consistent. One seed gives the same events in each stream. On a terminal the stack then
stays up, with its desk, to look at; with --exit, or without a terminal, the command ends.`,
		Example: "  twinning demo\n  twinning demo --seed 7 -o json > report.json\n  twinning demo --keep", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if keep && leave {
				return usage("--keep and --exit are one or the other")
			}
			return a.runDemo(cmd.Context(), o, keep || !leave && a.watched())
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Seed, "seed", o.Seed, "what tenders, scores and costs are drawn from")
	f.StringVar(&o.Data, "data", ".local/demo", "`FOLDER` of the demo's own stack; it is wiped first")
	f.BoolVar(&o.Alone, "alone", false, "the call alone, without the survey, marketplace, body, initiative and masterclass around it")
	f.BoolVar(&keep, "keep", false, "leave the stack up afterwards, with its desk, until Ctrl-C; so it is on a terminal")
	f.BoolVar(&leave, "exit", false, "end with the report, on a terminal too")
	f.StringVar(&o.TemporalBinary, "temporal", "", "the `PROGRAM` of the Temporal server; found if left out")
	f.StringVar(&o.WorkerBinary, "worker", "", "the `PROGRAM` of the worker; found if left out")
	return cmd
}

func (a *app) runDemo(ctx context.Context, o demo.Options, keep bool) (err error) {
	if !a.flags.quiet {
		o.Talk = a.talk
		if f, ok := a.talk.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			o.Bar = 80
			if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 40 {
				o.Bar = width
			}
		}
	}
	o.DeskBinary = self()
	d, err := demo.Up(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		err = errors.Join(err, d.Close(closing))
	}()
	r, err := d.Play(ctx)
	if err != nil {
		return err
	}
	if err := a.print(r, func(w io.Writer) { r.Show(w) }); err != nil {
		return err
	}
	if keep {
		if err := a.sayDesk(ctx, d.Settings(), r.Call); err != nil {
			return err
		}
		if err := d.Wait(); err != nil {
			return err
		}
	} else {
		a.say("to look at it: twinning up --data %s; then, in another terminal: twinning --data %s history %s", o.Data, o.Data, r.Call)
	}
	if !r.Consistent {
		return &failure{code: exitRefused, what: fmt.Sprintf("the demo of seed %d is not consistent", r.Seed), next: "see the expectations that say NO"}
	}
	return nil
}

// watched tells whether somebody sits before a terminal and reads text.
func (a *app) watched() bool {
	return a.flags.output == asText && !a.flags.quiet && isTerminal(a.out) && isTerminal(a.talk) && isTerminal(a.in)
}

// tour are the people of the demo with whom its desk is best looked at.
var tour = []struct {
	alias string
	sees  phrase
}{
	{"officer", phrased("runs the call")},
	{"head", phrased("decides and releases")},
	{"auditor", phrased("sees everything, at any instant")},
	{"eva-1", phrased("evaluates")},
	{"mask-contact", phrased("a party whose twinning ran")},
}

// sayDesk says where the desk of the demo is, and with whom to sign in.
func (a *app) sayDesk(ctx context.Context, s local.Settings, call string) error {
	l, err := ledger.Open(ctx, ledger.Options{DSN: s.DatabaseURL, KeyFile: s.KeyFile, SignKey: s.SignKey, Trust: s.Trust})
	if err != nil {
		return err
	}
	defer l.Close()
	list, err := local.WriteSignIns(ctx, s, people.NewDirectory(l))
	if err != nil {
		return err
	}
	passwords := map[string]string{}
	for _, in := range list {
		passwords[in.Alias] = in.Password
	}
	a.say("\n%s  %s", a.paint(bold, a.inWords("The desk")), a.paint(bold, s.DeskURL))
	for _, t := range tour {
		if password, ok := passwords[t.alias]; ok {
			a.say("  %-14s %s   %s", t.alias, password, t.sees)
		}
	}
	a.say("  everybody      %s", s.SignIns)
	a.say("In another terminal: twinning --data %s history %s. Temporal's page is %s, letters are in %s. Ctrl-C ends it; all is kept.", s.Data, call, s.PageURL, s.MailDir)
	return nil
}
