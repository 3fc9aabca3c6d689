package twinning

import (
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

func oweSignature(party string) string { return "signature-" + party }

// otherSignature is what the other party owes once one has signed: by the day of the
// contract or, where that is past, within the time for reviews.
func (t Twinning) otherSignature(signed string, terms terms, c call.Call, r law.Receipt) []obligation.Owed {
	other := PartyContractor
	if signed == PartyContractor {
		other = PartyProcurer
	}
	if _, rule := terms.book.Reminders.Ladders[ladderSignature]; !rule || t.owesUnder(oweSignature(other)) {
		return nil
	}
	today := terms.day(r.ReceivedAt)
	due := terms.due(today, terms.book.Running.ReviewWithin)
	if o, ok := obligation.Find(t.Obligations, oweContract); ok && o.Open() {
		if holds, _ := o.Current(); holds.On.After(today) {
			due = holds.On
		}
	}
	return []obligation.Owed{{ID: t.anew(oweSignature(other)), Ladder: ladderSignature, Who: t.signers(c, other), Due: due}}
}

func (t Twinning) owesUnder(prefix string) bool {
	for _, o := range t.Obligations {
		if o.Ladder == ladderSignature && o.Open() && strings.HasPrefix(o.ID, prefix) {
			return true
		}
	}
	return false
}

// signed is the twinning with what a signature meets and what it makes the other party owe.
func (t Twinning) signed(e ContractSigned, at time.Time) Twinning {
	for _, o := range t.Obligations {
		if o.Ladder == ladderSignature && strings.HasPrefix(o.ID, oweSignature(e.Party)) {
			t.Obligations = obligation.Meet(t.Obligations, o.ID, at)
		}
	}
	return t.owe(at, "", e.Owed)
}

// begins is M1, about which the parties are written to where the rule book has letters before it.
func (t Twinning) begins(terms terms, m1 calendar.Date) []obligation.Owed {
	if _, rule := terms.book.Reminders.Ladders[ladderStart]; !rule {
		return nil
	}
	return []obligation.Owed{{ID: oweStart, Ladder: ladderStart, Who: []string{t.Tender.Contact}, Due: m1}}
}

// keptUntil is the end of the retention of a twinning, the day after its last one, about which the head is
// written to where the rule book has letters before it.
func (t Twinning) keptUntil(terms terms, until calendar.Date) []obligation.Owed {
	if _, rule := terms.book.Reminders.Ladders[ladderRetention]; !rule || t.Contract == nil {
		return nil
	}
	return []obligation.Owed{{ID: oweRetention, Ladder: ladderRetention, Who: terms.heads, Due: until.AddDays(1)}}
}
