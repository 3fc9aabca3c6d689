package browser_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// furnishChanges are an amendment that holds and one that waits for signatures, instalments paid and not, deliverables at each stage,
// recoveries that are ordered and intended.
func (d *desk) furnishChanges() {
	d.t.Helper()
	stream, party, signatory := law.TwinningStream(lifetest.Tender), calltest.Contact(lifetest.Tender), calltest.Signatory(lifetest.Tender)
	page := "/tenders/" + lifetest.Tender
	acts := func(by string, c law.Command) {
		d.t.Helper()
		d.acts(stream, by, c)
	}
	acts(calltest.Payer, twinning.PayInstalment{Instalment: "first", Ref: "BANK-2019-117"})
	acts(party, twinning.SubmitDeliverable{Deliverable: "training", What: "Two days of training, with forty nurses.", WhyLate: "The ward moved in September."})
	acts(calltest.Officer, twinning.ReturnDeliverable{Deliverable: "training", Reason: "The list of those who were trained is missing."})
	acts(party, twinning.SubmitDeliverable{Deliverable: "roadmap", What: "The roadmap, agreed by both."})
	acts(party, twinning.RedateDeliverable{Deliverable: "handover", Due: calltest.Date("2020-06-30"), Reason: "The clinic opens later."})
	acts(calltest.Officer, twinning.IntendRecovery{Of: twinning.OfFinding, Amount: calltest.EUR("1250.00"), Reason: "An audit found travel of another project."})
	acts(party, twinning.ObserveRecovery{Number: 1, Text: "We have found the tickets, and they are ours."})
	acts(calltest.Head, twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryConfirm, Reason: "The tickets name another project."})
	acts(calltest.Officer, twinning.IntendRecovery{Of: twinning.OfFinding, Amount: calltest.EUR("80.00"), Reason: "A hotel was paid twice."})
	acts(party, twinning.PrepareAmendment{Changes: twinning.Changes{Activity: "The workshops are held online."}, Letter: true, Reason: "Nobody may travel."})
	acts(party, twinning.PrepareAmendment{Changes: twinning.Changes{Months: 15}, Reason: "The ward was closed for three months."})
	require.Eventually(d.t, func() bool {
		a := d.get(signatory, page, "en")
		return a.status == http.StatusOK && strings.Contains(a.text, "sign-amendment")
	}, time.Minute, 50*time.Millisecond, "an amendment waits for its signatures")
}

// furnishEnding is a termination that is intended, with what a party says to it, beside what has changed before.
func (d *desk) furnishEnding() {
	d.t.Helper()
	d.furnishChanges()
	stream := law.TwinningStream(lifetest.Tender)
	d.acts(stream, calltest.Head, twinning.IntendTermination{Reason: "Nothing has been logged for two months."})
	d.acts(stream, calltest.Contact(lifetest.Tender), twinning.ObserveTermination{Text: "The log is ready, but the signatory was away."})
	d.sees(calltest.Head, "/tenders/"+lifetest.Tender+"/do", "drop-termination") // who ends a twinning looks for it among all forms
}
