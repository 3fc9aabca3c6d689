package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

const second = "call/DHE-2020"

func reopen(amount string) call.ReopenLeftover {
	return call.ReopenLeftover{To: "DHE-2020", Amount: EUR(amount), Why: "two types had no tender"}
}

// following is the rule book of the second call.
func following(amount string) call.RuleBook {
	return book(func(b *call.RuleBook) {
		b.Reference, b.Budget = "DHE-2020", EUR("43000.00")
		b.Follows = &call.Follows{Call: Reference, Amount: EUR(amount)}
	})
}

func TestWhatIsLeftIsReopenedToAnotherCallOnce(t *testing.T) {
	t.Parallel()
	given := New(t).Awarded() // 852,000 is left and nobody waits for it
	other := reopen("1.00")
	other.Amount = must(other.Amount)
	itself := reopen("1.00")
	itself.To = Reference
	Run(t, given,
		Row{Name: "the head", By: Head, When: reopen("852000.00"), Then: []string{"leftover-reopened.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("0.00"), w.Call().Left)
			require.Equal(t, EUR("852000.00"), w.Call().Reopened["DHE-2020"])
		}},
		Row{Name: "no officer", By: Officer, When: reopen("1.00"), Refused: "roles/not-allowed"},
		Row{Name: "not a cent more than is left", By: Head, When: reopen("852000.01"), Refused: "leftover/not-left"},
		Row{Name: "not in another currency", By: Head, When: other, Refused: "money/leftover-currency"},
		Row{Name: "not to itself", By: Head, When: itself, Refused: "leftover/itself"},
		Row{Name: "not twice to one call", Given: func(w *World) { w.Do(Stream, Head, reopen("1.00")) }, By: Head, When: reopen("1.00"), Refused: "leftover/already-reopened"},
		Row{
			Name: "what was reopened is no longer left", Given: func(w *World) { w.Do(Stream, Head, reopen("852000.00")) }, By: Head,
			When: call.ReopenLeftover{To: "DHE-2021", Amount: EUR("0.01"), Why: "x"}, Refused: "leftover/not-left",
		},
		Row{
			Name: "a budget cannot take it back", Given: func(w *World) { w.Do(Stream, Head, reopen("852000.00")) }, By: Head,
			When: Change(book(func(b *call.RuleBook) { b.Budget = EUR("931999.99") }), "less"), Refused: "budget/committed",
		},
	)
	Run(t, short(t),
		Row{Name: "where nobody who waits can be funded", By: Head, When: reopen("20000.00"), Then: []string{"leftover-reopened.v1"}},
		Row{Name: "where somebody can they come first", Given: func(w *World) { decline(w, A) }, By: Head, When: reopen("1.00"), Refused: "leftover/reserve"})
	Run(t, New(t).Opened(Book()), Row{Name: "before an award nothing is left", By: Head, When: reopen("1.00"), Refused: "stages/wrong-stage"})
}

// What is left waits for complaints where the rule book says so; by default it does not.
func TestWhatIsLeftIsHeldWhileDecisionsCanBeContestedWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	held := ContestedBook()
	held.Complaints.Leftover = call.LeftoverHeld
	told := New(t).Told(held) // EUR 20,000 are left; decisions can be contested until 30 September
	reopened, give := []string{"leftover-reopened.v1"}, reopen("1.00")
	Run(t, told,
		Row{Name: "while decisions can be contested", By: Head, When: give, Refused: "leftover/contestable"},
		Row{Name: "while one is contested", Given: func(w *World) { w.Complain(C) }, By: Head, When: give, Refused: "leftover/contested"},
		Row{Name: "while a tender is judged again", Given: func(w *World) { w.Complain(C).Uphold(C) }, By: Head, When: give, Refused: "leftover/contested"},
		Row{Name: "until a full day after", At: "2019-10-01T23:59:58.999999", By: Head, When: give, Refused: "leftover/contestable"},
		Row{Name: "and then no longer", At: "2019-10-01T23:59:59.000000", By: Head, When: give, Then: reopened},
	)
	Run(t, New(t).Told(held).Complain(C),
		Row{Name: "a complaint that is open then still holds it", At: "2019-10-02T09:00", By: Head, When: give, Refused: "leftover/contested"},
		Row{Name: "once it is answered it does not", At: "2019-10-02T09:00", Given: func(w *World) { w.Dismiss(C) }, By: Head, When: give, Then: reopened})
	Run(t, New(t).Contested(held), Row{Name: "before all are told", By: Head, When: give, Refused: "leftover/not-all-told"})
	Run(t, New(t).Told(ContestedBook()),
		Row{Name: "without the rule it is free", By: Head, When: give, Then: reopened},
		Row{Name: "also while one is contested", Given: func(w *World) { w.Complain(C) }, By: Head, When: give, Then: reopened})
}

