package twinning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// A letter that came back leads where one leads that was refused, and once the address is corrected both go again, once.
func TestALetterThatCameBackIsSentAgainOnceTheAddressIsCorrected(t *testing.T) {
	t.Parallel()
	b := Book()
	b.Reminders.Ladders["unreached"] = obligation.Ladder{What: "it", Lapse: "it waits", Rungs: []obligation.Rung{
		{Name: "overdue", Days: 1, To: []string{obligation.Owner, string(law.Head)}, Letter: "awaited-address"},
	}}
	w := underBook(t, b)
	back := twinning.ReportBounce{Letter: "7/0", Status: "5.1.1"}
	Run(t, w,
		Row{Name: "a party does not say it", By: Contact(A), When: back, Refused: "roles/not-allowed"},
		Row{Name: "where there is no tender", To: Tendering(D), By: Officer, When: back, Refused: "stages/no-tender"},
		Row{Name: "an officer says it", By: Officer, When: back, Then: []string{"letter-bounced.v1"}},
		Row{Name: "nobody sends letters again", By: Officer, When: twinning.NoteLettersAgain{Number: 1, Letters: []law.Letter{{Template: "awarded", To: Contact(A)}}}, Refused: "roles/call-only"},
		Row{Name: "not before somebody was reached", By: law.Engine, When: twinning.NoteLettersAgain{Number: 1, Letters: []law.Letter{{Template: "awarded", To: Contact(A)}}}, Refused: "letters/not-unreached"},
	)
	Nonsense(t,
		No("without the letter", twinning.ReportBounce{}, "letter is missing"),
		No("what is no letter", twinning.ReportBounce{Letter: "awarded"}, "is like 12/0"),
		No("what is no status", twinning.ReportBounce{Letter: "7/0", Status: "it is full"}, "is like 5.1.1"),
		No("letters again that are none", twinning.NoteLettersAgain{Number: 1}, "letters is missing"),
		No("letters again although the address is the same", twinning.SettleUnreached{Number: 1, How: twinning.ReachedOtherwise, Note: "by telephone", Again: true}, "to a corrected address alone"),
	)
	w.Do(Tendering(A), Officer, back)
	at, did := w.Twinning(A).CameBack("7/0")
	require.True(t, did)
	Run(t, w, Row{Name: "once", By: Head, When: back, Refused: "letters/back-already"})
	w.Do(Tendering(A), law.Engine, twinning.NoteUnreached{Letter: "7/0", To: Contact(A), Template: "awarded", Why: law.LetterCameBack, At: at})
	require.True(t, owing(w, "unreached-1").Open())

	promised := []law.Promised{
		{ID: "7/0", Letter: law.Letter{Template: "awarded", To: Contact(A)}},
		{ID: "8/0", Letter: law.Letter{Template: "contract-in-force", To: Contact(A)}},
		{ID: "8/1", Letter: law.Letter{Template: "contract-in-force", To: Signatory(A)}},
		{ID: "9/0", Letter: law.Letter{Template: "log-accepted", To: Contact(A)}},
	}
	refused := map[string]time.Time{"8/0": at, "8/1": at}
	lost := func(number int) (which []string) {
		for _, l := range w.Twinning(A).Lost(number, promised, refused) {
			which = append(which, l.Template)
		}
		return which
	}
	require.Empty(t, lost(1), "not before the address was corrected")
	w.Do(Tendering(A), Officer, twinning.SettleUnreached{Number: 1, How: twinning.ReachedCorrected, Again: true})
	require.Equal(t, []string{"awarded", "contract-in-force"}, lost(1), "what came back and what was refused, of that person alone")
	events := w.Do(Tendering(A), law.Engine, twinning.NoteLettersAgain{Number: 1, Letters: w.Twinning(A).Lost(1, promised, refused)})
	require.Equal(t, []string{"letters-sent-again.v1"}, Kinds(events))
	require.Len(t, law.Letters(events[0]), 2)
	require.Empty(t, lost(1), "once")
	Run(t, w, Row{Name: "once", By: law.Engine, When: twinning.NoteLettersAgain{Number: 1, Letters: []law.Letter{{Template: "awarded", To: Contact(A)}}}, Refused: "letters/settled-already"})

	// The next letter that does not come is another matter: what went again does not go a second time.
	w.Until(w.Now.Add(time.Hour))
	w.Do(Tendering(A), Officer, twinning.ReportBounce{Letter: "9/0"})
	w.Do(Tendering(A), law.Engine, twinning.NoteUnreached{Letter: "9/0", To: Contact(A), Template: "log-accepted", Why: law.LetterCameBack, At: w.Now})
	w.Do(Tendering(A), Officer, twinning.SettleUnreached{Number: 2, How: twinning.ReachedCorrected, Again: true})
	require.Equal(t, []string{"log-accepted"}, lost(2))
	w.Do(Tendering(A), law.Engine, twinning.NoteLettersAgain{Number: 2, Letters: w.Twinning(A).Lost(2, promised, refused)})

	w.Logged(A).Reported(A)
	w.Do(Tendering(A), Officer, closing)
	w.At(w.Twinning(A).RetainTil.AddDays(3).String() + "T09:00")
	require.Equal(t, twinning.Over, w.Twinning(A).Stage)
	Run(t, w,
		Row{Name: "the record is over", By: Officer, When: twinning.ReportBounce{Letter: "10/0"}, Refused: "retention/over"},
		Row{Name: "and writes to nobody", By: law.Engine, When: twinning.NoteLettersAgain{Number: 1, Letters: []law.Letter{{Template: "awarded", To: Contact(A)}}}, Refused: "retention/over"},
	)
}

func TestWhatCameBackIsNotRecordedBeforeTheOpening(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	Run(t, w, Row{Name: "it is sealed", By: Officer, When: twinning.ReportBounce{Letter: "1/0"}, Refused: "letters/sealed"})
}
