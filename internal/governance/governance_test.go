package governance_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

func TestAnAdministratorMakesOthersAndThereIsAlwaysOne(t *testing.T) {
	t.Parallel()
	w := administered(t)
	stream := governance.AdministrationStream
	w.refused("administrators/not-one", stream, ben, governance.GiveAdministrator{Person: ben, Why: "I wish to"})
	w.refused("administrators/last-one", stream, ada, governance.WithdrawAdministrator{Person: ada, Why: "I retire"})
	w.do(stream, ada, governance.GiveAdministrator{Person: ben, Why: "two are safer than one"})
	w.refused("administrators/is-one-already", stream, ada, governance.GiveAdministrator{Person: ben, Why: "again"})
	w.refused("administrators/not-one", stream, cleo, governance.WithdrawAdministrator{Person: ben, Why: "no"})
	w.refused("administrators/is-none", stream, ada, governance.WithdrawAdministrator{Person: cleo, Why: "no"})
	w.do(stream, ben, governance.WithdrawAdministrator{Person: ada, Why: "ada retires"})
	require.Equal(t, []string{ben}, w.administration().People)
	require.Equal(t, []string{ada}, w.administration().Past)
	w.refused("administrators/not-one", stream, ada, governance.GiveAdministrator{Person: ada, Why: "back again"})
	require.Equal(t, []string{"administrator-given to " + ben, "administrator-withdrawn to " + ada}, w.letters)
	require.Equal(t, governance.FirstAdministratorKind, ledger.FirstAdministrator, "the ledger lets an operator's key alone append it")
}

func TestWhoeverAsksToBeErasedIsAnsweredWithinAMonth(t *testing.T) {
	t.Parallel()
	stream := governance.AdministrationStream
	empty := &world{t: t, now: time.Date(2019, 6, 1, 9, 0, 0, 0, time.UTC), states: map[string]law.State{}}
	empty.refused("erasure/nobody-to-settle", stream, cleo, governance.AskErasure{})
	w := administered(t)
	w.do(stream, ada, governance.GiveAdministrator{Person: ben, Why: "two are safer than one"})
	w.letters = nil
	w.refused("erasure/not-asked", stream, ada, governance.RefuseErasure{Person: cleo, Why: "no"})
	w.do(stream, cleo, governance.AskErasure{Why: "I have left"})
	require.Equal(t, []string{"erasure-asked to " + cleo, "erasure-waits to " + ada, "erasure-waits to " + ben}, w.letters)
	is, asked := w.administration().ErasureOf(cleo)
	require.True(t, asked)
	require.True(t, is.Open())
	require.Equal(t, calendar.DateOf(is.Asked, time.UTC).AddMonths(1), is.Due)
	w.refused("erasure/asked-already", stream, cleo, governance.AskErasure{})
	w.refused("administrators/not-one", stream, cleo, governance.RefuseErasure{Person: cleo, Why: "no"})
	w.do(stream, ben, governance.RefuseErasure{Person: cleo, Why: "an award is contested"})
	is, _ = w.administration().ErasureOf(cleo)
	require.False(t, is.Open())
	w.do(stream, cleo, governance.AskErasure{})
	is, _ = w.administration().ErasureOf(cleo)
	require.True(t, is.Open(), "it may be asked again")
	require.Len(t, w.administration().Erasures, 2)
}

func TestAnAdministratorAloneOpensAProgrammeAndOnce(t *testing.T) {
	t.Parallel()
	w := administered(t)
	w.refused("administrators/not-one", dhe, ben, governance.OpenProgramme{Name: "DigitalHealthEurope"})
	w.refused("programmes/not-open", dhe, ada, give(law.Head, ben, ""))
	w.refused("programmes/not-open", dhe, ada, governance.CloseProgramme{Why: "it never began"})
	w.do(dhe, ada, governance.OpenProgramme{Name: "DigitalHealthEurope"})
	require.Equal(t, "UTC", w.programme().Zone)
	w.refused("programmes/opened-already", dhe, ada, governance.OpenProgramme{Name: "Another"})
	w.do(dhe, ada, governance.CloseProgramme{Why: "it is over"})
	require.True(t, w.programme().Over())
	w.refused("programmes/opened-already", dhe, ada, governance.OpenProgramme{Name: "Again"})
	w.refused("programmes/not-open", dhe, ada, governance.ChangeDefaults{Why: "late"})
}

