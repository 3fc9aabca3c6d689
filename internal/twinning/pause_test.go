package twinning_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

var (
	ask    = twinning.RequestClarification{Fields: []string{"title"}, Question: "Which title?"}
	answer = clarifying(same)
)

func eligibilityOwed(t *testing.T, w *World) obligation.Obligation {
	t.Helper()
	o, ok := obligation.Find(w.Twinning(A).Obligations, "eligibility")
	require.True(t, ok)
	return o
}

func requireDue(t *testing.T, w *World, day string) {
	t.Helper()
	due, holds := eligibilityOwed(t, w).Current()
	require.True(t, holds)
	require.Equal(t, day, due.On.String())
}

// rungs counts the letters of an obligation that were sent by now.
func rungs(w *World, id string) int {
	n := 0
	for _, f := range w.History(Tendering(A)) {
		if e, ok := f.Event.(twinning.RungPassed); ok && strings.HasPrefix(e.Key, id+"/") && e.Outcome == obligation.Sent {
			n++
		}
	}
	return n
}

func TestTheDecisionRestsWhileAClarificationIsAwaited(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut()
	requireDue(t, w, "2019-08-19")
	w.Do(Tendering(A), Officer, ask)
	o := eligibilityOwed(t, w)
	due, holds := o.Current()
	require.False(t, holds)
	require.False(t, o.Open())
	require.Equal(t, obligation.CauseClarifying, due.Why)
	require.Equal(t, w.Now, due.Until)

	late := w.Clone(t).At("2019-09-12T09:00")
	require.Equal(t, 0, rungs(late, "eligibility"), "nobody is reminded of what rests")

	w.At("2019-08-13T09:00").Do(Tendering(A), Contact(A), answer)
	requireDue(t, w, "2019-08-26") // five days later is a Saturday
	o = eligibilityOwed(t, w)
	require.True(t, o.Open())
	require.Equal(t, []string{Officer, SecondHand}, o.Who)
	require.Len(t, o.Dues, 2)
	require.Equal(t, obligation.CauseClarifying, o.Dues[0].Why)

	// A second question makes a second pause, of its own length.
	w.At("2019-08-14T09:00").Do(Tendering(A), Officer, twinning.RequestClarification{Fields: []string{"documents"}, Question: "Which form?"})
	require.False(t, eligibilityOwed(t, w).Open())
	w.At("2019-08-14T18:00").Do(Tendering(A), Contact(A), answer)
	requireDue(t, w, "2019-08-26") // on the day itself
	w.At("2019-08-15T09:00").Do(Tendering(A), Officer, ask)
	w.At("2019-08-16T09:00").Do(Tendering(A), Contact(A), answer)
	requireDue(t, w, "2019-08-27")
	require.Len(t, eligibilityOwed(t, w).Dues, 4)

	w.Eligible(A)
	require.Equal(t, w.Now, eligibilityOwed(t, w).Met)
}

func TestAPauseGivesNoMoreTimeForWhatIsOverdue(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut().At("2019-08-22T09:00")
	w.Do(Tendering(A), Officer, ask)
	w.At("2019-08-26T09:00").Do(Tendering(A), Contact(A), answer)
	requireDue(t, w, "2019-08-19")
	require.True(t, eligibilityOwed(t, w).Open())
}

func TestAPauseEndsWithTheTender(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *World){
		"withdrawn":      func(w *World) { w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{}) },
		"never answered": func(w *World) { w.At("2019-08-16T00:00").Do(Tendering(A), Officer, no) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := New(t).Opened(Book()).Published().Submitted(A)
			asked(w)
			end(w)
			for _, o := range w.Twinning(A).Obligations {
				require.False(t, o.Open(), o.ID)
			}
		})
	}
}

// A clarification that was recorded before decisions rested adds up to what it
// always did.
func TestAnOlderClarificationLetsNothingRest(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut()
	at := law.Recorded{ReceivedAt: w.Now, Actor: Officer}
	is := w.Twinning(A).Evolve(twinning.ClarificationRequested{Fields: []string{"title"}, Question: "?"}, at)
	owed, _ := obligation.Find(is.Obligations, "eligibility")
	require.True(t, owed.Open())
	is = is.Evolve(twinning.ClarificationGiven{Answer: "So.", Tender: is.Tender}, at)
	owed, _ = obligation.Find(is.Obligations, "eligibility")
	require.True(t, owed.Open())
	require.Len(t, owed.Dues, 1)
}

