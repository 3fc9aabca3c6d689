package call

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/shopspring/decimal"
)

// A Basis says what the score of each tender rested on when somebody decided
// about all of them: a hash of the reports that counted, by tender. It is how a
// tender is found to have moved although its score is what it was. Decisions of
// the first fold have none.
type Basis map[string]string

func basisOf(tenders []TenderFact) Basis {
	if len(tenders) == 0 {
		return nil
	}
	b := Basis{}
	for _, t := range tenders {
		b[t.Reference] = t.basis()
	}
	return b
}

// basis is the hash for one tender. A conflict of somebody who has not reported
// changes nothing of it.
func (t TenderFact) basis() string {
	rests := struct {
		Round   int                        `json:"round"`
		Score   decimal.Decimal            `json:"score"`
		Points  map[string]decimal.Decimal `json:"points,omitempty"`
		Reports []Report                   `json:"reports,omitempty"`
		Agreed  *Report                    `json:"agreed,omitempty"`
	}{t.Round, t.Score, t.Means, nil, t.Agreed}
	for _, r := range t.Reports {
		if !slices.Contains(t.Conflicts, r.Evaluator) {
			rests.Reports = append(rests.Reports, r)
		}
	}
	slices.SortFunc(rests.Reports, func(a, b Report) int { return cmp.Compare(a.Evaluator, b.Evaluator) })
	body, err := json.Marshal(rests)
	if err != nil {
		panic(err) // a fact has nothing that JSON cannot say
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// moved names the first of the tenders that rests on something else than it
// did, or was not there.
func (b Basis) moved(tenders []TenderFact) (TenderFact, bool) {
	if b == nil {
		return TenderFact{}, false
	}
	for _, t := range tenders {
		if b[t.Reference] != t.basis() {
			return t, true
		}
	}
	return TenderFact{}, false
}
