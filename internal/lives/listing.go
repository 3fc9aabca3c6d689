package lives

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/market"
)

// Listing is by what an entry of a marketplace is found; nil for every other life.
func Listing(s law.State) *life.Listing {
	e, is := s.(market.Entry)
	if !is || e.Stage == "" {
		return nil
	}
	c := e.Content
	return &life.Listing{
		Shown: e.Public(), Market: e.Market, Side: string(c.Side), Priority: c.Priority, Topic: c.Topic, Kind: c.Kind, Country: law.NormalCountry(c.Country),
		Types: c.Types, Languages: c.Languages, PublishedAt: e.PublishedAt,
	}
}
