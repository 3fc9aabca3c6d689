package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func TestAContractTakesBothSignatures(t *testing.T) {
	t.Parallel()
	sign := twinning.SignContract{}
	one, both := []string{"contract-signed.v1"}, []string{"contract-signed.v1", "contract-in-force.v1"}
	tenderer := func(w *World) { w.Do(Tendering(A), Signatory(A), sign) }
	w := New(t).Awarded()
	Run(t, w,
		Row{Name: "the contractor's", By: Signatory(A), When: sign, Then: one},
		Row{Name: "the procurer's", By: Procurer, When: sign, Then: one},
		Row{Name: "then the other one", Given: tenderer, By: Procurer, When: sign, Then: both, After: func(t *testing.T, w *World) {
			c := w.Twinning(A).Contract
			require.Equal(t, Date("2019-10-14"), c.M1)
			require.Equal(t, Date("2020-10-14"), c.End())
			require.Equal(t, EUR("40000.00"), c.Amount)
			require.Equal(t, w.Call().SHA256, w.Twinning(A).RulesSHA())
			require.Equal(t, call.Running, w.Call().Stage)
			owed := map[string]string{}
			for _, o := range w.Twinning(A).Obligations {
				if due, holds := o.Current(); holds && o.Open() {
					owed[o.ID] = due.On.String()
				}
			}
			require.Len(t, owed, 14)
			require.Equal(t, "2019-11-25", owed["log-01"], "ten days from 13 November end on a Saturday")
			require.Equal(t, "2020-10-23", owed["log-12"])
			require.Equal(t, "2020-05-13", owed["interim-report"])
			require.Equal(t, "2020-12-14", owed["final-report"], "two months from 13 October 2020 end on a Sunday")
		}},
		Row{Name: "in whatever order", Given: func(w *World) { w.Do(Tendering(A), Procurer, sign) }, By: Signatory(A), When: sign, Then: both},
	)
}

func TestAContractIsSignedByWhoMayAndStartsWhenItMay(t *testing.T) {
	t.Parallel()
	sign := twinning.SignContract{}
	starting := func(day string) twinning.SignContract { return twinning.SignContract{Start: Date(day)} }
	one, both := []string{"contract-signed.v1"}, []string{"contract-signed.v1", "contract-in-force.v1"}
	tenderer := func(w *World) { w.Do(Tendering(A), Signatory(A), sign) }
	before := func(w *World) { w.Edition = law.Edition2; tenderer(w) } // a signature need name no text, and is not void where M1 moves
	m1 := func(day string) func(t *testing.T, w *World) {
		return func(t *testing.T, w *World) { require.Equal(t, Date(day), w.Twinning(A).Contract.M1) }
	}
	again := func(after func(t *testing.T, w *World)) func(t *testing.T, w *World) { // M1 has moved since the contractor signed
		return func(t *testing.T, w *World) {
			require.Equal(t, twinning.Awarded, w.Twinning(A).Stage)
			w.Do(Tendering(A), Signatory(A), sign)
			after(t, w)
		}
	}
	begins := func(t *testing.T, w *World) {
		m1("2019-12-01")(t, w)
		w.At("2019-12-01T00:00")
		require.Equal(t, twinning.Contracted, w.Twinning(A).Stage)
		w.At("2019-12-01T00:00:00.000001")
		require.Equal(t, twinning.Active, w.Twinning(A).Stage)
	}
	Run(t, New(t).Awarded(),
		Row{Name: "twice by one is refused", Given: tenderer, By: Signatory(A), When: sign, Refused: "contract/already-signed"},
		Row{Name: "not by the contact", By: Contact(A), When: sign, Refused: "roles/not-a-signatory"},
		Row{Name: "not by the signatory of another tender", By: Signatory(B), When: sign, Refused: "roles/not-a-signatory"},
		Row{Name: "not by the head", By: Head, When: sign, Refused: "roles/not-a-signatory"},
		Row{Name: "not a tender that was rejected", To: Tendering(C), By: Signatory(C), When: sign, Refused: "stages/wrong-stage"},
		Row{Name: "the common start may be said", Given: tenderer, By: Procurer, When: starting("2019-10-14"), Then: both, After: m1("2019-10-14")},
		Row{Name: "no other while it lies ahead", Given: tenderer, By: Procurer, When: starting("2019-11-01"), Refused: "contract/common-start"},
		Row{Name: "on the day before it is in time", Given: tenderer, At: "2019-10-13T23:58", By: Procurer, When: sign, Then: both, After: m1("2019-10-14")},
		Row{Name: "on its day it is late, and starts the day after", Given: tenderer, At: "2019-10-14T00:00", By: Procurer, When: sign, Then: one, After: again(m1("2019-10-15"))},
		Row{Name: "late, with a start of its own", Given: tenderer, At: "2019-11-04T09:00", By: Procurer, When: starting("2019-12-01"), Then: one, After: again(begins)},
		Row{Name: "not today", Given: tenderer, At: "2019-11-04T09:00", By: Procurer, When: starting("2019-11-04"), Refused: "contract/start-past"},
		Row{Name: "the latest start that is allowed", Given: tenderer, At: "2020-01-12T09:00", By: Procurer, When: sign, Then: one, After: again(m1("2020-01-13"))},
		Row{Name: "none after it", Given: tenderer, At: "2020-01-13T09:00", By: Procurer, When: sign, Refused: "contract/start-too-late"},
		Row{Name: "not even asked for", Given: tenderer, At: "2019-11-04T09:00", By: Procurer, When: starting("2020-01-14"), Refused: "contract/start-too-late"},
		Row{Name: "before a text was named, on its day it is late", Given: before, At: "2019-10-14T00:00", By: Procurer, When: sign, Then: both, After: m1("2019-10-15")},
		Row{Name: "before a text was named, late, with a start of its own", Given: before, At: "2019-11-04T09:00", By: Procurer, When: starting("2019-12-01"), Then: both, After: begins},
		Row{Name: "before a text was named, none after the latest", Given: before, At: "2020-01-13T09:00", By: Procurer, When: sign, Refused: "contract/start-too-late"},
	)
}

