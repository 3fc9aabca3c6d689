package main

import (
	"context"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

func (a *app) callOpenTenders() *cobra.Command {
	var w commandFlags
	return mutating(&cobra.Command{
		Use: "open-tenders CALL", Short: "Sign the opening of the tenders; with the second signature they are opened",
		Long: `Sign the opening of the tenders. It takes two people out of the officers and the
heads, after the last limit plus grace of any version of the deadline. An extension
or a late admission makes the first signature void. Where the rule book has a moment
of opening, the tenders are opened by themselves.`,
		Example: "  twinning call open-tenders DHE-2019 --as officer\n  twinning call open-tenders DHE-2019 --as head", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if err := a.mutate(cmd.Context(), &w, law.CallStream(reference), call.OpenTenders{}); err != nil {
				return err
			}
			return a.sayWhoSigns(cmd.Context(), reference)
		},
	}, &w)
}

// sayWhoSigns says which signature is awaited still.
func (a *app) sayWhoSigns(ctx context.Context, reference string) error {
	c, n, err := ask(ctx, a, "", func(q *query.Queries, v access.Viewer) (query.CallPage, error) { return q.Call(ctx, v, reference) })
	switch o := c.Opening; {
	case err != nil:
		return err
	case c.Stage == string(call.Shut) && o.SignedBy != "":
		a.say("%s has signed; the tenders are opened when one of these signs, too: %s", n.Of(o.SignedBy), n.All(o.Awaits))
	case c.IsOpened:
		a.say("the tenders of %s are opened, since %s", c.Reference, onClocks(c.OpenedAt, c.In))
	}
	return nil
}

func (a *app) callAdmitLate() *cobra.Command {
	var w commandFlags
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
