package main

import (
	"context"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
)

// supposing are the flags of a what-if as people write them.
type supposing struct {
	call, as, id                                  string
	threshold, weights, budget, policy, aggregate string
	without                                       []string
}

func (a *app) whatIf() *cobra.Command {
	var q supposing
	cmd := &cobra.Command{
		Use: "what-if [CALL]", Short: "Ask what the award would have been with other parameters",
		Long: `Ask what the award would have been with another threshold, other weights, another
budget or policy, the median, or without an evaluator, over the evaluations that
are recorded. The call itself is untouched. Each question is recorded, with who
asked it, in what-if/CALL. With nothing asked it is the official award.`,
		Example: `  twinning award what-if --call DHE-2019 --policy skip --as head
  twinning award what-if --call DHE-2019 --threshold 65 --budget 600000 --as officer
  twinning award what-if --call DHE-2019 --weights relevance=20,impact=50,implementation=30 --as head
  twinning award what-if --call DHE-2019 --without eva-1 --aggregate median --as auditor`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, flag := range []string{"threshold", "weights", "budget", "policy", "aggregate", "without"} {
				if f := cmd.Flags().Lookup(flag); f.Changed && strings.Trim(f.Value.String(), "[]") == "" {
					return usage("--%s is empty: give it a value, or leave it out", flag)
				}
			}
			if len(args) == 1 {
				if q.call != "" && q.call != args[0] {
					return usage("the call is named twice: %s and %s", query.Cut(args[0]), query.Cut(q.call))
				}
				q.call = args[0]
			}
			return a.suppose(cmd.Context(), q)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.call, "call", "", "the `CALL` whose award it is about")
	f.StringVar(&q.as, "as", os.Getenv("TWINNING_AS"), "who asks: alias or id of a `PERSON` who may see scores (TWINNING_AS)")
	f.Var((*commandID)(&q.id), "command-id", "the question's own `ID`: asked again with it, it is recorded once; drawn if left out")
	f.StringVar(&q.threshold, "threshold", "", "another threshold, of 100: `POINTS`")
	f.StringVar(&q.weights, "weights", "", "other `WEIGHTS` in percent: of each criterion, as in relevance=20,impact=50,implementation=30, or in the order of the rule book, as in 20,50,30")
	f.StringVar(&q.budget, "budget", "", "another budget: an `AMOUNT`, as in 600000 or \"EUR 600000.00\"")
	f.StringVar(&q.policy, "policy", "", "another `POLICY`: stop or skip")
	f.StringVar(&q.aggregate, "aggregate", "", "how several reports become one score: mean or median")
	f.StringSliceVar(&q.without, "without", nil, "leave out the reports of an `EVALUATOR` (alias or id); may be repeated")
	return cmd
}

// read turns the flags into a question about a call.
func (s supposing) read(ctx context.Context, a *app, c call.Call) (call.WhatIf, error) {
	w := call.WhatIf{Policy: s.policy, Aggregate: s.aggregate}
	if s.threshold != "" {
		t, err := decimal.NewFromString(s.threshold)
		if err != nil {
			return w, usage("--threshold %q is not a number of points, as in 65 or 62.5", query.Cut(s.threshold))
		}
		w.Threshold = &t
	}
	if s.budget != "" {
		text := s.budget
		if text[0] >= '0' && text[0] <= '9' {
			text = c.Rules.Budget.Currency() + " " + text
		}
		b, err := money.Parse(text)
		if err != nil {
			return w, usage("--budget: %s", err)
		}
		w.Budget = &b
	}
	if s.weights != "" {
		var err error
		if w.Weights, err = readWeights(s.weights, c.Rules.Evaluation.Criteria); err != nil {
			return w, err
		}
	}
	var err error
	if w.Without, err = a.ids(ctx, s.without); err != nil {
		return w, err
	}
	slices.Sort(w.Without)
	w.Without = slices.Compact(w.Without)
	return w, nil
}

func readWeights(text string, criteria []call.Criterion) (map[string]int64, error) {
	parts := strings.Split(text, ",")
	named := strings.Contains(text, "=")
	if !named && len(parts) != len(criteria) {
		return nil, usage("--weights has %d numbers; the rule book has %d criteria", len(parts), len(criteria))
	}
	weights := map[string]int64{}
	for i, part := range parts {
		id, number, ok := strings.Cut(part, "=")
		if !named {
			id, number, ok = criteria[i].ID, part, true
		}
		id = strings.TrimSpace(id)
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if !ok || err != nil {
			return nil, usage("--weights: %q is not a criterion with a whole number of percent, as in impact=50", query.Cut(part))
		}
		if _, twice := weights[id]; twice {
			return nil, usage("--weights names %s twice", query.Cut(id))
		}
		weights[id] = n
	}
	return weights, nil
}

func (a *app) suppose(ctx context.Context, s supposing) error {
	if s.call == "" {
		return usage("say which call: --call DHE-2019")
	}
	reference, err := query.CallRef(s.call)
	if err != nil {
		return err
	}
	if s.id == "" {
		s.id = door.NewID()
	}
	if err := law.CheckCode("--command-id", s.id); err != nil {
		return usage("%s", err)
	}
	page, names, err := ask(ctx, a, s.as, func(q *query.Queries, v access.Viewer) (query.WhatIfPage, error) {
		return q.WhatIf(ctx, v, reference, s.id, func(c call.Call) (call.WhatIf, error) { return s.read(ctx, a, c) })
	})
	if err != nil {
		return err
	}
	return a.print(page, func(w io.Writer) { showWhatIf(w, a.tell(ctx), page, page.Rules, names) })
}