func TestASecondCallSpendsExactlyWhatTheFirstReopened(t *testing.T) {
	t.Parallel()
	given := New(t).Awarded()
	given.Do(Stream, Head, reopen("43000.00"))
	Run(t, given,
		Row{Name: "the amount", By: Officer, To: second, When: Opening(following("43000.00")), Then: []string{"call-opened.v1"}, After: func(t *testing.T, w *World) {
			plain := following("43000.00")
			plain.Follows = nil
			_, err := w.Send(second, Head, Change(plain, "v2"))
			require.ErrorContains(t, err, "rule-book/follows")
			_, err = w.Send(second, Head, Change(following("42000.00"), "v3"))
			require.ErrorContains(t, err, "rule-book/follows")
			retitled := following("43000.00")
			retitled.Title = "Second call"
			w.Revise(Change(retitled, "v4"))
		}},
		Row{Name: "a cent less", By: Officer, To: second, When: Opening(following("42999.99")), Refused: "follows/another-amount"})
	Run(t, New(t).Awarded(),
		Row{Name: "nothing was reopened", By: Officer, To: second, When: Opening(following("43000.00")), Refused: "follows/not-reopened"})
	Run(t, New(t),
		Row{Name: "there is no such call", By: Officer, To: second, When: Opening(following("43000.00")), Refused: "follows/no-such-call"})
	Run(t, given,
		Row{Name: "what a call follows is settled when it is opened", By: Head, When: Change(book(func(b *call.RuleBook) {
			b.Follows = &call.Follows{Call: "DHE-2018", Amount: EUR("1.00")}
		}), "v2"), Refused: "rule-book/follows"},
		Row{Name: "and so is its programme", By: Head, When: Change(book(func(b *call.RuleBook) { b.Programme = "Another" }), "v2"), Refused: "rule-book/another-programme"})
	require.Equal(t, []string{Stream, "administration/ADMINISTRATORS", "programme/DigitalHealthEurope"},
		call.Law.Needs(call.Call{Reference: "DHE-2020"}, Opening(following("43000.00"))), "and who may open a call under its programme")
	require.Equal(t, []string{"call/DHE-2018", "administration/ADMINISTRATORS", "twinning/DHE-2019/*"}, call.Law.Needs(given.Call(),
		call.AdmitLate{Tender: A}, call.OpenCall{Rules: call.RuleBook{Follows: &call.Follows{Call: "DHE-2018"}}}, call.PrepareAward{}), "the tenders of the call are one need")
	require.Equal(t, []string{Tendering(A)}, call.Law.Needs(given.Call(), call.AdmitLate{Tender: A}))
}

// enveloped is the world in which full adoption has EUR 60,000 and adaptation
// 12,000 of a budget of 80,000: A (full) and C (adaptation) are awarded, B (full)
// and D (adaptation) are on the reserve list.
func enveloped(t T) *World {
	w := New(t).Opened(book(func(b *call.RuleBook) {
		b.Budget = EUR("80000.00")
		b.Award.Envelopes = []call.Envelope{
			{ID: "large", Types: []string{"full-adoption"}, Budget: EUR("60000.00")},
			{ID: "small", Types: []string{"adaptation"}, Budget: EUR("12000.00")},
		}
	})).Published()
	for _, ref := range []string{A, B, C, D} {
		tender := Tender(ref)
		if ref == C || ref == D {
			tender = Costing(ref, "9000.00")
			tender.Type = "adaptation"
		}
		w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: tender})
	}
	w.Appointed().Shut().Eligible(A, B, C, D).Assigned(A, B, C, D)
	w.Scored(A, "5").Scored(B, "4.5").Scored(C, "4").Scored(D, "3.5").Decided()
	require.Equal(t, []string{B, D}, reserve(w))
	require.Equal(t, EUR("31000.00"), w.Call().Left)
	return w
}

