package call

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// owedBy names an obligation by its id, which holds nothing that a person wrote.
func owedBy(o obligation.Obligation) (string, []law.Role) {
	switch o.Ladder {
	case awardDecision:
		return o.ID, []law.Role{law.Officer}
	case opening:
		return o.ID, []law.Role{law.Officer, law.Head}
	case standstill:
		return o.ID, []law.Role{law.ProcurerSignatory}
	case window:
		return o.ID, []law.Role{law.Head}
	case ladderRelease:
		return o.ID, []law.Role{law.Payer, law.Head}
	case ladderExecution:
		return o.ID, []law.Role{law.Payer}
	}
	return o.Ladder, nil
}
