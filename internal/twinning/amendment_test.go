package twinning_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// amendable is a rule book under which everything may be changed.
func amendable(edit func(*call.Amendments)) call.RuleBook {
	book := Book()
	book.Amendments = &call.Amendments{
		Changes: call.Changing(), ByLetter: []string{call.ChangeContact, call.ChangeActivity}, SignWithin: Length("10 days"), Months: 18,
		Shift: &call.Shifting{Scope: call.OfEachKind, Base: call.FirstContract, Share: Number("20"), Mode: call.PriorApproval},
	}
	if edit != nil {
		edit(book.Amendments)
	}
	return book
}

// amending is the world of two twinnings in their second month, under such a rule book.
func amending(t *testing.T, edit func(*call.Amendments)) *World {
	t.Helper()
	w := New(t).Opened(amendable(edit)).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided()
	return w.Signed(A, B).At("2019-11-20T09:00")
}

// sum is the hash of the amendment that waits for signatures.
func sum(w *World) twinning.SignAmendment {
	a, _ := w.Twinning(A).Amended()
	return twinning.SignAmendment{SHA256: a.SHA256}
}

// agreed has an amendment prepared by the contact and signed by both parties.
func agreed(w *World, o twinning.PrepareAmendment) {
	w.Do(Tendering(A), Contact(A), o)
	w.Do(Tendering(A), Signatory(A), sum(w))
	w.Do(Tendering(A), Procurer, sum(w))
}

func usd(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse("USD " + text)
	require.NoError(t, err)
	return a
}

func longer(months int) twinning.PrepareAmendment {
	return twinning.PrepareAmendment{Changes: twinning.Changes{Months: months}, Reason: "the ward was closed"}
}

func costing(personnel, direct, subcontracting string) twinning.PrepareAmendment {
	return twinning.PrepareAmendment{Reason: "travel is cheaper", Changes: twinning.Changes{
		Costs: twinning.Costs{Personnel: EUR(personnel), Direct: EUR(direct), Subcontracting: EUR(subcontracting)},
	}}
}

