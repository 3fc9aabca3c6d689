package browser_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
)

// What people do beside the way of a tender, each as they would do it: an interest becomes an introduction, a suspension is asked for
// and refused, an export is left and found again.
func TestWhatIsDoneBesideTheWayOfATenderIsDoneInTheBrowser(t *testing.T) {
	d := newDesk(t, "2019-10-15")
	d.furnishMarket()
	b := browser.New(t)
	seller, seeker, tender := calltest.Contact(lifetest.Tender), calltest.Stranger, "/tenders/"+lifetest.Tender
	as := func(id string, look browser.Look) *browser.Hand { return &browser.Hand{Tab: d.tab(b, id, look)} }

	t.Run("an interest becomes an introduction", func(t *testing.T) {
		interest := market.NewReference("HEALTH", "int-2", seeker)
		to := as(seller, browser.Look{NoScript: true})
		to.Open("/interests")
		to.Click(interest)
		require.NotContains(t, to.Text("main"), "@", "nobody's address is shown before both agree")
		to.Click("Accept and agree")
		require.True(t, to.Has(`main a[href^="mailto:"]`))
		from := as(seeker, browser.Look{Width: 390})
		from.Open("/interests")
		from.Click(interest)
		require.True(t, from.Has(`main a[href^="mailto:"]`), "and both see it")
		require.Empty(t, from.Narrow(390))
	})

	t.Run("a suspension is asked for and refused", func(t *testing.T) {
		party := as(seller, browser.Look{})
		party.Open(tender)
		party.Click("More you can do ...")
		party.Click("Ask for a suspension")
		party.Fill("Reason", "The hospital is closed for two months.")
		party.Click("Ask for a suspension")
		eventually(t, "it is received", func() bool { return party.Visit().Path != "" && d.get(calltest.Head, tender, "en").status == 200 })
		head := as(calltest.Head, browser.Look{NoScript: true})
		eventually(t, "the head is offered to answer", func() bool { head.Open(tender); return head.Sees("Refuse the suspension") })
		head.Click("Refuse the suspension")
		require.Contains(t, head.Text("main"), "The hospital is closed for two months.", "what is asked stands beside the answer")
		head.Fill("Reason", "The months can be made up for.")
		head.Click("Refuse the suspension")
		eventually(t, "the party reads why", func() bool {
			party.Open(tender + "/history")
			return party.Has("main") && strings.Contains(party.Text("main"), "The months can be made up for.")
		})
	})

	t.Run("an export is left and found again", func(t *testing.T) {
		d.does(calltest.Officer, "/exports", url.Values{"id": {"x-bbbbbbbbbbbbbbbbbbbbbbbbbb"}, "what": {"obligations"}, "format": {"xlsx"}, "reference": {calltest.Reference}})
		h := as(calltest.Officer, browser.Look{})
		h.Open("/exports/x-bbbbbbbbbbbbbbbbbbbbbbbbbb")
		h.Open("/today") // it is left
		eventually(t, "it is found again, made", func() bool {
			h.Open("/exports")
			h.Open("/exports/x-bbbbbbbbbbbbbbbbbbbbbbbbbb")
			return h.Has("main a[download]")
		})
		require.Equal(t, 404, as(calltest.Head, browser.Look{}).Open("/exports/x-bbbbbbbbbbbbbbbbbbbbbbbbbb").Status, "by nobody else")
	})
}