func TestNobodyGetsARoleOfAProgrammeFromThemselvesAndWhoAuditsItNeverRunsIt(t *testing.T) {
	t.Parallel()
	w := opened(t)
	w.refused("roles/to-oneself", dhe, ada, give(law.Head, ada, ""))
	w.refused("programmes/not-allowed", dhe, ben, give(law.Head, cleo, ""))
	w.do(dhe, ada, give(law.Head, ben, ""))
	w.do(dhe, ben, give(law.Officer, cleo, ""))
	w.refused("programmes/has-it-already", dhe, ben, give(law.Officer, cleo, ""))
	w.refused("programmes/not-allowed", dhe, cleo, give(law.Officer, dora, ""))
	w.refused("programmes/apart", dhe, ben, give(law.Auditor, cleo, ""))
	w.do(dhe, ben, give(law.Auditor, dora, ""))
	w.refused("programmes/apart", dhe, ben, give(law.Officer, dora, ""))
	w.refused("programmes/apart", dhe, ada, give(law.Head, dora, ""))
	// What somebody was counts as what they are.
	w.do(dhe, ben, governance.WithdrawProgrammeRole{Role: law.Officer, Person: cleo, Why: "moved"})
	w.refused("programmes/does-not-have-it", dhe, ben, governance.WithdrawProgrammeRole{Role: law.Officer, Person: cleo, Why: "again"})
	w.refused("programmes/apart", dhe, ben, give(law.Auditor, cleo, ""))
	// Whoever replaces somebody is held to the same.
	w.refused("programmes/does-not-have-it", dhe, ada, governance.ReplaceProgrammeRole{Role: law.Head, Person: cleo, By: nobody, Why: "no"})
	w.refused("programmes/apart", dhe, ada, governance.ReplaceProgrammeRole{Role: law.Head, Person: ben, By: dora, Why: "no"})
	w.refused("roles/to-oneself", dhe, ada, governance.ReplaceProgrammeRole{Role: law.Head, Person: ben, By: ada, Why: "no"})
	w.do(dhe, ada, governance.ReplaceProgrammeRole{Role: law.Head, Person: ben, By: cleo, Why: "ben retires"})
	require.Equal(t, map[law.Role][]string{law.Head: {cleo}, law.Auditor: {dora}}, w.programme().Roles)
	require.Contains(t, w.letters, "programme-role-withdrawn to "+ben)
	require.Contains(t, w.letters, "programme-role-given to "+cleo)
	require.ElementsMatch(t, []string{cleo, dora, ada}, governance.ProgrammeLaw.Staff(w.programme(), w))
}

func TestARoleOfAProgrammeHoldsFromItsDayOnAndNotBefore(t *testing.T) {
	t.Parallel()
	w := opened(t)
	w.refused("roles/backwards", dhe, ada, give(law.Head, ben, "2019-05-31"))
	w.refused("roles/too-far", dhe, ada, give(law.Head, ben, "2021-01-01"))
	w.do(dhe, ada, give(law.Head, ben, "2019-07-01"))
	w.refused("programmes/not-allowed", dhe, ben, give(law.Officer, cleo, ""))
	w.refused("programmes/apart", dhe, ada, give(law.Auditor, ben, "2019-06-10")) // it is to come
	midnight := time.Date(2019, 6, 30, 22, 0, 0, 0, time.UTC)                     // in Brussels
	next, ok := governance.ProgrammeLaw.Next(w.programme(), w)
	require.True(t, ok)
	require.Equal(t, midnight, next.At)
	require.False(t, w.programme().As(midnight.Add(-time.Microsecond)).Has(ben, law.Head))
	w.now = midnight // no timer has rung
	w.do(dhe, ben, give(law.Officer, cleo, ""))
	w.pass(midnight.Add(time.Minute))
	require.True(t, w.programme().Has(ben, law.Head))
	_, ok = governance.ProgrammeLaw.Next(w.programme(), w)
	require.False(t, ok)
}

