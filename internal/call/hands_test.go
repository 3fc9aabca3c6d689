package call_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// given is the opening of the call with other roles.
func given(change func(roles map[law.Role][]string)) call.OpenCall {
	o := Opening(Book())
	o.Roles = maps.Clone(o.Roles)
	change(o.Roles)
	return o
}

func TestACallIsNotOpenedWithRolesThatCouldNeverFinishIt(t *testing.T) {
	t.Parallel()
	without := func(r law.Role) call.OpenCall {
		return given(func(roles map[law.Role][]string) { delete(roles, r) })
	}
	all := func(people ...string) call.OpenCall {
		return given(func(roles map[law.Role][]string) {
			for r := range roles {
				roles[r] = people
			}
		})
	}
	for name, row := range map[string]struct {
		o    call.OpenCall
		says []string
		not  []string
	}{
		"one person with every role": {all(Officer), []string{
			"tenders opened: nobody is left to sign second", "award released: nobody is left to release the award", "expense approved: nobody is left to",
		}, []string{"contract in force"}},
		"two people with every role can open and award, but not pay": {all(Officer, Head), []string{"expense approved: nobody is left to"}, []string{"tenders opened"}},
		"verifier, authoriser and payer in one person": {given(func(roles map[law.Role][]string) {
			roles[law.Verifier], roles[law.Authoriser], roles[law.Payer] = []string{Jack}, []string{Jack}, []string{Jack}
		}), []string{"expense approved: nobody is left to authorise (authoriser) and to pay (payer)"}, []string{"opened"}},
		"two people for three steps of a payment": {given(func(roles map[law.Role][]string) {
			roles[law.Verifier], roles[law.Authoriser], roles[law.Payer] = []string{Jack, Payer}, []string{Jack}, []string{Payer, Jack}
		}), []string{"expense approved: nobody is left to"}, nil},
		"officer and head in one person": {given(func(roles map[law.Role][]string) {
			roles[law.Officer], roles[law.Head] = []string{Officer}, []string{Officer}
		}), []string{"tenders opened: nobody is left to sign second (officer or head)"}, []string{"expense approved"}},
		"no signatory of the procurer": {without(law.ProcurerSignatory), []string{"contract in force: nobody is left to sign contracts for the procurer (procurer's signatory)"}, []string{"opened", "expense"}},
		"no head":                      {without(law.Head), []string{"deadline set: nobody is left to give more time (head)", "twinning terminated"}, []string{"expense"}},
		"no payer":                     {without(law.Payer), []string{"expense approved: nobody is left to pay (payer)"}, []string{"opened"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(t).Send(Stream, Officer, row.o)
			refusal, ok := law.Refused(err)
			require.True(t, ok, "%v", err)
			require.Equal(t, "roles/incomplete", RuleAndCode(refusal))
			for _, s := range row.says {
				require.Contains(t, narrate.English().Refusal(*refusal), s)
			}
			for _, s := range row.not {
				require.NotContains(t, narrate.English().Refusal(*refusal), s)
			}
		})
	}
	Run(t, New(t),
		Row{Name: "an auditor may be named later", By: Officer, When: without(law.Auditor), Then: []string{"call-opened.v1"}},
		Row{Name: "one person may have parts that are not kept apart", By: Officer, When: given(func(roles map[law.Role][]string) {
			roles[law.ProcurerSignatory], roles[law.Verifier] = []string{Head}, []string{Head}
			roles[law.Authoriser], roles[law.Payer], roles[law.Officer] = []string{Officer}, []string{Payer}, []string{Officer}
		}), Then: []string{"call-opened.v1"}},
		Row{Name: "three of all trades are enough", By: Officer, When: all(Officer, Head, Payer), Then: []string{"call-opened.v1"}},
	)
}

func TestEveryStepThatTakesPeopleIsNamedWhereSomebodyIsMissing(t *testing.T) {
	t.Parallel()
	missing := func(kind string, hands []law.Hand) {
		if len(hands) == 0 || len(hands) == 1 && slices.Contains(hands[0].Roles, law.Officer) {
			return // the opener is an officer
		}
		_, err := New(t).Send(Stream, Officer, given(func(roles map[law.Role][]string) {
			roles[law.Officer] = []string{Officer}
			for _, r := range hands[len(hands)-1].Roles {
				if r != law.Officer {
					delete(roles, r)
				}
			}
		}))
		refusal, ok := law.Refused(err)
		require.True(t, ok, "%s: %v", kind, err)
		name, _, _ := strings.Cut(kind, ".")
		require.Contains(t, narrate.English().Refusal(*refusal), strings.ReplaceAll(name, "-", " ")+": nobody is left to ")
	}
	for _, row := range call.Stages() {
		for _, m := range row.Moves {
			missing(m.By, m.Hands)
		}
	}
	for _, kind := range call.TenderSteps() {
		missing(kind, call.TenderHands(kind))
	}
}
