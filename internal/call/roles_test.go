package call_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

const (
	newcomer = "p-newcomer"
	third    = "p-another"
)

func give(role law.Role, person, from string) call.GiveRole {
	o := call.GiveRole{Role: role, Person: person, Why: "the decision of the board"}
	if from != "" {
		o.From = Date(from)
	}
	return o
}

func takeRole(role law.Role, person, from string) call.WithdrawRole {
	return call.WithdrawRole(give(role, person, from))
}

func replace(role law.Role, person, by, from string) call.ReplaceRole {
	o := call.ReplaceRole{Role: role, Person: person, By: by, Why: "the decision of the board"}
	if from != "" {
		o.From = Date(from)
	}
	return o
}

func away(person, deputy, from, until string) call.SetAbsence {
	o := call.SetAbsence{Person: person, Deputy: deputy, Until: Date(until)}
	if from != "" {
		o.From = Date(from)
	}
	return o
}

func has(person string, role law.Role) func(t *testing.T, w *World) {
	return func(t *testing.T, w *World) {
		t.Helper()
		require.True(t, w.Call().Has(person, role))
	}
}

func TestARoleIsGivenByTheHeadAndThoseBelowThemByAnOfficerToo(t *testing.T) {
	t.Parallel()
	given := []string{"role-given.v1"}
	Run(t, New(t).Opened(Book()),
		Row{Name: "the head gives an officer", By: Head, When: give(law.Officer, newcomer, ""), Then: given, After: func(t *testing.T, w *World) {
			has(newcomer, law.Officer)(t, w)
			require.Equal(t, map[string]string{newcomer: "role-given"}, told(w.History(Stream)))
			w.Do(Stream, newcomer, call.PublishCall{})
		}},
		Row{Name: "an officer gives a payer", By: Officer, When: give(law.Payer, newcomer, ""), Then: given, After: has(newcomer, law.Payer)},
		Row{Name: "an officer gives no officer", By: Officer, When: give(law.Officer, newcomer, ""), Refused: "roles/not-allowed"},
		Row{Name: "nor a head", By: Officer, When: give(law.Head, newcomer, ""), Refused: "roles/not-allowed"},
		Row{Name: "nor their own auditor", By: Officer, When: give(law.Auditor, newcomer, ""), Refused: "roles/not-allowed"},
		Row{Name: "nobody gives a role to themselves", By: Head, When: give(law.Officer, Head, ""), Refused: "roles/to-oneself"},
		Row{Name: "nor takes it over", By: Officer, When: replace(law.Payer, Payer, Officer, ""), Refused: "roles/to-oneself"},
		Row{Name: "a payer gives none", By: Payer, When: give(law.Payer, newcomer, ""), Refused: "roles/not-allowed"},
		Row{Name: "who has it already", By: Head, When: give(law.Officer, SecondHand, ""), Refused: "roles/has-it-already"},
		Row{Name: "who will have it already", Given: func(w *World) { w.Do(Stream, Head, give(law.Officer, newcomer, "2019-07-01")) }, By: Head, When: replace(law.Officer, Officer, newcomer, "2019-07-02"), Refused: "roles/has-it-already"},
		Row{Name: "not backwards", By: Head, When: give(law.Officer, newcomer, "2019-06-09"), Refused: "roles/backwards"},
		Row{Name: "not in a hundred years", By: Head, When: give(law.Officer, newcomer, "2119-06-10"), Refused: "roles/too-far"},
	)
	require.Error(t, give(law.Evaluator, newcomer, "").Check(), "evaluators are appointed")
	require.Error(t, give(law.Contact, newcomer, "").Check())
	require.Error(t, replace(law.Officer, Officer, Officer, "").Check())
	require.Error(t, call.GiveRole{Role: law.Officer, Person: newcomer}.Check(), "a reason is missing")
	_, err := New(t).Send(Stream, Head, give(law.Officer, newcomer, ""))
	require.ErrorContains(t, err, "stages/not-opened")
}

