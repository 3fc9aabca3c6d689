package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) contract() *cobra.Command {
	var reason string
	decline := a.onTender("decline TENDER", "Give an award back", `decline DHE-2019-K7Q2MD --reason "no staff" --as mask-signatory`, "contract",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.DeclineContract{Reason: law.Text(reason)}, nil
		})
	decline.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return group("contract", "Sign or decline the contract of an award", "  twinning contract show DHE-2019-K7Q2MD --as mask-signatory", a.contractPrepare(), a.contractShow(), a.contractSign(), decline)
}

// contractSign signs the contract under the hash that is named.
func (a *app) contractSign() *cobra.Command {
	var start, sum, why string
	var w commandFlags
	cmd := mutating(&cobra.Command{
		Use: "sign TENDER", Short: "Give one of the two signatures: the contractor's or the procurer's",
		Example: "  twinning contract show DHE-2019-K7Q2MD --as mask-signatory\n  twinning contract sign DHE-2019-K7Q2MD --sha256 HASH --as mask-signatory", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			c := twinning.SignContract{SHA256: sum, Why: law.Text(why)}
			if start != "" {
				if c.Start, err = calendar.ParseDate(start); err != nil {
					return usage("--start %s", err)
				}
			}
			return a.mutate(cmd.Context(), &w, stream, c)
		},
	}, &w)
	cmd.Flags().StringVar(&start, "start", "", "the first day, a `DATE`, where the contract comes after the common start")
	cmd.Flags().StringVar(&sum, "sha256", "", "the `HASH` of the contract that is signed, as contract show gives it: another contract is not signed then")
	cmd.Flags().StringVar(&why, "why", "", "why the first day is another than the common start")
	return cmd
}

func (a *app) contractShow() *cobra.Command {
	var as, start string
	cmd := &cobra.Command{
		Use: "show TENDER", Short: "Show the contract of an award: its text, its hash, its signatures",
		Example: "  twinning contract show DHE-2019-K7Q2MD --as mask-signatory", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			page, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) (query.ContractPage, error) {
				return q.Contract(cmd.Context(), v, stream, start)
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) { a.contractText(w, page, n) })
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	cmd.Flags().StringVar(&start, "start", "", "the first day, a `DATE`, where it is not the common start")
	return cmd
}

func (a *app) contractText(w io.Writer, p query.ContractPage, n query.Names) {
	printf(w, "%s  contract\n", a.paint(bold, p.Tender))
	if c := p.InForce; c != nil {
		fields(w, "in force", calendar.Instant(c.At), "M1", c.M1.String(), "months", fmt.Sprint(c.Months), "amount", c.Amount, "rule book", c.Rules, "SHA-256", signedText(p.SHA256), "why M1", string(c.Why))
		personnelText(w, c.Personnel, n)
	}
	if t := p.Text; t != nil {
		fields(w, "M1", t.M1.String(), "months", fmt.Sprint(t.Months), "amount", t.Amount, "tender", phrased("version %d, HMAC-SHA256 %s", t.Version, t.HMAC),
			"contractor", t.Contractor, "rule book", t.Rules, "SHA-256", p.SHA256, "why M1", string(t.Why), "bytes", p.Bytes)
		for _, s := range t.Shares {
			fields(w, phrased("part of %s", s.Organisation), s.Amount)
		}
		personnelText(w, t.Personnel, n)
	}
	fields(w, "not now", n.In(p.Why))
	for _, s := range p.Signatures {
		said := phrased("%s by %s", s.At, n.Of(s.Person))
		if s.SHA256 != "" {
			said = phrased("%s\nunder SHA-256 %s", said, s.SHA256)
		}
		if s.Void {
			said = phrased("%s\nvoid: the contract has changed since", said)
		}
		fields(w, coded(s.Party), said)
	}
}