// changes are one or more changes of each field of a tender that leave it a
// tender, among them nested values, the order of lists and what is left out.
func changes() map[string][]func(o *twinning.Tender) {
	one := func(cs ...func(o *twinning.Tender)) []func(o *twinning.Tender) { return cs }
	return map[string][]func(o *twinning.Tender){
		"match":       one(func(o *twinning.Tender) { o.Match = "HEALTH-ABCDEFGHIJKL" }),
		"title":       one(func(o *twinning.Tender) { o.Title += " " }),
		"type":        one(func(o *twinning.Tender) { o.Type = "adaptation" }),
		"priority":    one(func(o *twinning.Tender) { o.Priority = "priority-1" }),
		"topic":       one(func(o *twinning.Tender) { o.Topic = "integrated-care" }),
		"solution":    one(func(o *twinning.Tender) { o.Solution = "An app that is in use" }),
		"plan":        one(func(o *twinning.Tender) { o.Plan = "" }, func(o *twinning.Tender) { o.Plan = "Five workshops." }),
		"months":      one(func(o *twinning.Tender) { o.Months-- }),
		"description": one(func(o *twinning.Tender) { o.Description = "" }, func(o *twinning.Tender) { o.Description += "." }),
		"organisations": one(
			func(o *twinning.Tender) { o.Organisations[1].Country = "GR" }, // the same country in other words is a change, too
			func(o *twinning.Tender) { o.Organisations[0].Name = "alpha" },
			func(o *twinning.Tender) { o.Organisations[0].Region = "" },
			func(o *twinning.Tender) { o.Organisations[1].Region = "Attica" },
			func(o *twinning.Tender) { o.Organisations = o.Organisations[:3] },
			func(o *twinning.Tender) { o.Organisations = append(o.Organisations, party("delta", "DE")) },
			func(o *twinning.Tender) {
				o.Organisations[0], o.Organisations[1] = o.Organisations[1], o.Organisations[0]
			},
		),
		"originators":  one(func(o *twinning.Tender) { o.Originators = []string{"alpha", "beta"} }),
		"adopters":     one(func(o *twinning.Tender) { o.Adopters = []string{"gamma", "beta"} }, func(o *twinning.Tender) { o.Adopters = []string{"beta"} }),
		"facilitators": one(func(o *twinning.Tender) { o.Facilitators = nil }, func(o *twinning.Tender) { o.Facilitators = []string{"beta"} }),
		"tenderer":     one(func(o *twinning.Tender) { o.Tenderer = "beta" }),
		"contractor":   one(func(o *twinning.Tender) { o.Contractor = "beta" }),
		"contact":      one(func(o *twinning.Tender) { o.Contact = Stranger }),
		"signatory":    one(func(o *twinning.Tender) { o.Signatory = Stranger }),
		"costs": one(
			func(o *twinning.Tender) { o.Costs.Direct = EUR("15000.01") },
			func(o *twinning.Tender) { // the same sum in other parts
				o.Costs.Direct, o.Costs.Personnel = o.Costs.Personnel, o.Costs.Direct
			},
		),
		"shares": one(func(o *twinning.Tender) {
			o.Shares = []twinning.Share{{Organisation: "alpha", Amount: EUR("1.00")}}
		}),
		"documents": one(
			func(o *twinning.Tender) { o.Documents[0].SHA256 = SHA("another") },
			func(o *twinning.Tender) { o.Documents[0].Size++ },
			func(o *twinning.Tender) { o.Documents[1].Name = "Another" },
			func(o *twinning.Tender) { o.Documents = o.Documents[:1] },
			func(o *twinning.Tender) { o.Documents = nil },
			func(o *twinning.Tender) { o.Documents[0], o.Documents[1] = o.Documents[1], o.Documents[0] },
		),
		"exclusion": one(func(o *twinning.Tender) { o.Exclusion = false }),
	}
}

// rich is a tender with something in every field.
func rich() twinning.Tender {
	o := Tender(A)
	o.Description, o.Organisations[0].Region = "A transfer.", "Flanders"
	o.Organisations = append(o.Organisations, party("gamma", "PT"), party("no-role", "SE"))
	o.Adopters, o.Facilitators = []string{"beta", "gamma"}, []string{"gamma"}
	o.Documents = append(o.Documents, twinning.Document{ID: "annex", Name: "Annex", SHA256: SHA("annex"), Size: 7})
	o.Sources = []string{"/title: a letter"}
	return o
}

func TestExactlyTheFieldsAskedAboutMayChange(t *testing.T) {
	t.Parallel()
	all := changes()
	b := Book()
	b.Eligibility.ClarifiedFields = nil
	for field := range all {
		b.Eligibility.ClarifiedFields = append(b.Eligibility.ClarifiedFields, field)
	}
	w := New(t).Opened(b).Published().Submitted(A)
	w.Do(Tendering(A), Contact(A), twinning.SubmitTender{Tender: rich()})
	w.Shut()
	for asked := range all {
		t.Run(asked, func(t *testing.T) {
			t.Parallel()
			w := w.Clone(t)
			w.Do(Tendering(A), Officer, twinning.RequestClarification{Fields: []string{asked}, Question: "?"})
			for field, changes := range all {
				for n, change := range changes {
					o := rich()
					change(&o)
					o.Sources = []string{"/title: another letter", "/plan: a call"} // of the file, not of the offer
					require.NoError(t, o.Check(), "%s %d", field, n)
					w := w.Clone(t)
					_, err := w.Send(Tendering(A), Contact(A), twinning.ClarifyTender{Answer: "A slip.", Tender: o})
					if field == asked {
						require.NoError(t, err, "%s %d", field, n)
						require.Equal(t, o, w.Twinning(A).Tender)
						continue
					}
					requireRefused(t, "clarification/field-not-asked", err)
					require.Contains(t, told(t, err), field+" may not be changed; asked about was only "+asked, "%d", n)
				}
			}
		})
	}
	both := w.Clone(t)
	both.Do(Tendering(A), Officer, twinning.RequestClarification{Fields: []string{"title", "months"}, Question: "?"})
	o := rich()
	o.Title, o.Months, o.Plan, o.Exclusion = "Another", 6, "Another", false
	_, err := both.Send(Tendering(A), Contact(A), twinning.ClarifyTender{Answer: "A slip.", Tender: o})
	require.Contains(t, told(t, err), "exclusion or plan may not be changed; asked about was only title or months")
}

func TestTheChangesNameEveryFieldOfATender(t *testing.T) {
	t.Parallel()
	for i := range reflect.TypeFor[twinning.Tender]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[twinning.Tender]().Field(i).Tag.Get("json"), ",")
		require.True(t, name == "sources" || len(changes()[name]) > 0, name)
	}
}
