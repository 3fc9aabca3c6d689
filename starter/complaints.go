package main

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) complaint() *cobra.Command {
	return group("complaint", "Contest a decision on a tender, and answer it", "  twinning complaint list DHE-2019 --as head",
		a.complaintLodge(), a.complaintReview(), a.complaintList())
}

func (a *app) complaintLodge() *cobra.Command {
	var w commandFlags
	var grounds, text string
	cmd := &cobra.Command{
		Use: "lodge TENDER [FILE]", Short: "Contest the decision on a tender, while the time for it lasts",
		Long: `Contest the decision on a tender: that it is not eligible, or what it came to. A review
asks whether the procedure was kept and the facts were right; it does not judge merit.
Each of the two decisions can be contested once. The text is given with --text, or in
FILE; FILE - is the standard input. It is sealed.`,
		Example: `  twinning complaint lodge DHE-2019-K7Q2MD --grounds procedure --text "one report is about another tender" --as mask-contact
  twinning complaint lodge DHE-2019-K7Q2MD complaint.txt --grounds facts --as mask-contact`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			switch given := len(args) > 1; {
			case given && text != "":
				return usage("give the text with --text or in FILE, not both")
			case given:
				_, data, err := a.readBytes(args[1])
				if err != nil {
					return err
				}
				text = strings.TrimRight(string(data), "\n")
			}
			return a.mutate(cmd.Context(), &w, stream, twinning.LodgeComplaint{Grounds: grounds, Text: law.Text(text)})
		},
	}
	cmd.Flags().StringVar(&grounds, "grounds", "", "`GROUNDS`: procedure or facts")
	cmd.Flags().StringVar(&text, "text", "", "what was done wrong, in words")
	complete(cmd, "grounds", twinning.GroundsProcedure, twinning.GroundsFacts)
	return mutating(cmd, &w)
}

func (a *app) complaintReview() *cobra.Command {
	var upheld, not bool
	var finding, reason string
	cmd := a.onTender("review TENDER", "Answer the complaint that is open; by somebody who had no hand in the decision",
		`review DHE-2019-K7Q2MD --upheld --finding procedure --reason "one report is about another tender" --as head
  twinning complaint review DHE-2019-K7Q2MD --not-upheld --finding none --reason "both reports are about it" --as head`, "complaint",
		func(cmd *cobra.Command, _ []string) (law.Command, error) {
			if upheld == not {
				return nil, usage("say one of --upheld and --not-upheld")
			}
			if finding == "" && not {
				finding = twinning.GroundsNone
			}
			return twinning.ReviewComplaint{Upheld: upheld, Finding: finding, Reason: law.Text(reason)}, nil
		})
	f := cmd.Flags()
	f.BoolVar(&upheld, "upheld", false, "the tender is judged again")
	f.BoolVar(&not, "not-upheld", false, "the decision stands")
	f.StringVar(&finding, "finding", "", "the error found, a `FINDING`: procedure, facts or none")
	f.StringVar(&reason, "reason", "", "the reason, which is recorded and told")
	complete(cmd, "finding", twinning.GroundsProcedure, twinning.GroundsFacts, twinning.GroundsNone)
	return cmd
}

// complete offers the words that a flag takes.
func complete(cmd *cobra.Command, flag string, words ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is missing: a test calls every command
	}
}

func (a *app) complaintList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list CALL", Short: "List the complaints of a call, and what came of them",
		Example: "  twinning complaint list DHE-2019 --as head", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			rows, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.ComplaintRow, error) {
				return q.Complaints(ctx, v, reference)
			})
			if err != nil {
				return err
			}
			var lines []table.Row
			for _, r := range rows {
				var says any = phrased("(sealed)")
				if !r.Sealed {
					says = phrased("%s: %s", worded("grounds", r.Grounds), brief(r.Text))
				}
				lines = append(lines, table.Row{r.Tender, r.Number, r.At, worded("stage", r.Against), worded("complaint", r.Status), worded("stage", r.Stage), says})
			}
			return printAll(a, rows, func(w io.Writer) {
				columns(w, table.Row{"TENDER", "NUMBER", "LODGED", "AGAINST", "STATUS", "STAGE NOW", "SAYS"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of a `PERSON`; staff and auditors read what complaints say, parties their own")
	return cmd
}

// brief is the first line of a text, cut short.
func brief(text string) string {
	line, _, more := strings.Cut(strings.TrimSpace(text), "\n")
	if runes := []rune(line); len(runes) > 60 {
		return string(runes[:60]) + "..."
	}
	if more {
		return line + " ..."
	}
	return line
}

func earlierText(r query.EarlierRow) phrase {
	if r.Score == "" {
		return phrased("%s; looked at again, because: %s", worded("stage", r.Stage), r.Why)
	}
	return phrased("%s, with a score of %s from %s; evaluated again, because: %s", worded("stage", r.Stage), r.Score, counted(r.Reports, "report", "reports"), r.Why)
}
