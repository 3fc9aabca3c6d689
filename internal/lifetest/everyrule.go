package lifetest

import (
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
)

// EveryRule gives the rule book of the year what a call may have besides: amendments, instalments, deliverables, a closure in steps,
// termination in steps and recovery.
func EveryRule(b *call.RuleBook) {
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
