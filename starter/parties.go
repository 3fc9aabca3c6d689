package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (a *app) tenderContact() *cobra.Command {
	return a.tenderParty("contact", func(person string, why law.Text) law.Command { return twinning.ChangeContact{Person: person, Why: why} })
}

func (a *app) tenderSignatory() *cobra.Command {
	return a.tenderParty("signatory", func(person string, why law.Text) law.Command {
		return twinning.ChangeSignatory{Person: person, Why: why}
	})
}

func (a *app) tenderParty(role string, command func(person string, why law.Text) law.Command) *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: role + " TENDER PERSON", Short: "Ask another person to be the " + role + " of a tender",
		Long: `Ask another person to be the ` + role + ` of a tender, as long as it has not been awarded.
They are written to, and it holds when they accept (tender accept). Whoever was it
before then no longer speaks for the tender.`,
		Example: "  twinning tender " + role + ` DHE-2019-K7Q2MD nina --why "a new colleague" --as contact`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			p, err := a.person(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, command(p.ID, law.Text(why)))
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded and told to whom is asked")
	return mutating(cmd, &w)
}

func (a *app) tenderAccept() *cobra.Command {
	var w commandFlags
	var role string
	cmd := &cobra.Command{
		Use: "accept TENDER", Short: "Accept to be the contact or the signatory of a tender",
		Example: "  twinning tender accept DHE-2019-K7Q2MD --role contact --as nina", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, twinning.AcceptChange{Role: law.Role(role)})
		},
	}
	cmd.Flags().StringVar(&role, "role", "", "`ROLE` that was asked for: contact or signatory")
	return mutating(cmd, &w)
}
