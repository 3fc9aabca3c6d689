package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) expense() *cobra.Command {
	return group("expense", "List, claim, approve, return, correct, reject and withdraw expenses", "  twinning expense approve DHE-2019-K7Q2MD travel-1 --step verify --as verifier",
		a.expenseList(), a.expenseQueue(), a.expenseClaim(), a.expenseApprove(), a.expenseApproveAll(), a.expenseReturn(), a.expenseCorrect(), a.expenseReject(), a.expensePark(), a.expenseTakeUp(), a.expenseWithdraw(), a.expenseSample(), a.expenseImport(), a.expenseTemplate())
}

func (a *app) expenseApprove() *cobra.Command {
	var step, accepted, mistake, reason string
	var checked []string
	cmd := a.onTender("approve TWINNING EXPENSE", "Give the next of the three approvals: verify, authorise, pay",
		"approve DHE-2019-K7Q2MD travel-1 --step verify --as verifier", "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			switch s := twinning.Step(step); s {
			case "":
				return nil, usage("--step is missing: say which approval you give, verify, authorise or pay")
			case twinning.Verify, twinning.Authorise, twinning.Pay:
				c := twinning.ApproveExpense{Expense: args[1], Step: s, Error: mistake, Reason: law.Text(reason), Checked: checked}
				if accepted == "" {
					return c, nil
				}
				amount, err := money.Parse(accepted)
				if err != nil {
					return nil, usage("--accepted %s", err)
				}
				c.Accepted = &amount
				return c, nil
			}
			return nil, usage("--step %q is none; allowed are verify, authorise and pay", query.Cut(step))
		})
	f := cmd.Flags()
	f.StringSliceVar(&checked, "checked", nil, "the `QUESTIONS` of the rule book's checklist that the verification confirms")
	f.StringVar(&accepted, "accepted", "", "the `AMOUNT` that the verification accepts, where it is less than what is claimed: \"EUR 80.00\"")
	f.StringVar(&mistake, "error", "", "the `TYPE` of error for which less is accepted, of the rule book's list")
	f.StringVar(&reason, "reason", "", "why less is accepted, which is recorded")
	f.StringVar(&step, "step", "", "the `STEP` that you do, which must be the next one: verify, authorise or pay")
	return cmd
}

func (a *app) expenseReturn() *cobra.Command {
	var reason string
	cmd := a.onTender("return TWINNING EXPENSE", "Send an expense back to its claimant",
		`return DHE-2019-K7Q2MD travel-1 --reason "the receipt cannot be read" --as verifier`, "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.ReturnExpense{Expense: args[1], Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

// A correction is what the flags of `expense correct` say; empty is unchanged.
type correction struct{ amount, kind, on, what, payee string }

func (a *app) expenseCorrect() *cobra.Command {
	var by correction
	var reason string
	cmd := a.onTender("correct TWINNING EXPENSE|FILE", "Replace a returned claim; the first one stays readable",
		`correct DHE-2019-K7Q2MD travel-1 --amount "EUR 120.50" --reason "a typing error" --as mask-contact
  twinning expense correct DHE-2019-K7Q2MD claim.yaml --reason "a typing error" --as mask-contact`, "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			if by == (correction{}) && a.isFile(args[1]) {
				claim, err := a.readClaim(cmd.Context(), args[1])
				return twinning.CorrectExpense{Claim: claim, Reason: law.Text(reason)}, err
			}
			if by == (correction{}) {
				return nil, usage("nothing is corrected: give a FILE with the whole claim, or --amount, --kind, --on, --what, --payee")
			}
			claim, err := a.corrected(cmd.Context(), args[0], args[1], by)
			return twinning.CorrectExpense{Claim: claim, Reason: law.Text(reason)}, err
		})
	cmd.Long = `Replace a returned claim: by a FILE that holds the whole claim as in the expenses of
a log (id, kind, amount, on, what, payee, evidence), or by the flags for what
changes.`
	f := cmd.Flags()
	f.StringVar(&by.amount, "amount", "", "the right `AMOUNT`: \"EUR 120.50\"")
	f.StringVar(&by.kind, "kind", "", "the right cost kind: personnel, direct or subcontracting")
	f.StringVar(&by.on, "on", "", "the right `DATE`")
	f.StringVar(&by.what, "what", "", "what it was for")
	f.StringVar(&by.payee, "payee", "", "who is paid: alias or id of a `PERSON`")
	f.StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) readClaim(ctx context.Context, path string) (twinning.Claim, error) {
	claim, err := readFile(a, path, form[twinning.Claim](programme.ClaimSchema))
	if err != nil {
		return claim, err
	}
	claims := []twinning.Claim{claim}
	err = a.payees(ctx, claims)
	return claims[0], err
}

// corrected is the claim as it stands, with what the flags say.
func (a *app) corrected(ctx context.Context, tender, id string, by correction) (twinning.Claim, error) {
	var none twinning.Claim
	stream, err := tenderStream(tender)
	if err != nil {
		return none, err
	}
	claim, _, err := ask(ctx, a, "", func(q *query.Queries, v access.Viewer) (twinning.Claim, error) { return q.Claim(ctx, v, stream, id) })
	if err != nil {
		return none, err
	}
	if by.amount != "" {
		if claim.Amount, err = money.Parse(by.amount); err != nil {
			return none, usage("--amount %s", err)
		}
	}
	if by.on != "" {
		if claim.On, err = calendar.ParseDate(by.on); err != nil {
			return none, usage("--on %s", err)
		}
	}
	if by.kind != "" {
		claim.Kind = twinning.CostKind(strings.ToLower(by.kind))
	}
	if by.what != "" {
		claim.What = law.Text(by.what)
	}
	if by.payee != "" {
		p, err := a.person(ctx, by.payee)
		if err != nil {
			return none, err
		}
		claim.Payee = p.ID
	}
	return claim, nil
}
