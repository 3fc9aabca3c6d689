package call

import (
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// staffHand is a part that an officer or the head does.
func staffHand(does law.Part) law.Hand {
	return law.Hand{Does: does, Roles: []law.Role{law.Officer, law.Head}}
}

func only(does law.Part, role law.Role) []law.Hand {
	return []law.Hand{{Does: does, Roles: []law.Role{role}}}
}

// byTwo is a step that one of the staff begins and another signs.
var byTwo = []law.Hand{staffHand(law.SignsFirst), staffHand(law.SignsSecond)}

// tenderHands are the people of the call in the life of a tender, by the event
// that moves it on. The table of that life shows them.
var tenderHands = map[string][]law.Hand{
	"clarification-requested.v1": only(law.DecidesOn, law.Officer),
	"eligibility-decided.v1":     only(law.DecidesOn, law.Officer),
	"complaint-reviewed.v1":      {staffHand(law.Prepares), staffHand(law.Reviews)},
	"reevaluation-ordered.v1":    only(law.OrdersAgain, law.Head),
	"contract-in-force.v1":       only(law.SignsContracts, law.ProcurerSignatory),
	"twinning-suspended.v1":      only(law.Stops, law.Head),
	"twinning-resumed.v1":        only(law.Stops, law.Head),
	"twinning-terminated.v1":     only(law.Stops, law.Head),
	"twinning-closed.v1":         only(law.Closes, law.Officer),
	"expense-approved.v1": {
		{Does: law.Verifies, Roles: []law.Role{law.Verifier}},
		{Does: law.Authorises, Roles: []law.Role{law.Authoriser}},
		{Does: law.Pays, Roles: []law.Role{law.Payer}},
	},
}

// TenderHands are the people of the call whom a step in the life of a tender
// takes, by the kind of its event; nil for none.
func TenderHands(kind string) []law.Hand { return tenderHands[kind] }

// TenderSteps lists the kinds of the events for which TenderHands has people.
func TenderSteps() []string { return slices.Sorted(maps.Keys(tenderHands)) }

// complete refuses roles with which the call, or a tender of it, could never go
// on: it names each step, and what nobody is left to do in it.
func complete(reference string, roles map[law.Role][]string) error {
	var steps []law.Reason
	seen := map[string]bool{}
	look := func(kind string, hands []law.Hand) {
		lacking := law.Lacking(hands, roles)
		if len(lacking) == 0 || seen[kind] {
			return
		}
		seen[kind] = true
		who := make([]law.Reason, len(lacking))
		for i, h := range lacking {
			who[i] = law.Why("part-of-roles", law.Word("part", "part", h.Does), law.Words("roles", "role", h.Roles))
		}
		name, _, _ := strings.Cut(kind, ".")
		steps = append(steps, law.Why("step-lacks-people", law.Word("step", "step", name), law.Reasons("parts", who)))
	}
	for _, row := range Stages() {
		for _, m := range row.Moves {
			look(m.By, m.Hands)
		}
	}
	for _, kind := range TenderSteps() {
		look(kind, tenderHands[kind])
	}
	if len(steps) == 0 {
		return nil
	}
	return law.Refuse("roles", "incomplete", law.Ref("call", reference), law.Reasons("steps", steps))
}