func TestAnAmendmentHoldsWithTheLastSignatureUnderItsHash(t *testing.T) {
	t.Parallel()
	prepared := func(w *World) { w.Do(Tendering(A), Contact(A), longer(15)) }
	signed := func(w *World) { prepared(w); w.Do(Tendering(A), Signatory(A), sum(w)) }
	w := amending(t, nil)
	Run(t, w,
		Row{Name: "the contact prepares it", By: Contact(A), When: longer(15), Then: []string{"amendment-prepared.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, 12, w.Twinning(A).Contract.Months, "nothing has changed")
			for _, id := range []string{"amendment-1-contractor", "amendment-1-procurer"} {
				due, open := owed(w, id)
				require.True(t, open, id)
				require.Equal(t, "2019-12-02", due, "ten days from 20 November end on a Saturday")
			}
		}},
		Row{Name: "so does an officer", By: Officer, When: longer(15), Then: []string{"amendment-prepared.v1"}},
		Row{Name: "nobody else", By: Contact(B), When: longer(15), Refused: "roles/not-a-party"},
		Row{Name: "one at a time", Given: prepared, By: Officer, When: longer(14), Refused: "amendment/one-at-a-time"},
		Row{Name: "one signature is not enough", Given: prepared, By: Procurer, When: twinning.SignAmendment{SHA256: SHA("x")}, Refused: "amendment/other-text"},
		Row{Name: "who signs for nobody does not sign", Given: signed, By: Head, When: twinning.SignAmendment{SHA256: SHA("x")}, Refused: "amendment/other-text"},
	)
	Run(t, w, Row{Name: "nothing to sign", By: Procurer, When: twinning.SignAmendment{SHA256: SHA("x")}, Refused: "amendment/nothing-prepared"})
	signed(w)
	under := sum(w)
	Run(t, w,
		Row{Name: "the same person does not sign twice", By: Signatory(A), When: under, Refused: "amendment/signed-already"},
		Row{Name: "not the head, who is not asked", By: Head, When: under, Refused: "roles/not-a-signatory"},
		Row{Name: "with the second it holds", By: Procurer, When: under, Then: []string{"amendment-signed.v1", "amendment-in-force.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, 15, is.Contract.Months)
			require.Equal(t, map[string]int{"months": 1}, is.Amending.By)
			_, open := owed(w, "log-15")
			require.True(t, open)
			final, _ := obligation.Find(is.Obligations, "final-report")
			due, _ := final.Current()
			require.Equal(t, "2021-03-15", due.On.String(), "two months from 13 January 2021 end on a Saturday")
			require.Equal(t, w.Twinning(B).Contract.Rules, is.Contract.Rules, "the pinned rules stay")
		}},
		Row{Name: "the other side refuses", By: Procurer, When: twinning.RefuseAmendment{Reason: "no"}, Then: []string{"amendment-refused.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, 12, w.Twinning(A).Contract.Months)
			_, open := owed(w, "amendment-1-procurer")
			require.False(t, open)
			w.Do(Tendering(A), Contact(A), longer(13))
			require.Len(t, w.Twinning(A).Amending.List, 2, "and another may be prepared")
		}},
		Row{Name: "its own side does not refuse it", By: Contact(A), When: twinning.RefuseAmendment{Reason: "no"}, Refused: "amendment/own"},
		Row{Name: "who began withdraws it before the last signature", By: Contact(A), When: twinning.WithdrawAmendment{Reason: "another one follows"}, Then: []string{"amendment-withdrawn.v1"}},
		Row{Name: "not the other side", By: Officer, When: twinning.WithdrawAmendment{Reason: "another one follows"}, Refused: "amendment/of-the-other-side"},
	)
}

func TestAnAmendmentHoldsFromItsDay(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	o := longer(14)
	o.From = Date("2020-01-01")
	agreed(w, o)
	require.Equal(t, 12, w.Twinning(A).Contract.Months)
	Run(t, w,
		Row{Name: "what is agreed is not withdrawn", By: Contact(A), When: twinning.WithdrawAmendment{Reason: "another one follows"}, Refused: "amendment/agreed"},
		Row{Name: "nor is another prepared before", By: Contact(A), When: longer(13), Refused: "amendment/one-at-a-time"},
	)
	w.At("2019-12-31T23:59")
	require.Equal(t, 12, w.Twinning(A).Contract.Months)
	w.At("2020-01-01T00:01")
	require.Equal(t, 14, w.Twinning(A).Contract.Months)
	w.At("2020-10-15T09:00")
	require.Equal(t, twinning.Active, w.Twinning(A).Stage, "its months go on")
	w.At("2020-12-14T09:00")
	require.Equal(t, twinning.Reporting, w.Twinning(A).Stage)
	Run(t, w, Row{Name: "months that are over are not made more", By: Contact(A), When: longer(16), Refused: "amendment/months-over"})
}

func TestTheEndOfASuspendedTwinningMovesByAmendment(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	w.Do(Tendering(A), Head, suspend)
	w.At("2020-10-20T09:00") // the last month has ended meanwhile
	agreed(w, longer(18))
	_, open := owed(w, "log-18")
	require.False(t, open, "it rests")
	w.Do(Tendering(A), Head, twinning.ResumeTwinning{})
	require.Equal(t, twinning.Active, w.Twinning(A).Stage)
	_, open = owed(w, "log-18")
	require.True(t, open)
	w.At("2020-11-01T09:00")
	require.Equal(t, twinning.Active, w.Twinning(A).Stage)
}

func TestAShorterContractOwesNoLogOfAMonthThatItDoesNotHave(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	agreed(w, longer(6))
	_, open := owed(w, "log-07")
	require.False(t, open)
	_, open = owed(w, "log-06")
	require.True(t, open)
	Run(t, w, Row{Name: "not to a day that has passed", By: Contact(A), When: longer(1), Refused: "amendment/end-past"})
}