func TestNobodyEverHasTwoRolesOfAForbiddenPairInOneCall(t *testing.T) {
	t.Parallel()
	then := func(steps ...func(w *World)) func(*World) {
		return func(w *World) {
			for _, s := range steps {
				s(w)
			}
		}
	}
	does := func(by string, c law.Command) func(w *World) { return func(w *World) { w.Do(Stream, by, c) } }
	Run(t, New(t).Opened(Book()),
		Row{Name: "a verifier does not pay", By: Officer, When: give(law.Payer, Verifier, ""), Refused: "roles/apart"},
		Row{Name: "nor who was one", Given: then(does(Officer, replace(law.Verifier, Verifier, newcomer, ""))), By: Officer, When: give(law.Payer, Verifier, ""), Refused: "roles/apart"},
		Row{Name: "nor who will be one", Given: then(does(Officer, give(law.Verifier, newcomer, "2019-07-01"))), By: Officer, When: give(law.Authoriser, newcomer, ""), Refused: "roles/apart"},
		Row{Name: "nor who stood in for one", Given: then(does(Officer, away(Verifier, newcomer, "", "2019-06-11")), func(w *World) { w.At("2019-06-20T09:00") }), By: Officer, When: give(law.Payer, newcomer, ""), Refused: "roles/apart"},
		Row{Name: "a payer is no deputy of a verifier", By: Officer, When: away(Verifier, Payer, "", "2019-06-20"), Refused: "roles/apart"},
		Row{Name: "an evaluator gets no role", Given: then(does(Officer, call.AppointEvaluator{Evaluator: Ada})), By: Head, When: give(law.Auditor, Ada, ""), Refused: "roles/apart"},
		Row{Name: "nor who was one until the opening excluded them", Given: func(w *World) {
			*w = *rivals(t, Book()).Shut()
		}, By: Head, When: give(law.Auditor, OfAlpha, ""), Refused: "roles/apart"},
		Row{Name: "who had a role does not evaluate", Given: then(does(Head, replace(law.Officer, SecondHand, newcomer, ""))), By: Officer, When: call.AppointEvaluator{Evaluator: SecondHand}, Refused: "evaluators/staff"},
		Row{Name: "an officer may be a payer", By: Head, When: give(law.Payer, Officer, ""), Then: []string{"role-given.v1"}},
	)
	w := New(t).Opened(Book()).Published().Submitted(A)
	Run(t, w,
		Row{Name: "who speaks for a tender gets none", By: Head, When: give(law.Officer, Contact(A), ""), Refused: "roles/speaks-for-a-tender"},
		Row{Name: "its signatory, who has sent nothing", By: Officer, When: give(law.Payer, Signatory(A), ""), Refused: "roles/speaks-for-a-tender"},
		Row{Name: "nor stands in", By: Head, When: away(Officer, Contact(A), "", "2019-06-20"), Refused: "roles/speaks-for-a-tender"},
		Row{Name: "who had a role does not tender", Given: then(does(Head, replace(law.Officer, SecondHand, Contact(B), "")), does(Head, takeRole(law.Officer, Contact(B), ""))), By: Contact(B), To: Tendering(B), When: twinning.SubmitTender{Tender: Tender(B)}, Refused: "conflicts/party-with-office"},
	)
}

func TestNoStepIsLeftWithoutAnybodyByAChangeOfRoles(t *testing.T) {
	t.Parallel()
	Run(t, New(t).Opened(Book()),
		Row{Name: "the only head stays", By: Head, When: takeRole(law.Head, Head, ""), Refused: "roles/incomplete"},
		Row{Name: "or is replaced", By: Head, When: replace(law.Head, Head, newcomer, ""), Then: []string{"role-replaced.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{newcomer}, w.Call().People(law.Head))
			require.Equal(t, map[string]string{Head: "role-withdrawn", newcomer: "role-given"}, told(w.History(Stream)))
			_, err := w.Send(Stream, Head, give(law.Officer, third, ""))
			require.ErrorContains(t, err, "roles/not-allowed", "who was head is none any more")
		}},
		Row{Name: "one of two officers goes", By: Head, When: takeRole(law.Officer, SecondHand, ""), Then: []string{"role-withdrawn.v1"}},
		Row{Name: "the other does not", Given: func(w *World) { w.Do(Stream, Head, takeRole(law.Officer, SecondHand, "")) }, By: Head, When: takeRole(law.Officer, Officer, ""), Refused: "roles/incomplete"},
		Row{Name: "not before a change that is to come", Given: func(w *World) { w.Do(Stream, Head, takeRole(law.Officer, SecondHand, "2019-08-01")) }, By: Head, When: takeRole(law.Officer, Officer, "2019-07-01"), Refused: "roles/incomplete"},
		Row{Name: "who has no role loses none", By: Head, When: takeRole(law.Officer, newcomer, ""), Refused: "roles/does-not-have-it"},
		Row{Name: "a deputy is nobody's successor", Given: func(w *World) { w.Do(Stream, Head, away(Head, newcomer, "", "2019-07-01")) }, By: Head, When: takeRole(law.Head, Head, ""), Refused: "roles/incomplete"},
	)
}

