package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/rates"
)

func (a *app) ratesCommands() *cobra.Command {
	return group("rates", "Import and list the exchange rates of a call", "  twinning rates import DHE-2019 eurofxref-hist.csv --currency SEK --as officer", a.ratesImport(), a.ratesList())
}

func (a *app) ratesImport() *cobra.Command {
	var w commandFlags
	var source, why, from, until string
	var currencies []string
	cmd := &cobra.Command{
		Use: "import CALL FILE", Short: "Import exchange rates, dated, from a CSV file",
		Long: `Import exchange rates: units of a currency for one of the budget's. FILE is one of the
European Central Bank (eurofxref.csv, eurofxref-hist.csv, or what its data portal exports)
or has the columns currency, date and rate; a monthly rate is dated 2019-11. Rates that are
known already are left out; one that replaces another of its day needs --why. What was
converted before stays as it was.`,
		Example: `  twinning rates import DHE-2019 eurofxref-hist.csv --currency SEK,NOK --from 2019-10-01 --as officer
  twinning rates import DHE-2019 monthly.csv --source EC --why "the Commission has corrected a rate" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			only, err := wanted(currencies, from, until)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			c, _, err := ask(ctx, a, "", func(q *query.Queries, v access.Viewer) (query.CallPage, error) { return q.Call(ctx, v, reference) })
			if err != nil {
				return err
			}
			name, file, err := a.readBytes(args[1])
			if err != nil {
				return err
			}
			list, err := rates.Parse(file, c.Budget.Currency(), only)
			if err != nil {
				return usage("%s: %s", name, err)
			}
			return a.mutate(ctx, &w, law.CallStream(c.Reference), call.ImportRates{Source: source, Rates: list, Why: law.Text(why)})
		},
	}
	f := cmd.Flags()
	f.StringVar(&source, "source", "ECB", "who publishes the rates, as a `CODE` without spaces")
	f.StringSliceVar(&currencies, "currency", nil, "only these `CURRENCIES`: SEK,NOK")
	f.StringVar(&from, "from", "", "only from this `DATE` on")
	f.StringVar(&until, "until", "", "only to this `DATE`")
	f.StringVar(&why, "why", "", "the reason, where a rate replaces another one, which is recorded")
	return mutating(cmd, &w)
}

func wanted(currencies []string, from, until string) (rates.Only, error) {
	var only rates.Only
	for _, c := range currencies {
		only.Currencies = append(only.Currencies, strings.ToUpper(strings.TrimSpace(c)))
	}
	for _, day := range []struct {
		flag, text string
		to         *calendar.Date
	}{{"from", from, &only.From}, {"until", until, &only.Until}} {
		if day.text == "" {
			continue
		}
		on, err := calendar.ParseDate(day.text)
		if err != nil {
			return only, usage("--%s %s", day.flag, err)
		}
		*day.to = on
	}
	return only, nil
}

func (a *app) ratesList() *cobra.Command {
	var as string
	var currencies []string
	cmd := &cobra.Command{
		Use: "list CALL", Short: "List the exchange rates of a call",
		Example: "  twinning rates list DHE-2019 --currency SEK", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			only, err := wanted(currencies, "", "")
			if err != nil {
				return err
			}
			return a.listRates(cmd.Context(), args[0], as, only)
		},
	}
	cmd.Flags().StringSliceVar(&currencies, "currency", nil, "only these `CURRENCIES`: SEK,NOK")
	return reading(cmd, &as)
}

func (a *app) listRates(ctx context.Context, name, as string, only rates.Only) error {
	reference, err := query.CallRef(name)
	if err != nil {
		return err
	}
	rows, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.RateRow, error) { return q.Rates(ctx, v, reference) })
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r query.RateRow) bool {
		return len(only.Currencies) > 0 && !slices.Contains(only.Currencies, r.Currency)
	})
	return printAll(a, rows, func(w io.Writer) {
		if len(rows) == 0 {
			printf(w, "no rates have been imported; `twinning rates import` takes a file of them\n")
			return
		}
		var lines []table.Row
		for _, r := range rows {
			lines = append(lines, table.Row{r.Currency, r.On.String(), phrased("%s for %s 1", r.Rate, r.Base), r.Import})
		}
		columns(w, table.Row{"CURRENCY", "DAY", "RATE", "IMPORT"}, lines)
	})
}
