package main

import (
	"context"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// lifeStaff is the command that changes who steers a life whose rule book named who does.
func (a *app) lifeStaff(noun, example string, of named, is func(governance.StaffChange) law.Command) *cobra.Command {
	var comes, gone, why string
	cmd := a.sends(&cobra.Command{
		Use: "staff " + noun, Short: "Change who steers it: somebody comes, somebody goes, or one in place of the other",
		Long: `Change who steers it. For its staff, for administrators and for the heads of its programme. A letter
tells who comes and who goes; what the staff owe is owed by who steers it from now on. Somebody is
always left.`,
		Example: "  twinning " + example,
	}, of, func(ctx context.Context, _ []string) (law.Command, error) {
		c := governance.StaffChange{Why: law.Text(why)}
		for _, x := range []struct {
			typed string
			id    *string
		}{{comes, &c.Comes}, {gone, &c.Gone}} {
			if x.typed == "" {
				continue
			}
			ids, err := a.ids(ctx, []string{x.typed})
			if err != nil {
				return nil, err
			}
			*x.id = ids[0]
		}
		return is(c), nil
	})
	f := cmd.Flags()
	f.StringVar(&comes, "comes", "", "alias or id of the `PERSON` who steers it from now on")
	f.StringVar(&gone, "gone", "", "alias or id of the `PERSON` who does no longer")
	f.StringVar(&why, "why", "", "the reason, which is recorded and told")
	return cmd
}