func TestMoneyMovesWithinTheShareOfTheRuleBook(t *testing.T) {
	t.Parallel()
	prepared := []string{"amendment-prepared.v1"}
	w := amending(t, nil)
	Run(t, w,
		Row{Name: "20 % of direct costs", By: Contact(A), When: costing("23000.00", "12000.00", "5000.00"), Then: prepared},
		Row{Name: "not more", By: Contact(A), When: costing("23000.01", "11999.99", "5000.00"), Refused: "amendment/beyond-share"},
		Row{Name: "not into a kind by more either", By: Contact(A), When: costing("18000.00", "15000.00", "7000.00"), Refused: "amendment/beyond-share"},
		Row{Name: "not above the ceiling of the type", By: Contact(A), When: costing("23000.01", "15000.00", "5000.00"), Refused: "amendment/not-eligible:above-ceiling"},
		Row{Name: "not from a day that lies ahead", By: Contact(A), When: func() twinning.PrepareAmendment {
			o := costing("21000.00", "14000.00", "5000.00")
			o.From = Date("2019-12-01")
			return o
		}(), Refused: "amendment/money-at-once"},
		Row{Name: "not in another currency", By: Contact(A), When: twinning.PrepareAmendment{Reason: "x", Changes: twinning.Changes{
			Costs: twinning.Costs{Personnel: usd(t, "20000.00"), Direct: usd(t, "15000.00"), Subcontracting: usd(t, "5000.00")},
		}}, Refused: "amendment/currency"},
		Row{Name: "what stands already changes nothing", By: Contact(A), When: costing("20000.00", "15000.00", "5000.00"), Refused: "amendment/changes-nothing"},
	)
	agreed(w, costing("22000.00", "13000.00", "5000.00"))
	require.Equal(t, EUR("13000.00"), w.Twinning(A).Contract.Costs.Direct)
	Run(t, w,
		Row{Name: "all shifts count together", By: Contact(A), When: costing("23000.01", "11999.99", "5000.00"), Refused: "amendment/beyond-share"},
		Row{Name: "up to the share", By: Contact(A), When: costing("23000.00", "12000.00", "5000.00"), Then: prepared},
		Row{Name: "a claim is held to the new amount", By: Contact(A), When: Log(1, Claim("X", twinning.Direct, "13000.01")), Refused: "ceilings/cost-kind-claimed"},
	)
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "13000.00")))
	Run(t, w, Row{Name: "not below what is claimed", By: Contact(A), When: costing("22000.01", "12999.99", "5000.00"), Refused: "amendment/below-claimed"})
	Run(t, amending(t, func(a *call.Amendments) { a.Shift.Scope, a.Shift.Base = call.OfTheContract, call.PresentContract }),
		Row{Name: "20 % of the contract", By: Contact(A), When: costing("28000.00", "7000.00", "5000.00"), Then: prepared},
		Row{Name: "not more of it", By: Contact(A), When: costing("28000.01", "6999.99", "5000.00"), Refused: "amendment/beyond-share"},
	)
}

func TestAShiftWithinTheShareIsReportedByLetterWhereTheRuleBookHasItSo(t *testing.T) {
	t.Parallel()
	letter := func(o twinning.PrepareAmendment) twinning.PrepareAmendment {
		o.Letter = true
		return o
	}
	Run(t, amending(t, func(a *call.Amendments) { a.Shift.Mode = call.ReportOnly }),
		Row{Name: "within", By: Contact(A), When: letter(costing("23000.00", "12000.00", "5000.00")), Then: []string{"amendment-prepared.v1", "amendment-in-force.v1"}},
		Row{Name: "beyond it takes signatures", By: Contact(A), When: letter(costing("23000.01", "11999.99", "5000.00")), Refused: "amendment/not-by-letter"},
		Row{Name: "which is no letter", By: Contact(A), When: costing("23000.01", "11999.99", "5000.00"), Then: []string{"amendment-prepared.v1"}},
	)
}

