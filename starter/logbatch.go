package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A logBatch is every log of a call that waits for its acceptance.
type logBatch struct {
	Call   string        `json:"call"`
	Rows   []logBatchRow `json:"rows"`
	Count  int           `json:"count"`  // of those that would be accepted
	Others int           `json:"others"` // that would be refused
}

type logBatchRow struct {
	Tender string `json:"tender"`
	Month  int    `json:"month"`
	Why    string `json:"why,omitempty"` // the law would refuse it now
}

func (r logBatchRow) sends() law.Command { return twinning.AcceptLog{Month: r.Month} }

func (a *app) logAcceptAll() *cobra.Command {
	var w commandFlags
	var record bool
	cmd := mutating(&cobra.Command{
		Use: "accept-all CALL", Short: "Accept every log of a call that waits for it",
		Long: `Show every log of a call that waits for its acceptance, with their count, and what the law
would refuse. With --record each of the others is accepted by a command of its own, with a
receipt of its own; nothing that is refused holds the rest up.`,
		Example: "  twinning log accept-all DHE-2019 --as officer\n  twinning log accept-all DHE-2019 --record --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			is, n, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (logBatch, error) {
				is := logBatch{Call: reference, Rows: []logBatchRow{}}
				if _, err := q.Call(ctx, v, reference); err != nil { // who may not know of it is told that there is none
					return is, err
				}
				waiting, err := q.Work(ctx, v, reference)
				if err != nil {
					return is, err
				}
				for _, x := range waiting {
					if x.What != "log" {
						continue
					}
					row := logBatchRow{Tender: x.Tender, Month: x.Month}
					dry, err := q.Dry(ctx, v, law.TwinningStream(x.Tender), "", row.sends())
					switch {
					case err != nil:
						return is, err
					case dry.Refusal != nil:
						row.Why = a.tell(ctx).Refusal(*dry.Refusal)
						is.Others++
					default:
						is.Count++
					}
					is.Rows = append(is.Rows, row)
				}
				return is, nil
			})
			if err != nil {
				return err
			}
			if err := a.print(is, func(w io.Writer) { showLogBatch(w, is, n) }); err != nil || !record {
				return err
			}
			var failed error
			for _, row := range is.Rows {
				if row.Why != "" {
					continue
				}
				one := w
				of := sha256.Sum256([]byte(row.Tender + " " + strconv.Itoa(row.Month)))
				one.id = w.id + "-" + hex.EncodeToString(of[:8]) // of the same log it is the same, whatever waits beside it
				if err := a.mutate(ctx, &one, law.TwinningStream(row.Tender), row.sends()); err != nil {
					failed = errors.Join(failed, err)
				}
			}
			return failed
		},
	}, &w)
	cmd.Flags().BoolVar(&record, "record", false, "accept them")
	return cmd
}

func showLogBatch(w io.Writer, is logBatch, n query.Names) {
	printf(w, "%s: %d to be accepted; %d would be refused\n", is.Call, is.Count, is.Others)
	var rows []table.Row
	for _, r := range is.Rows {
		rows = append(rows, table.Row{r.Tender, "M" + strconv.Itoa(r.Month), dash(n.In(r.Why))})
	}
	columns(w, table.Row{"TWINNING", "MONTH", "WHY NOT"}, rows)
}
