package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) capacityPair() *cobra.Command {
	var begins string
	var months int
	return a.capacityDo("pair INITIATIVE TOPIC OFFERS SEEKS", "Propose a pairing of two countries; both are told", "  twinning capacity pair CAPACITYHD strategies SE AT --begins 2024-09-01 --months 12 --as officer",
		func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&begins, "begins", "", "`DAY` on which the country twinning begins, as in 2024-09-01; it is needed")
			cmd.Flags().IntVar(&months, "months", 12, "how many `MONTHS` it lasts")
		},
		func(_ *cobra.Command, args []string) (law.Command, error) {
			on, err := neededDay("begins", begins)
			if err != nil {
				return nil, err
			}
			return capacity.ProposePairing{Topic: args[0], Offers: strings.ToUpper(args[1]), Seeks: strings.ToUpper(args[2]), Begins: on, Months: months}, nil
		})
}

// aNumber reads a number that somebody typed.
func aNumber(text string) (int, error) {
	var n int
	if _, err := fmt.Sscan(text, &n); err != nil {
		return 0, usage("%q is not a whole number", query.Cut(text))
	}
	return n, nil
}

func (a *app) capacityAnswer() *cobra.Command {
	var decline bool
	var why string
	return a.capacityDo("answer INITIATIVE PAIRING COUNTRY", "Accept a pairing for a country, or with --decline decline it", "  twinning capacity answer CAPACITYHD 1 SE --as mask-contact",
		func(cmd *cobra.Command) {
			cmd.Flags().BoolVar(&decline, "decline", false, "decline it")
			cmd.Flags().StringVar(&why, "why", "", "why it is declined, for the staff; none need be given")
		},
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			if err != nil {
				return nil, err
			}
			return capacity.AnswerPairing{Pairing: n, Country: strings.ToUpper(args[1]), Accept: !decline, Why: law.Text(why)}, nil
		})
}

func (a *app) capacityWithdraw() *cobra.Command {
	var why string
	return a.capacityDo("withdraw INITIATIVE PAIRING", "Take the proposal of a pairing back", `  twinning capacity withdraw CAPACITYHD 1 --why "a mistake" --as officer`, givingWhy(&why),
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			if err != nil {
				return nil, err
			}
			return capacity.WithdrawPairing{Pairing: n, Why: law.Text(why)}, nil
		})
}

func (a *app) capacityReport() *cobra.Command {
	var nothing string
	return a.capacityDo("report INITIATIVE TWINNING PERIOD [FILE]", "Report what your country did in a period, with a file in YAML: activities, a list; or --nothing with why nothing was done",
		"  twinning capacity report CAPACITYHD 1 1 activities.yaml --as mask-contact",
		func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&nothing, "nothing", "", "why nothing was done")
		},
		func(_ *cobra.Command, args []string) (law.Command, error) {
			c := capacity.ReportCountryTwinning{Nothing: law.Text(nothing)}
			var err error
			if c.Twinning, err = aNumber(args[0]); err != nil {
				return nil, err
			}
			if c.Period, err = aNumber(args[1]); err != nil {
				return nil, err
			}
			if len(args) > 2 {
				if c.Activities, err = readFile(a, args[2], programme.ParseActivities); err != nil {
					return nil, asUsage(err)
				}
			}
			return c, nil
		})
}

func (a *app) capacityJoint() *cobra.Command {
	var text, form string
	var follow bool
	return a.capacityDo("joint-report INITIATIVE TWINNING", "Send the joint report for both countries, which the other one agrees to", `  twinning capacity joint-report CAPACITYHD 1 --text "Austria has a roadmap." --follow-up --as mask-contact`,
		func(cmd *cobra.Command) {
			f := cmd.Flags()
			f.StringVar(&text, "text", "", "the report")
			f.BoolVar(&follow, "follow-up", false, "a structured follow-up is asked for")
			f.StringVar(&form, "form", "", "in what form")
		},
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			if err != nil {
				return nil, err
			}
			return capacity.SendJointReport{Twinning: n, Text: law.Text(text), FollowUp: follow, Form: law.Text(form)}, nil
		})
}

func (a *app) capacityAgree() *cobra.Command {
	return a.capacityDo("agree INITIATIVE TWINNING", "Agree to the joint report of the other country, which closes the country twinning", "  twinning capacity agree CAPACITYHD 1 --as kwido-contact", nil,
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			return capacity.AgreeJointReport{Twinning: n}, err
		})
}

func (a *app) capacityStop() *cobra.Command {
	var why string
	return a.capacityDo("stop INITIATIVE TWINNING", "Stop a country twinning before its joint report", `  twinning capacity stop CAPACITYHD 1 --why "no activity" --as officer`, givingWhy(&why),
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			if err != nil {
				return nil, err
			}
			return capacity.StopCountryTwinning{Twinning: n, Why: law.Text(why)}, nil
		})
}

func (a *app) capacityReturn() *cobra.Command {
	var why string
	return a.capacityDo("return INITIATIVE TWINNING PERIOD COUNTRY", "Return what a country reported of a period, with reasons: it reports again", `  twinning capacity return CAPACITYHD 1 2 SE --why "the seminar is missing" --as officer`, givingWhy(&why),
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			if err != nil {
				return nil, err
			}
			period, err := aNumber(args[1])
			return capacity.ReturnCountryReport{Twinning: n, Period: period, Country: strings.ToUpper(args[2]), Why: law.Text(why)}, err
		})
}

func (a *app) capacityExtend() *cobra.Command {
	var why string
	return a.capacityDo("extend INITIATIVE TWINNING MONTHS", "Let a country twinning last longer, for so many months from its beginning", `  twinning capacity extend CAPACITYHD 1 24 --why "three visits are left" --as officer`, givingWhy(&why),
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			if err != nil {
				return nil, err
			}
			months, err := aNumber(args[1])
			return capacity.ExtendCountryTwinning{Twinning: n, Months: months, Why: law.Text(why)}, err
		})
}

func (a *app) capacityLeave() *cobra.Command {
	var why string
	return a.capacityDo("leave INITIATIVE TWINNING", "End a country twinning for your country: it ends for both", `  twinning capacity leave CAPACITYHD 1 --why "the ministry was reorganised" --as mask-contact`, givingWhy(&why),
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			return capacity.LeaveCountryTwinning{Twinning: n, Why: law.Text(why)}, err
		})
}

func (a *app) capacityFollowUp() *cobra.Command {
	var what string
	return a.capacityDo("follow-up INITIATIVE TWINNING DAY", "Report what followed a country twinning, where its joint report asks for a structured follow-up", `  twinning capacity follow-up CAPACITYHD 1 2025-11-14 --what "a yearly seminar" --as mask-contact`,
		func(cmd *cobra.Command) { cmd.Flags().StringVar(&what, "what", "", "what took place") },
		func(_ *cobra.Command, args []string) (law.Command, error) {
			n, err := aNumber(args[0])
			if err != nil {
				return nil, err
			}
			on, err := calendar.ParseDate(args[1])
			if err != nil {
				return nil, asUsage(err)
			}
			return capacity.ReportCountryFollowUp{Twinning: n, On: on, What: law.Text(what)}, nil
		})
}
