package twinning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// submitting is another version of tender A, changed.
func submitting(change func(o *twinning.Tender)) twinning.SubmitTender {
	o := Tender(A)
	change(&o)
	return twinning.SubmitTender{Tender: o}
}

func same(*twinning.Tender) {}

func TestATenderIsSubmittedAsOftenAsItsPartiesWish(t *testing.T) {
	t.Parallel()
	submit := submitting(same)
	w := New(t).Opened(Book()).Published()
	Run(t, w,
		Row{Name: "the first version, by anyone", By: Stranger, When: submit, Then: []string{"tender-submitted.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Submitted, is.Stage)
			require.Equal(t, Stranger, is.SubmittedBy)
			require.Equal(t, w.Now, is.Versions[0].ReceivedAt)
			due, _ := is.Obligations[0].Current()
			require.Equal(t, Date("2019-08-19"), due.On, "ten days from 7 August end on a Saturday")
			letters := law.Letters(w.History(Tendering(A))[0].Event)
			require.Equal(t, Contact(A), letters[0].To)
		}},
		Row{Name: "another version replaces it, and both are kept", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), submit)
		}, By: Signatory(A), When: submitting(func(o *twinning.Tender) { o.Months = 6 }), Then: []string{"tender-submitted.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Len(t, is.Versions, 2)
			require.Equal(t, 2, is.Versions[1].Number)
			require.NotEqual(t, is.Versions[0].HMAC, is.Versions[1].HMAC)
			require.Equal(t, 6, is.Tender.Months)
			require.Len(t, is.Obligations, 1)
		}},
		Row{Name: "not by somebody else", Given: func(w *World) { w.Do(Tendering(A), Contact(A), submit) }, By: Stranger, When: submit, Refused: "roles/not-a-party"},
		Row{Name: "not in another currency", By: Stranger, When: submitting(func(o *twinning.Tender) {
			o.Costs = dollars()
		}), Refused: "money/costs-currency"},
		Row{Name: "not once it is withdrawn", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), submit)
			w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{})
		}, By: Contact(A), When: submit, Refused: "stages/withdrawn", After: func(t *testing.T, w *World) {
			require.Equal(t, "withdrawn", w.Twinning(A).Attempts[0].Code)
		}},
	)
	Run(t, New(t),
		Row{Name: "not to a call that does not exist", By: Stranger, When: submit, Refused: "stages/no-such-call"})
	Run(t, New(t).Opened(Book()),
		Row{Name: "not before publication", By: Stranger, When: submit, Refused: "stages/not-published"},
		Row{Name: "not before the day of opening", Given: func(w *World) { w.Do(Stream, Officer, call.PublishCall{}) }, By: Stranger, When: submit, Refused: "stages/not-open"},
		Row{Name: "nobody withdraws what there is not", Given: func(w *World) { w.Published() }, By: Stranger, When: twinning.WithdrawTender{}, Refused: "stages/no-tender"},
	)
}

func TestNobodyOfTheStaffIsAPartyToATender(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Appointed()
	for _, p := range []string{Officer, Head, Procurer, Verifier, Authoriser, Payer} {
		Run(t, w,
			Row{Name: p + " as contact", By: Stranger, When: submitting(func(o *twinning.Tender) { o.Contact = p }), Refused: "conflicts/party-with-office"},
			Row{Name: p + " as signatory", By: Stranger, When: submitting(func(o *twinning.Tender) { o.Signatory = p }), Refused: "conflicts/party-with-office"},
			Row{Name: p + " as submitter", By: p, When: submitting(same), Refused: "conflicts/party-with-office"},
		)
	}
}

// A deadline is judged at the instant of the receipt, to the microsecond.
func TestLatenessIsJudgedToTheMicrosecond(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		inclusive bool
		grace     string
		offset    time.Duration
		late      bool
	}{
		"inclusive, a microsecond before":              {true, "0s", -time.Microsecond, false},
		"inclusive, at the limit":                      {true, "0s", 0, false},
		"inclusive, a microsecond after":               {true, "0s", time.Microsecond, true},
		"exclusive, a microsecond before":              {false, "0s", -time.Microsecond, false},
		"exclusive, at the limit":                      {false, "0s", 0, true},
		"exclusive, a microsecond after":               {false, "0s", time.Microsecond, true},
		"with grace, at its end, inclusive":            {true, "10m", 10 * time.Minute, false},
		"with grace, at its end, exclusive":            {false, "10m", 10 * time.Minute, true},
		"with grace, a microsecond after, inclusive":   {true, "10m", 10*time.Minute + time.Microsecond, true},
		"with grace, between the deadline and the end": {false, "10m", time.Minute, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book := Book()
			book.Dates.Deadline.Inclusive, book.Dates.Deadline.Grace = row.inclusive, row.grace
			w := New(t).Opened(book).Published()
			w.Until(w.Clock("2019-08-07T17:00").Add(row.offset - time.Second)) // a command comes a second later
			events := w.Do(Tendering(A), Stranger, submitting(same))
			if !row.late {
				require.Equal(t, []string{"tender-submitted.v1"}, Kinds(events))
				return
			}
			late, ok := events[0].(twinning.TenderRefusedLate)
			require.True(t, ok)
			require.True(t, late.Refuses())
			require.False(t, late.Verdict.InTime)
			require.Contains(t, narrate.English().Reason(late.Verdict.Why), "late for submission of tenders")
			require.Equal(t, Stranger, law.Letters(late)[0].To)
			is := w.Twinning(A)
			require.Equal(t, twinning.None, is.Stage)
			require.Len(t, is.Late, 1)
		})
	}
}

