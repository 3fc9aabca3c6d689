package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// instalment is what becomes of the instalments of a twinning.
func (a *app) instalment() *cobra.Command {
	var on, ref, ground, reason string
	pay := a.onTender("pay TWINNING INSTALMENT", "Record the payment of an instalment", "pay DHE-2019-K7Q2MD balance --on 2021-01-15 --ref 4711 --as payer", "instalment",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			o := twinning.PayInstalment{Instalment: args[1], Ref: ref}
			if on != "" {
				day, err := calendar.ParseDate(on)
				if err != nil {
					return nil, usage("--on: %s", err)
				}
				o.On = day
			}
			return o, nil
		})
	pay.Flags().StringVar(&on, "on", "", "the value date, as in 2021-01-15; today where it is left out")
	pay.Flags().StringVar(&ref, "ref", "", "the bank's reference")
	stop := a.onTender("suspend TWINNING INSTALMENT", "Suspend the time for the payment of an instalment", `suspend DHE-2019-K7Q2MD balance --ground missing-document --reason "the signed report" --as officer`, "instalment",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return twinning.SuspendPayment{Instalment: args[1], Ground: ground, Reason: law.Text(reason)}, nil
		})
	stop.Flags().StringVar(&ground, "ground", "", "the ground, of the rule book's list")
	stop.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	resume := a.onTender("resume TWINNING INSTALMENT", "Let what is left of the time run on", "resume DHE-2019-K7Q2MD balance --as officer", "instalment",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return twinning.ResumePayment{Instalment: args[1]}, nil
		})
	return group("instalment", "Pay an instalment, or suspend and resume its time", "  twinning instalment pay DHE-2019-K7Q2MD balance --ref 4711 --as payer", pay, stop, resume)
}

// account is the bank account that a twinning is paid to.
func (a *app) account() *cobra.Command {
	var o twinning.SetAccount
	var holder, iban, bic, street, post, town string
	set := a.onTender("set TWINNING", "Give the bank account that a twinning is paid to",
		`set DHE-2019-K7Q2MD --holder "Alpha VZW" --iban "BE68 5390 0754 7034" --town Gent --country BE --as mask-contact`, "account",
		func(_ *cobra.Command, _ []string) (law.Command, error) {
			o.Holder, o.IBAN, o.BIC = law.Text(holder), law.Text(iban), law.Text(bic)
			o.Street, o.Post, o.Town = law.Text(street), law.Text(post), law.Text(town)
			return o, nil
		})
	set.Flags().StringVar(&holder, "holder", "", "the name of the account holder")
	set.Flags().StringVar(&iban, "iban", "", "the IBAN")
	set.Flags().StringVar(&bic, "bic", "", "the BIC, where the bank is outside the Single Euro Payments Area")
	set.Flags().StringVar(&street, "street", "", "street and number of the account holder")
	set.Flags().StringVar(&post, "post-code", "", "the post code")
	set.Flags().StringVar(&town, "town", "", "the town")
	set.Flags().StringVar(&o.Country, "country", "", "the country, as in BE")
	var c twinning.ConfirmAccount
	var reason string
	confirm := a.onTender("confirm TWINNING", "Confirm or refuse a bank account that somebody else has given", "confirm DHE-2019-K7Q2MD --number 1 --payee match --as officer", "account",
		func(_ *cobra.Command, _ []string) (law.Command, error) {
			c.Reason = law.Text(reason)
			return c, nil
		})
	confirm.Flags().IntVar(&c.Number, "number", 0, "the number of the account, as twinning show has it")
	confirm.Flags().StringVar(&c.Payee, "payee", "", "what the bank's verification of payee said: match, close-match, no-match, not-possible")
	confirm.Flags().BoolVar(&c.Refuse, "refuse", false, "the account is not paid to")
	confirm.Flags().StringVar(&reason, "reason", "", "the reason, needed unless the payee matches")
	return group("account", "Give a bank account, and confirm it by another person", `  twinning account set DHE-2019-K7Q2MD --holder "Alpha VZW" --iban "BE68 5390 0754 7034" --town Gent --country BE --as mask-contact`, a.accountShow(), set, confirm)
}

func (a *app) accountShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show TWINNING", Short: "Show the bank account of a twinning, to its parties, the officers and who pays",
		Example: "  twinning account show DHE-2019-K7Q2MD --as officer",
	}, tenderStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.AccountPage, error) {
		return q.Account(ctx, v, stream)
	}, func(_ context.Context, w io.Writer, page query.AccountPage, n query.Names) {
		printf(w, "%s  bank account\n", a.paint(bold, page.Tender))
		for _, x := range []struct {
			state string
			row   *query.AccountRow
		}{{"paid to", page.Account}, {"waits to be confirmed", page.Proposed}} {
			if r := x.row; r != nil {
				fields(w, x.state, phrased("number %d, given by %s", r.Number, n.Of(r.By)), "confirmed by", prefixed("", n.Of(r.Confirmed)), "payee", r.Payee,
					"holder", r.Holder, "IBAN", r.IBAN, "BIC", r.BIC, "address", r.Street+prefixed(", ", r.PostCode)+" "+r.Town+", "+r.Country)
			}
		}
		if page.Account == nil && page.Proposed == nil {
			printf(w, "none that you see\n")
		}
	})
}
