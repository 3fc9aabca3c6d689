package browser_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// everyRule gives the rule book of the year what a call may have besides: amendments, instalments, deliverables, a closure in steps,
// termination in steps and recovery.
func everyRule(b *call.RuleBook) {
	forty, twenty := decimal.NewFromInt(40), decimal.NewFromInt(20)
	length := calltest.Length
	b.Amendments = &call.Amendments{
		Changes: call.Changing(), ByLetter: []string{call.ChangeContact, call.ChangeActivity}, SignWithin: length("10 days"), Months: 18,
		Shift: &call.Shifting{Scope: call.OfEachKind, Base: call.FirstContract, Share: twenty, Mode: call.PriorApproval},
	}
	b.Payments = &call.Payments{
		Instalments: []call.Instalment{
			{ID: "first", Kind: call.PreFinancing, After: call.AfterM1, Within: length("30 days"), Share: &forty},
			{ID: "interim", Kind: call.InterimPay, After: call.AfterInterim, Within: length("90 days")},
			{ID: "last", Kind: call.Balance, After: call.AfterEnd, Within: length("90 days")},
			{ID: "sum", Kind: call.FixedSumPay, After: call.AfterEnd, Within: length("60 days")},
		},
		SuspendFor: []call.Ground{{ID: "missing-document", Name: "A document is missing"}},
		Interest:   &call.Interest{Rate: decimal.RequireFromString("3.5"), Reference: "a rate of tests", Days: 365},
	}
	b.Running.FixedSum = call.AfterFinalReport
	b.Running.Closure = &call.Closure{CoSigned: true, Lessons: true, FollowUp: true, Early: true, Latest: length("6 months")}
	b.Running.Termination = &call.Termination{Observations: length("15 days"), ClaimWithin: length("30 days")}
	b.Running.Recovery = &call.Recovery{Observations: length("15 days"), PayWithin: length("45 days")}
	for i := range b.Types {
		b.Types[i].Deliverables = []call.Deliverable{{ID: "roadmap", Name: "Roadmap of the transfer", Month: 3}, {ID: "handover", Name: "Handover", Month: 12, Upload: true}, {ID: "training", Name: "Training of those who will use it", Month: 2}}
	}
	for _, name := range call.OptionalLadders() {
		if _, there := b.Reminders.Ladders[name]; !there {
			ladder := b.Reminders.Ladders["log"]
			ladder.What = strings.ReplaceAll(name, "-", " ")
			b.Reminders.Ladders[name] = ladder
		}
	}
}

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
	d.sees(calltest.Head, "/tenders/"+lifetest.Tender, "terminate-twinning")
}
