package browser_test

import (
	"fmt"
	"regexp"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
)

// inBulk is how many tenders are decided at once.
const inBulk = 20

// again is the next call, begun from the one before, and the eligibility of twenty tenders at once.
func (w *tour) again() {
	w.tells("## The next call\n\nThe officer begins it from the call before: all dates move with the deadline, and the people of the earlier call are proposed.")
	h := w.as("officer")
	h.Open("/")
	w.counts("a call of one's own published from an earlier one", 10, h, func() {
		h.Click("New call")
		h.Fill("Deadline for tenders", "2020-02-06")
		h.Click("Begin")
		w.shows(h, "book", "The rule book of the next call, with what its check finds")
		h.Click("Open the call")
		h.Click("Back to DHE-2020")
		h.Click("Publish")
		h.Click("Publish")
	})
	require.Contains(w.t, h.Text("main"), "Received and carried out.")
	h.Open("/calls/DHE-2020")
	w.shows(h, "next", "The next call, published")

	w.until("2020-01-10 10:00")
	for n := range inBulk {
		w.run(fmt.Sprintf("tender submit programmes/tenders/mask.yaml --call DHE-2020 --as mask-contact --command-id twenty-%02d", n+1))
	}
	w.until("2020-02-07 10:00")
	for _, alias := range []string{"officer", "head"} {
		h := w.as(alias)
		h.Open("/calls/DHE-2020/do/open-tenders")
		h.Click("Sign the opening")
	}
	w.tells("After its deadline twenty tenders are opened. Those that meet every rule are ticked already, and are decided at once, with a receipt for each.")
	h = w.as("officer")
	h.Open("/calls/DHE-2020")
	w.counts("twenty tenders that meet every rule decided in bulk", 4, h, func() {
		h.Click("Tenders")
		h.Click("Decide the chosen ones eligible")
		w.shows(h, "preview", "What would be decided, before it is sent")
		h.Click("Decide")
	})
	w.rest(time.Time{})
	eventually(w.t, "each is decided", func() bool {
		h.Open(h.Visit().Path)
		return inBulk == browser.Eval[int](h.Tab, `[...document.querySelectorAll("main .tag")].filter((e) => e.textContent.trim() === "done").length`)
	})
	require.Len(w.t, regexp.MustCompile(`DHE-2020-[A-Z2-7]{6}`).FindAllString(h.Text("main"), -1), inBulk, "a receipt for each")
	w.shows(h, "twenty", "A receipt for each of the twenty")
}
