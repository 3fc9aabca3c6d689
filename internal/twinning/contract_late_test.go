package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Parties that sign late on different days, without typing a first day, sign the text of the day on which they sign.
func TestALateContractIsSignedOnALaterDayThanItsFirstSignature(t *testing.T) {
	t.Parallel()
	sign, stream := twinning.SignContract{}, Tendering(A)
	text := func(w *World, e law.Edition) (twinning.ContractText, error) {
		return w.Twinning(A).ContractFor(w.Call(), calendar.Date{}, law.Receipt{ReceivedAt: w.Now, Edition: e})
	}
	for _, parties := range [][2]string{{Signatory(A), Procurer}, {Procurer, Signatory(A)}} {
		w := New(t).Awarded().At("2019-11-04T09:00")
		w.Do(stream, parties[0], sign)
		w.At("2019-11-04T18:00")
		same, err := text(w, law.Newest)
		require.NoError(t, err)
		require.Equal(t, Date("2019-11-05"), same.M1, "the day that was signed lies ahead")

		w.At("2019-11-07T09:00")
		_, err = text(w, law.Edition2)
		requireRefused(t, "contract/start-past", err)
		now, err := text(w, law.Newest)
		require.NoError(t, err)
		require.Equal(t, Date("2019-11-08"), now.M1)
		w.Do(stream, parties[1], twinning.SignContract{SHA256: now.SHA256()})
		require.Equal(t, twinning.Awarded, w.Twinning(A).Stage, "the first signature was under another text")
		require.Len(t, w.Twinning(A).Signatures, 1, "and its party is asked again")
		w.Do(stream, parties[0], sign)
		require.Equal(t, Date("2019-11-08"), w.Twinning(A).Contract.M1)
		require.Equal(t, now.SHA256(), w.Twinning(A).Contract.SHA256)
	}

	w := New(t).Awarded().At("2019-11-04T09:00")
	w.Do(stream, Signatory(A), sign)
	w.At("2019-11-07T09:00").Do(stream, Signatory(A), sign)
	require.Equal(t, Date("2019-11-08"), w.Twinning(A).Signatures[twinning.PartyContractor].Start, "its own party signs again as well")
	w.Do(stream, Procurer, sign)
	require.Equal(t, Date("2019-11-08"), w.Twinning(A).Contract.M1)

	w = New(t).Awarded().At("2019-11-04T09:00")
	w.Do(stream, Signatory(A), sign)
	w.At("2019-11-07T09:00").Edition = law.Edition2
	_, err := w.Send(stream, Procurer, sign)
	requireRefused(t, "contract/start-past", err)
}

// A first day that was prepared, and came before both had signed, is passed over with its reason.
func TestAPreparedFirstDayThatHasComeIsPassedOver(t *testing.T) {
	t.Parallel()
	w := New(t).Awarded().At("2019-10-20T09:00")
	w.Do(Tendering(A), Officer, twinning.PrepareContract{Start: Date("2019-11-04"), Why: "the ward is being rebuilt"})
	for day, m1 := range map[string]string{"2019-11-03T23:00": "2019-11-04", "2019-11-04T09:00": "2019-11-05"} {
		on := w.Clone(t).At(day)
		on.Do(Tendering(A), Signatory(A), twinning.SignContract{})
		on.Do(Tendering(A), Procurer, twinning.SignContract{})
		require.Equal(t, Date(m1), on.Twinning(A).Contract.M1)
		require.Equal(t, m1 != "2019-11-04", on.Twinning(A).Contract.Why == "", "it is the reason for that day alone")
	}
}

// The other party, whose signature is void, owes it again where the rule book writes letters about it.
func TestAVoidSignatureIsOwedAgain(t *testing.T) {
	t.Parallel()
	w := awarded(t, awaitedBook()).At("2019-11-04T09:00")
	w.Do(Tendering(A), Signatory(A), twinning.SignContract{})
	require.True(t, owing(w, "signature-procurer").Open())
	w.At("2019-11-07T09:00").Do(Tendering(A), Procurer, twinning.SignContract{})
	require.False(t, owing(w, "signature-procurer").Open())
	require.True(t, owing(w, "signature-contractor").Open())
}