func TestAnAwardIsGivenBackByItsSignatory(t *testing.T) {
	t.Parallel()
	decline := twinning.DeclineContract{Reason: "no staff"}
	Run(t, New(t).Awarded(),
		Row{Name: "and its money is free", By: Signatory(A), When: decline, Then: []string{"contract-declined.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Withdrawn, w.Twinning(A).Stage)
			require.Equal(t, EUR("892000.00"), w.Call().Left)
			o, _ := obligation.Find(w.Twinning(A).Obligations, "contract")
			require.False(t, o.Open())
		}},
		Row{Name: "even with one signature", Given: func(w *World) { w.Do(Tendering(A), Signatory(A), twinning.SignContract{}) }, By: Signatory(A), When: decline, Then: []string{"contract-declined.v1"}},
		Row{Name: "not by its contact", By: Contact(A), When: decline, Refused: "roles/not-a-party"},
		Row{Name: "not once it is in force", Given: func(w *World) { w.Signed(A) }, By: Signatory(A), When: decline, Refused: "stages/wrong-stage"},
	)
}

func TestFromItsContractOnATwinningKeepsItsRules(t *testing.T) {
	t.Parallel()
	w := New(t).Awarded().Signed(A)
	book := Book()
	book.Running.LogWithin, book.Running.ReviewWithin, book.Types[3].Closure = Length("99 days"), Length("99 days"), []call.Evidence{{ID: "moon", Name: "The moon"}}
	book.Reminders.Ladders["log"] = obligation.Ladder{What: "log", Lapse: "nothing"}
	before, _ := twinning.Law.Next(w.Twinning(A), w)
	w.Revise(Change(book, "v2"))
	after, _ := twinning.Law.Next(w.Twinning(A), w)
	require.Equal(t, before, after)
	w.Signed(B)
	require.Equal(t, SHA("v2"), w.Twinning(B).RulesSHA())
	require.NotEqual(t, SHA("v2"), w.Twinning(A).RulesSHA())
	w.At("2019-10-20T09:00")
	for ref, due := range map[string]string{A: "2019-10-30", B: "2020-01-27"} {
		w.Do(Tendering(ref), Contact(ref), Log(1))
		o, _ := obligation.Find(w.Twinning(ref).Obligations, "log-review-01")
		d, _ := o.Current()
		require.Equal(t, due, d.On.String())
	}
}

