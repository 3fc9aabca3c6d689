package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (a *app) contract() *cobra.Command {
	var start, reason string
	sign := a.onTender("sign TENDER", "Give one of the two signatures: the contractor's or the procurer's",
		"sign DHE-2019-K7Q2MD --as mask-signatory", "contract",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			var c twinning.SignContract
			if start != "" {
				d, err := calendar.ParseDate(start)
				if err != nil {
					return nil, usage("--start %s", err)
				}
				c.Start = d
			}
			return c, nil
		})
	sign.Flags().StringVar(&start, "start", "", "the first day, a `DATE`, where the contract comes after the common start")
	decline := a.onTender("decline TENDER", "Give an award back", `decline DHE-2019-K7Q2MD --reason "no staff" --as mask-signatory`, "contract",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.DeclineContract{Reason: law.Text(reason)}, nil
		})
	decline.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return group("contract", "Sign or decline the contract of an award", "  twinning contract sign DHE-2019-K7Q2MD --as mask-signatory", sign, decline)
}

func (a *app) suspend() *cobra.Command {
	return a.reasoned("suspend", "Suspend a twinning: what the parties owe is paused", "head",
		func(reason string) law.Command { return twinning.SuspendTwinning{Reason: law.Text(reason)} })
}

func (a *app) terminate() *cobra.Command {
	return a.reasoned("terminate", "End a twinning before its time", "head",
		func(reason string) law.Command { return twinning.TerminateTwinning{Reason: law.Text(reason)} })
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
