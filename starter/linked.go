package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// tenderVerify says whether what an organisation declares is so.
func (a *app) tenderVerify() *cobra.Command {
	var not bool
	var why string
	cmd := a.onTender("verify TENDER ORGANISATION ATTRIBUTE", "Say whether what an organisation of a tender declares was found to be so",
		"verify DHE-2019-K7Q2MD kyomed reference-site --why \"in the list of Reference Sites\" --as officer", "tender",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return twinning.VerifyAttribute{Organisation: args[1], Attribute: args[2], Holds: !not, Why: law.Text(why)}, nil
		})
	cmd.Flags().BoolVar(&not, "not", false, "it was found not to be so")
	cmd.Flags().StringVar(&why, "why", "", "how it was found; needed with --not")
	return cmd
}

// tenderLink links an organisation of a tender to its record.
func (a *app) tenderLink() *cobra.Command {
	var none bool
	cmd := a.onTender("link TENDER ORGANISATION [RECORD]", "Say of which recorded organisation one of the tender's organisations is",
		"link DHE-2019-K7Q2MD kyomed K7Q2MDAAAA --as mask-contact", "tender",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			c := twinning.LinkOrganisation{Organisation: args[1]}
			switch {
			case none && len(args) == 2:
			case !none && len(args) == 3:
				of, err := query.Ref(args[2], "organisation")
				if err != nil {
					return nil, err
				}
				c.Record = of
			default:
				return nil, usage("name the record, as `twinning organisation list` does, or say --none")
			}
			return c, nil
		})
	cmd.Flags().BoolVar(&none, "none", false, "take the link away")
	return cmd
}