func TestBothSignaturesNameTheHashOfOneContract(t *testing.T) {
	t.Parallel()
	text := func(w *World, start string) twinning.ContractText {
		var first calendar.Date
		if start != "" {
			first = Date(start)
		}
		is, err := w.Twinning(A).ContractFor(w.Call(), first, receipt(w, Signatory(A)))
		require.NoError(t, err)
		return is
	}
	common := text(New(t).Awarded(), "")
	require.Equal(t, Date("2019-10-14"), common.M1)
	require.Equal(t, EUR("40000.00"), common.Amount)
	require.False(t, common.Own)
	under := twinning.SignContract{SHA256: common.SHA256()}
	one, both := []string{"contract-signed.v1"}, []string{"contract-signed.v1", "contract-in-force.v1"}
	tenderer := func(w *World) { w.Do(Tendering(A), Signatory(A), under) }
	late := func(w *World) twinning.SignContract {
		return twinning.SignContract{Start: Date("2019-12-01"), SHA256: text(w, "2019-12-01").SHA256(), Why: "the budget law came late"}
	}
	Run(t, New(t).Awarded(),
		Row{Name: "the first", By: Signatory(A), When: under, Then: one, After: func(t *testing.T, w *World) {
			require.Equal(t, common.SHA256(), w.Twinning(A).Signatures[twinning.PartyContractor].SHA256)
		}},
		Row{Name: "and the second, under the same", Given: tenderer, By: Procurer, When: under, Then: both, After: func(t *testing.T, w *World) {
			require.Equal(t, common.SHA256(), w.Twinning(A).Contract.SHA256)
		}},
		Row{Name: "another hash is not signed", By: Signatory(A), When: twinning.SignContract{SHA256: SHA("x")}, Refused: "contract/other-text"},
		Row{Name: "the same party does not sign the same twice", Given: tenderer, By: Signatory(A), When: under, Refused: "contract/already-signed"},
		Row{Name: "a contract that has changed is not in force with a signature from before", Given: tenderer, At: "2019-11-04T09:00", By: Procurer, When: twinning.SignContract{Start: Date("2019-12-01")}, Then: one, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Awarded, w.Twinning(A).Stage)
			require.NotContains(t, w.Twinning(A).Signatures, twinning.PartyContractor, "its M1 has passed: it is void")
		}},
		Row{Name: "which hindered the other party before", Given: func(w *World) { tenderer(w); w.Edition = law.Edition2 }, At: "2019-11-04T09:00", By: Procurer, When: twinning.SignContract{Start: Date("2019-12-01")}, Refused: "contract/changed-since"},
		Row{Name: "nor while the first day that was signed lies ahead", Given: func(w *World) { w.At("2019-11-04T09:00").Do(Tendering(A), Signatory(A), late(w)) }, By: Procurer, When: twinning.SignContract{Start: Date("2019-12-02")}, Refused: "contract/changed-since"},
	)
	w := New(t).Awarded()
	tenderer(w)
	w.At("2019-11-04T09:00") // the common start is over: M1 moves, and with it the text
	w.Do(Tendering(A), Signatory(A), late(w))
	s := w.Twinning(A).Signatures[twinning.PartyContractor]
	require.Equal(t, Date("2019-12-01"), s.Start, "its party signs again")
	unread := func(w *World) { w.Unread = true }
	Run(t, New(t).Awarded(),
		Row{Name: "nobody signs without naming what is signed", Given: unread, By: Signatory(A), When: twinning.SignContract{}, Refused: "contract/unnamed"},
		Row{Name: "nor does the other party", Given: func(w *World) { tenderer(w); w.Unread = true }, By: Procurer, When: twinning.SignContract{}, Refused: "contract/unnamed"},
		Row{Name: "what was received before that was refused is judged as then", Given: func(w *World) { w.Edition = law.Edition2 }, By: Signatory(A), When: twinning.SignContract{}, Then: one},
	)
	Run(t, w, Row{Name: "the other party signs with the start that the first named", By: Procurer, When: twinning.SignContract{SHA256: text(w, "").SHA256()}, Then: both, After: func(t *testing.T, w *World) {
		require.Equal(t, Date("2019-12-01"), w.Twinning(A).Contract.M1)
	}})
	Nonsense(t,
		No("a hash that is none", twinning.SignContract{SHA256: "abc"}, "64 hexadecimal"),
		No("a reason for no start", twinning.SignContract{Why: "?"}, "start is missing"),
	)
}
