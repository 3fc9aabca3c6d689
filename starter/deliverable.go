package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// deliverable is what the type of a twinning hands over on the way.
func (a *app) deliverable() *cobra.Command {
	return group("deliverable", "Hand over what a twinning delivers, accept it, return it, give it another day",
		"  twinning deliverable submit DHE-2019-K7Q2MD roadmap --what \"the plan of the transfer\" --as mask-contact",
		a.deliverableSubmit(), a.deliverableRedate(), a.deliverableAccept(), a.deliverableReturn())
}

func (a *app) deliverableSubmit() *cobra.Command {
	var o twinning.SubmitDeliverable
	var what, late string
	cmd := a.onTender("submit TWINNING DELIVERABLE", "Submit a deliverable", `submit DHE-2019-K7Q2MD roadmap --what "the plan of the transfer" --as mask-contact`, "deliverable",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			o.Deliverable, o.What, o.WhyLate = args[1], law.Text(what), law.Text(late)
			return o, nil
		})
	cmd.Flags().StringVar(&what, "what", "", "what it is, in words")
	cmd.Flags().StringSliceVar(&o.Files, "file", nil, "a file that was added for deliverable-ID, by its name in the store; may be given again")
	cmd.Flags().StringVar(&late, "why-late", "", "why it is late, once its day is over")
	return cmd
}

func (a *app) deliverableRedate() *cobra.Command {
	var on, reason string
	cmd := a.onTender("redate TWINNING DELIVERABLE", "Give a deliverable another day", `redate DHE-2019-K7Q2MD roadmap --due 2020-05-13 --reason "the clinic opens later" --as mask-contact`, "deliverable",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			due, err := neededDay("due", on)
			if err != nil {
				return nil, err
			}
			return twinning.RedateDeliverable{Deliverable: args[1], Due: due, Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&on, "due", "", "the new day, which lies ahead")
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which the officers are told")
	return cmd
}

func (a *app) deliverableAccept() *cobra.Command {
	return a.onTender("accept TWINNING DELIVERABLE", "Accept a deliverable", "accept DHE-2019-K7Q2MD roadmap --as officer", "deliverable",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return twinning.AcceptDeliverable{Deliverable: args[1]}, nil
		})
}

func (a *app) deliverableReturn() *cobra.Command {
	var reason string
	cmd := a.onTender("return TWINNING DELIVERABLE", "Ask for a deliverable again", `return DHE-2019-K7Q2MD roadmap --reason "the second phase is missing" --as officer`, "deliverable",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return twinning.ReturnDeliverable{Deliverable: args[1], Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which the contact is told")
	return cmd
}
