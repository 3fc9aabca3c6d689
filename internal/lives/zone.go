package lives

import (
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
)

// ClocksOf is the life by whose rule book the times of a life are told: its home, but a programme itself, as the administration has none.
func ClocksOf(stream string) string {
	if strings.HasPrefix(stream, governance.ProgrammeFamily) {
		return stream
	}
	return Home(stream)
}

// Zone is the name of the zone that a life has of its own, "" for none.
func Zone(of law.State) string {
	switch s := of.(type) {
	case call.Call:
		return s.Rules.Zone
	case governance.Programme:
		return s.Zone
	case market.Market:
		return s.Rules.Zone
	case survey.Survey:
		return s.Rules.Zone
	case body.Body:
		return s.Rules.Zone
	case masterclass.Masterclass:
		return s.Rules.Zone
	case capacity.Initiative:
		return s.Rules.Zone
	}
	return ""
}
