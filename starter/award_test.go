package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func TestWhyATenderStandsBehindOneOfItsScoreIsToldInTheLanguageOfWhoReads(t *testing.T) {
	t.Parallel()
	row := query.AwardRow{Call: "DHE-2019", Tied: map[string]law.Reason{"T-2": law.Why("tie-behind", law.Ref("tender", "T-1"), law.Because("by", law.Why("tie-otherwise")))}}
	row.Steps = []call.Step{{Place: 2, Tender: "T-2", Why: law.Why("tie-otherwise")}}
	var out strings.Builder
	showAward(&out, narrate.For(narrate.WithLanguage(t.Context(), "fr")), row, query.NoNames())
	require.Contains(t, out.String(), "\u202f; T-1 a la même note")
}
