package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/whatif"
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
  twinning award what-if --call DHE-2019 --weights impact=50,maturity=30,plan=20 --as head
  twinning award what-if --call DHE-2019 --without ada --aggregate median --as auditor`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, flag := range []string{"threshold", "weights", "budget", "policy", "aggregate", "without"} {
				if f := cmd.Flags().Lookup(flag); f.Changed && strings.Trim(f.Value.String(), "[]") == "" {
					return usage("--%s is empty: give it a value, or leave it out", flag)
				}
			}
			if len(args) == 1 {
				if q.call != "" && q.call != args[0] {
					return usage("the call is named twice: %s and %s", cut(args[0]), cut(q.call))
				}
				q.call = args[0]
			}
			return a.suppose(cmd.Context(), q)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.call, "call", "", "the `CALL` whose award it is about")
	f.StringVar(&q.as, "as", os.Getenv("TWINNING_AS"), "who asks: alias or id of a `PERSON` who may see scores (TWINNING_AS)")
	f.StringVar(&q.id, "command-id", "", "the question's own `ID`: asked again with it, it is recorded once; drawn if left out")
	f.StringVar(&q.threshold, "threshold", "", "another threshold, of 100: `POINTS`")
	f.StringVar(&q.weights, "weights", "", "other `WEIGHTS` in percent: of each criterion, as in impact=50,plan=50, or in the order of the rule book, as in 50,50")
	f.StringVar(&q.budget, "budget", "", "another budget: an `AMOUNT`, as in 600000 or \"EUR 600000.00\"")
	f.StringVar(&q.policy, "policy", "", "another `POLICY`: stop or skip")
	f.StringVar(&q.aggregate, "aggregate", "", "how several reports become one score: mean or median")
	f.StringSliceVar(&q.without, "without", nil, "leave out the reports of an `EVALUATOR` (alias or id); may be repeated")
	return cmd
}

// read turns the flags into a question about a call.
func (q supposing) read(ctx context.Context, a *app, c call.Call) (call.WhatIf, error) {
	w := call.WhatIf{Policy: q.policy, Aggregate: q.aggregate}
	if q.threshold != "" {
		t, err := decimal.NewFromString(q.threshold)
		if err != nil {
			return w, usage("--threshold %q is not a number of points, as in 65 or 62.5", cut(q.threshold))
		}
		w.Threshold = &t
	}
	if q.budget != "" {
		text := q.budget
		if text[0] >= '0' && text[0] <= '9' {
			text = c.Rules.Budget.Currency() + " " + text
		}
		b, err := money.Parse(text)
		if err != nil {
			return w, usage("--budget: %s", err)
		}
		w.Budget = &b
	}
	if q.weights != "" {
		var err error
		if w.Weights, err = readWeights(q.weights, c.Rules.Evaluation.Criteria); err != nil {
			return w, err
		}
	}
	var err error
	if w.Without, err = a.ids(ctx, q.without); err != nil {
		return w, err
	}
	slices.Sort(w.Without)
	w.Without = slices.Compact(w.Without)
	if err := w.Check(c.Rules); err != nil {
		return w, usage("%s", err)
	}
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
			return nil, usage("--weights: %q is not a criterion with a whole number of percent, as in impact=50", cut(part))
		}
		if _, twice := weights[id]; twice {
			return nil, usage("--weights names %s twice", cut(id))
		}
		weights[id] = n
	}
	return weights, nil
}

// A whatIfPage is a what-if as it is shown.
type whatIfPage struct {
	Call     string             `json:"call"`
	Question call.WhatIf        `json:"question"`
	Status   string             `json:"official"` // released, prepared or standing
	Seen     int64              `json:"seen"`
	Waiting  []string           `json:"waiting,omitempty"`
	Same     bool               `json:"same"`
	Official call.AwardDecision `json:"official_award"`
	call.Supposition
	Recorded whatIfRecord `json:"recorded"`
}

// A whatIfRecord is where a question stands in the record.
type whatIfRecord struct {
	Stream   string `json:"stream"`
	Position int64  `json:"position"`
	By       string `json:"by"`
	Command  string `json:"command_id"`
}

// scored finds a call and refuses who may not see its scores.
func (a *app) scored(ctx context.Context, name, as string) (call.Call, string, error) {
	if name == "" {
		return call.Call{}, "", usage("say which call: --call DHE-2019")
	}
	if as == "" {
		return call.Call{}, "", &failure{code: exitUsage, what: "nobody is said to ask", next: "say who with --as PERSON (alias or id), or set TWINNING_AS"}
	}
	stream, err := callStream(name)
	if err != nil {
		return call.Call{}, "", err
	}
	if err := a.mustBegin(ctx, stream); err != nil {
		return call.Call{}, "", err
	}
	p, err := a.person(ctx, as)
	if err != nil {
		return call.Call{}, "", err
	}
	c, err := a.callOf(ctx, stream)
	if err != nil {
		return call.Call{}, "", err
	}
	if err := c.SeesScores(p.ID); err != nil {
		return call.Call{}, "", &failure{code: exitRefused, what: a.names(ctx).in(inWords(err))}
	}
	return c, p.ID, nil
}

func (a *app) suppose(ctx context.Context, q supposing) error {
	c, person, err := a.scored(ctx, q.call, q.as)
	if err != nil {
		return err
	}
	base, err := whatif.Official(ctx, a.ledger, c.Reference)
	if errors.Is(err, whatif.ErrNothing) {
		return notFound("%s: no tender has been evaluated yet, so that there is nothing to ask about", c.Reference)
	}
	if err != nil {
		return err
	}
	question, err := q.read(ctx, a, base.Call)
	if err != nil {
		return err
	}
	answer, asked, err := base.Ask(question)
	if err != nil {
		return unanswered(err, a.names(ctx))
	}
	if q.id == "" {
		q.id = door.NewID()
	}
	if err := law.CheckCode("--command-id", q.id); err != nil {
		return usage("%s", err)
	}
	recorded, err := whatif.Record(ctx, a.ledger, person, q.id, asked)
	if errors.Is(err, whatif.ErrOther) {
		return &failure{code: exitRefused, what: inWords(err)}
	}
	if err != nil {
		return err
	}
	if recorded.Seen != asked.Seen { // asked before: the answer is the one over what it saw then
		if base, err = whatif.At(ctx, a.ledger, recorded.Asked); err != nil {
			return err
		}
		if answer, asked, err = base.Ask(question); err != nil {
			return unanswered(err, a.names(ctx))
		}
	}
	at := recorded.Event
	page := whatIfPage{
		Call: c.Reference, Question: question, Status: base.Status, Seen: base.Seen, Waiting: base.Waiting, Same: asked.Same,
		Official: base.Official, Supposition: answer,
		Recorded: whatIfRecord{Stream: at.Stream, Position: at.Position, By: person, Command: q.id},
	}
	names := a.names(ctx, page)
	return a.print(page, func(w io.Writer) { showWhatIf(w, page, base.Call.Rules, names) })
}

// unanswered gives a question that has no answer its exit code.
func unanswered(err error, n names) error {
	if errors.Is(err, whatif.ErrErased) {
		return &failure{code: exitRefused, what: inWords(err), next: "`twinning award show` shows it, and so does a what-if with nothing asked"}
	}
	return usage("%s", n.in(inWords(err)))
}
