package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// nurse is a personnel contract from M1 to the end of March 2020.
func nurse(edit func(*twinning.PersonnelContract)) twinning.PersonnelContract {
	p := twinning.PersonnelContract{
		ID: "nurse-1", Person: "person-nurse", Organisation: "beta", Role: "nurse", Rate: EUR("250.00"), Unit: "day", Most: EUR("5000.00"), From: Date("2019-10-14"), Until: Date("2020-03-31"),
	}
	if edit != nil {
		edit(&p)
	}
	return p
}

// employing is a rule book under which claims of personnel costs name a personnel contract.
func employing(book call.RuleBook) call.RuleBook {
	book.Running.Personnel = &call.Personnel{Kinds: []string{"personnel"}, Roles: []call.PersonnelRole{{ID: "nurse", Name: "Nurse"}}}
	return book
}

// awarded is a call under a rule book, decided, with contracts to sign.
func awarded(t *testing.T, book call.RuleBook) *World {
	t.Helper()
	return New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided()
}

func engaging(list ...twinning.PersonnelContract) twinning.PrepareContract {
	return twinning.PrepareContract{Personnel: list}
}

func days(id, amount, quantity string) twinning.Claim {
	c := Claim(id, twinning.Personnel, amount)
	c.Personnel = "nurse-1"
	if quantity != "" {
		n := Number(quantity)
		c.Quantity = &n
	}
	return c
}

func TestPersonnelContractsAreRecordedWithTheContractAndStandInWhatIsSigned(t *testing.T) {
	t.Parallel()
	w := awarded(t, employing(Book()))
	before, err := w.Twinning(A).ContractFor(w.Call(), calendar.Date{}, law.Receipt{Actor: Procurer, ReceivedAt: w.Now})
	require.NoError(t, err)
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{SHA256: before.SHA256()})
	Run(t, w,
		Row{Name: "by the contact", By: Contact(A), When: engaging(nurse(nil)), Then: []string{"contract-prepared.v1"}, After: func(t *testing.T, w *World) {
			is, err := w.Twinning(A).ContractFor(w.Call(), calendar.Date{}, law.Receipt{Actor: Procurer, ReceivedAt: w.Now})
			require.NoError(t, err)
			require.Equal(t, []twinning.PersonnelContract{nurse(nil)}, is.Personnel)
			w.Do(Tendering(A), Procurer, twinning.SignContract{SHA256: is.SHA256()})
			require.Equal(t, twinning.Awarded, w.Twinning(A).Stage, "the other signature was under another text")
			w.Do(Tendering(A), Signatory(A), twinning.SignContract{SHA256: is.SHA256()})
			require.Equal(t, []twinning.PersonnelContract{nurse(nil)}, w.Twinning(A).Contract.Personnel)
		}},
		Row{Name: "by an officer", By: Officer, When: engaging(nurse(nil)), Then: []string{"contract-prepared.v1"}},
		Row{Name: "not by another party", By: Contact(B), When: engaging(nurse(nil)), Refused: "roles/not-a-party"},
		Row{Name: "not of an organisation that nobody knows", By: Contact(A), When: engaging(nurse(func(p *twinning.PersonnelContract) { p.Organisation = "delta" })), Refused: "organisations/not-in-tender"},
		Row{Name: "not as what the rule book does not have", By: Contact(A), When: engaging(nurse(func(p *twinning.PersonnelContract) { p.Role = "pilot" })), Refused: "personnel/no-such-role"},
	)
	Run(t, awarded(t, Book()), Row{Name: "not where the rule book has none", By: Contact(A), When: engaging(nurse(nil)), Refused: "personnel/none"})
}

