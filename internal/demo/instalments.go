package demo

import (
	"bytes"
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/programmes"
)

// paidCall is a small call beside that of 2019, which pays by instalments. Nobody published it; the reference is ours.
const paidCall = "DHEP-2019"

// paidRules are what its rule book has beside that of 2019: samples, after docs/year.md.
const paidRules = `payments:
  instalments:
    value:
      - {id: first, kind: pre-financing, after: m1, within: 30 days, share: 40}
      - {id: interim, kind: interim, after: interim-report, within: 90 days}
      - {id: last, kind: balance, after: closure, within: 90 days}
      - {id: sum, kind: fixed-sum, after: closure, within: 60 days}
    sample: true
    why: for the demo
  suspend_for:
    value: [{id: missing-document, name: A document is missing}]
    sample: true
    why: for the demo
  interest:
    value: {rate: 3.5, reference: a rate that is made up, days: 365}
    sample: true
    why: for the demo

retention:
`

// An advanced is the call that pays by instalments, and its one tender.
type advanced struct {
	book   programme.Book
	tender *entry
}

// readAdvanced makes the rule book from that of 2019.
func (c *Cast) readAdvanced() (*advanced, error) {
	text, err := programmes.FS.ReadFile(bookFile)
	if err != nil {
		return nil, fmt.Errorf("read the rule book: %w", err)
	}
	for _, change := range [][2]string{{"{value: DHE-2019,", "{value: " + paidCall + ","}, {wholeMoney, "EUR 50000.00"}, {"retention:\n", paidRules}} {
		if !bytes.Contains(text, []byte(change[0])) {
			return nil, fmt.Errorf("%s has no %q", bookFile, change[0])
		}
		text = bytes.Replace(text, []byte(change[0]), []byte(change[1]), 1)
	}
	a := &advanced{tender: &entry{
		number: all + 1, synthetic: true, submit: c.command("tender-advanced"), at: c.instant(submissions[5]), contact: delegate(2), signatory: delegate(3),
	}}
	if a.book, err = programme.Parse("advanced.yaml", text); err != nil {
		return nil, err
	}
	e, priority := a.tender, a.book.Priorities[0]
	e.tender = twinning.Tender{
		Title: "Synthetic: a ward diary, paid by instalments", Type: "partial-adoption", Priority: priority.ID, Topic: priority.Topics[0].ID,
		Solution: "Synthetic: a diary of the ward, as one hospital keeps it, is handed to another.", Plan: "Synthetic: a kick-off, monthly meetings, a trial with a first group.",
		Months: 8, Exclusion: true, Documents: []twinning.Document{formOf(e.number)},
		Organisations: []twinning.Organisation{
			{ID: "org-1", Name: "Synthetic University Hospital 101 (EE)", Country: "EE"}, {ID: "org-2", Name: "Synthetic Care Network 102 (SE)", Country: "SE"},
		},
		Originators: []string{"org-1"}, Adopters: []string{"org-2"}, Tenderer: "org-1", Contractor: "org-1",
		Costs:   twinning.Costs{Personnel: inMoney(8_000_00), Direct: inMoney(5_000_00), Subcontracting: inMoney(3_000_00)},
		Contact: c.id(e.contact), Signatory: c.id(e.signatory),
		Sources: []string{"/: synthetic: every field was made up for the demo; no such tender, organisation or person exists"},
	}
	e.ref = door.Reference(paidCall, e.submit, c.id(e.contact))
	for n := range a.book.Evaluation.PerTender {
		r := report{evaluator: c.roles[law.Evaluator][n]}
		for _, k := range a.book.Evaluation.Criteria {
			r.scores = append(r.scores, twinning.Score{Criterion: k.ID, Points: tenths(4), Comment: "Synthetic: made up for the demo, an opinion of nobody."})
		}
		e.reports = append(e.reports, r)
	}
	return a, nil
}

// What the year that is paid by instalments has to come to, worked by hand.
//
// 40 % of EUR 16000.00 are EUR 6400.00, due on 13 November. On the 4th the time stops with 9 days left; from 4 December it runs to the 13th; paid
// on the 19th, 6 days late: 6400.00 x 3.5 % x 6 / 365 = 3.68. SEK 20000.00 of October are 20000.00 / 10.8093 = EUR 1850.26. Of EUR 4000.00
// of staff EUR 100.00 are deducted. The interim report clears the pre-financing: 1850.26 + 3900.00 + 2500.00 - 6400.00 = 1850.26 are
// owed, less EUR 250.00 that are recovered. The balance is EUR 4200.00, the fixed sum EUR 3000.00.
var worked = struct {
	first, interest, foreign, interim, gross, balance, fixedSum, deducted, recovered, transferred, freed money.Amount
}{
	first: cents(6_400_00), interest: cents(3_68), foreign: cents(1_850_26), interim: cents(1_850_26), gross: cents(8_250_26), balance: cents(4_200_00), fixedSum: cents(3_000_00),
	deducted: cents(100_00), recovered: cents(250_00), transferred: cents(15_200_26), freed: cents(549_74),
}

// advancedClaims are what is claimed, by the month with whose log.
func advancedClaims() map[int]twinning.Claim {
	claim := func(id string, kind twinning.CostKind, cents int64, on, what string) twinning.Claim {
		return twinning.Claim{ID: id, Kind: kind, Amount: inMoney(cents), On: day(on), What: law.Text("Synthetic: " + what + ".")}
	}
	abroad := claim("D-1", twinning.Direct, 0, "2019-10-22", "travel to the adopter")
	abroad.Amount = inCurrency(abroadIn, tenths(20_000))
	abroad.Evidence = []twinning.Attachment{evidenceOf(all+1, abroad.ID)}
	return map[int]twinning.Claim{
		1: abroad,
		2: claim("P-1", twinning.Personnel, 4_000_00, "2019-12-02", "work of the project team, first half"),
		5: claim("D-2", twinning.Direct, 2_500_00, "2020-03-05", "licences"),
		7: claim("P-2", twinning.Personnel, 4_200_00, "2020-05-05", "work of the project team, second half"),
	}
}

// advancedLog is the log of a month, with its claim.
func advancedLog(month int) twinning.SubmitLog {
	o := twinning.SubmitLog{Month: month, Activities: []twinning.Activity{{On: calendar.Month(advancedM1, month).From.AddDays(2), What: "Synthetic: meeting of the project team", Where: "online", Participants: 6}}}
	if x, claims := advancedClaims()[month]; claims {
		o.Expenses = []twinning.Claim{x}
	}
	return o
}

// advancedM1 is the common start.
var advancedM1 = day("2019-10-14")