// signedText is the hash of the text that both parties signed, or why there is none.
func signedText(sum string) any {
	if sum == "" {
		return phrased("none: the last signature named no text; `twinning contract sign --sha256` names the one that contract show gives")
	}
	return sum
}

// behind is an amount behind what introduces it, or nothing.
func behind(before string, a money.Amount) any {
	if a.IsNone() {
		return ""
	}
	return phrased(before+"%s", a)
}

// prefixed is a text behind what introduces it, or nothing.
func prefixed(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

func (a *app) suspend() *cobra.Command {
	return a.reasoned("suspend", "Suspend a twinning: what the parties owe is paused", "head",
		func(reason string) law.Command { return twinning.SuspendTwinning{Reason: law.Text(reason)} })
}

func (a *app) terminate() *cobra.Command {
	var effective, reason string
	cmd := a.onTender("terminate TWINNING", "End a twinning before its time", `terminate DHE-2019-K7Q2MD --reason "..." --as head`, "",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			o := twinning.TerminateTwinning{Reason: law.Text(reason)}
			if effective != "" {
				d, err := calendar.ParseDate(effective)
				if err != nil {
					return nil, usage("--effective %s", err)
				}
				o.Effective = d
			}
			return o, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	cmd.Flags().StringVar(&effective, "effective", "", "the first day that is no part of it any more, a `DATE`, where the rule book terminates in steps; today without it")
	return cmd
}

// termination is what comes before the decision and after it; terminate is the decision.
func (a *app) termination() *cobra.Command {
	var why, said, dropped string
	intend := a.onTender("intend TWINNING", "Tell the parties that a twinning is to be terminated, and why", `intend DHE-2019-K7Q2MD --reason "no log for six months" --as head`, "termination",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.IntendTermination{Reason: law.Text(why)}, nil
		})
	intend.Flags().StringVar(&why, "reason", "", "the reason, which is recorded")
	observe := a.onTender("observe TWINNING", "Say something to an intended termination", `observe DHE-2019-K7Q2MD --text "the ward was closed" --as mask-contact`, "termination",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.ObserveTermination{Text: law.Text(said)}, nil
		})
	observe.Flags().StringVar(&said, "text", "", "the observations, which are recorded")
	drop := a.onTender("drop TWINNING", "Give an intended termination up", `drop DHE-2019-K7Q2MD --reason "the logs have arrived" --as head`, "termination",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.DropTermination{Reason: law.Text(dropped)}, nil
		})
	drop.Flags().StringVar(&dropped, "reason", "", "the reason, which is recorded")
	settle := a.onTender("settle TWINNING", "Settle a terminated twinning once its claims are decided on", "settle DHE-2019-K7Q2MD --as head", "termination",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.SettleTermination{}, nil
		})
	return group("termination", "Intend a termination, observe it, give it up, settle it", "  twinning termination intend DHE-2019-K7Q2MD --reason \"no log for six months\" --as head", intend, observe, drop, settle)
}

func (a *app) reasoned(verb, short, who string, make func(reason string) law.Command) *cobra.Command {
	var reason string
	cmd := a.onTender(verb+" TWINNING", short, verb+` DHE-2019-K7Q2MD --reason "..." --as `+who, "",
		func(cmd *cobra.Command, args []string) (law.Command, error) { return make(reason), nil })
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) resume() *cobra.Command {
	return a.onTender("resume TWINNING", "Go on with a suspended twinning", "resume DHE-2019-K7Q2MD --as head", "",
		func(cmd *cobra.Command, args []string) (law.Command, error) { return twinning.ResumeTwinning{}, nil })
}

func (a *app) closing() *cobra.Command {
	var despite string
	cmd := a.onTender("close TWINNING", "Close a twinning with the evidence of its type", "close DHE-2019-K7Q2MD --as officer", "",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.CloseTwinning{Despite: law.Text(despite)}, nil
		})
	cmd.Flags().StringVar(&despite, "despite", "", "the head's reason to close it although a log or the final report is missing, once the time for it is over")
	return cmd
}
