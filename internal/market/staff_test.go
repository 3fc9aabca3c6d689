package market_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	. "twinning.example/engine/internal/market"
)

// Who checks entries is changed by the staff, and what waits for its check is checked by who is of it then.
func TestTheStaffOfAMarketplaceIsChanged(t *testing.T) {
	t.Parallel()
	change := func(comes, gone string) ChangeMarketStaff {
		return ChangeMarketStaff{governance.StaffChange{Comes: comes, Gone: gone, Why: "another post"}}
	}
	submitted := func(w *World) {
		w.Do(entryStream(seller, "1"), seller, DraftEntry{offer()})
		w.Do(entryStream(seller, "1"), seller, SubmitEntry{})
	}
	Run(t, opened(t),
		Row{Name: "by one of it", Given: submitted, To: Root + theMarket, By: colleague, When: change("p-new", staff), Then: []string{"market-staff-changed.v1"}, After: func(t *testing.T, w *World) {
			m, _ := w.State(Root + theMarket).(Market)
			require.Equal(t, []string{colleague, "p-new"}, m.Rules.Officers)
			require.Len(t, law.Letters(w.History(Root + theMarket)[1].Event), 2, "who comes and who goes are told")
			_, err := w.Send(entryStream(seller, "1"), staff, PublishEntry{})
			require.Error(t, err)
			w.Do(entryStream(seller, "1"), "p-new", PublishEntry{})
		}},
		Row{Name: "not by others", To: Root + theMarket, By: Stranger, When: change("p-new", ""), Refused: "market/staff-only"},
	)
	m := Market{Reference: theMarket, Stage: Opened, Rules: theRules(t)}
	m.Rules.Programme = "DHE"
	for _, x := range []struct {
		by   string
		role law.Role
		may  bool
	}{{Head, "", true}, {"p-head", law.Head, true}, {"p-officer", law.Officer, false}} {
		programme := governance.Programme{Reference: "DHE", Stage: governance.Open, Roles: map[law.Role][]string{}}
		if x.role != "" {
			programme.Roles[x.role] = []string{x.by}
		}
		facts := beside{governance.AdministrationStream: governance.Administration{People: []string{Head}}, governance.ProgrammeStream("DHE"): programme}
		_, err := Law.Decide(m, facts, change("p-new", ""), law.Receipt{Actor: x.by})
		require.Equal(t, x.may, err == nil, x.by)
	}
}
