package query

import (
	"context"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// searchable refuses a search by a code that no rule book of the marketplaces that are searched has, and names those that they have.
func (q *Queries) searchable(ctx context.Context, f EntryFilter) error {
	if f.Country != "" && !law.CountryCode(law.NormalCountry(strings.ToUpper(f.Country))) {
		return invalid(law.WrongCountry())
	}
	all, err := q.foldAll(ctx, market.Root) // few, and the same ones for every search
	if err != nil {
		return err
	}
	has := map[string][]string{"side": {string(market.Offer), string(market.Requirement)}}
	any := false
	for _, stream := range sorted(all) {
		m, _ := all[stream].State.(market.Market)
		if m.Stage == "" || f.Market != "" && m.Reference != f.Market {
			continue
		}
		any = true
		for _, p := range m.Rules.Priorities {
			has["priority"] = append(has["priority"], p.ID)
			if f.Priority == "" || f.Priority == p.ID {
				has["topic"] = append(has["topic"], ids(p.Topics)...)
			}
		}
		has["kind"] = append(has["kind"], ids(m.Rules.Kinds)...)
		has["type"] = append(has["type"], ids(m.Rules.Types)...)
		has["language"] = append(has["language"], m.Rules.Languages...)
	}
	if !any {
		return nil
	}
	for _, asked := range []struct{ field, code string }{
		{"side", f.Side}, {"priority", f.Priority}, {"topic", f.Topic}, {"kind", f.Kind}, {"type", f.Type}, {"language", f.Language},
	} {
		codes := has[asked.field]
		slices.Sort(codes)
		if codes = slices.Compact(codes); asked.code != "" && !slices.Contains(codes, asked.code) {
			return invalid(law.WrongValue(asked.field, codes...))
		}
	}
	return nil
}

func ids(terms []market.Term) []string {
	codes := make([]string, len(terms))
	for i, t := range terms {
		codes[i] = t.ID
	}
	return codes
}
