package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
)

// A refusal that says nothing of what a tender holds is told whole before the opening: the role, the stage, and which it must be.
func TestARefusedAttemptSaysTheRoleOrTheStageThatItNeeded(t *testing.T) {
	w := newSealedWorld(t)
	good := w.file("good.yaml", planted)
	w.must(4, "tender submit "+good+" --tender $WITHDRAWN --as kwido-contact --command-id again")
	for _, as := range []string{"officer", "kwido-contact"} {
		said := w.must(0, "call attempts DHE-2019 --as "+as)
		require.Contains(t, said, "was withdrawn: undo the withdrawal first", as)
		require.NotRegexp(t, ` stages( |$)`, said)
		require.NotContains(t, said, "Europe/Brussels (", "the instant stands once")
	}
	require.Contains(t, w.must(0, "tender show $WITHDRAWN --as officer"), "undo the withdrawal first", "on its own page, too")
	officer := w.must(0, "call attempts DHE-2019 --as officer --language fr")
	require.Contains(t, officer, "règle\u00a0: monnaie\u202f; ce qu’elle cite de l’offre est scellé")
	require.NotRegexp(t, leak, officer)
}

// Whoever submits a tender once more without naming the one that there is begins another one, and is told so.
func TestWhoBeginsASecondTenderIsToldThatTheyHaveOne(t *testing.T) {
	w := newSealedWorld(t)
	said := w.must(0, "tender submit "+w.file("good.yaml", planted)+" --call DHE-2019 --as mask-contact --command-id second")
	require.Contains(t, said, "begins another tender: you have "+w.refs["$TENDER"]+" in this call already")
	require.NotContains(t, w.must(0, "tender submit "+w.file("good.yaml", planted)+" --tender $TENDER --as mask-contact --command-id version"), "begins another tender")
}

// Who may not ask is told so, as with everything that they may not ask for.
func TestRequestsForErasureAreOfAdministratorsAndOfWhoHasAsked(t *testing.T) {
	w := newAskedWorld(t, summer)
	w.must(0, "people load ../programmes/dhe-2019.people.yaml")
	require.Contains(t, w.must(4, "admin erasures --as officer"), "are for administrators")
	require.Contains(t, w.must(0, "admin erasures"), "REFUSED BECAUSE", "the machine may")
}

func TestWhatIsNamedWronglyIsAnsweredWithWhatToName(t *testing.T) {
	w := newSealedWorld(t)
	said := w.must(2, "export contract DHE-2019 --to - --as officer")
	require.Contains(t, said, "contract is of a tender or a twinning, and DHE-2019 is a call")
	require.Contains(t, said, "`twinning tender list` shows them")
	require.Contains(t, w.must(2, "export ranking $TENDER --to - --as officer"), "name its call, DHE-2019")
	require.Contains(t, w.must(2, "export bla DHE-2019 --to - --as officer"), `there is no export "bla"`)
	require.Contains(t, w.must(2, "export bla DHE-2019 --to - --as officer --language fr"), "il n’y a pas d’exportation «\u00a0bla\u00a0»")
	require.Contains(t, w.must(2, "call new --like ../programmes/dhe-2019.yaml --deadline 2031-03-03 --reference", ""), "--reference is empty")
	for _, line := range []string{"today --as", "call list --as", "tender show $TENDER --as"} {
		require.Contains(t, w.must(2, line, ""), "--as is empty", "nobody is taken for the machine's own by a variable that is not set")
	}
	require.Contains(t, w.must(2, "log show $TENDER M61 --as officer"), "as 3 or M3")
	require.NotContains(t, w.must(3, "log show $TENDER M3 --as mask-contact"), "project month")
	require.Contains(t, w.must(2, "history DHE-2019 --at 1000"), `"1000" is no instant`)
}

func TestAmountsAreWrittenInTheLanguageOfWhoReads(t *testing.T) {
	amount, err := money.Parse("EUR 932000.50")
	require.NoError(t, err)
	for language, written := range map[string]string{"en": "EUR 932,000.50", "fr": "932\u202f000,50\u00a0EUR", "de": "932.000,50\u00a0EUR"} {
		tell := narrator(language)
		require.Equal(t, written, told(tell, amount))
		require.Equal(t, written, told(tell, &amount))
		require.Contains(t, phrased("%s, of which %s is not committed", "x", amount).in(tell), written)
	}
	require.Equal(t, "", told(narrator("en"), money.Amount{}))
	require.Equal(t, "-", amountOrDash(money.Amount{}))
}

// What is told in a language already is not told again by a row that fits it.
func TestAnErrorThatIsToldIsNotToldTwice(t *testing.T) {
	w := newAskedWorld(t, summer)
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	said := w.must(2, "role give DHE-2019 bla mask-contact --why x --as head --language fr")
	require.Contains(t, said, "ne figure pas parmi les valeurs admises\u00a0: officer, head")
	require.Contains(t, w.must(3, "role give DHE-2019 officer nobody --why x --as head --language fr"), "personne n’est connu sous ce nom")
	require.NotContains(t, w.must(2, "today --language fr"), ": today")
	require.Contains(t, w.must(0, "market search --language de"), "kein veröffentlichtes Inserat entspricht dem")
}

// What became of a reminder is a code of the queries.
func TestWhatBecameOfAReminderIsToldInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, outcome := range []string{"sent", "not sent", query.ToCome} {
		for _, language := range []string{"fr", "de"} {
			_, is := words.Exact(language, outcome)
			require.True(t, is, "%s: %s", language, outcome)
		}
	}
}
