package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/whatif"
)

func (d *desk) whatIfRoutes() []route {
	return []route{
		{"GET /calls/{call}/what-if", d.whatIf},
		{"POST /calls/{call}/what-if", d.askWhatIf},
		{"GET /calls/{call}/what-if/{id}", d.whatIfAsked},
	}
}

// A slider is a number with a range that a script shows beside its field.
type slider struct {
	Name, Label, Value, Unit string
	Min, Max, Step           string
	Official, Wrong          string
}

type whatIfLine struct {
	Tender, Score, Was, Is, Amount, Why string
	Places                              string
	From, To                            mark
	Moved                               string // in, out, other or ""
	Mark                                string // says the same without colour
}

type askedLine struct{ Href, At, By, What, Outcome string }

type whatIfView struct {
	Action, Command     string
	Wrong               []complaint
	Policy, Aggregate   field
	Without             field
	Sliders, Weights    []slider
	WeightsWrong        string
	Answer              bool
	Asked, By, Official string
	Summary             []fact
	Rows                []whatIfLine
	In, Out, Others     int
	Same                bool
	Before              []askedLine
	None                string // why nothing can be asked
}

// whatIf is the form of a question about the award, with what was asked before.
func (d *desk) whatIf(r *request) error { return d.showWhatIf(r, http.StatusOK, nil, nil) }

// whatIfAsked is a question with its answer over what was seen then: its address can be given to
// whoever may see scores, and nothing is recorded by reading it.
func (d *desk) whatIfAsked(r *request) error {
	page, err := d.Queries.AskedWhatIf(r.Context(), r.viewer, r.PathValue("call"), r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.showWhatIf(r, http.StatusOK, &page, nil)
}

// askWhatIf records the question that was typed, once under the id of its form.
func (d *desk) askWhatIf(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id := r.PostForm.Get("command")
	if err := law.CheckCode("command id", id); err != nil || strings.Contains(id, "/") {
		return &query.Invalid{Why: r.say("bulk.noid")}
	}
	var wrong []complaint
	reference, err := query.CallRef(r.PathValue("call"))
	if err != nil {
		return err
	}
	budget, err := d.awardBudget(r, reference)
	if err != nil {
		return err
	}
	_, err = d.Queries.WhatIf(r.Context(), r.viewer, reference, id, func(c call.Call) (q call.WhatIf, _ error) {
		if q, wrong = r.typedWhatIf(c); len(wrong) > 0 {
			return q, errTyped
		}
		if budget.IsNone() {
			budget = c.Rules.Budget
		}
		return q.Against(c.Rules, budget), nil // what is as it is was not asked
	})
	var invalid *query.Invalid
	switch {
	case errors.Is(err, errTyped):
		return d.showWhatIf(r, http.StatusUnprocessableEntity, nil, wrong)
	case errors.Is(err, whatif.ErrOther):
		return d.showWhatIf(r, http.StatusUnprocessableEntity, nil, []complaint{{"", r.say("error.other")}})
	case errors.Is(err, whatif.ErrErased):
		return d.showWhatIf(r, http.StatusUnprocessableEntity, nil, []complaint{{"", r.say("whatif.erased")}})
	case errors.As(err, &invalid):
		return d.showWhatIf(r, http.StatusUnprocessableEntity, nil, []complaint{{"", d.Queries.Names(r.Context()).In(r.why(invalid))}})
	case err != nil:
		return err
	}
	return r.to("/calls/" + reference + "/what-if/" + url.PathEscape(id))
}

var errTyped = errors.New("what was typed is no question")

// typedWhatIf reads a question as it was typed. A number may have a comma for its point.
func (r *request) typedWhatIf(c call.Call) (q call.WhatIf, wrong []complaint) {
	number := func(name string) (decimal.Decimal, bool) {
		text := strings.ReplaceAll(r.one(name), ",", ".")
		if text == "" {
			return decimal.Decimal{}, false
		}
		n, err := decimal.NewFromString(text)
		if err != nil || n.IsNegative() || n.Exponent() < -4 || len(text) > 20 {
			wrong = append(wrong, complaint{name, r.say("whatif.number", r.one(name))})
			return n, false
		}
		return n, true
	}
	q.Policy, q.Aggregate = r.one("policy"), r.one("aggregate")
	if t, ok := number("threshold"); ok {
		if t.GreaterThan(decimal.NewFromInt(100)) {
			wrong = append(wrong, complaint{"threshold", r.say("whatif.hundred")})
		}
		q.Threshold = &t
	}
	if b, ok := number("budget"); ok && !c.Rules.Moneyless() {
		amount, err := money.Parse(c.Rules.Budget.Currency() + " " + b.String())
		if err != nil {
			wrong = append(wrong, complaint{"budget", r.say("whatif.number", r.one("budget"))})
		} else {
			q.Budget = &amount
		}
	}
	sum, given := int64(0), false
	weights := map[string]int64{}
	for _, k := range c.Rules.Evaluation.Criteria {
		weights[k.ID] = k.Weight
		if w, ok := number("weight-" + k.ID); ok {
			if !w.IsInteger() || w.GreaterThan(decimal.NewFromInt(100)) {
				wrong = append(wrong, complaint{"weight-" + k.ID, r.say("whatif.percent")})
			}
			weights[k.ID], given = w.IntPart(), true
		}
		sum += weights[k.ID]
	}
	if given {
		q.Weights = weights
		if sum != 100 && len(c.Rules.Evaluation.Criteria) > 0 {
			wrong = append(wrong, complaint{"weight-" + c.Rules.Evaluation.Criteria[0].ID, r.say("whatif.weights.sum", int(sum))})
		}
	}
	q.Without = slices.Compact(slices.Sorted(slices.Values(r.chosen("without"))))
	return q, wrong
}

func (d *desk) showWhatIf(r *request, status int, page *query.WhatIfPage, wrong []complaint) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	at := "/calls/" + p.Reference + "/what-if"
	v := whatIfView{Action: at, Command: cmp.Or(map[bool]string{true: r.PostFormValue("command")}[status != http.StatusOK], door.NewID()), Wrong: wrong}
	n := d.Queries.Names(r.Context(), p, page)
	budget, err := d.awardBudget(r, p.Reference)
	if err != nil {
		return err
	}
	if budget.IsNone() {
		budget = p.Budget
	}
	rules := p.Book
	if page != nil {
		rules, budget = page.Rules, page.Official.Budget
	}
	d.askFields(r, p, rules, budget, page, n, &v)
	if page != nil {
		if err := d.comparison(r, p, *page, n, &v); err != nil {
			return err
		}
	}
	asked, err := d.Queries.WhatIfs(r.Context(), r.viewer, p.Reference, false)
	if err != nil {
		return err
	}
	for _, x := range slices.Backward(asked) {
		line := askedLine{Href: at + "/" + url.PathEscape(x.Command), At: r.instant(x.At, p.In), By: n.Of(x.By), What: r.question(x.Question, rules, n), Outcome: r.say("whatif.moves", len(x.In), len(x.Out))}
		if x.Gone {
			line.Href, line.What, line.Outcome = "", r.say("whatif.gone"), ""
		}
		v.Before = append(v.Before, line)
	}
	crumbs, tabs := r.around(p, "what-if")
	return d.show(r, status, "whatif.html", r.say("whatif.title", p.Reference), crumbs, tabs, v)
}

