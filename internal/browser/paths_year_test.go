package browser_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// settles does the first thing that waits for somebody, by its button and that of its form, and holds it to its receipt.
func (d *desk) settles(h *browser.Hand, button string) {
	d.t.Helper()
	d.waits(h, button)
	h.Click(button)
	h.ClickOn("main form[method=post] button")
	d.received(h)
}

// waits opens the first page of somebody until something waits there, by its button.
func (d *desk) waits(h *browser.Hand, button string) {
	d.t.Helper()
	eventually(d.t, button+" waits", func() bool { h.Open("/today"); return h.Sees(button) })
}

func (d *desk) received(h *browser.Hand) {
	d.t.Helper()
	eventually(d.t, "it is carried out", func() bool {
		if !strings.Contains(h.Text("main"), "Received and carried out.") {
			h.Open(h.Visit().Path)
		}
		return strings.Contains(h.Text("main"), "Received and carried out.")
	})
}

// A twinning is walked from its first log to its closure, by each hand from their first page: logs, claims and their payment, both reports, the
// closure, and what an auditor asks then. Between them the months pass; those in which nothing new is done are logged by command.
func TestTheYearOfATwinningIsWalkedToItsClosureByEachHand(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole year in Chromium, twice: make desk")
	}
	b := browser.New(t)
	start := lifetest.Book().Dates.Start
	for _, how := range hows {
		t.Run(how.name, func(t *testing.T) {
			d := newDesk(t, start.AddDays(20).String())
			contact, officer := d.hand(b, calltest.Contact(lifetest.Tender), how.look), d.hand(b, calltest.Officer, how.look)
			log := func(month int, fill func(on string)) {
				last := calendar.Month(start, month).LastDay()
				d.Until(last.AddDays(-2).Start(d.now().Location()))
				button := `.waits a.button[href$="/months/` + strconv.Itoa(month) + `"]` // that of the month before may still stand there
				eventually(t, "the month waits", func() bool { contact.Open("/today"); return contact.Has(button) })
				contact.ClickOn(button)
				contact.FillNth("What", "0", "Workshop "+strconv.Itoa(month))
				contact.FillNth("Date", "0", last.AddDays(-5).String())
				if fill != nil {
					fill(last.AddDays(-5).String())
				}
				contact.Click("Log the month")
				d.received(contact)
				d.settles(officer, "Accept a log")
			}
			byCommand := func(from, to int) {
				for n := from; n <= to; n++ {
					d.Until(calendar.Month(start, n).LastDay().AddDays(2).Start(d.now().Location()))
					d.acts(law.TwinningStream(lifetest.Tender), calltest.Contact(lifetest.Tender), lifetest.Month(n))
					d.acts(law.TwinningStream(lifetest.Tender), calltest.Officer, twinning.AcceptLog{Month: n})
				}
			}

			log(1, func(on string) {
				contact.FillNth("What", "2", "Flights of two people")
				contact.ChooseNth("Kind of cost", "0", "direct")
				contact.FillNth("Amount", "0", "612.40")
				contact.FillNth("Date", "2", on)
			})
			for _, hand := range []struct{ id, does string }{{calltest.Verifier, "Verify"}, {calltest.Authoriser, "Authorise"}, {calltest.Payer, "Pay"}} {
				d.settles(d.hand(b, hand.id, how.look), hand.does)
			}
			contact.Open("/tenders/" + lifetest.Tender)
			require.Contains(t, contact.Text("main"), "612.40")

			byCommand(2, 5)
			log(6, nil)
			d.Until(calendar.Month(start, 6).LastDay().AddDays(3).Start(d.now().Location()))
			d.waits(contact, "Submit a report")
			contact.Click("Submit a report")
			contact.Fill("Summary", "Half of it is done.")
			contact.Click("Submit a report")
			d.received(contact)
			d.waits(officer, "Accept a report")
			officer.Click("Accept a report")
			require.Contains(t, officer.Text("main"), "Half of it is done.", "what is judged stands above the form")
			officer.ClickOn("main form[method=post] button")
			d.received(officer)

			byCommand(7, 11)
			log(12, nil)
			last := calendar.Month(start, 12).LastDay()
			d.Until(last.AddDays(3).Start(d.now().Location()))
			d.waits(contact, "Submit a report")
			contact.Click("Submit a report")
			contact.Fill("Summary", "It runs in every hospital of the region.")
			contact.FillNth("What", "0", "On the region's own servers")
			contact.FillNth("What", "1", "Open source")
			contact.Click("Submit a report")
			d.received(contact)
			d.settles(officer, "Accept a report")
			d.settles(officer, "Close the twinning")

			for _, h := range []*browser.Hand{contact, officer} {
				h.Open("/tenders/" + lifetest.Tender)
				require.Contains(t, h.Text("main"), "closed")
			}
			auditor := d.hand(b, calltest.Auditor, how.look)
			auditor.Open("/tenders/" + lifetest.Tender + "/history")
			require.Contains(t, auditor.Text("main"), "closed the twinning")
			auditor.Open("/tenders/" + lifetest.Tender + "/state?at=" + start.AddDays(60).String())
			require.Contains(t, auditor.Text("main"), "active", "as it stood")
		})
	}
}