func TestASignatureThatNamesNoTextSaysNothingOnceAnotherTextIsPrepared(t *testing.T) {
	t.Parallel()
	w := awarded(t, employing(Book()))
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{})
	w.Do(Tendering(A), Officer, engaging(nurse(nil)))
	w.Do(Tendering(A), Procurer, twinning.SignContract{})
	require.Equal(t, twinning.Awarded, w.Twinning(A).Stage, "the signatory has not signed what was prepared")
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{})
	require.Equal(t, []twinning.PersonnelContract{nurse(nil)}, w.Twinning(A).Contract.Personnel)
}

func TestTheReasonForAnM1OfItsOwnStandsInTheContract(t *testing.T) {
	t.Parallel()
	own := func(day string) twinning.PrepareContract {
		return twinning.PrepareContract{Start: Date(day), Why: "the ward is being rebuilt"}
	}
	w := awarded(t, Book())
	Run(t, w, Row{Name: "not while the common start lies ahead", By: Contact(A), When: own("2019-11-04"), Refused: "contract/common-start"})
	w.At("2019-10-20T09:00")
	Run(t, w,
		Row{Name: "not on a day that has passed", By: Contact(A), When: own("2019-10-20"), Refused: "contract/start-past"},
		Row{Name: "not after the latest", By: Contact(A), When: own("2024-01-01"), Refused: "contract/start-too-late"},
		Row{Name: "the reason is signed with it", By: Officer, When: own("2019-11-04"), Then: []string{"contract-prepared.v1"}, After: func(t *testing.T, w *World) {
			is, err := w.Twinning(A).ContractFor(w.Call(), calendar.Date{}, law.Receipt{Actor: Procurer, ReceivedAt: w.Now})
			require.NoError(t, err)
			require.Equal(t, Date("2019-11-04"), is.M1)
			require.NotEmpty(t, is.Why)
			other, err := w.Twinning(A).ContractFor(w.Call(), Date("2019-11-05"), law.Receipt{Actor: Procurer, ReceivedAt: w.Now})
			require.NoError(t, err)
			require.Empty(t, other.Why, "it is the reason for that day alone")
			w.Do(Tendering(A), Signatory(A), twinning.SignContract{SHA256: is.SHA256()})
			w.Do(Tendering(A), Procurer, twinning.SignContract{SHA256: is.SHA256()})
			require.Equal(t, is.Why, w.Twinning(A).Contract.Why)
			require.Equal(t, Date("2019-11-04"), w.Twinning(A).Contract.M1)
		}},
	)
	for _, o := range []twinning.PrepareContract{{Start: Date("2019-11-04")}, {Why: "the ward is being rebuilt"}} {
		require.ErrorContains(t, o.Check(), "given together")
	}
}

// working is a twinning in its second month with one personnel contract.
func working(t *testing.T, edit func(*call.Amendments)) *World {
	t.Helper()
	w := awarded(t, employing(amendable(edit)))
	w.Do(Tendering(A), Contact(A), engaging(nurse(nil)))
	return w.Signed(A, B).At("2019-11-20T09:00")
}

