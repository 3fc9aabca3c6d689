package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) log() *cobra.Command {
	submit := a.onTender("submit TWINNING FILE", "Submit the log of a month: activities, or why there were none, and expenses", "submit DHE-2019-K7Q2MD m01.yaml --as mask-contact", "log",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			c, err := readFile(a, args[1], form[twinning.SubmitLog](programme.LogSchema))
			if err != nil {
				return nil, err
			}
			return c, a.payees(cmd.Context(), c.Expenses)
		})
	accept := a.onTender("accept TWINNING MONTH", "Accept the log of a month", "accept DHE-2019-K7Q2MD 1 --as officer", "log",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			month, err := parseMonth(args[1])
			return twinning.AcceptLog{Month: month}, err
		})
	var reason string
	back := a.onTender("return TWINNING MONTH", "Ask for another log of a month", `return DHE-2019-K7Q2MD 1 --reason "the second visit is missing" --as officer`, "log",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			month, err := parseMonth(args[1])
			return twinning.ReturnLog{Month: month, Reason: law.Text(reason)}, err
		})
	back.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return group("log", "Submit, show, accept, return and correct monthly logs", "  twinning log submit DHE-2019-K7Q2MD m01.yaml --as mask-contact", submit, accept, back, a.logCorrect(), a.logShow(), a.logAcceptAll())
}

func parseMonth(text string) (int, error) {
	month, err := strconv.Atoi(strings.TrimLeft(text, "Mm")) // as tables print it, M3
	if err != nil || month < 1 || month > 60 {
		return 0, usage("%q is not a project month; 1 to 60 are allowed, as 3 or M3", query.Cut(text))
	}
	return month, nil
}

// payees puts ids in the place of the aliases of claims.
func (a *app) payees(ctx context.Context, claims []twinning.Claim) error {
	for i := range claims {
		if claims[i].Payee == "" {
			continue
		}
		p, err := a.person(ctx, claims[i].Payee)
		if err != nil {
			return fmt.Errorf("the payee of expense %s: %w", claims[i].ID, err)
		}
		claims[i].Payee = p.ID
	}
	return nil
}

func (a *app) report() *cobra.Command {
	submit := a.onTender("submit TWINNING FILE", "Submit the interim or the final report", "submit DHE-2019-K7Q2MD final.yaml --as mask-contact", "report",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			type file struct {
				Kind, Summary string
				Evidence      []twinning.Evidence
				Lessons       string
				FollowUp      twinning.FollowUp `json:"follow_up"`
				FollowUpForm  string            `json:"follow_up_form"`
			}
			f, err := readFile(a, args[1], form[file](programme.ReportSchema))
			return twinning.SubmitReport{
				Report: f.Kind, Summary: law.Text(f.Summary), Evidence: f.Evidence,
				Lessons: law.Text(f.Lessons), FollowUp: f.FollowUp, FollowUpForm: law.Text(f.FollowUpForm),
			}, err
		})
	accept := a.onTender("accept TWINNING REPORT", "Accept the interim or the final report", "accept DHE-2019-K7Q2MD final --as officer", "report",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.AcceptReport{Report: args[1]}, parseReport(args[1])
		})
	var reason string
	back := a.onTender("return TWINNING REPORT", "Ask for another report", `return DHE-2019-K7Q2MD final --reason "no licence" --as officer`, "report",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.ReturnReport{Report: args[1], Reason: law.Text(reason)}, parseReport(args[1])
		})
	back.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	var sum string
	sign := a.onTender("sign TWINNING", "Sign the final report, in substance and finance, for a party", "sign DHE-2019-K7Q2MD --sha256 HASH --as mask-signatory", "report",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.SignReport{SHA256: sum}, nil
		})
	sign.Flags().StringVar(&sum, "sha256", "", "the hash of what is signed, as closure show has it")
	return group("report", "Submit, accept and return the interim and the final report, sign the final one",
		"  twinning report submit DHE-2019-K7Q2MD final.yaml --as mask-contact", submit, accept, back, sign)
}

func parseReport(text string) error {
	if text != twinning.Interim && text != twinning.Final {
		return usage("%q is no report; allowed are %s and %s", query.Cut(text), twinning.Interim, twinning.Final)
	}
	return nil
}
