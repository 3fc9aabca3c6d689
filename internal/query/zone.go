package query

import (
	"context"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/survey"
)

// LifeZone is the zone in which people read the times of a life: that of its call, programme, marketplace or survey, UTC where it has none.
func (q *Queries) LifeZone(ctx context.Context, stream string) (*time.Location, error) {
	of := lives.Home(stream)
	if strings.HasPrefix(stream, governance.ProgrammeFamily) {
		of = stream // it is steered by the administration, which has none
	}
	is, err := q.fold(ctx, of)
	if err != nil {
		return nil, err
	}
	name := ""
	switch s := is.State.(type) {
	case call.Call:
		name = s.Rules.Zone
	case governance.Programme:
		name = s.Zone
	case market.Market:
		name = s.Rules.Zone
	case survey.Survey:
		name = s.Rules.Zone
	}
	if zone, err := calendar.Zone(name); err == nil {
		return zone, nil
	}
	return time.UTC, nil
}