// awardBudget is the budget of the award as it is prepared or released, none where there is none.
func (d *desk) awardBudget(r *request, reference string) (money.Amount, error) {
	award, err := d.Queries.Award(r.Context(), r.viewer, reference)
	var absent *query.Absent
	if err != nil && !errors.As(err, &absent) {
		return money.Amount{}, err
	}
	return award.Budget, nil
}

// askFields are the fields of a question: as typed, as asked, or as the rule book has them.
func (d *desk) askFields(r *request, p query.CallPage, rules call.RuleBook, budget money.Amount, page *query.WhatIfPage, n query.Names, v *whatIfView) {
	var q call.WhatIf
	if page != nil {
		q = page.Question
	}
	value := func(name, asked, official string) string {
		if r.Method == http.MethodPost {
			return r.PostFormValue(name)
		}
		return cmp.Or(asked, official)
	}
	complaintAt := func(name string) string {
		for _, w := range v.Wrong {
			if w.Field == name {
				return w.Text
			}
		}
		return ""
	}
	choices := func(name, asked, official, set string, codes ...string) field {
		f := field{Name: name, Type: "select", Label: r.say("whatif." + name)}
		for _, c := range codes {
			text := r.word(set, c)
			if c == official {
				text = r.say("whatif.official", text)
			}
			f.Choices = append(f.Choices, choice{c, text, value(name, asked, official) == c})
		}
		return f
	}
	v.Policy = choices("policy", q.Policy, cmp.Or(rules.Award.Policy, call.Stop), "policy", call.Stop, call.Skip)
	v.Aggregate = choices("aggregate", q.Aggregate, cmp.Or(rules.Evaluation.Aggregate, call.Mean), "aggregate", call.Mean, call.Median)
	official := rules.Evaluation.Threshold.String()
	asked := ""
	if q.Threshold != nil {
		asked = q.Threshold.String()
	}
	v.Sliders = append(v.Sliders, slider{Name: "threshold", Label: r.say("whatif.threshold"), Value: value("threshold", asked, official), Min: "0", Max: "100", Step: "0.5", Official: official, Wrong: complaintAt("threshold")})
	if !rules.Moneyless() {
		official, asked = budget.Decimal().String(), ""
		if q.Budget != nil {
			asked = q.Budget.Decimal().String()
		}
		most := budget.Decimal().Mul(decimal.NewFromInt(2)).Ceil()
		v.Sliders = append(v.Sliders, slider{
			Name: "budget", Label: r.say("fact.budget"), Unit: budget.Currency(), Value: value("budget", asked, official), Min: "0", Max: most.String(), Step: "1000", Official: r.money(budget), Wrong: complaintAt("budget"),
		})
	}
	for _, k := range rules.Evaluation.Criteria {
		official, asked = strconv.FormatInt(k.Weight, 10), ""
		if q.Weights != nil {
			asked = strconv.FormatInt(q.Weights[k.ID], 10)
		}
		name := "weight-" + k.ID
		v.Weights = append(v.Weights, slider{Name: name, Label: k.Name, Unit: "%", Value: value(name, asked, official), Min: "0", Max: "100", Step: "1", Official: official + " %", Wrong: complaintAt(name)})
	}
	v.Without = field{Name: "without", Type: "people", Label: r.say("whatif.without")}
	for _, e := range p.Evaluators {
		on := slices.Contains(q.Without, e.Person) || r.Method == http.MethodPost && slices.Contains(r.PostForm["without"], e.Person)
		v.Without.Choices = append(v.Without.Choices, choice{e.Person, n.Of(e.Person), on})
	}
}