func TestAChangeOfRolesTakesEffectAtTheBeginningOfItsDayWhateverIsRecorded(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	w.Do(Stream, Head, replace(law.Officer, SecondHand, newcomer, "2019-07-01"))
	require.False(t, w.Call().Has(newcomer, law.Officer))
	_, err := w.Send(Stream, newcomer, call.PublishCall{})
	require.ErrorContains(t, err, "roles/not-allowed")

	slow := w.Clone(t)
	slow.Slow = true
	slow.Now = slow.Clock("2019-07-01T00:00").Add(-1e3)
	require.True(t, slow.Call().As(slow.Now).Has(SecondHand, law.Officer))
	require.True(t, slow.Call().As(slow.Clock("2019-07-01T00:00")).Has(newcomer, law.Officer), "no timer has rung yet")
	slow.Now = slow.Clock("2019-07-01T00:00")
	slow.Do(Stream, newcomer, call.PublishCall{})

	w.At("2019-07-02T09:00")
	require.Equal(t, []string{Officer, newcomer}, w.Call().People(law.Officer))
	require.Equal(t, 1, count(w, "role-changed.v1"))
	require.False(t, w.Call().Has(SecondHand, law.Officer))
}

func TestATenderIsDecidedOnByWhoHasTheRoleAtThatInstant(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut()
	w.Do(Stream, Head, replace(law.Officer, SecondHand, newcomer, "2019-08-12"))
	w.Slow = true // the moment of the call is recorded by nobody yet
	w.Now = w.Clock("2019-08-11T23:59")
	_, err := w.Send(Tendering(A), newcomer, twinning.DecideEligibility{Eligible: true})
	require.ErrorContains(t, err, "roles/not-allowed")
	w.Now = w.Clock("2019-08-12T00:00")
	_, err = w.Send(Tendering(A), SecondHand, twinning.DecideEligibility{Eligible: true})
	require.ErrorContains(t, err, "roles/not-allowed")
	w.Do(Tendering(A), newcomer, twinning.DecideEligibility{Eligible: true})
}

func TestWhatAHolderDidStaysTheirs(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	w.Do(Stream, Head, call.CancelCall{Why: "no budget"})
	w.Do(Stream, Head, replace(law.Head, Head, newcomer, ""))
	w.Do(Stream, Officer, SignNewest(w.Call()))
	require.Equal(t, call.Cancelled, w.Call().Stage, "it was proposed by the head of that day")

	w = New(t).Opened(Book())
	w.Do(Stream, SecondHand, call.CancelCall{Why: "no budget"})
	w.Do(Stream, Head, give(law.Head, SecondHand, ""))
	_, err := w.Send(Stream, Officer, SignNewest(w.Call()))
	require.ErrorContains(t, err, "four-eyes/no-head", "it was no head who proposed it")

	w = New(t).Opened(Book()).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "2").At("2019-09-16T10:00")
	w.Do(Stream, SecondHand, call.PrepareAward{})
	w.Do(Stream, Head, takeRole(law.Officer, SecondHand, ""))
	w.Do(Stream, Head, give(law.Officer, SecondHand, ""))
	_, err = w.Send(Stream, SecondHand, call.ReleaseAward{})
	require.ErrorContains(t, err, "four-eyes/", "who prepared it does not release it, whatever role they have had since")
}

func TestOpenObligationsOfARoleMoveToItsNewHolders(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut()
	who := func(list []obligation.Obligation, id string) []string {
		o, ok := obligation.Find(list, id)
		require.True(t, ok, id)
		return o.Who
	}
	require.Equal(t, []string{Officer, SecondHand}, who(w.Call().Obligations, "award-decision"))
	w.Do(Stream, Head, replace(law.Officer, SecondHand, newcomer, ""))
	require.Equal(t, []string{Officer, newcomer}, who(w.Call().Obligations, "award-decision"))
	owed := twinning.Law.Schedule(w.Twinning(A), w).Owed
	require.Equal(t, []string{Officer, newcomer}, who(owed, "eligibility"))
	w.At("2019-09-12T09:00") // the letters about it have passed
	var told []string
	for _, f := range w.History(Tendering(A)) {
		for _, l := range law.Letters(f.Event) {
			if p, ok := f.Event.(twinning.RungPassed); ok && p.Obligation == "eligibility" {
				told = append(told, l.To)
			}
		}
	}
	require.Contains(t, told, newcomer)
	require.NotContains(t, told, SecondHand)
}

