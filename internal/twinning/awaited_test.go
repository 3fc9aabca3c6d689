package twinning_test

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// awaitedBook has ladders for the signature, M1, the steps of an expense and the retention.
func awaitedBook() call.RuleBook {
	b := Book()
	rung := func(days int, letter string, to ...string) obligation.Ladder {
		return obligation.Ladder{What: "it", Lapse: "it waits", Rungs: []obligation.Rung{{Name: "letter", Days: days, To: to, Letter: letter}}}
	}
	b.Reminders.Ladders["contract-signature"] = rung(1, "awaited-signature", obligation.Owner, "officer")
	b.Reminders.Ladders["start"] = rung(-7, "awaited-start", "contact", "signatory")
	b.Reminders.Ladders["verification"] = rung(1, "awaited-verification", obligation.Owner, "auditor")
	b.Reminders.Ladders["authorisation"] = rung(1, "awaited-authorisation", obligation.Owner, "payer")
	b.Reminders.Ladders["retention"] = rung(-30, "awaited-retention", obligation.Owner, "auditor")
	return b
}

// sent are whom the rungs of an obligation have written to, by template.
func sent(w *World, stream, of string) (to []string, template string) {
	for _, f := range w.History(stream) {
		if r, is := f.Event.(twinning.RungPassed); is && r.Obligation == of {
			for _, l := range r.Letters {
				to, template = append(to, l.To), l.Template
			}
		}
	}
	slices.Sort(to)
	return to, template
}

func owing(w *World, id string) obligation.Obligation {
	o, _ := obligation.Find(w.Twinning(A).Obligations, id)
	return o
}

func TestTheOtherSignatureIsOwedAndWrittenAbout(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(awaitedBook()).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C)
	w.Scored(A, "5").Scored(B, "4").Scored(C, "2").Decided()
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{})
	o := owing(w, "signature-procurer")
	require.True(t, o.Open())
	require.Equal(t, []string{Procurer}, o.Who)
	due, _ := o.Current()
	of, _ := owing(w, "contract").Current()
	require.Equal(t, of.On, due.On, "by the day of the contract")
	_, open := obligation.Find(w.Twinning(A).Obligations, "signature-contractor")
	require.False(t, open)
	w.At(due.On.AddDays(2).String() + "T09:00")
	to, letter := sent(w, Tendering(A), "signature-procurer")
	require.Equal(t, "awaited-signature", letter)
	require.ElementsMatch(t, append([]string{Procurer}, Roles()[law.Officer]...), to)
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{}) // M1 has moved
	w.Do(Tendering(A), Procurer, twinning.SignContract{})
	require.False(t, owing(w, "signature-procurer").Met.IsZero())
	require.True(t, owing(w, "start").Open())
}

func TestThePartiesAreToldOfTheirFirstMonth(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(awaitedBook()).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C)
	w.Scored(A, "5").Scored(B, "4").Scored(C, "2").Decided().Signed(A, B)
	w.At("2019-10-20T09:00")
	to, letter := sent(w, Tendering(A), "start")
	require.Equal(t, "awaited-start", letter)
	require.ElementsMatch(t, []string{Contact(A), Signatory(A)}, to)
	require.False(t, owing(w, "start").Met.IsZero(), "it has begun")
}

func TestExpensesThatCameTogetherAreAwaitedTogether(t *testing.T) {
	t.Parallel()
	w := underBook(t, awaitedBook())
	w.Do(Tendering(A), Contact(A), Log(1, Claim("a", twinning.Direct, "100.00"), Claim("b", twinning.Direct, "50.00")))
	o := owing(w, "verification")
	require.True(t, o.Open())
	require.Equal(t, Roles()[law.Verifier], o.Who)
	w.Approved("a", twinning.Verify)
	require.True(t, owing(w, "verification").Open(), "b still waits")
	_, open := obligation.Find(w.Twinning(A).Obligations, "authorisation")
	require.False(t, open, "until nothing that came with it waits for the verifier")
	w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "b", Reason: "of another year"})
	require.False(t, owing(w, "verification").Met.IsZero())
	require.True(t, owing(w, "authorisation").Open(), "a is verified")
	claim := Claim("b", twinning.Direct, "40.00")
	w.Do(Tendering(A), Contact(A), twinning.CorrectExpense{Claim: claim, Reason: "a typing error"})
	require.True(t, owing(w, "verification-2").Open(), "what is corrected is awaited anew")
	with, is := w.Twinning(A).AwaitedWith("b")
	require.True(t, is)
	require.Equal(t, "verification-2", with.ID)

	due, _ := owing(w, "authorisation").Current()
	w.At(due.On.AddDays(2).String() + "T09:00")
	to, letter := sent(w, Tendering(A), "authorisation")
	require.Equal(t, "awaited-authorisation", letter)
	all := slices.Concat(Roles()[law.Authoriser], Roles()[law.Payer])
	slices.Sort(all)
	require.Equal(t, slices.Compact(all), to, "each once")
	w.Do(Tendering(A), Verifier, twinning.ParkExpense{Expense: "b", Reason: "the invoice is looked for"})
	require.True(t, owing(w, "verification-2").Open(), "put aside, it still waits")
	w.Do(Tendering(A), Verifier, twinning.RejectExpense{Expense: "b", Reason: "it is not found"})
	require.False(t, owing(w, "verification-2").Open())
	w.Approved("a", twinning.Authorise)
	require.False(t, owing(w, "authorisation").Open())
	require.Empty(t, w.Twinning(A).Awaited)
	require.True(t, owing(w, "payment-a").Open())
}