func TestEachEnvelopeFundsTheHeadOfItsOwnReserveList(t *testing.T) {
	t.Parallel()
	Run(t, enveloped(t),
		Row{Name: "no envelope can fund its head", By: Head, When: call.ActivateReserve{}, Refused: "reserve/envelope"},
		Row{Name: "what is left of all does not help", By: Head, When: call.ActivateReserve{Tender: D}, Refused: "reserve/envelope"},
		Row{Name: "money that goes back to the small envelope funds its head", Given: func(w *World) { decline(w, C) }, By: Head, When: call.ActivateReserve{}, Then: []string{"reserve-activated.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Awarded, w.Twinning(D).Stage)
			require.Equal(t, EUR("3000.00"), w.Call().EnvelopesLeft["small"])
			require.Equal(t, EUR("20000.00"), w.Call().EnvelopesLeft["large"])
			require.Equal(t, EUR("31000.00"), w.Call().Left)
			decline(w, D)
			require.Equal(t, EUR("12000.00"), w.Call().EnvelopesLeft["small"])
		}},
		Row{Name: "and not the head of the large one", Given: func(w *World) { decline(w, C) }, By: Head, When: call.ActivateReserve{Tender: B}, Refused: "reserve/envelope"},
		Row{Name: "the head of either may be named", Given: func(w *World) { decline(w, A); decline(w, C) }, By: Head, When: call.ActivateReserve{Tender: D}, Then: []string{"reserve-activated.v1"}},
		Row{Name: "but nobody else", By: Head, When: call.ActivateReserve{Tender: A}, Refused: "reserve/not-next"},
		Row{Name: "what was reopened funds nobody", Given: func(w *World) {
			w.Do(Stream, Head, reopen("31000.00"))
			decline(w, C) // 9,000 are left of all, and 12,000 would be of the envelope
			w.Do(Stream, Head, call.ActivateReserve{Tender: D})
		}, By: Head, When: call.ActivateReserve{}, Refused: "reserve/envelope"},
		Row{Name: "nothing is reopened that could fund a head", Given: func(w *World) { decline(w, C) }, By: Head, When: reopen("1.00"), Refused: "leftover/reserve"},
	)
}

func TestAnEnvelopeGrowsAndShrinksWithTheRuleBookButNeverBelowWhatIsCommitted(t *testing.T) {
	t.Parallel()
	w := enveloped(t)
	change := func(large string) call.ChangeRules {
		b := w.Call().Rules
		b.Award.Envelopes = append([]call.Envelope{}, b.Award.Envelopes...)
		b.Award.Envelopes[0].Budget = EUR(large)
		return Change(b, large)
	}
	Run(t, w,
		Row{Name: "below what is committed", By: Head, When: change("39999.99"), Refused: "budget/envelope-committed"},
		Row{Name: "down to it", By: Head, When: change("40000.00"), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream)
			require.Equal(t, EUR("0.00"), w.Call().EnvelopesLeft["large"])
			require.Equal(t, EUR("3000.00"), w.Call().EnvelopesLeft["small"])
			require.Equal(t, EUR("28000.00"), w.Call().EnvelopesLeft[call.Rest])
			require.Equal(t, EUR("31000.00"), w.Call().Left)
		}})
}

func TestASecondEvaluationComparesWithinItsEnvelope(t *testing.T) {
	t.Parallel()
	w := enveloped(t)
	w.Deaf = true
	r := result(E, "80") // as C, the lowest of the small envelope
	r.Type, r.Amount = "adaptation", EUR("9000.00")
	e := noted(w.Do(Stream, law.Engine, r))
	require.True(t, e.Ahead)
	require.Equal(t, "small", e.Envelope)
	require.Equal(t, []string{E, B, D}, reserve(w))
	w.Deaf = false
	decline(w, C)
	w.Deaf = true
	w.Do(Stream, Head, call.ActivateReserve{Tender: E})
	require.Equal(t, EUR("3000.00"), w.Call().EnvelopesLeft["small"])
	w.Do(Stream, law.Engine, call.FreeBudget{Tender: E, Amount: EUR("9000.00"), Why: law.Why("contract-declined")})
	require.Equal(t, EUR("12000.00"), w.Call().EnvelopesLeft["small"], "it goes back to where it came from")
}
