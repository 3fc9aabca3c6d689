package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/query"
)

func (a *app) admin() *cobra.Command {
	return group("admin", "Make the first administrator, name and list administrators", "  twinning admin list",
		a.adminFirst(), a.adminGive(), a.adminWithdraw(), a.adminList(), a.erasures(), a.refuseErasure())
}

func (a *app) adminFirst() *cobra.Command {
	return &cobra.Command{
		Use: "first PERSON", Short: "Make a person the first administrator, once, as the owner of the database",
		Long: `Make a person (alias, id or e-mail address) the first administrator, once. It takes the
owner's role of the database (MIGRATE_DATABASE_URL or TWINNING_OWNER_URL) and the
operator's key (--sign-key, or TWINNING_OPERATOR_KEY), which signs the fact. From then
on administrators name others, and every call is opened under a programme.`,
		Example: "  TWINNING_OWNER_URL=postgres://twinning_owner@localhost/twinning twinning admin first ada@region.example", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error { return a.makeFirst(cmd.Context(), args[0]) },
	}
}

// A firstAdministrator is what `admin first` reports.
type firstAdministrator struct {
	Person   string `json:"person"`
	Position int64  `json:"position"`
}

func (a *app) makeFirst(ctx context.Context, who string) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	owner := env("MIGRATE_DATABASE_URL", env("TWINNING_OWNER_URL", s.OwnerURL))
	if owner == "" {
		return usage("the owner of the database is not named: set TWINNING_OWNER_URL")
	}
	if s.OperatorKey == "" && os.Getenv("TWINNING_OPERATOR_KEY") == "" {
		return usage("the operator's key is not named: set TWINNING_OPERATOR_KEY, or give --sign-key")
	}
	l, err := a.openWith(ctx, asOperator)
	if err != nil {
		return err
	}
	if err := l.Owns(ctx, owner); err != nil {
		if errors.Is(err, ledger.ErrNotOwner) {
			return &failure{code: exitRefused, what: "refused: " + err.Error(), next: "connect with TWINNING_OWNER_URL as the role twinning_owner"}
		}
		return away(owner, err)
	}
	person, err := a.people.Find(ctx, who)
	if err != nil {
		return err
	}
	q, err := a.query(ctx)
	if err != nil {
		return err
	}
	there, err := q.Administrators(ctx, access.Operator)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return a.firstAlready(ctx, there)
	}
	heads, err := l.Heads(ctx, governance.AdministrationStream)
	if err != nil {
		return err
	}
	version := int64(0)
	if len(heads) > 0 {
		version = heads[0].Version
	}
	body, err := json.Marshal(governance.FirstAdministratorMade{Person: person.ID})
	if err != nil {
		return err
	}
	done, err := l.Append(ctx, ledger.Request{
		Stream: governance.AdministrationStream, Expect: version, Seen: -1,
		Drafts: []ledger.Draft{{Kind: governance.FirstAdministratorKind, Body: body}},
	})
	if errors.Is(err, ledger.ErrConflict) { // another was made at the same time
		if there, err = q.Administrators(ctx, access.Operator); err == nil {
			return a.firstAlready(ctx, there)
		}
	}
	if err != nil {
		return err
	}
	made := firstAdministrator{Person: person.ID, Position: done.Events[0].Position}
	return a.print(made, func(w io.Writer) {
		fields(w, "first administrator", who)
		printf(w, "from now on every call is opened under a programme: `twinning programme open` opens one\n") //nolint:errcheck // as everything that is printed
	})
}

// firstAlready refuses a second first administrator, and says who may name others.
func (a *app) firstAlready(ctx context.Context, rows []query.AdministratorRow) error {
	names := a.names(ctx, rows)
	var now []string
	for _, r := range rows {
		if r.Now {
			now = append(now, r.Person)
		}
	}
	return &failure{
		code: exitRefused, what: "refused: there has been a first administrator already; " + names.All(now) + " may name others now",
		next: "`twinning admin give PERSON --why REASON --as ADMINISTRATOR` names one",
	}
}

// changeAdministrators brings a command to the administration.
func (a *app) changeAdministrators(cmd *cobra.Command, w *commandFlags, who string, command func(id string) law.Command) error {
	if err := w.prepare(); err != nil {
		return asUsage(err)
	}
	ids, err := a.ids(cmd.Context(), []string{who})
	if err != nil {
		return err
	}
	return a.mutate(cmd.Context(), w, governance.AdministrationStream, command(ids[0]))
}

func (a *app) adminGive() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "give PERSON", Short: "Make a person an administrator, at once",
		Example: `  twinning admin give ben --why "two are safer than one" --as ada`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeAdministrators(cmd, &w, args[0], func(id string) law.Command {
				return governance.GiveAdministrator{Person: id, Why: law.Text(why)}
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded and told to the person")
	return mutating(cmd, &w)
}

func (a *app) adminWithdraw() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "withdraw PERSON", Short: "End that a person is an administrator, at once; never the last one",
		Example: `  twinning admin withdraw ada --why "she retires" --as ben`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeAdministrators(cmd, &w, args[0], func(id string) law.Command {
				return governance.WithdrawAdministrator{Person: id, Why: law.Text(why)}
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded and told to the person")
	return mutating(cmd, &w)
}

// askErasure asks that what is kept of whoever sends it be erased.
func (a *app) askErasure() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "ask-erasure", Short: "Ask for what is kept of you to be erased: an administrator answers within a month",
		Example: "  twinning people ask-erasure --as ada", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			return a.mutate(cmd.Context(), &w, governance.AdministrationStream, governance.AskErasure{Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which may be left out")
	return mutating(cmd, &w)
}

// refuseErasure says why what is kept of somebody is not erased.
func (a *app) refuseErasure() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "refuse-erasure PERSON", Short: "Say why what is kept of somebody who asked is not erased",
		Example: `  twinning admin refuse-erasure ben --why "the award is contested" --as ada`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeAdministrators(cmd, &w, args[0], func(id string) law.Command {
				return governance.RefuseErasure{Person: id, Why: law.Text(why)}
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded and told to the person")
	return mutating(cmd, &w)
}

// erasures lists the requests for erasure.
func (a *app) erasures() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "erasures", Short: "List the requests for erasure that wait for an answer or were refused",
		Example: "  twinning admin erasures --as ada", Args: takes,
	}, (*query.Queries).Erasures, func(_ context.Context, w io.Writer, rows []query.ErasureRow, n query.Names) {
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			lines[i] = table.Row{n.Of(r.Person), r.Person, r.Asked, r.Due, coded(r.Standing), dash(string(r.Reason))}
		}
		columns(w, table.Row{"WHO", "ID", "ASKED", "DUE", "STANDING", "REFUSED BECAUSE"}, lines)
	})
}

func (a *app) adminList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the administrators, now and in the past",
		Example: "  twinning admin list",
	}, (*query.Queries).Administrators, func(_ context.Context, w io.Writer, rows []query.AdministratorRow, n query.Names) {
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			stands := phrased("now")
			if !r.Now {
				stands = phrased("in the past")
			}
			lines[i] = table.Row{n.Of(r.Person), stands}
		}
		columns(w, table.Row{"ADMINISTRATOR", ""}, lines)
	})
}
