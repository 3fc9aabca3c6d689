package call_test

import (
	"fmt"
	"math/big"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
)

// A row is one row of a table of docs/award.md, by the names of its columns.
type row map[string]string

// A worked is one worked example of docs/award.md, as it is written there.
type worked struct {
	title             string
	budget, threshold string
	envelopes         []row // id, type, budget
	tenders           []row
	results           map[string][]row // by policy
	cuts              map[string]string
}

var (
	envelopeSetting = regexp.MustCompile(`^Envelope (\S+), for (\S+)$`)
	resultTitle     = regexp.MustCompile("^Result with `(\\w+)`:$")
	cutSentence     = regexp.MustCompile(`^The cut is ([0-9.]+)\.`)
)

func awardPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/award.md")
	require.NoError(t, err)
	return string(page)
}

// examples reads the worked examples of docs/award.md.
func examples(t *testing.T) []worked {
	t.Helper()
	var all []worked
	for _, part := range strings.Split(awardPage(t), "\n## Example ")[1:] {
		title, text, _ := strings.Cut(part, "\n")
		w := worked{title: title, results: map[string][]row{}, cuts: map[string]string{}}
		policy := ""
		var head []string
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			if m := resultTitle.FindStringSubmatch(line); m != nil {
				policy = m[1]
			}
			if m := cutSentence.FindStringSubmatch(line); m != nil {
				w.cuts[policy] = m[1]
			}
			if !strings.HasPrefix(line, "|") {
				head = nil
				continue
			}
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			switch {
			case head == nil:
				head = cells
			case !strings.HasPrefix(cells[0], "---"):
				require.Len(t, cells, len(head), line)
				r := row{}
				for i, name := range head {
					r[name] = cells[i]
				}
				w.add(t, policy, head[0], r)
			}
		}
		require.NotEmpty(t, w.tenders, title)
		require.NotEmpty(t, w.results, title)
		all = append(all, w)
	}
	require.Len(t, all, 3)
	return all
}

func (w *worked) add(t *testing.T, policy, table string, r row) {
	t.Helper()
	switch table {
	case "Setting":
		m := envelopeSetting.FindStringSubmatch(r["Setting"])
		switch {
		case r["Setting"] == "Budget":
			w.budget = r["Value"]
		case r["Setting"] == "Threshold":
			w.threshold = r["Value"]
		default:
			require.NotNil(t, m, r["Setting"])
			w.envelopes = append(w.envelopes, row{"id": m[1], "type": m[2], "budget": r["Value"]})
		}
	case "Tender":
		w.tenders = append(w.tenders, r)
	case "Place":
		w.results[policy] = append(w.results[policy], r)
	default:
		require.Fail(t, "a table that no test reads: "+table)
	}
}

// written reads an amount of the page: EUR 43,000.
func written(s string) money.Amount {
	return EUR(strings.ReplaceAll(strings.TrimPrefix(s, "EUR "), ",", ""))
}

// book is the rule book of an example: that of the fixtures, which has the
// criteria and tie rules that the page names.
func (w worked) book(policy string) call.RuleBook {
	b := Book()
	b.Award.Policy, b.Evaluation.Threshold, b.Budget = policy, Number(w.threshold), written(w.budget)
	for _, e := range w.envelopes {
		b.Award.Envelopes = append(b.Award.Envelopes, call.Envelope{ID: e["id"], Types: []string{e["type"]}, Budget: written(e["budget"])})
	}
	return b
}

func (w worked) facts(t *testing.T, rules call.Evaluation) []call.TenderFact {
	t.Helper()
	var all []call.TenderFact
	for _, r := range w.tenders {
		f := call.TenderFact{Reference: r["Tender"], Type: r["Type"], Amount: written(r["Asked"])}
		if r["Received (UTC)"] != "" {
			at, err := time.Parse("2006-01-02 15:04:05.000000", r["Received (UTC)"])
			require.NoError(t, err)
			f.ReceivedAt = at
		}
		for i, e := range []string{"E1", "E2"} {
			of := map[string]decimal.Decimal{}
			for _, k := range rules.Criteria {
				of[k.ID] = Number(strings.Split(r[strings.ToUpper(k.ID[:1])+k.ID[1:]], " / ")[i])
			}
			f.Reports = append(f.Reports, call.Report{Evaluator: e, Points: of})
		}
		all = append(all, f.Recount(rules))
	}
	return all
}

