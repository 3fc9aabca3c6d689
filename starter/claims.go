package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

func (a *app) expenseClaim() *cobra.Command {
	cmd := a.onTender("claim TWINNING FILE", "Claim expenses apart from a log, as late invoices", "claim DHE-2019-K7Q2MD late.yaml --as mask-contact", "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			claim, err := a.readClaim(cmd.Context(), args[1])
			return twinning.ClaimExpenses{Expenses: []twinning.Claim{claim}}, err
		})
	cmd.Long = `Claim an expense apart from the log of its month, until the final report is
accepted. FILE holds the claim as in the expenses of a log: id, kind, amount,
date, what, payee, evidence.`
	return cmd
}

func (a *app) expenseReject() *cobra.Command {
	return a.aboutExpense("reject", "Refuse a claim for good", `"no party has this supplier" --as verifier`,
		func(id string, why law.Text) law.Command { return twinning.RejectExpense{Expense: id, Reason: why} })
}

func (a *app) expensePark() *cobra.Command {
	return a.aboutExpense("park", "Put a claim aside until something else is settled", `"the VAT number is being checked" --as verifier`,
		func(id string, why law.Text) law.Command { return twinning.ParkExpense{Expense: id, Reason: why} })
}

func (a *app) expenseWithdraw() *cobra.Command {
	return a.aboutExpense("withdraw", "Take a claim back that nobody has authorised", `"claimed twice" --as mask-contact`,
		func(id string, why law.Text) law.Command { return twinning.WithdrawExpense{Expense: id, Reason: why} })
}

func (a *app) expenseTakeUp() *cobra.Command {
	return a.onTender("take-up TWINNING EXPENSE", "Go on with a claim that was put aside", "take-up DHE-2019-K7Q2MD travel-1 --as verifier", "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.TakeUpExpense{Expense: args[1]}, nil
		})
}

func (a *app) expenseSample() *cobra.Command {
	var seed string
	cmd := a.onTender("sample TWINNING", "Draw which claims are looked at; the others are verified as claimed", "sample DHE-2019-K7Q2MD --seed 2019-12-A --as verifier", "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			if seed == "" {
				return nil, usage("--seed is missing: give a text without spaces, from which anybody can draw again")
			}
			return twinning.DrawSample{Seed: seed}, nil
		})
	cmd.Flags().StringVar(&seed, "seed", "", "the `TEXT` without spaces from which anybody can draw again")
	return cmd
}

// aboutExpense is a command about one expense, with a reason.
func (a *app) aboutExpense(verb, short, reasonAndWho string, command func(id string, why law.Text) law.Command) *cobra.Command {
	var reason string
	cmd := a.onTender(verb+" TWINNING EXPENSE", short, verb+" DHE-2019-K7Q2MD travel-1 --reason "+reasonAndWho, "expense",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return command(args[1], law.Text(reason)), nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) logCorrect() *cobra.Command {
	var reason string
	cmd := a.onTender("correct TWINNING FILE", "Correct an accepted log; what it said before stays readable",
		`correct DHE-2019-K7Q2MD m01.yaml --reason "the second visit was in May" --as mask-contact`, "log",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			c, err := readFile(a, args[1], form[twinning.SubmitLog](programme.LogSchema))
			if err == nil && len(c.Expenses) > 0 {
				err = usage("a correction of a log holds its activities; expenses are corrected by expense correct, and late ones claimed by expense claim")
			}
			return twinning.CorrectLog{Month: c.Month, Activities: c.Activities, Nothing: c.Nothing, Reason: law.Text(reason)}, err
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

// hold keeps a record beyond its retention, or no longer.
func (a *app) hold() *cobra.Command {
	var authority, why, lifted string
	place := a.onTender("place TENDER", "Keep the record beyond its retention until the hold is lifted",
		`place DHE-2019-K7Q2MD --authority "Court of Auditors" --reason "an audit of the programme" --as head`, "hold",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.PlaceHold{Authority: law.Text(authority), Reason: law.Text(why)}, nil
		})
	place.Flags().StringVar(&authority, "authority", "", "who asks for it: the auditor, the court, the authority")
	place.Flags().StringVar(&why, "reason", "", "the reason, which is recorded")
	lift := a.onTender("lift TENDER", "Keep the record no longer than its retention", `lift DHE-2019-K7Q2MD --reason "the audit is closed" --as head`, "hold",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.LiftHold{Reason: law.Text(lifted)}, nil
		})
	lift.Flags().StringVar(&lifted, "reason", "", "the reason, which is recorded")
	return group("hold", "Keep a record beyond its retention, for an audit or a dispute", "  twinning hold place DHE-2019-K7Q2MD --authority \"Court of Auditors\" --reason \"an audit\" --as head", place, lift)
}

// suspension is what a party asks for, and the head's no; suspend is the yes.
func (a *app) suspension() *cobra.Command {
	var why, answer string
	var force bool
	ask := a.onTender("ask TWINNING", "Ask the head to suspend a twinning", `ask DHE-2019-K7Q2MD --reason "the ward is closed" --force-majeure --as mask-contact`, "suspension",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.AskSuspension{Reason: law.Text(why), ForceMajeure: force}, nil
		})
	ask.Flags().StringVar(&why, "reason", "", "the reason, which is recorded")
	ask.Flags().BoolVar(&force, "force-majeure", false, "it is beyond the control of the parties")
	refuse := a.onTender("refuse TWINNING", "Answer that the twinning goes on", `refuse DHE-2019-K7Q2MD --reason "the work can go on online" --as head`, "suspension",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.RefuseSuspension{Reason: law.Text(answer)}, nil
		})
	refuse.Flags().StringVar(&answer, "reason", "", "the reason, which is recorded")
	return group("suspension", "Ask for a suspension, or refuse it", "  twinning suspension ask DHE-2019-K7Q2MD --reason \"the ward is closed\" --as mask-contact", ask, refuse)
}
