package access

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/twinning"
)

func TestAPartyIsToldOfNoKindThatNobodyHasThoughtAbout(t *testing.T) {
	t.Parallel()
	hidden := []string{}
	for _, k := range twinning.Events.Kinds() {
		if !partyKinds[k] {
			hidden = append(hidden, k)
		}
	}
	require.Equal(t, []string{
		"tender-refused-late.v1", "conflict-declared.v1", "assignment-noted.v1", "evaluation-recorded.v1", "tender-evaluated.v1", "rung-passed.v1",
		"tender-refused.v1", "eligibility-proposed.v1", "arbitration-opened.v1", "consensus-awaited.v1", "consensus-proposed.v1", "consensus-agreed.v1",
		"reevaluation-ordered.v1",
	}, hidden, "these are told to a party only as sees and partySees say, or not at all")
}
