package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (a *app) complaint() *cobra.Command {
	return group("complaint", "Contest a decision on a tender, and answer it", "  twinning complaint list DHE-2019 --as head",
		a.complaintLodge(), a.complaintReview(), a.complaintList())
}

func (a *app) complaintLodge() *cobra.Command {
	var w intent
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

// A complaintRow is a complaint in a list. Its text is for the staff and the
// auditors of the call, and for who speaks for the tender.
type complaintRow struct {
	Tender  string         `json:"tender"`
	Stage   string         `json:"stage"` // of the tender, now
	Number  int            `json:"number"`
	At      string         `json:"at"`
	Against twinning.Stage `json:"against"`
	Grounds string         `json:"grounds,omitempty"`
	Status  string         `json:"status"`
	Finding string         `json:"finding,omitempty"`
	Sealed  bool           `json:"sealed"`
	Text    string         `json:"text,omitempty"`
	Reason  string         `json:"reason,omitempty"`
}

func complaintRows(t twinning.Twinning, sealed bool) []complaintRow {
	rows := []complaintRow{}
	for _, c := range t.Complaints {
		row := complaintRow{
			Tender: t.Reference, Stage: string(t.Stage), Number: c.Number, At: calendar.Instant(c.At), Against: c.Against, Status: c.Status, Sealed: sealed,
		}
		if !sealed {
			row.Grounds, row.Finding, row.Text, row.Reason = c.Grounds, c.Finding, string(c.Text), string(c.Reason)
		}
		rows = append(rows, row)
	}
	return rows
}

func (a *app) complaintList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list CALL", Short: "List the complaints of a call, and what came of them",
		Example: "  twinning complaint list DHE-2019 --as head", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			c, err := a.openedCall(ctx, args[0])
			if err != nil {
				return err
			}
			rows, err := a.complaints(ctx, c, as)
			if err != nil {
				return err
			}
			var lines []table.Row
			for _, r := range rows {
				says := "(sealed)"
				if !r.Sealed {
					says = r.Grounds + ": " + brief(r.Text)
				}
				lines = append(lines, table.Row{r.Tender, r.Number, r.At, r.Against, r.Status, r.Stage, says})
			}
			return printAll(a, rows, func(w io.Writer) {
				columns(w, table.Row{"TENDER", "NUMBER", "LODGED", "AGAINST", "STATUS", "STAGE NOW", "SAYS"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of a `PERSON`; staff and auditors read what complaints say, parties their own")
	return cmd
}

func (a *app) complaints(ctx context.Context, c call.Call, as string) ([]complaintRow, error) {
	reader, err := a.reader(ctx, as)
	if err != nil {
		return nil, err
	}
	all, err := a.foldToRead(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return nil, err
	}
	rows := []complaintRow{}
	for _, stream := range sorted(all) {
		t := all[stream].State.(twinning.Twinning)
		sight := access.Of(access.As(reader), c, t)
		if sight.Sees(access.Listed) {
			rows = append(rows, complaintRows(t, !sight.Sees(access.Complaints))...)
		}
	}
	return rows, nil
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

// An earlierRow is a result of a tender that another look followed.
type earlierRow struct {
	Stage   string `json:"stage"`
	Score   string `json:"score,omitempty"`
	Reports int    `json:"reports,omitempty"` // that counted
	Why     string `json:"why"`               // it was looked at again
}

func earlierRows(t twinning.Twinning) []earlierRow {
	var rows []earlierRow
	for _, r := range t.Rounds {
		row := earlierRow{Stage: string(r.Stage), Why: string(r.Why), Reports: len(r.Counted)}
		if row.Reports > 0 {
			row.Score = r.Score.String()
		}
		rows = append(rows, row)
	}
	return rows
}

func (r earlierRow) text() string {
	if r.Score == "" {
		return r.Stage + "; looked at again, because: " + r.Why
	}
	return fmt.Sprintf("%s, with a score of %s from %s; evaluated again, because: %s", r.Stage, r.Score, count(r.Reports, "report", "reports"), r.Why)
}
