package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

func (a *app) callOpenTenders() *cobra.Command {
	var w intent
	return mutating(&cobra.Command{
		Use: "open-tenders CALL", Short: "Sign the opening of the tenders; with the second signature they are opened",
		Long: `Sign the opening of the tenders. It takes two people out of the officers and the
heads, after the last limit plus grace of any version of the deadline. An extension
or a late admission makes the first signature void. Where the rule book has a moment
of opening, the tenders are opened by themselves.`,
		Example: "  twinning call open-tenders DHE-2019 --as officer\n  twinning call open-tenders DHE-2019 --as head", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if err := a.mutate(cmd.Context(), &w, stream, call.OpenTenders{}); err != nil {
				return err
			}
			return a.sayWhoSigns(cmd.Context(), stream)
		},
	}, &w)
}

// sayWhoSigns says which signature is awaited still.
func (a *app) sayWhoSigns(ctx context.Context, stream string) error {
	is, err := a.fold(ctx, stream)
	if err != nil {
		return err
	}
	c := is.State.(call.Call)
	switch n := a.names(ctx); {
	case c.Stage == call.Shut && c.OpeningSigned != "":
		a.say("%s has signed; the tenders are opened when one of these signs, too: %s", n.of(c.OpeningSigned), n.all(openers(c)))
	case access.Opened(c):
		a.say("the tenders of %s are opened, since %s", c.Reference, onClocks(c.OpenedAt, zoneOf(c)))
	}
	return nil
}

// openers are the people whose signature under the opening is awaited.
func openers(c call.Call) []string {
	var people []string
	for _, p := range slices.Concat(c.People(law.Officer), c.People(law.Head)) {
		if p != c.OpeningSigned && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	return people
}

func (a *app) callAdmitLate() *cobra.Command {
	var w intent
	var until, why string
	var exclusive bool
	cmd := &cobra.Command{
		Use: "admit-late TENDER", Short: "Admit one tender after its limit, for one version",
		Long: `Admit one tender after its limit, for one version and for who speaks for it alone:
a tender that was refused as late, or that stands and may be replaced once more. The
admission holds until its own end, without grace, and the opening waits for it. The
version is sent under the same reference: tender submit FILE --tender TENDER.`,
		Example: `  twinning call admit-late DHE-2019-K7Q2MD --until 2019-08-09T12:00 --why "the portal did not take the file" --as head`,
		Args:    takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			tender := law.Reference(stream)
			if until == "" {
				return usage("--until is missing: the end of the admission on clocks in the zone of the call, as in 2019-08-09T12:00")
			}
			wall, err := calendar.ParseWallClock(until)
			if err != nil {
				return usage("--until %s", err)
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			admit := call.AdmitLate{Tender: tender, To: wall, Inclusive: !exclusive, Why: law.Text(why)}
			if err := admit.Check(); err != nil {
				return asUsage(err)
			}
			if err := a.mustBegin(cmd.Context(), stream); err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, law.CallStream(law.CallOf(tender)), admit)
		},
	}
	f := cmd.Flags()
	f.StringVar(&until, "until", "", "the end of the admission, a `WALLCLOCK` in the zone of the call: 2019-08-09T12:00")
	f.StringVar(&why, "why", "", "the reason, which is recorded")
	f.BoolVar(&exclusive, "exclusive", false, "what is received at the very instant is late")
	return mutating(cmd, &w)
}