func TestADeputyActsInTheRolesOfWhoIsAwayAndNoLonger(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	publish := call.PublishCall{}
	_, err := w.Send(Stream, Officer, away(Head, newcomer, "", "2019-06-20"))
	require.ErrorContains(t, err, "roles/not-allowed", "an officer gives nobody the role of the head")
	w.Do(Stream, Head, away(Head, newcomer, "2019-06-15", "2019-06-20"))
	require.Equal(t, map[string]string{newcomer: "deputy", Head: "absence"}, told(w.History(Stream)))
	for clock, may := range map[string]bool{"2019-06-14T23:59": false, "2019-06-15T00:00": true, "2019-06-20T23:59": true, "2019-06-21T00:00": false} {
		then := w.Clone(t).At(clock)
		_, err := then.Send(Stream, newcomer, publish)
		if may {
			require.NoError(t, err, clock)
			continue
		}
		require.ErrorContains(t, err, "roles/not-allowed", clock)
	}
	then := w.Clone(t).At("2019-06-16T09:00")
	require.Equal(t, []string{Head, newcomer}, then.Call().People(law.Head))
	then.Do(Stream, Head, publish) // whoever is away keeps their roles
	then.Do(Stream, newcomer, call.CancelCall{Why: "no budget"})
	_, err = then.Send(Stream, newcomer, SignNewest(then.Call()))
	require.ErrorContains(t, err, "four-eyes/proposed", "a deputy is one person")
	then.At("2019-06-25T09:00")
	require.Equal(t, []string{Head}, then.Call().People(law.Head))
	require.Equal(t, 1, count(then, "absence-ended.v1"))
	then.Do(Stream, Officer, SignNewest(then.Call()))
	require.Equal(t, call.Cancelled, then.Call().Stage, "what the deputy of the head proposed was proposed by a head")

	Run(t, w.At("2019-06-16T09:00"),
		Row{Name: "absent already", By: Head, When: away(Head, third, "", "2019-06-18"), Refused: "roles/absent-already"},
		Row{Name: "who has no role needs no deputy", By: Head, When: away(Stranger, third, "", "2019-06-18"), Refused: "roles/has-none"},
		Row{Name: "nobody names themselves", By: Head, When: away(Officer, Head, "", "2019-06-18"), Refused: "roles/to-oneself"},
		Row{Name: "not without end", By: Head, When: away(Officer, third, "", "2029-06-18"), Refused: "roles/too-far"},
		Row{Name: "not for what has passed", By: Head, When: away(Officer, third, "", "2019-06-15"), Refused: "roles/backwards"},
		Row{Name: "an officer names another officer", By: Officer, When: away(Officer, SecondHand, "", "2019-06-18"), Then: []string{"absence-set.v1"}},
		Row{Name: "it is ended early", By: Head, When: call.EndAbsence{Person: Head}, Then: []string{"absence-ended.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Head}, w.Call().People(law.Head))
			require.False(t, w.Call().HeldAt(newcomer, law.Head, w.Now))
			require.True(t, w.Call().HeldAt(newcomer, law.Head, w.Clock("2019-06-16T08:00")))
		}},
		Row{Name: "nobody else ends it", By: newcomer, When: call.EndAbsence{Person: Payer}, Refused: "roles/not-absent"},
		Row{Name: "a payer ends nobody's", By: Payer, When: call.EndAbsence{Person: Head}, Refused: "roles/not-allowed"},
		Row{Name: "a deputy loses what the person loses", By: Head, When: replace(law.Head, Head, third, ""), Then: []string{"role-replaced.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{third}, w.Call().People(law.Head))
		}},
	)
	require.Error(t, away(Head, Head, "", "2019-06-20").Check())
	require.Error(t, call.SetAbsence{Person: Head, Deputy: newcomer}.Check())
}

func TestACallThatIsOverWaitsForAChangeOfRolesThatIsToCome(t *testing.T) {
	t.Parallel()
	w := cancelled(New(t).Opened(Book()))
	require.True(t, w.Call().Over())
	w.Do(Stream, Head, takeRole(law.Officer, Officer, "2019-07-01"))
	require.False(t, w.Call().Over())
	w.At("2019-07-02T09:00")
	require.True(t, w.Call().Over())
}

func TestWhoGivesWhichRoleIsWrittenForPeopleAsTheLawHasIt(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	for _, role := range law.StaffRoles() {
		var by []string
		for _, g := range call.Givers(role) {
			by = append(by, g.Words())
		}
		require.NotEmpty(t, by)
		require.Contains(t, string(text), "| "+role.Words()+" | "+strings.Join(by, ", ")+" |\n")
	}
	require.Empty(t, call.Givers(law.Evaluator), "evaluators are appointed")
}

func count(w *World, kind string) int {
	return len(slices.DeleteFunc(slices.Clone(w.History(Stream)), func(f Fact) bool { return f.Event.Kind() != kind }))
}
