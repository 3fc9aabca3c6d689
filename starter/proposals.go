package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// proposalText is a proposal in words.
func proposalText(r query.ProposalRow, n query.Names) phrase {
	what := phrased("to cancel the call")
	switch {
	case r.SHA256 != "":
		what = phrased("the version %s of the rule book", r.SHA256)
	case r.Until != "":
		what = phrased("to shorten the deadline to %s", r.Until)
	}
	return phrased("%d, %s, by %s%s; another person must sign it", r.Number, what, n.Of(r.By), because(r.Why))
}

func (a *app) callShorten() *cobra.Command {
	var w commandFlags
	var to, why, grace string
	var who []string
	var exclusive bool
	cmd := &cobra.Command{
		Use: "shorten CALL", Short: "Propose to take back an extension of the deadline, as a whole or in part",
		Long: `Propose an earlier deadline in place of an extension's, for the same tenderers. It
holds when another person signs it (call sign). It is possible as long as nobody has
relied on the extension: until the limit that was extended has passed. It goes back to
that limit at most, and tenderers have 24 hours at least.`,
		Example: `  twinning call shorten DHE-2019 --to 2019-08-14T17:00 --why "the extension had a wrong year" --as head`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			wall, covers, err := a.limit(cmd, stream, to, who)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, call.ShortenDeadline{To: wall, Inclusive: !exclusive, Covers: covers, Why: law.Text(why), Grace: grace})
		},
	}
	limitFlags(cmd, &to, &why, &grace, &who, &exclusive)
	return mutating(cmd, &w)
}

func (a *app) callCancel() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "cancel CALL", Short: "Propose to end a call before its award, for a reason",
		Long: `Propose to end a call before its award is released. It holds when another person
signs it (call sign). Staff, evaluators and those who speak for tenders are told by
letter; everything is kept, and what was sealed stays sealed.`,
		Example: `  twinning call cancel DHE-2019 --why "the programme has lost its funding" --as head`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, call.CancelCall{Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded and told")
	return mutating(cmd, &w)
}

func (a *app) callSign() *cobra.Command {
	var w commandFlags
	var number int
	var sha string
	cmd := &cobra.Command{
		Use: "sign CALL", Short: "Sign what another person has proposed: a rule book, a shorter deadline, a cancellation",
		Long: `Sign what another person of the staff has proposed, by its number, which call show
gives; one of the two is the head of programme. A version of the rule book is signed
by its SHA-256, too, so that what holds is what you have read: sha256sum FILE.`,
		Example: `  twinning call sign DHE-2019 --proposal 1 --as officer
  twinning call sign DHE-2019 --proposal 2 --sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if number == 0 {
				return usage("--proposal is missing: the number of what you sign, as call show gives it")
			}
			return a.mutate(cmd.Context(), &w, stream, call.SignProposal{Number: number, SHA256: sha})
		},
	}
	cmd.Flags().IntVar(&number, "proposal", 0, "the `NUMBER` of the proposal")
	cmd.Flags().StringVar(&sha, "sha256", "", "the `SHA-256` of the version of the rule book that you have read")
	return mutating(cmd, &w)
}