func TestTheProgramComputesTheExamplesOfThePageOnAwards(t *testing.T) {
	t.Parallel()
	for _, w := range examples(t) {
		for policy, want := range w.results {
			name := w.title + ", " + policy
			book := w.book(policy)
			require.Empty(t, book.Check(), name)
			facts := w.facts(t, book.Evaluation)
			d := call.Decide(facts, book, book.Budget)
			require.Len(t, d.Steps, len(want), name)
			for i, s := range d.Steps {
				got := row{
					"Place": fmt.Sprint(s.Place), "Tender": s.Tender, "Score": s.Score.String(), "Asked": whole0(s.Amount),
					"Verdict": string(s.Verdict), "Left": whole0(s.Left),
				}
				if s.EnvelopeLeft != nil {
					got["Envelope"], got["Left in it"] = s.Envelope, whole0(*s.EnvelopeLeft)
				}
				require.Equal(t, want[i], got, name)
			}
			cut, ok := call.Cut(d)
			require.True(t, ok)
			require.Equal(t, w.cuts[policy], cut.String(), name)
		}
	}
}

// whole0 is an amount as the page writes it, without cents.
func whole0(a money.Amount) string { return strings.TrimSuffix(a.Human(), ".00") }

func TestThePageOnAwardsNamesTheRulesOfTheProgramme(t *testing.T) {
	t.Parallel()
	page := awardPage(t)
	for i, rule := range Book().Award.Ties {
		require.Contains(t, page, fmt.Sprintf("\n%d. `%s`", i+1, rule))
	}
	for _, k := range Book().Evaluation.Criteria {
		require.Contains(t, page, fmt.Sprintf("| %s | %d | %d | %d |", k.ID, k.Weight, k.Max, k.Weight/k.Max))
	}
	d, apart := call.Diverge(readings("80", "55"), call.Evaluation{Criteria: whole().Criteria, Arbitration: &call.Arbitration{Share: Number("30")}})
	require.True(t, apart)
	require.Contains(t, page, fmt.Sprintf("%s > %s", d.Difference, d.Allowed))
}

// Every line of arithmetic on the page is true: each part between its equals
// signs is the same number, to four decimals.
func TestEveryLineOfArithmeticOnThePageOnAwardsIsTrue(t *testing.T) {
	t.Parallel()
	checked := 0
	for i, block := range strings.Split(awardPage(t), "```") {
		if i%2 == 0 {
			continue
		}
		for line := range strings.Lines(block) {
			parts := strings.Split(line[strings.LastIndex(line, ": ")+1:], "=")
			if len(parts) < 2 {
				continue
			}
			parts[0] = regexp.MustCompile(`^TND-[A-Z]`).ReplaceAllString(strings.TrimSpace(parts[0]), "")
			want := value(t, parts[len(parts)-1])
			for _, p := range parts {
				require.Equal(t, want.FloatString(4), value(t, p).FloatString(4), line)
			}
			checked++
		}
	}
	require.Greater(t, checked, 80)
}

// value computes a sum of products, with one pair of brackets at most.
func value(t *testing.T, s string) *big.Rat {
	t.Helper()
	s = strings.TrimSpace(strings.ReplaceAll(s, ",", ""))
	if open := strings.Index(s, "("); open >= 0 {
		shut := strings.Index(s, ")")
		return value(t, s[:open]+value(t, s[open+1:shut]).RatString()+s[shut+1:])
	}
	words := strings.Fields(s)
	sum, product, sign := new(big.Rat), number(t, words[0]), int64(1)
	for i := 1; i+1 < len(words); i += 2 {
		n := number(t, words[i+1])
		switch words[i] {
		case "×":
			product.Mul(product, n)
		case "/":
			product.Quo(product, n)
		case "+", "-":
			sum.Add(sum, product.Mul(product, big.NewRat(sign, 1)))
			product, sign = n, map[string]int64{"+": 1, "-": -1}[words[i]]
		default:
			require.Fail(t, "no arithmetic: "+s)
		}
	}
	require.Equal(t, 1, len(words)%2, s)
	return sum.Add(sum, product.Mul(product, big.NewRat(sign, 1)))
}

func number(t *testing.T, s string) *big.Rat {
	t.Helper()
	n, ok := new(big.Rat).SetString(s)
	require.True(t, ok, "%q is no number", s)
	return n
}
