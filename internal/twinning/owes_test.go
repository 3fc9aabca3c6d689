package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func TestWhatIsOwedIsNamedWithoutPeopleByTheRolesOfThoseWhoOweIt(t *testing.T) {
	t.Parallel()
	ladders := map[string]bool{}
	for _, s := range Scenes(t, "") {
		of, _ := s.World.Folded(Stream, 0).(call.Call)
		check := func(l law.Law, o obligation.Obligation, people func(law.Role) []string) {
			ladders[o.Ladder] = true
			what, by := l.Owes(o)
			require.NotEmpty(t, by, "nobody's role owes %s", o.ID)
			require.NotContains(t, what, "p-", "the id of a person")
			var able []string
			for _, r := range by {
				able = append(able, people(r)...)
			}
			require.Subset(t, able, o.Who, "%s is owed by %v", o.ID, by)
		}
		for _, o := range of.Obligations {
			check(call.Law, o, of.People)
		}
		is, ok := s.World.Folded(s.Stream, 0).(twinning.Twinning)
		if !ok {
			continue
		}
		for _, o := range twinning.Law.Schedule(is, s.World).Owed { // by who has the roles now
			if of.RolesMoved() && !o.Open() {
				continue // it was owed by who had them then
			}
			check(twinning.Law, o, func(r law.Role) []string {
				switch r {
				case law.Contact:
					return []string{is.Tender.Contact}
				case law.Signatory:
					return []string{is.Tender.Signatory}
				case law.Evaluator: // whoever was assigned when it was opened
					return o.Who
				}
				return of.People(r)
			})
		}
	}
	require.Greater(t, len(ladders), 12, "%v", ladders)
}
