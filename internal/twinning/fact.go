package twinning

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// TenderFact is what the call needs to know. It makes a Twinning a call.Tender.
func (t Twinning) TenderFact() call.TenderFact {
	f := call.TenderFact{
		Reference: t.Reference, Stage: string(t.Stage), Score: t.Score, Means: t.Means, Type: t.Tender.Type,
		Parties: []string{t.Tender.Contact, t.Tender.Signatory}, Arbitrated: t.Arbitrated, Round: len(t.Rounds) + 1,
	}
	for _, v := range t.Versions {
		f.Parties, f.Senders = append(f.Parties, v.By), append(f.Senders, v.By)
	}
	f.Parties = append(f.Parties, t.Former...) // whoever spoke for it keeps an interest
	if first := t.firstSender(); t.Stage == None && first != "" {
		f.Attempts = []string{first}
	}
	f.Admissions = t.used()
	if len(t.Versions) > 0 {
		f.Amount = t.Tender.Costs.Total()
		f.ReceivedAt = t.Versions[len(t.Versions)-1].ReceivedAt
	}
	for _, o := range t.Tender.Organisations {
		f.Orgs = append(f.Orgs, o.Name)
		f.Countries = append(f.Countries, law.NormalCountry(o.Country))
	}
	f.From, f.To = t.Tender.Countries(t.Tender.Originators), t.Tender.Countries(t.Tender.Adopters)
	f.Contracts = t.Tender.Countries([]string{t.Tender.Contractor})
	slices.Sort(f.Countries)
	f.Countries = slices.Compact(f.Countries)
	for _, c := range t.Conflicts {
		f.Conflicts = append(f.Conflicts, c.Evaluator)
	}
	for _, v := range t.Reviews {
		f.Reports = append(f.Reports, v.report())
	}
	if t.Consensus != nil && t.Method == call.ByConsensus {
		r := call.Report{Points: points(t.Consensus.Scores)}
		f.Agreed = &r
	}
	for _, r := range t.Rounds {
		for _, v := range r.Reviews {
			f.Barred = append(f.Barred, v.Evaluator)
		}
	}
	return f
}

// people have a part in the tender: they speak for it, did, or are asked to; they
// evaluate it, did, or are in conflict with it.
func (t Twinning) people() []string {
	f := t.TenderFact()
	all := slices.Concat(f.Parties, f.Attempts, t.Assigned, f.Conflicts, f.Barred)
	for _, v := range t.Reviews {
		all = append(all, v.Evaluator)
	}
	return append(all, slices.Sorted(maps.Values(t.PartyChanges))...)
}

func (v Review) report() call.Report {
	return call.Report{Evaluator: v.Evaluator, Points: points(v.Scores)}
}

func points(scores []Score) map[string]decimal.Decimal {
	m := make(map[string]decimal.Decimal, len(scores))
	for _, s := range scores {
		m[s.Criterion] = s.Points
	}
	return m
}
