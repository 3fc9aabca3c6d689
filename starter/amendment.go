package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) amendment() *cobra.Command {
	var refused, withdrawn, sum string
	sign := a.onTender("sign TWINNING", "Sign the amendment that is prepared, by its hash", "sign DHE-2019-K7Q2MD --sha256 HASH --as mask-signatory", "amendment",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.SignAmendment{SHA256: sum}, nil
		})
	sign.Flags().StringVar(&sum, "sha256", "", "the `HASH` of the amendment that is signed, as amendment show gives it")
	refuse := a.onTender("refuse TWINNING", "Refuse the amendment that the other side has prepared", `refuse DHE-2019-K7Q2MD --reason "the budget is closed" --as head`, "amendment",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.RefuseAmendment{Reason: law.Text(refused)}, nil
		})
	refuse.Flags().StringVar(&refused, "reason", "", "the reason, which is recorded")
	withdraw := a.onTender("withdraw TWINNING", "Take an amendment back, before the last signature", `withdraw DHE-2019-K7Q2MD --reason "another one follows" --as mask-contact`, "amendment",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.WithdrawAmendment{Reason: law.Text(withdrawn)}, nil
		})
	withdraw.Flags().StringVar(&withdrawn, "reason", "", "the reason, which is recorded")
	return group("amendment", "Change the contract of a twinning, as one set that both parties sign",
		"  twinning amendment prepare DHE-2019-K7Q2MD --months 15 --reason \"the ward was closed\" --as mask-contact", a.amendmentPrepare(), a.amendmentShow(), a.amendmentFund(), sign, refuse, withdraw)
}

func (a *app) amendmentPrepare() *cobra.Command {
	var o twinning.PrepareAmendment
	var from, reason, activity, personnel, direct, subcontracting string
	var joins, staff, shares, received []string
	cmd := a.onTender("prepare TWINNING", "Prepare an amendment: one set of changes, all of them or none",
		`prepare DHE-2019-K7Q2MD --months 15 --reason "the ward was closed" --as mask-contact`, "amendment",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			o.Reason, o.Activity = law.Text(reason), law.Text(activity)
			if from != "" {
				d, err := calendar.ParseDate(from)
				if err != nil {
					return nil, usage("--from %s", err)
				}
				o.From = d
			}
			for _, c := range []struct {
				flag, text string
				to         *money.Amount
			}{{"personnel", personnel, &o.Costs.Personnel}, {"direct", direct, &o.Costs.Direct}, {"subcontracting", subcontracting, &o.Costs.Subcontracting}} {
				if c.text == "" {
					continue
				}
				amount, err := money.Parse(c.text)
				if err != nil {
					return nil, usage("--%s %s", c.flag, err)
				}
				*c.to = amount
			}
			for _, text := range joins {
				parts := strings.SplitN(text, ",", 3)
				if len(parts) != 3 {
					return nil, usage("--joins %q: write id, country and name, as in gamma,FR,Hospital of Gamma", text)
				}
				o.Joins = append(o.Joins, twinning.Organisation{ID: strings.TrimSpace(parts[0]), Country: strings.TrimSpace(parts[1]), Name: strings.TrimSpace(parts[2])})
			}
			var err error
			if o.Changes.Personnel, err = a.personnelOf(cmd.Context(), staff); err != nil {
				return nil, err
			}
			if o.Shares, err = sharesOf("share", shares); err != nil {
				return nil, err
			}
			o.Received, err = sharesOf("received", received)
			return o, err
		})
	f := cmd.Flags()
	f.IntVar(&o.Months, "months", 0, "all months that the twinning has then")
	f.StringVar(&personnel, "personnel", "", "the new `AMOUNT` of personnel costs; all three cost kinds are given together")
	f.StringVar(&direct, "direct", "", "the new `AMOUNT` of direct costs")
	f.StringVar(&subcontracting, "subcontracting", "", "the new `AMOUNT` of subcontracting")
	f.StringVar(&o.Type, "type", "", "another type of twinning")
	f.StringArrayVar(&joins, "joins", nil, "an `ORGANISATION` that joins as an adopter, or as the contractor that is named: id,COUNTRY,name; may be repeated")
	f.StringSliceVar(&o.Leaves, "leaves", nil, "the ids of adopters that leave")
	f.StringVar(&o.Contractor, "contractor", "", "the id of the organisation that is the contractor from now on")
	f.StringVar(&o.Contact, "contact", "", "the id of the `PERSON` who is the contact from now on")
	f.StringVar(&o.Signatory, "signatory", "", "the id of the `PERSON` who is the signatory from now on")
	f.StringArrayVar(&staff, "personnel-contract", nil, "a personnel contract that joins, or stands instead of the one of its id: "+personnelForm+"; may be repeated")
	f.StringArrayVar(&shares, "share", nil, "the part of the costs that an `ORGANISATION` has then, as in gamma=EUR 2500.00; all of them are given together")
	f.StringArrayVar(&received, "received", nil, "what an `ORGANISATION` that leaves has received, as in gamma=EUR 2500.00; may be repeated")
	f.StringVar(&activity, "activity", "", "what is done otherwise than the tender says")
	f.StringVar(&from, "from", "", "the first day on which it holds, a `DATE`; without it, that of the last signature")
	f.BoolVar(&o.Letter, "letter", false, "by letter, without signatures, where the rule book allows it")
	f.StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) amendmentShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show TWINNING", Short: "Show the amendments of a contract: before and after, hashes, signatures",
		Example: "  twinning amendment show DHE-2019-K7Q2MD --as mask-signatory",
	}, tenderStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.AmendmentsPage, error) {
		return q.Amendments(ctx, v, stream)
	}, func(_ context.Context, w io.Writer, page query.AmendmentsPage, n query.Names) {
		a.amendmentsText(w, page, n)
	})
}