// question is what was asked, in words.
func (r *request) question(q call.WhatIf, rules call.RuleBook, n query.Names) string {
	var what []string
	if q.Policy != "" {
		what = append(what, r.say("whatif.policy")+r.colon()+r.word("policy", q.Policy))
	}
	if q.Threshold != nil {
		what = append(what, r.say("whatif.threshold")+r.colon()+r.decimal(q.Threshold.String()))
	}
	if q.Budget != nil {
		what = append(what, r.say("fact.budget")+r.colon()+r.money(*q.Budget))
	}
	for _, k := range rules.Evaluation.Criteria {
		if w, there := q.Weights[k.ID]; there && w != k.Weight {
			what = append(what, k.Name+r.colon()+strconv.FormatInt(w, 10)+"\u00a0%")
		}
	}
	if q.Aggregate != "" {
		what = append(what, r.say("whatif.aggregate")+r.colon()+r.word("aggregate", q.Aggregate))
	}
	if len(q.Without) > 0 {
		what = append(what, r.say("whatif.without")+r.colon()+n.All(q.Without))
	}
	if len(what) == 0 {
		return r.say("whatif.asis")
	}
	return strings.Join(what, r.semicolon())
}

// comparison is the answer beside the official list: who moves in or out, and why.
func (d *desk) comparison(r *request, p query.CallPage, page query.WhatIfPage, n query.Names, v *whatIfView) error {
	tell, err := r.teller(d.Queries, p.Zone)
	if err != nil {
		return err
	}
	v.Answer, v.Same, v.By = true, page.Same, n.Of(page.Recorded.By)
	v.Asked = r.question(page.Question.Against(page.Rules, page.Official.Budget), page.Rules, n)
	v.Official = r.say("whatif.status." + page.Status)
	count := func(a call.AwardDecision) string {
		return r.say("whatif.counts", len(a.With(call.Awarded)), len(a.With(call.Reserve)), len(a.With(call.Rejected)))
	}
	v.Summary = []fact{
		{r.say("whatif.officially"), count(page.Official) + leftOf(r, page.Official), ""},
		{r.say("whatif.wouldbe"), count(page.Award) + leftOf(r, page.Award), ""},
		{r.say("whatif.recorded"), r.say("whatif.recorded.at", page.Recorded.Position), "/calls/" + p.Reference + "/what-if/" + url.PathEscape(page.Recorded.Command)},
	}
	moves := map[string]call.Shift{}
	for _, m := range page.Moves {
		moves[m.Tender] = m
	}
	was := map[string]call.Step{}
	for _, s := range page.Official.Steps {
		was[s.Tender] = s
	}
	for _, s := range page.Award.Steps {
		before := was[s.Tender]
		line := whatIfLine{
			Tender: s.Tender, Places: r.number(before.Place), Score: r.decimal(s.Score.StringFixed(2)), Amount: r.money(s.Amount), From: r.verdict(before.Verdict), To: r.verdict(s.Verdict),
			Was: r.money(before.Left), Is: r.money(s.Left),
		}
		if before.Place != s.Place {
			line.Places += " → " + r.number(s.Place)
		}
		if !before.Score.Equal(s.Score) {
			line.Score = r.decimal(before.Score.StringFixed(2)) + " → " + line.Score
		}
		if m, moved := moves[s.Tender]; moved {
			line.Why = n.In(tell.Reason(m.Why))
			switch {
			case m.To == call.Awarded && m.From != call.Awarded:
				line.Moved, line.Mark = "in", "▲ "+r.say("whatif.in")
				v.In++
			case m.From == call.Awarded && m.To != call.Awarded:
				line.Moved, line.Mark = "out", "▼ "+r.say("whatif.out")
				v.Out++
			default:
				line.Moved, line.Mark = "other", "↕ "+r.say("whatif.other")
				v.Others++
			}
		}
		v.Rows = append(v.Rows, line)
	}
	return nil
}

func leftOf(r *request, a call.AwardDecision) string {
	if a.Budget.IsNone() {
		return ""
	}
	return r.semicolon() + r.say("whatif.left", r.money(a.Left), r.money(a.Budget))
}
