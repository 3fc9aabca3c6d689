package main

import (
	"context"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) callAttempts() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "attempts CALL", Short: "List every submission that was refused, or came late",
		Long: `List every submission that was refused, or came late, with the HMAC of its content:
to its officers, its head and its auditors all of them, to anybody else their own. The
key of the HMAC is the nonce in the sender's receipt; with both, "tender prove" proves
what was sent, and without it nobody can confirm a guess.`,
		Example: "  twinning call attempts DHE-2019 --as officer\n  twinning call attempts DHE-2019 --as mask-contact -o jsonl", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if as == "" {
				return usage("--as is missing: say who reads, by alias or id; `twinning people list` shows who is")
			}
			return a.listAttempts(ctx, reference, as)
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` (TWINNING_AS)")
	return cmd
}

func (a *app) listAttempts(ctx context.Context, reference, as string) error {
	list, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.AttemptList, error) {
		return q.Attempts(ctx, v, reference)
	})
	if err != nil {
		return err
	}
	n = list.Named(n)
	rows, zone := list.Rows, list.Zone
	return printAll(a, rows, func(w io.Writer) {
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			var later any = "-"
			switch {
			case r.Admitted:
				later = phrased("admitted late as version %d", r.Version)
			case r.Version > 0:
				later = phrased("in time as version %d", r.Version)
			}
			var why any = n.In(r.Sentence)
			if r.Sentence == "" {
				why = quoting(r.Rule)
			}
			lines[i] = table.Row{r.Tender, inZone(r.At, zone), why, n.Of(r.By), r.HMAC, later}
		}
		columns(w, table.Row{"TENDER", "RECEIVED", "REFUSED BECAUSE", "BY", "HMAC-SHA256", "LATER"}, lines)
	})
}

// quoting names the rule by which a submission was refused, where its sentence may quote the tender.
func quoting(rule string) phrase {
	return phrased("rule: %s; what it quotes of the tender is sealed", worded("rule", rule))
}