func TestALateVersionLeavesTheOneInTimeAsItIs(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).At("2019-08-07T17:30")
	events := w.Do(Tendering(A), Contact(A), submitting(func(o *twinning.Tender) { o.Months = 3 }))
	require.Equal(t, []string{"tender-refused-late.v1"}, Kinds(events))
	require.Equal(t, 12, w.Twinning(A).Tender.Months)
	require.Len(t, w.Twinning(A).Versions, 1)
	no, ok := w.Do(Tendering(A), Stranger, submitting(same))[0].(twinning.TenderRefused)
	require.True(t, ok)
	require.Equal(t, "not-a-party", no.Code, "who is nobody learns nothing")
}

func TestAnExtensionHoldsForWhatIsReceivedAfterItIsRecorded(t *testing.T) {
	t.Parallel()
	extend := call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Inclusive: true, Why: "storm"}
	w := New(t).Opened(Book()).Published().Submitted(A).At("2019-08-07T18:00")
	late := w.Do(Tendering(B), Contact(B), twinning.SubmitTender{Tender: Tender(B)})
	require.Equal(t, []string{"tender-refused-late.v1"}, Kinds(late))
	w.Do(Stream, Head, extend)
	require.Equal(t, twinning.None, w.Twinning(B).Stage, "what was late stays late")
	again := w.Do(Tendering(B), Contact(B), twinning.SubmitTender{Tender: Tender(B)})
	require.Equal(t, []string{"tender-submitted.v1"}, Kinds(again))

	// A receipt is judged by what stood before it, however late it is judged.
	c, is := w.Call(), twinning.Twinning{Reference: C}
	set := c.Deadlines[1]
	for name, row := range map[string]struct {
		at       time.Time
		position int64
		kind     string
	}{
		"a microsecond before it was recorded": {set.RecordedAt.Add(-time.Microsecond), set.Position + 1, "tender-refused-late.v1"},
		"at that instant, before its position": {set.RecordedAt, set.Position, "tender-refused-late.v1"},
		"at that instant, after its position":  {set.RecordedAt, set.Position + 1, "tender-submitted.v1"},
		"a microsecond after":                  {set.RecordedAt.Add(time.Microsecond), set.Position + 1, "tender-submitted.v1"},
	} {
		events, err := twinning.SubmitTender{Tender: Tender(C)}.Decide(is, c, law.Receipt{Actor: Contact(C), ReceivedAt: row.at, Position: row.position})
		require.NoError(t, err)
		require.Equal(t, row.kind, events[0].Kind(), name)
	}
}

func TestANamedExtensionCoversOneTenderOnly(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B)
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Covers: []string{A}, Why: "their server burnt"})
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-10T17:00"), Covers: []string{Contact(C)}, Why: "ill"})
	w.At("2019-08-09T09:00")
	require.Equal(t, call.Open, w.Call().Stage)
	for ref, kind := range map[string]string{A: "tender-submitted.v1", B: "tender-refused-late.v1", C: "tender-submitted.v1"} {
		require.Equal(t, []string{kind}, Kinds(w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: Tender(ref)})), ref)
	}
	Run(t, w, Row{Name: "and tenders stay sealed until the last limit", By: Officer, When: twinning.DecideEligibility{Eligible: true}, Refused: "sealed/not-opened"})
	w.At("2019-08-14T17:00:00.000001")
	require.Equal(t, call.Shut, w.Call().Stage)
}

func TestATenderCanBeWithdrawnUntilThereIsAContract(t *testing.T) {
	t.Parallel()
	withdraw := twinning.WithdrawTender{Reason: "no staff"}
	gone := []string{"tender-withdrawn.v1"}
	w := New(t).Opened(Book()).Published().Submitted(A, B)
	Run(t, w,
		Row{Name: "by its contact", By: Contact(A), When: withdraw, Then: gone, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Withdrawn, w.Twinning(A).Stage)
			w.At("2019-08-12T23:59")
			require.Equal(t, twinning.Withdrawn, w.Twinning(A).Stage)
			w.At("2019-08-13T00:00:00.000001")
			require.Equal(t, twinning.Retained, w.Twinning(A).Stage, "two months for complaints")
			require.Equal(t, Date("2022-08-13"), w.Twinning(A).RetainTil)
			w.At("2022-08-14T00:00:00.000001")
			require.Equal(t, twinning.Over, w.Twinning(A).Stage)
		}},
		Row{Name: "by its signatory", By: Signatory(A), When: withdraw, Then: gone},
		Row{Name: "not by an officer", By: Officer, When: withdraw, Refused: "roles/not-a-party"},
		Row{Name: "while a clarification is asked for", Given: asked, By: Contact(A), When: withdraw, Then: gone},
		Row{Name: "while it is evaluated", Given: func(w *World) { w.Shut().Eligible(A).Assigned(A) }, By: Contact(A), When: withdraw, Then: gone, After: func(t *testing.T, w *World) {
			for _, o := range w.Twinning(A).Obligations {
				require.False(t, o.Open(), o.ID)
			}
		}},
		Row{Name: "once it is evaluated", Given: func(w *World) { w.Shut().Eligible(A).Assigned(A).Scored(A, "4") }, By: Contact(A), When: withdraw, Then: gone},
	)
	Run(t, New(t).Awarded(),
		Row{Name: "once it is awarded, which frees its money", By: Contact(A), When: withdraw, Then: gone, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("892000.00"), w.Call().Left)
			require.Equal(t, "withdrawn", w.Call().Ended[A])
		}},
		Row{Name: "not once there is a contract", Given: func(w *World) { w.Signed(A) }, By: Contact(A), When: withdraw, Refused: "stages/wrong-stage"},
	)
}

// asked has a clarification of tender A asked for, the day after the deadline.
func asked(w *World) {
	w.Shut().Do(Tendering(A), Officer, twinning.RequestClarification{Fields: []string{"title"}, Question: "Which title?"})
}