func TestDefaultPartsOfRuleBooksAreWhatTheirHashSays(t *testing.T) {
	t.Parallel()
	parts := func(text string) *governance.Defaults {
		sum := sha256.Sum256([]byte(text))
		return &governance.Defaults{SHA256: hex.EncodeToString(sum[:]), File: text}
	}
	wrong := parts("zone: Europe/Brussels\n")
	wrong.File += "# another\n"
	require.ErrorContains(t, governance.OpenProgramme{Name: "DHE", Defaults: wrong}.Check(), "is not the SHA-256")
	require.ErrorContains(t, governance.OpenProgramme{Name: "DHE", Defaults: parts(" ")}.Check(), "defaults.file is missing")
	require.ErrorContains(t, governance.OpenProgramme{Name: "DHE", Zone: "Europe/Atlantis"}.Check(), "zone")
	require.ErrorContains(t, governance.OpenProgramme{Name: "two\nlines"}.Check(), "one line")
	w := opened(t)
	w.do(dhe, ada, governance.ChangeDefaults{Defaults: parts("zone: Europe/Brussels\n"), Why: "all calls are in Brussels"})
	require.Equal(t, parts("zone: Europe/Brussels\n").SHA256, w.programme().RulesSHA())
	w.refused("programmes/not-allowed", dhe, ben, governance.ChangeDefaults{Why: "none"})
}

func TestACallIsOpenedUnderAnOpenProgrammeByWhoMayAndWithoutAdministratorsAsEver(t *testing.T) {
	t.Parallel()
	opening := calltest.Opening(calltest.Book())
	opening.Rules.Programme = "DHE"
	stream := "call/" + opening.Rules.Reference
	officer := opening.Roles[law.Officer][0]

	w := administered(t)
	w.refused("programmes/none-open", stream, officer, opening)
	w = opened(t)
	w.refused("programmes/may-not-open-calls", stream, officer, opening)
	w.do(dhe, ada, give(law.Officer, officer, "2019-06-05"))
	w.refused("programmes/may-not-open-calls", stream, officer, opening) // not yet
	w.now = time.Date(2019, 6, 5, 9, 0, 0, 0, time.UTC)                  // and no timer has rung
	other := opening
	other.Rules.Programme = "Digital Health Europe" // no reference of any programme
	w.refused("programmes/none-open", stream, officer, other)
	w.do(stream, officer, opening)

	w = opened(t)
	w.do(dhe, ada, give(law.Officer, officer, ""))
	w.do(dhe, ada, governance.CloseProgramme{Why: "it is over"})
	w.refused("programmes/none-open", stream, officer, opening)

	w = administered(t)
	delete(w.states, governance.AdministrationStream)
	w.do(stream, officer, opening) // nobody administers: there are no programmes
}

func TestAReferenceOfAProgrammeIsLettersDigitsAndSingleHyphens(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"DHE", "DigitalHealthEurope", "dhe-2-0"} {
		require.Equal(t, "programme/"+good, governance.ProgrammeStream(good))
	}
	for _, bad := range []string{"", "Digital Health", "-DHE", "DHE-", "D--HE", "a/b", "a*", "é", strings.Repeat("a", 61)} {
		require.Empty(t, governance.ProgrammeStream(bad), bad)
	}
}

func TestWhoAcceptedAnInvitationGetsTheRoleAsIfWhoeverSentItGaveItNow(t *testing.T) {
	t.Parallel()
	w := opened(t)
	note := governance.NoteInvitation{Invitation: "DHE-ABCDEFGHIJKL", By: ada, Role: law.Auditor, Person: ben, Why: "the board asks"}
	w.refused("roles/engine-only", dhe, ada, note)
	w.do(dhe, law.Engine, note)
	require.Equal(t, []string{ben}, w.programme().Roles[law.Auditor])
	note.By, note.Person = nobody, cleo
	w.refused("programmes/not-allowed", dhe, law.Engine, note)
}
