package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/programme"
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

// What is wrong in a file that a command is made from is told at its line, in the reader's language; and one that is too large for any command is
// told to be that, whatever it is.
func TestWhatIsWrongInAFileIsToldAtItsLineAndAFileTooLargeAsThat(t *testing.T) {
	w := newSealedWorld(t)
	claim := w.file("late.yaml", "id: travel-2\nkind: direct\namount: EUR 0.00\ndate: 2019-10-21\nwhat: a tram\n")
	said := w.must(2, "expense claim $TENDER "+claim+" --as mask-contact")
	require.Contains(t, said, "late.yaml:3:", "its line")
	require.Contains(t, said, "amount must be above zero")
	require.NotContains(t, said, "expenses[0]", "no claim of a file has that path")
	for _, language := range []string{"fr", "de"} {
		told := w.must(2, "expense claim $TENDER "+claim+" --as mask-contact --language "+language)
		require.Regexp(t, `late\.yaml\S*3\S*1`, told)
		require.NotContains(t, told, "expenses[0]")
		require.NotContains(t, told, "above zero")
	}
	log := w.file("log.yaml", "month: 1\nactivities: [{date: 2019-10-20, what: a visit}]\nexpenses:\n  - {id: travel-1, kind: direct, amount: EUR 0.00, date: 2019-10-20, what: a train}\n")
	within, at, _ := programme.Place([]byte("month: 1\nexpenses:\n  - {id: a}\n  - {id: b,\n     amount: EUR 0.00}\n"), "expenses[1].amount")
	require.Equal(t, []any{"expenses[1].amount", 5}, []any{within, at})
	require.Contains(t, w.must(2, "log submit $TENDER "+log+" --as mask-contact"), "log.yaml:4:")

	large := filepath.Join(w.dir, "large.csv")
	require.NoError(t, os.WriteFile(large, nil, 0o600))
	require.NoError(t, os.Truncate(large, 2<<30))
	for _, typed := range []string{"expense import $TENDER " + large, "expense claim $TENDER " + large, "tender submit " + large + " --call DHE-2019"} {
		require.Contains(t, w.must(2, typed+" --as mask-contact"), "large.csv is too large: a file that a command reads has at most 4 MiB", typed)
	}
	require.Contains(t, w.must(2, "expense import $TENDER "+w.file("half.csv", strings.Repeat("x", 1<<21))+" --as mask-contact --language fr"), "half.csv, ligne 1, colonne id", "less is read whole, and told in the reader's language")
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

// What a file of evidence is for, the parties that sign a closure, and where the clock of a stack stands are told in words.
func TestCodesOfEvidenceAndOfAClosureAndTheClockAreToldInWords(t *testing.T) {
	for of, told := range map[string]string{
		"report-final": "the final report", "log-03": "the monthly log (3)", "document-budget": "the document (budget)", "clarification": "the clarification", "odd": "odd",
	} {
		require.Equal(t, told, narrator("en").Param(law.Word("for", "purpose", of)))
	}
	require.Equal(t, "den Monatsbericht (3)", narrator("de").Param(law.Word("for", "purpose", "log-03")))

	page := query.ClosurePage{Tender: "DHE-2019-K7Q2MD", Items: []query.ClosureRow{
		{Item: "signature", ID: "contractor", Role: "signatory"}, {Item: "final-report", Stands: "submitted", Role: "officer"}, {Item: "log", Month: 3, Met: true, Stands: "accepted"},
	}}
	for language, words := range map[string][]string{"fr": {"signature", "contractant", "rapport final"}, "de": {"Unterschrift", "Auftragnehmer", "Abschlussbericht"}} {
		w := &sheet{tell: narrator(language)}
		newApp(nil, nil, nil).closureText(w, page, query.NoNames())
		for _, word := range words {
			require.Contains(t, w.String(), word)
		}
		require.NotRegexp(t, `contractor|final-report|submitted|signatory`, w.String())
	}

	w := newAskedWorld(t, summer)
	a := newApp(nil, nil, nil)
	a.ledger, a.people = w.shared, w.directory
	clock, err := a.clockText(t.Context())
	require.NoError(t, err)
	require.Regexp(t, `^2019-06-\d\dT.* in the programme, `, clock.String(), "where it stands, and not how it was begun")
	require.Contains(t, clock.in(narrator("de")), " im Programm, ")
}

// A text that is too long is told by its flag and its limit, a day that is none in one sentence, in every language.
func TestATextThatIsTooLongAndADayThatIsNoneAreToldInOneSentence(t *testing.T) {
	w := newSealedWorld(t)
	long := strings.Repeat("x", law.TextLimit+1)
	require.Contains(t, w.must(2, "call cancel DHE-2019 --as head --why", long), "--why has 20001 characters; 20000 are allowed")
	for _, language := range []string{"fr", "de"} {
		said := w.must(2, "call cancel DHE-2019 --as head --language "+language+" --why", long)
		require.Contains(t, said, "--why")
		require.NotContains(t, said, "are allowed")
		require.Contains(t, w.must(2, "call cancel DHE-2019 --as head --language "+language), "--why", "the name of the flag is not lost")
		require.Contains(t, w.must(2, "letter reached $TENDER 1 --how told-otherwise --as officer --language "+language), "--note")
	}
	require.Contains(t, w.must(2, "letter reached $TENDER 1 --how told-otherwise --note x --again --as officer"), "--again is given only with how address-corrected")
	for _, day := range []string{"-3 weeks", "1e9 days", "0 days", "99999 weeks", "soon", "2027-02-30"} {
		for _, language := range []string{"en", "fr", "de"} {
			said := strings.TrimSpace(w.must(2, "call new --like ../programmes/dhe-2019.yaml --reference NEXT --language "+language+" --day", day))
			require.Equal(t, 1, strings.Count(said, "twinning:"), said)
			require.LessOrEqual(t, strings.Count(said, "\n"), 1, "one sentence, and where help is: %s", said)
			require.Contains(t, said, "--day")
		}
	}
}
