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
)

func (a *app) demoCommand() *cobra.Command {
	o := demo.Options{Seed: 1}
	var keep bool
	cmd := &cobra.Command{
		Use: "demo", Short: "Play the call of 2019 from publication to closure, on a real Temporal and PostgreSQL",
		Long: `Play the DigitalHealthEurope call of 2019 from its publication to the closure of
its last twinning, in minutes: 45 tenders, the six that are known by name and
others drawn from a seed, with everything that goes wrong in such a year. Every
command goes through the door, the ledger, Temporal and the law like any other.

It starts a stack of its own in --data, wipes what an earlier demo left there
and nothing else, and ends with a report from the ledger. The exit code is 0 only
if all is consistent. One seed gives the same events in each stream.`,
		Example: "  twinning demo\n  twinning demo --seed 7 -o json > report.json\n  twinning demo --keep", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runDemo(cmd.Context(), o, keep) },
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Seed, "seed", o.Seed, "what tenders, scores and costs are drawn from")
	f.StringVar(&o.Data, "data", ".local/demo", "`FOLDER` of the demo's own stack; it is wiped first")
	f.BoolVar(&keep, "keep", false, "leave the stack up afterwards, until Ctrl-C")
	f.StringVar(&o.TemporalBinary, "temporal", "", "the `PROGRAM` of the Temporal server; found if left out")
	f.StringVar(&o.WorkerBinary, "worker", "", "the `PROGRAM` of the worker; found if left out")
	return cmd
}

func (a *app) runDemo(ctx context.Context, o demo.Options, keep bool) (err error) {
	if !a.told.quiet {
		o.Talk = a.talk
		if f, ok := a.talk.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			o.Bar = 80
			if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 40 {
				o.Bar = width
			}
		}
	}
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
		a.say("the stack stays up until Ctrl-C; in another terminal: twinning --data %s history %s; Temporal's page is %s, letters are in %s",
			o.Data, r.Call, d.Settings().PageURL, d.Settings().MailDir)
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
