package main

import (
	"context"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

func (a *app) role() *cobra.Command {
	return group("role", "Give, withdraw and replace roles of a call, name deputies, and show who has which", "  twinning role list DHE-2019",
		a.roleGive(), a.roleWithdraw(), a.roleReplace(), a.roleAway(), a.roleBack(), a.roleList())
}

// A change is what the three commands that change a role share.
type change struct {
	w         commandFlags
	from, why string
}

func (c *change) flags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&c.from, "from", "", "the first `DAY`, in the zone of the call, as in 2019-09-01; today if left out")
	cmd.Flags().StringVar(&c.why, "why", "", "the reason, which is recorded and told to whom it concerns")
	return mutating(cmd, &c.w)
}

// changeRole reads the day and the people, and brings the command that is made of them.
func (a *app) changeRole(cmd *cobra.Command, w *commandFlags, of, from string, who []string, command func(day calendar.Date, ids []string) law.Command) error {
	stream, err := callStream(of)
	if err != nil {
		return err
	}
	if err := w.prepare(); err != nil {
		return asUsage(err)
	}
	day, err := parseDay("from", from)
	if err != nil {
		return err
	}
	ids, err := a.ids(cmd.Context(), who)
	if err != nil {
		return err
	}
	return a.mutate(cmd.Context(), w, stream, command(day, ids))
}

// neededDay reads a flag that must be given.
func neededDay(flag, text string) (calendar.Date, error) {
	if text == "" {
		return calendar.Date{}, usage("--%s is needed: a day, as in 2021-10-04", flag)
	}
	return parseDay(flag, text)
}

func parseDay(flag, text string) (calendar.Date, error) {
	if text == "" {
		return calendar.Date{}, nil
	}
	day, err := calendar.ParseDate(text)
	if err != nil {
		return day, usage("--%s: %s", flag, err)
	}
	return day, nil
}

func (a *app) roleGive() *cobra.Command {
	var c change
	return c.flags(&cobra.Command{
		Use: "give CALL ROLE PERSON", Short: "Give a person a role of a call, from a day on",
		Long: `Give a person a role of a call. The head of programme gives every role, an officer
those of verifier, authoriser and payer; nobody gives one to themselves. Whoever has or
had a role that must be another person's, or speaks for a tender, does not get it.`,
		Example: `  twinning role give DHE-2019 payer paul --why "the second payer of the unit" --as officer
  twinning role give DHE-2019 auditor ann --from 2019-09-01 --why "elected by the board" --as head`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeRole(cmd, &c.w, args[0], c.from, args[2:], func(day calendar.Date, ids []string) law.Command {
				return call.GiveRole{Role: law.Role(args[1]), Person: ids[0], From: day, Why: law.Text(c.why)}
			})
		},
	})
}

func (a *app) roleWithdraw() *cobra.Command {
	var c change
	return c.flags(&cobra.Command{
		Use: "withdraw CALL ROLE PERSON", Short: "Take a role of a call from a person, from a day on",
		Long: `Take a role of a call from a person, by whoever could give it. It is refused where a
step of the call, or of a tender of it, would have nobody left to do it: replace the
person instead. What they did stays theirs.`,
		Example: `  twinning role withdraw DHE-2019 officer olga --why "moved to another unit" --as head`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeRole(cmd, &c.w, args[0], c.from, args[2:], func(day calendar.Date, ids []string) law.Command {
				return call.WithdrawRole{Role: law.Role(args[1]), Person: ids[0], From: day, Why: law.Text(c.why)}
			})
		},
	})
}

func (a *app) roleReplace() *cobra.Command {
	var c change
	return c.flags(&cobra.Command{
		Use: "replace CALL ROLE PERSON BY", Short: "Take a role from one person and give it to another, in one step",
		Long: `Take a role of a call from one person and give it to another, in one step: both or
neither. What is owed by the role is owed by the new holder.`,
		Example: `  twinning role replace DHE-2019 head hana hugo --from 2019-09-01 --why "hana retires" --as hana`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeRole(cmd, &c.w, args[0], c.from, args[2:], func(day calendar.Date, ids []string) law.Command {
				return call.ReplaceRole{Role: law.Role(args[1]), Person: ids[0], By: ids[1], From: day, Why: law.Text(c.why)}
			})
		},
	})
}

func (a *app) roleAway() *cobra.Command {
	var w commandFlags
	var from, until string
	cmd := &cobra.Command{
		Use: "away CALL PERSON DEPUTY", Short: "Name the deputy of a person who will be away",
		Long: `Name the deputy of a person who will be away. From the first day to the end of the last
the deputy may act, in their own name, in the roles that the person has; the person
keeps them. It is named by whoever gives the roles that the deputy does not have
already, and ends by itself.`,
		Example: `  twinning role away DHE-2019 hana hugo --from 2019-07-15 --until 2019-08-02 --as hana`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			last, err := parseDay("until", until)
			if err != nil {
				return err
			}
			return a.changeRole(cmd, &w, args[0], from, args[1:], func(day calendar.Date, ids []string) law.Command {
				return call.SetAbsence{Person: ids[0], Deputy: ids[1], From: day, Until: last}
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the first `DAY`, in the zone of the call; today if left out")
	cmd.Flags().StringVar(&until, "until", "", "the last `DAY`, as in 2019-08-02")
	return mutating(cmd, &w)
}

func (a *app) roleBack() *cobra.Command {
	var w commandFlags
	return mutating(&cobra.Command{
		Use: "back CALL PERSON", Short: "End the absence of a person before its last day",
		Example: "  twinning role back DHE-2019 hana --as hana", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeRole(cmd, &w, args[0], "", args[1:], func(_ calendar.Date, ids []string) law.Command {
				return call.EndAbsence{Person: ids[0]}
			})
		},
	}, &w)
}

func (a *app) roleList() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "list CALL", Short: "Show who has which role in a call, what has changed, and who is away",
		Example: "  twinning role list DHE-2019 --as head",
	}, query.CallRef, func(ctx context.Context, q *query.Queries, v access.Viewer, reference string, _ []string) (query.RolesPage, error) {
		return q.Roles(ctx, v, reference)
	}, func(_ context.Context, w io.Writer, page query.RolesPage, n query.Names) { rolesText(w, page, n) })
}

func rolesText(w io.Writer, page query.RolesPage, n query.Names) {
	var lines []table.Row
	for _, r := range page.Roles {
		var note any = ""
		if r.For != "" {
			note = phrased("as the deputy of %s", n.Of(r.For))
		}
		lines = append(lines, table.Row{worded("role", r.Role), n.Of(r.Person), note})
	}
	columns(w, table.Row{"ROLE", "PERSON", ""}, lines)
	if len(page.Changes) > 0 {
		lines = nil
		for _, r := range page.Changes {
			stands := phrased("to come")
			if r.InForce {
				stands = phrased("in force")
			}
			lines = append(lines, table.Row{r.Number, worded("role", r.Role), dash(n.Of(r.Withdrawn)), dash(n.Of(r.Given)), r.Since, stands})
		}
		columns(w, table.Row{"CHANGE", "ROLE", "WITHDRAWN FROM", "GIVEN TO", "SINCE", ""}, lines)
	}
	if len(page.Absences) > 0 {
		lines = nil
		for _, r := range page.Absences {
			lines = append(lines, table.Row{n.Of(r.Person), n.Of(r.Deputy), r.Since, r.End, coded(r.Stands)})
		}
		columns(w, table.Row{"AWAY", "DEPUTY", "SINCE", "END", ""}, lines)
	}
}
