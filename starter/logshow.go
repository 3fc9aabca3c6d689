package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A logRow is the log of a month as it stands.
type logRow struct {
	Month  int    `json:"month"`
	From   string `json:"from"`
	Until  string `json:"until"`
	Stands string `json:"stands,omitempty"` // submitted, accepted, returned, not owed; "" while it was not sent
	twinning.Log
}

// logShow shows the logs of a twinning, or one of them whole.
func (a *app) logShow() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "show TWINNING [MONTH]", Short: "Show which logs there are and how each stands, or the log of a month whole",
		Example: "  twinning log show DHE-2019-K7Q2MD --as mask-contact\n  twinning log show DHE-2019-K7Q2MD 3 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			month := 0
			if len(args) > 1 {
				if month, err = parseMonth(args[1]); err != nil {
					return err
				}
			}
			row, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.StateRow, error) {
				return q.State(ctx, v, stream, query.Then{})
			})
			if err != nil {
				return err
			}
			if slices.Contains(row.Withheld, access.Running) {
				return &failure{code: exitRefused, what: "the logs of " + row.Reference + " are for its parties and the staff of its call"}
			}
			rows, err := logRows(row)
			if err != nil {
				return err
			}
			if month > 0 {
				i := slices.IndexFunc(rows, func(r logRow) bool { return r.Month == month })
				if i < 0 {
					return notFound("no log of %s is of month %d", row.Reference, month)
				}
				return a.print(rows[i], func(w io.Writer) { logText(w, rows[i], n) })
			}
			return printAll(a, rows, func(w io.Writer) { logTable(w, rows) })
		},
	}
	return reading(cmd, &as)
}

// logRows are the logs that the contract of a twinning asks for, in the order of their months.
func logRows(row query.StateRow) ([]logRow, error) {
	var t struct {
		Contract *twinning.Contract   `json:"contract"`
		Logs     map[int]twinning.Log `json:"logs"`
		Unlogged []int                `json:"unlogged"`
	}
	if err := json.Unmarshal(row.State, &t); err != nil {
		return nil, fmt.Errorf("read the logs of %s: %w", row.Reference, err)
	}
	if t.Contract == nil {
		return nil, notFound("%s has no contract yet, and so no log", row.Reference)
	}
	rows := []logRow{}
	for _, n := range t.Contract.Logs() {
		is, span := t.Logs[n], t.Contract.LogSpan(n)
		r := logRow{Month: n, From: span.From.String(), Until: span.Until.String(), Stands: is.Status, Log: is}
		if is.Status == "" && slices.Contains(t.Unlogged, n) {
			r.Stands = "not owed"
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func logTable(w io.Writer, rows []logRow) {
	lines := make([]table.Row, len(rows))
	for i, r := range rows {
		lines[i] = table.Row{r.Month, r.From, r.Until, standsText(r), r.Number, len(r.Activities)}
	}
	columns(w, table.Row{"MONTH", "FROM", "UNTIL", "STANDS", "SENT", "ACTIVITIES"}, lines)
}

func standsText(r logRow) any {
	if r.Stands == "" {
		return phrased("not sent yet")
	}
	if r.Late {
		return series{coded(r.Stands), phrased("late")}
	}
	return coded(r.Stands)
}

func logText(w io.Writer, r logRow, n query.Names) {
	fields(w, "month", strconv.Itoa(r.Month), "from", r.From, "until", r.Until, "stands", standsText(r), "nothing done", string(r.Nothing))
	for _, x := range r.Activities {
		on := series{x.On}
		if !x.Until.IsZero() {
			on = series{phrased("%s to %s", x.On, x.Until)}
		}
		what := series{phrased("%s: %s%s", on, string(x.What), prefixed(", ", string(x.Where)))}
		if x.Participants > 0 {
			what = append(what, counted(x.Participants, "participant", "participants"))
		}
		said := phrased("%s", what)
		if x.Outcome != "" {
			said = phrased("%s\noutcome: %s", what, string(x.Outcome))
		}
		fields(w, "activity", said)
	}
	for _, c := range r.Corrected {
		fields(w, "corrected", phrased("%s by %s: %s", c.At.UTC().Format("2006-01-02 15:04 UTC"), n.Of(c.By), string(c.Reason)))
	}
}