func TestMoneyThatAnAmendmentGivesUpIsFree(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	left := w.Call().Left
	agreed(w, costing("20000.00", "12000.00", "5000.00"))
	require.Equal(t, left.Add(EUR("3000.00")), w.Call().Left)
	require.Equal(t, EUR("37000.00"), w.Twinning(A).Contract.Amount)
}

func TestOrganisationsJoinAndLeaveAndTheContractorIsJudgedAgain(t *testing.T) {
	t.Parallel()
	change := func(c twinning.Changes) twinning.PrepareAmendment {
		return twinning.PrepareAmendment{Changes: c, Reason: "they merged"}
	}
	joins := func(id, country string) []twinning.Organisation {
		return []twinning.Organisation{{ID: id, Name: "Gamma", Country: country}}
	}
	prepared := []string{"amendment-prepared.v1"}
	w := amending(t, nil)
	Run(t, w,
		Row{Name: "an adopter joins", By: Contact(A), When: change(twinning.Changes{Joins: joins("gamma", "FR")}), Then: prepared},
		Row{Name: "who is there does not join", By: Contact(A), When: change(twinning.Changes{Joins: joins("beta", "FR")}), Refused: "amendment/joined-already"},
		Row{Name: "one must be left", By: Contact(A), When: change(twinning.Changes{Leaves: []string{"beta"}}), Refused: "amendment/last-adopter"},
		Row{Name: "who is no adopter does not leave", By: Contact(A), When: change(twinning.Changes{Leaves: []string{"alpha"}}), Refused: "amendment/no-adopter"},
		Row{Name: "no adopter abroad would be left", By: Contact(A), When: change(twinning.Changes{Joins: joins("gamma", "BE"), Leaves: []string{"beta"}}), Refused: "amendment/not-eligible:no-adopter-abroad"},
		Row{Name: "a contractor from inside the Union", By: Contact(A), When: change(twinning.Changes{Joins: joins("gamma", "FR"), Contractor: "gamma"}), Then: prepared},
		Row{Name: "not from outside", By: Contact(A), When: change(twinning.Changes{Joins: joins("gamma", "CH"), Contractor: "gamma"}), Refused: "amendment/not-eligible:contractor-outside"},
		Row{Name: "one that nobody knows", By: Contact(A), When: change(twinning.Changes{Contractor: "delta"}), Refused: "organisations/not-in-tender"},
		Row{Name: "another type, but within its ceiling", By: Contact(A), When: change(twinning.Changes{Type: "knowledge-exchange"}), Refused: "amendment/not-eligible:above-ceiling"},
	)
	agreed(w, change(twinning.Changes{Joins: joins("gamma", "FR"), Leaves: []string{"beta"}}))
	require.Equal(t, []string{"gamma"}, w.Twinning(A).Tender.Adopters)
	require.Equal(t, 1, w.Twinning(A).Amending.By["adopters"])
	agreed(w, change(twinning.Changes{Contractor: "gamma"}))
	require.Equal(t, "gamma", w.Twinning(A).Tender.Contractor)
}