func (a *app) amendmentsText(w io.Writer, p query.AmendmentsPage, n query.Names) {
	printf(w, "%s  amendments\n", a.paint(bold, p.Tender))
	if len(p.Amendments) == 0 {
		printf(w, "  none: the contract stands as it was signed\n")
	}
	for _, x := range p.Amendments {
		printf(w, "\n%s  %s\n", a.paint(bold, phrased("amendment %d", x.Number).in(teller(w))), coded(x.Status))
		fields(w, "prepared", phrased("%s by %s for the %s", x.At, n.Of(x.Person), coded(x.Party)), "from", x.From, "reason", string(x.Reason), "activity", string(x.Activity), "why", string(x.Why))
		for _, v := range x.Values {
			name := v.Value
			if v.Value == "costs" {
				name = v.Kind
			} else if v.Kind != "" {
				name += " " + v.Kind
			}
			fields(w, name, n.In(v.Was)+" -> "+n.In(v.Is))
		}
		fields(w, "SHA-256", x.SHA256, "bytes", x.Bytes, "waits for", strings.Join(x.Awaits, ", "))
		for _, s := range x.Signatures {
			fields(w, coded(s.Party), phrased("%s by %s", s.At, n.Of(s.Person)))
		}
	}
}

func (a *app) amendmentFund() *cobra.Command {
	var w commandFlags
	var amount, why string
	cmd := &cobra.Command{
		Use: "fund TWINNING", Short: "Commit what an amendment that is prepared asks for beyond the contract",
		Long: `Commit what an amendment that is prepared asks for beyond what is committed to the
twinning: exactly that amount, out of what is left of the call. Whoever waits on the reserve
list and could be funded comes first. What no amendment takes is free again when the twinning ends.`,
		Example: `  twinning amendment fund DHE-2019-K7Q2MD --amount 4300 --why "the second adopter needs a server" --as head`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			tender := law.Reference(stream)
			ctx := cmd.Context()
			c, _, err := ask(ctx, a, "", func(q *query.Queries, v access.Viewer) (query.CallPage, error) {
				return q.Call(ctx, v, law.CallOf(tender))
			})
			if err != nil {
				return err
			}
			sum, err := amountIn(amount, c.Budget.Currency())
			if err != nil {
				return err
			}
			return a.mutate(ctx, &w, law.CallStream(c.Reference), call.FundAmendment{Tender: tender, Amount: sum, Why: law.Text(why)})
		},
	}
	f := cmd.Flags()
	f.StringVar(&amount, "amount", "", "how much, an `AMOUNT` in the currency of the call: 4300, or EUR 4300.00")
	f.StringVar(&why, "why", "", "the reason, which is recorded")
	return mutating(cmd, &w)
}