func TestAPersonnelClaimNamesAContractInForceWithinRateAndMaximum(t *testing.T) {
	t.Parallel()
	claims := func(list ...twinning.Claim) twinning.ClaimExpenses { return twinning.ClaimExpenses{Expenses: list} }
	edited := func(c twinning.Claim, edit func(*twinning.Claim)) twinning.Claim {
		edit(&c)
		return c
	}
	taken := []string{"expenses-claimed.v1"}
	w := working(t, nil)
	Run(t, w,
		Row{Name: "quantity times rate", By: Contact(A), When: claims(days("X", "2500.00", "10")), Then: taken},
		Row{Name: "less than that", By: Contact(A), When: claims(days("X", "2400.00", "10")), Then: taken},
		Row{Name: "not a cent more", By: Contact(A), When: claims(days("X", "2500.01", "10")), Refused: "personnel/above-rate"},
		Row{Name: "up to the maximum", By: Contact(A), When: claims(days("X", "2500.00", "10"), days("Y", "2500.00", "10")), Then: taken},
		Row{Name: "not above it together", By: Contact(A), When: claims(days("X", "2500.00", "10"), days("Y", "2500.01", "11")), Refused: "personnel/above-most"},
		Row{Name: "with a log as well", By: Contact(A), When: Log(1, days("X", "2500.00", "10"), days("Y", "2500.01", "11")), Refused: "personnel/above-most"},
		Row{Name: "in the currency of the contract", By: Contact(A), When: claims(edited(days("X", "100.00", "1"), func(c *twinning.Claim) { c.Amount = usd(t, "1.00") })), Refused: "personnel/currency"},
		Row{Name: "with a log as well in its currency", By: Contact(A), When: Log(1, edited(days("X", "100.00", "1"), func(c *twinning.Claim) { c.Amount = usd(t, "1.00") })), Refused: "personnel/currency"},
		Row{Name: "with its contract", By: Contact(A), When: claims(Claim("X", twinning.Personnel, "100.00")), Refused: "personnel/contract-missing"},
		Row{Name: "with one that there is", By: Contact(A), When: claims(edited(days("X", "100.00", "1"), func(c *twinning.Claim) { c.Personnel = "nurse-2" })), Refused: "personnel/no-such-contract"},
		Row{Name: "with its quantity", By: Contact(A), When: claims(days("X", "100.00", "")), Refused: "personnel/quantity-missing"},
		Row{Name: "other costs have none", By: Contact(A), When: claims(edited(days("X", "100.00", "1"), func(c *twinning.Claim) { c.Kind = twinning.Direct })), Refused: "personnel/not-of-this-kind"},
		Row{Name: "of the person of the contract", By: Contact(A), When: claims(edited(days("X", "100.00", "1"), func(c *twinning.Claim) { c.Payee = Stranger })), Refused: "personnel/another-person"},
		Row{Name: "of its organisation", By: Contact(A), When: claims(edited(days("X", "100.00", "1"), func(c *twinning.Claim) { c.Organisation = "alpha" })), Refused: "personnel/another-organisation"},
		Row{Name: "in force in all of its period", By: Contact(A), When: claims(edited(days("X", "100.00", "1"), func(c *twinning.Claim) {
			c.From, c.Until = Date("2019-10-13"), Date("2019-10-20")
		})), Refused: "personnel/not-in-force"},
		Row{Name: "to its last day", By: Contact(A), When: claims(edited(days("X", "100.00", "1"), func(c *twinning.Claim) {
			c.From, c.Until = Date("2020-03-01"), Date("2020-04-01")
		})), Refused: "personnel/not-in-force"},
	)
	w.Do(Tendering(A), Contact(A), Log(1, days("X", "4000.00", "16")))
	Run(t, w,
		Row{Name: "a log that is sent again replaces what it claimed", By: Contact(A), When: Log(1, days("X", "4500.00", "18")), Then: []string{"log-submitted.v1"}},
		Row{Name: "what stands is counted", By: Contact(A), When: claims(days("Y", "1000.01", "4")), Refused: "personnel/above-rate"},
		Row{Name: "what stands is counted with what comes", By: Contact(A), When: claims(days("Y", "1000.01", "6")), Refused: "personnel/above-most"},
		Row{Name: "to the cent", By: Contact(A), When: claims(days("Y", "1000.00", "4")), Then: taken},
	)
	w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "X", Reason: "too many days"})
	Run(t, w,
		Row{Name: "a correction is held to it", By: Contact(A), When: twinning.CorrectExpense{Claim: days("X", "5000.25", "21"), Reason: "counted again"}, Refused: "personnel/above-most"},
		Row{Name: "a correction replaces what it corrects", By: Contact(A), When: twinning.CorrectExpense{Claim: days("X", "5000.00", "20"), Reason: "counted again"}, Then: []string{"expense-corrected.v1"}},
	)
	Run(t, New(t).Running(), Row{Name: "old rule books know none", By: Contact(A), When: claims(days("X", "100.00", "1")), Refused: "personnel/not-of-this-kind"})
}

