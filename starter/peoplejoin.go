package main

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// A joined is what `people join` reports.
type joined struct {
	Person string `json:"person"` // id of who they are
	Was    string `json:"was"`    // id of the record that was joined to it
}

func (a *app) peopleJoin() *cobra.Command {
	var as, why string
	cmd := &cobra.Command{
		Use: "join PERSON RECORD", Short: "Record that two records are of one person",
		Long: `Record that two records are of one person, for a reason. From then on whoever is named
by the second one, writes from its address or signs in with its identity is the first
one. What was recorded of it stays. It is refused where both have, or had, a part in one
call: there the law has counted them as two people.`,
		Example: `  twinning people join ben benjamin --why "he registered twice" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if as == "" {
				return &failure{code: exitUsage, what: "nobody is said to act", next: "say who with --as PERSON (alias or id), or set TWINNING_AS"}
			}
			if err := law.CheckRequired("why", why); err != nil {
				return asUsage(err)
			}
			ids, err := a.ids(ctx, append([]string{as}, args...))
			if err != nil {
				return err
			}
			q, err := a.query(ctx)
			if err != nil {
				return err
			}
			done := joined{Person: ids[1], Was: ids[2]}
			if ids[1] != ids[2] {
				if err := q.MayJoin(ctx, access.As(ids[0]), ids[1], ids[2]); err != nil {
					var withheld *query.Withheld
					if errors.As(err, &withheld) {
						err = &query.Withheld{What: a.names(ctx).In(a.tell(ctx).Error(withheld))}
					}
					return err
				}
				if _, err := a.people.Join(ctx, ids[0], ids[1], ids[2], why); err != nil {
					return err
				}
			}
			return a.print(done, func(w io.Writer) { fields(w, "person", args[0], "was also", args[1]) })
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who joins them: alias or id of a `PERSON` (TWINNING_AS)")
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded, sealed")
	return cmd
}
