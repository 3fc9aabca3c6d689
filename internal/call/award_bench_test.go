package call_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
)

// BenchmarkTallyAndDecide1000 counts the scores of 1,000 tenders with three
// reports each from their points, ranks them and walks down the ranking.
func BenchmarkTallyAndDecide1000(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 6))
	rules := Book()
	full(&rules)
	rules.Evaluation.Aggregate = call.Median
	var tenders []call.TenderFact
	for i := range 1000 {
		f := of([]string{"full-adoption", "adaptation", "partial-adoption"}[i%3], fmt.Sprintf("T-%04d", i), "0", "9500")
		for e := range 3 {
			report := call.Report{Evaluator: fmt.Sprint("e", e), Points: points()}
			for _, k := range rules.Evaluation.Criteria {
				report.Points[k.ID] = decimal.New(r.Int64N(51), -1)
			}
			f.Reports = append(f.Reports, report)
		}
		f.Arbitrated = i%10 == 0
		tenders = append(tenders, f)
	}
	for b.Loop() {
		counted := make([]call.TenderFact, len(tenders))
		for i, f := range tenders {
			counted[i] = f.Recount(rules.Evaluation)
		}
		if d := call.Decide(counted, rules, EUR("932000")); len(d.Steps) != len(tenders) {
			b.Fatal(len(d.Steps))
		}
	}
}