func TestPersonnelContractsComeAndEndByAmendment(t *testing.T) {
	t.Parallel()
	engage := func(list ...twinning.PersonnelContract) twinning.PrepareAmendment {
		return twinning.PrepareAmendment{Changes: twinning.Changes{Personnel: list}, Reason: "she has left"}
	}
	with := func(edit func(*twinning.PersonnelContract)) twinning.PrepareAmendment { return engage(nurse(edit)) }
	prepared := []string{"amendment-prepared.v1"}
	w := working(t, nil)
	c := days("X", "2500.00", "10")
	c.From, c.Until = Date("2019-10-14"), Date("2019-11-08")
	w.Do(Tendering(A), Contact(A), twinning.ClaimExpenses{Expenses: []twinning.Claim{c}})
	Run(t, w,
		Row{Name: "another one", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.ID = "nurse-2" }), Then: prepared},
		Row{Name: "an earlier end", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.Until = Date("2019-11-08") }), Then: prepared},
		Row{Name: "not before what is claimed", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.Until = Date("2019-11-07") }), Refused: "personnel/days-of-claims"},
		Row{Name: "not after its beginning", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.From = Date("2019-10-15") }), Refused: "personnel/days-of-claims"},
		Row{Name: "not below what is claimed", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.Most = EUR("2499.99") }), Refused: "personnel/below-claimed"},
		Row{Name: "not for another person", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.Person = Stranger }), Refused: "personnel/person-of-claims"},
		Row{Name: "not by another unit", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.Unit = "hour" }), Refused: "personnel/unit-of-claims"},
		Row{Name: "not below the rate of what is claimed", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.Rate = EUR("249.99") }), Refused: "personnel/above-rate"},
		Row{Name: "not in another currency", By: Contact(A), When: with(func(p *twinning.PersonnelContract) { p.Rate, p.Most = usd(t, "250.00"), usd(t, "5000.00") }), Refused: "personnel/currency"},
	)
	agreed(w, engage(nurse(func(p *twinning.PersonnelContract) { p.Until = Date("2019-11-08") }), nurse(func(p *twinning.PersonnelContract) { p.ID, p.From = "nurse-2", Date("2019-11-11") })))
	is := w.Twinning(A)
	require.Len(t, is.Contract.Personnel, 2)
	require.Equal(t, Date("2019-11-08"), is.Contract.Personnel[0].Until)
	require.Equal(t, 1, is.Amending.Holding()["personnel"])
	require.Equal(t, EUR("2500.00"), is.PersonnelUse()["nurse-1"])
	Run(t, w, Row{Name: "a claim is held to the new end", By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{func() twinning.Claim {
		c := days("Y", "250.00", "1")
		c.On = Date("2019-11-11")
		return c
	}()}}, Refused: "personnel/not-in-force"})
}

func TestAPersonnelContractIsOneThatSomebodyCouldHave(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*twinning.PersonnelContract){
		"id":     func(p *twinning.PersonnelContract) { p.ID = "" },
		"person": func(p *twinning.PersonnelContract) { p.Person = "" },
		"role":   func(p *twinning.PersonnelContract) { p.Role = "a b" },
		"rate":   func(p *twinning.PersonnelContract) { p.Rate = EUR("0") },
		"unit":   func(p *twinning.PersonnelContract) { p.Unit = "week" },
		"most":   func(p *twinning.PersonnelContract) { p.Most = usd(t, "10.00") },
		"until":  func(p *twinning.PersonnelContract) { p.Until = Date("2019-10-13") },
	} {
		require.ErrorContains(t, engaging(nurse(edit)).Check(), name)
	}
	require.ErrorContains(t, engaging(nurse(nil), nurse(nil)).Check(), "twice")
	require.NoError(t, engaging(nurse(nil)).Check())
}