func TestContactAndSignatoryChangeByAmendmentOrLetter(t *testing.T) {
	t.Parallel()
	contact := twinning.PrepareAmendment{Changes: twinning.Changes{Contact: Stranger}, Letter: true, Reason: "has left"}
	signatory := twinning.PrepareAmendment{Changes: twinning.Changes{Signatory: Stranger}, Reason: "has left"}
	letter := signatory
	letter.Letter = true
	w := amending(t, nil)
	Run(t, w,
		Row{Name: "the contact by letter", By: Signatory(A), When: contact, Then: []string{"amendment-prepared.v1", "amendment-in-force.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Stranger, w.Twinning(A).Tender.Contact)
			o, _ := obligation.Find(w.Twinning(A).Obligations, "log-02")
			require.Equal(t, []string{Stranger}, o.Who, "and owes what the one before still owed")
			w.Do(Tendering(A), Stranger, Log(1))
			_, err := w.Send(Tendering(A), Contact(A), Log(2))
			requireRefused(t, "roles/not-a-party", err)
		}},
		Row{Name: "the signatory not by letter", By: Contact(A), When: letter, Refused: "amendment/not-by-letter"},
		Row{Name: "but by amendment", By: Contact(A), When: signatory, Then: []string{"amendment-prepared.v1"}},
		Row{Name: "nobody of the staff", By: Contact(A), When: twinning.PrepareAmendment{Changes: twinning.Changes{Signatory: Officer}, Reason: "x"}, Refused: "conflicts/party-with-office"},
		Row{Name: "nor who is it already", By: Contact(A), When: twinning.PrepareAmendment{Changes: twinning.Changes{Contact: Contact(A)}, Letter: true, Reason: "x"}, Refused: "parties/is-it-already"},
	)
}

func TestARuleBookSaysWhatIsAmended(t *testing.T) {
	t.Parallel()
	Run(t, New(t).Running(), Row{Name: "nothing without it", By: Contact(A), When: longer(13), Refused: "amendment/none"})
	Run(t, amending(t, func(a *call.Amendments) { a.Changes, a.ByLetter = []string{call.ChangeType}, nil }),
		Row{Name: "not what it leaves out", By: Contact(A), When: longer(13), Refused: "amendment/not-allowed"})
	Run(t, amending(t, nil), Row{Name: "no more months than it has", By: Contact(A), When: longer(19), Refused: "amendment/too-many-months"})
	w := amending(t, func(a *call.Amendments) { a.Also = []law.Role{law.Head} })
	agreed(w, longer(13))
	require.Equal(t, 12, w.Twinning(A).Contract.Months)
	Run(t, w, Row{Name: "the head countersigns", By: Head, When: sum(w), Then: []string{"amendment-signed.v1", "amendment-in-force.v1"}})
	Nonsense(t,
		No("that changes nothing", twinning.PrepareAmendment{Reason: "?"}, "name at least one value"),
		No("for no reason", twinning.PrepareAmendment{Changes: twinning.Changes{Months: 13}}, "reason is missing"),
		No("of 61 months", longer(61), "months is 61"),
		No("signed under no hash", twinning.SignAmendment{SHA256: "abc"}, "64 hexadecimal"),
		No("withdrawn for no reason", twinning.WithdrawAmendment{}, "reason is missing"),
		No("refused for no reason", twinning.RefuseAmendment{}, "reason is missing"),
	)
}

func TestAnAmendmentOfBothSpeakersIsFoldedToOneStateHoweverOften(t *testing.T) {
	t.Parallel()
	w := started(t, amendable(nil))
	w.Do(Tendering(A), Contact(A), twinning.PrepareAmendment{Changes: twinning.Changes{Contact: "p-newcontact", Signatory: "p-newsignatory"}, Reason: "both have left"})
	w.Do(Tendering(A), Signatory(A), sum(w))
	before := w.Twinning(A)
	events := w.Do(Tendering(A), Procurer, sum(w))
	require.Equal(t, []string{"amendment-signed.v1", "amendment-in-force.v1"}, Kinds(events))
	var first []byte
	for range 64 {
		is := before
		for _, e := range events {
			is = is.Evolve(e.(twinning.Event), law.Recorded{Actor: Procurer, ReceivedAt: w.Clock("2019-12-02T09:00")})
		}
		text, err := json.Marshal(is)
		require.NoError(t, err)
		if first == nil {
			first = text
		}
		require.Equal(t, string(first), string(text))
	}
}