func TestTheEndOfARetentionIsToldUnlessTheRecordIsHeld(t *testing.T) {
	t.Parallel()
	w := underBook(t, awaitedBook())
	w.Logged(A).Reported(A)
	w.Do(Tendering(A), Officer, closing)
	is := w.Twinning(A)
	due, _ := owing(w, "retention").Current()
	require.Equal(t, is.RetainTil.AddDays(1), due.On)
	w.Do(Tendering(A), Head, twinning.PlaceHold{Authority: "Court of Auditors", Reason: "an audit"})
	require.False(t, owing(w, "retention").Open())
	w.Do(Tendering(A), Head, twinning.LiftHold{Reason: "it is over"})
	require.True(t, owing(w, "retention").Open())
	w.At(is.RetainTil.AddDays(-20).String() + "T09:00")
	to, letter := sent(w, Tendering(A), "retention")
	require.Equal(t, "awaited-retention", letter)
	require.ElementsMatch(t, append(slices.Clone(Roles()[law.Head]), Auditor), to)
	w.At(is.RetainTil.AddDays(3).String() + "T09:00")
	require.Equal(t, twinning.Over, w.Twinning(A).Stage)
	require.False(t, owing(w, "retention").Open())
}

// Without the ladders nothing of this is owed, as it ever was.
func TestARuleBookWithoutTheseLaddersOwesNoneOfIt(t *testing.T) {
	t.Parallel()
	w := New(t).Running().Logged(A, Claim("x", twinning.Direct, "100.00"))
	w.Approved("x", twinning.Verify, twinning.Authorise, twinning.Pay).Reported(A)
	w.Do(Tendering(A), Officer, closing)
	for _, f := range w.History(Tendering(A)) {
		require.NotEqual(t, "expenses-awaited.v1", f.Event.Kind())
	}
	for _, o := range w.Twinning(A).Obligations {
		require.NotContains(t, []string{"contract-signature", "start", "verification", "authorisation", "retention"}, o.Ladder)
	}
}

func TestALadderWritesToItsOwnPeopleWithItsOwnLetters(t *testing.T) {
	t.Parallel()
	with := func(ladder, to, letter string) []call.Problem {
		b := Book()
		b.Reminders.Ladders[ladder] = obligation.Ladder{What: "it", Lapse: "it waits", Rungs: []obligation.Rung{{Name: "letter", Days: 1, To: []string{to}, Letter: letter}}}
		return b.Check()
	}
	require.Empty(t, with("verification", "auditor", "awaited-verification"))
	require.Empty(t, with("log", "signatory", "reminder"))
	require.NotEmpty(t, with("log", "owner", "awaited-verification"), "another obligation's letter")
	require.NotEmpty(t, with("evaluation", "contact", "reminder"), "a party is not told who evaluates")
	require.NotEmpty(t, with("payment-run-release", "signatory", "reminder"), "a run is no party's")
	require.Empty(t, with("payment-run-release", "payer", "reminder"))
}

