package main

import (
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/reads"
)

// keptReads is what `access kept` reports.
type keptReads struct {
	Days int `json:"days"`
}

func (a *app) accessKept() *cobra.Command {
	var days int
	cmd := &cobra.Command{
		Use: "kept", Short: "Say for how many days it is kept who read what, or set it",
		Long: `Say for how many days, in real time, it is kept who read what; workers remove what is
older by themselves. --days sets it, by the role that owns the tables
(MIGRATE_DATABASE_URL or TWINNING_OWNER_URL, else that of the stack on this machine).`,
		Example: "  twinning access kept\n  twinning access kept --days 1827", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("days") {
				if days < reads.LeastDays || days > reads.MostDays {
					return usage("--days is %d to %d", reads.LeastDays, reads.MostDays)
				}
				s, err := a.settings()
				if err != nil {
					return err
				}
				owner := env("MIGRATE_DATABASE_URL", env("TWINNING_OWNER_URL", s.OwnerURL))
				if owner == "" {
					return usage("the role that owns the tables is not named: set TWINNING_OWNER_URL")
				}
				if err := reads.Keep(cmd.Context(), owner, days); err != nil {
					return err
				}
			}
			store, err := a.reads(cmd.Context())
			if err != nil {
				return err
			}
			var out keptReads
			if out.Days, err = store.Kept(cmd.Context()); err != nil {
				return err
			}
			return a.print(out, func(w io.Writer) { fields(w, "who read what is kept for", phrased("%d days", out.Days)) })
		},
	}
	cmd.Flags().IntVar(&days, "days", 0, "for how many `DAYS` from now on")
	return cmd
}