// Whatever is done to expenses in whatever order: each that waits for a verification stands in exactly one
// obligation that is open, and an obligation is open only while something in it waits for its step.
func TestWhatWaitsForAVerifierIsOwedOnceAndNothingElse(t *testing.T) {
	t.Parallel()
	world := underBook(t, awaitedBook())
	for seed := range int64(12) {
		dice := rand.New(rand.NewSource(seed))
		w := world.Clone(t)
		w.Do(Tendering(A), Contact(A), Log(1, Claim("a", twinning.Direct, "100.00"), Claim("b", twinning.Direct, "50.00")))
		for n := range 25 {
			id := []string{"a", "b", "c"}[dice.Intn(3)]
			by, o := Verifier, law.Command(nil)
			switch dice.Intn(8) {
			case 0:
				o = twinning.ApproveExpense{Expense: id, Step: twinning.Verify}
			case 1:
				by, o = Authoriser, twinning.ApproveExpense{Expense: id, Step: twinning.Authorise}
			case 2:
				o = twinning.ReturnExpense{Expense: id, Reason: "?"}
			case 3:
				by, o = Contact(A), twinning.CorrectExpense{Claim: Claim(id, twinning.Direct, "40.00"), Reason: "!"}
			case 4:
				o = twinning.ParkExpense{Expense: id, Reason: "?"}
			case 5:
				o = twinning.TakeUpExpense{Expense: id}
			case 6:
				by, o = Contact(A), twinning.WithdrawExpense{Expense: id}
			default:
				by, o = Contact(A), twinning.ClaimExpenses{Expenses: []twinning.Claim{Claim("c", twinning.Direct, "30.00")}}
			}
			_, _ = w.Send(Tendering(A), by, o) // the law refuses what does not fit
			is := w.Twinning(A)
			open := map[string]int{}
			for _, a := range is.Awaited {
				require.True(t, owing(w, a.Obligation).Open(), "seed %d, step %d: %s", seed, n, a.Obligation)
				waits := 0
				for _, e := range a.Expenses {
					open[string(a.Step)+e]++
					if x, _ := is.Expense(e); x.NextStep() == a.Step || x.Status == twinning.Parked {
						waits++
					}
				}
				require.Positive(t, waits, "seed %d, step %d: nothing of %s waits", seed, n, a.Obligation)
			}
			for _, x := range is.Expenses {
				if x.Status == twinning.Claimed {
					require.Equal(t, 1, open["verify"+x.ID], "seed %d, step %d: %s", seed, n, x.ID)
				}
			}
			for _, o := range is.Obligations {
				if o.Open() && (o.Ladder == "verification" || o.Ladder == "authorisation") {
					require.True(t, slices.ContainsFunc(is.Awaited, func(a twinning.AwaitedStep) bool { return a.Obligation == o.ID }), o.ID)
				}
			}
		}
	}
}

// Who prepares the same contract again takes nobody's signature away, nor what the other party owes for it.
func TestAContractThatIsPreparedAgainAsItWasLeavesTheSignatureAndWhatIsOwedForIt(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(employing(awaitedBook())).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C)
	w.Scored(A, "5").Scored(B, "4").Scored(C, "2").Decided()
	text, err := w.Twinning(A).ContractFor(w.Call(), calendar.Date{}, law.Receipt{ReceivedAt: w.Now, Actor: Signatory(A)})
	require.NoError(t, err)
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{SHA256: text.SHA256()})
	require.True(t, owing(w, "signature-procurer").Open())
	w.Do(Tendering(A), Contact(A), twinning.PrepareContract{})
	require.True(t, owing(w, "signature-procurer").Open())
	require.Contains(t, w.Twinning(A).Signatures, twinning.PartyContractor)

	w.Do(Tendering(A), Procurer, twinning.PrepareContract{Personnel: []twinning.PersonnelContract{nurse(nil)}})
	require.False(t, owing(w, "signature-procurer").Open())
	require.Empty(t, w.Twinning(A).Signatures, "it names another text")
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{})
	require.True(t, w.Twinning(A).Obligations[len(w.Twinning(A).Obligations)-1].Open(), "the other one is asked again")
}

// What was recorded before it was said whose signature is void adds up as it did.
func TestAContractThatWasPreparedBeforeAnybodySaidWhoseSignatureIsVoidAddsUpAsItDid(t *testing.T) {
	t.Parallel()
	is := twinning.Twinning{Stage: twinning.Awarded}
	for _, e := range []twinning.Event{twinning.ContractSigned{Party: twinning.PartyContractor}, twinning.ContractPrepared{}} {
		is = is.Evolve(e, law.Recorded{})
	}
	require.Contains(t, is.Signatures, twinning.PartyContractor)
}
