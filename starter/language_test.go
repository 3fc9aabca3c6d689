package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/money"
)

func TestTheLanguageOfThisMachineGoesWithACommandLineToTheDesk(t *testing.T) {
	command := func(a *app) (*cobra.Command, *string) {
		var language string
		cmd := &cobra.Command{Use: "history"}
		a.inLanguage(cmd.Flags(), &language)
		return cmd, &language
	}
	cmd, language := command(&app{})
	require.Equal(t, "en", *language)
	require.Equal(t, []string{"history", "X"}, saying(cmd, []string{"history", "X"}))

	t.Setenv("TWINNING_LANGUAGE", "fr")
	cmd, language = command(&app{})
	require.Equal(t, "fr", *language)
	require.Equal(t, []string{"--language=fr", "history", "X"}, saying(cmd, []string{"history", "X"}))
	require.NoError(t, cmd.Flags().Parse([]string{"--language", "de"}))
	require.Equal(t, []string{"history", "X"}, saying(cmd, []string{"history", "X"}), "what was typed says it already")
	require.Equal(t, []string{"show"}, saying(&cobra.Command{Use: "show"}, []string{"show"}), "it tells no sentences")

	invite := &cobra.Command{Use: "invite"}
	invite.Flags().String("language", "", "of the letter")
	require.Equal(t, []string{"invite"}, saying(invite, []string{"invite"}), "its flag is of something else")

	_, language = command(&app{served: &served{}})
	require.Equal(t, "en", *language, "the desk's own language is nobody's who asks it")
}

// An amount is printed as the language of whoever reads has it: nothing here writes one in a form of its own.
func TestAnAmountIsPrintedAsTheLanguageHasIt(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, f := range files {
		if text, err := os.ReadFile(f); err != nil || !strings.HasSuffix(f, "_test.go") {
			require.NoError(t, err)
			require.NotContains(t, string(text), ".Human()", f)
		}
	}
	amount, err := money.Parse("EUR 5000.00")
	require.NoError(t, err)
	for language, is := range map[string]string{"en": "EUR 5,000.00", "fr": "5\u202f000,00\u00a0EUR", "de": "5.000,00\u00a0EUR"} {
		on := sheet{tell: narrator(language)}
		fields(&on, "amount", amount)
		columns(&on, table.Row{"AMOUNT"}, []table.Row{{amount}, {amountOrDash(money.Amount{})}})
		printf(&on, "the next run would pay %s:\n", amount)
		require.Equal(t, 3, strings.Count(on.String(), is), on.String())
	}
}

// Why a command was not answered is told in the language of this machine, of the command line, or of whoever asks the desk.
func TestWhatIsRefusedIsToldInTheLanguageOfWhoAsks(t *testing.T) {
	w := newAskedWorld(t, summer)
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	require.Contains(t, w.must(3, "call show DHE-2020"), "there is no call DHE-2020")
	require.Contains(t, w.must(0, "call dates DHE-2019 --language de"), "Frist für Angebote")
	require.Contains(t, w.must(0, "call dates DHE-2019 --ical --language fr"), "date limite de")
	require.Contains(t, w.must(2, "history DHE-2019 --at soon --language fr"), "«\u00a0soon\u00a0» n’est pas un instant")
	t.Setenv("TWINNING_LANGUAGE", "de")
	require.Contains(t, w.must(3, "call show DHE-2020"), "es gibt keinen Aufruf DHE-2020")
	require.Contains(t, w.must(4, "evaluator conflicts DHE-2019 --as officer"), "versiegelt bis zur Öffnung von DHE-2019")
	require.Contains(t, w.must(0, "call dates DHE-2019"), "dieser Zeitpunkt eingeschlossen")
	require.Contains(t, w.must(4, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer"), "ist schon eröffnet", "so is what a life refuses")
	require.Contains(t, w.must(2, "history DHE-2019 --at soon --language fr"), "«\u00a0soon\u00a0» n’est pas un instant", "what was typed is before what the machine has")

	// Receipts and refusals, too.
	done := w.must(0, "call publish DHE-2019 --as officer")
	require.Contains(t, done, "erledigt DHE-2019")
	require.Contains(t, done, "eingegangen")
	again := w.must(4, "call publish DHE-2019 --as officer --language fr --command-id twice")
	require.Contains(t, w.must(0, "call list --language fr"), "DATE LIMITE")
	require.Contains(t, w.must(0, "call list --language de"), "offen für Angebote")
	require.Contains(t, w.must(0, "call list --language de"), "932.000,00\u00a0EUR")
	require.Contains(t, w.must(0, "call show DHE-2019 --language fr"), "932\u202f000,00\u00a0EUR")
	require.Contains(t, w.must(0, "call show DHE-2019 --language en"), "EUR 932,000.00")
	require.Contains(t, again, "refusé DHE-2019")
	require.Contains(t, again, "refusé\u00a0: ", "and so is the sentence after it")
	require.NotContains(t, again, "refused:")
	require.Contains(t, w.must(0, "receipt show DHE-2019 twice --language fr --as officer"), "commande")
	require.Contains(t, w.must(0, "receipt show DHE-2019 twice --language en --as officer"), "refused DHE-2019")
	require.Contains(t, w.must(0, "access could public DHE-2019 --as officer"), "dass es das Angebot gibt  ja")
	require.Contains(t, w.must(2, "call show"), "CALL fehlt")

	// So is what is wrong in a file, and with a day.
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	require.NoError(t, os.WriteFile(wrong, []byte("reference: dhe 2019\ntitle: ''\n"), 0o600))
	checked := w.must(2, "programme check "+wrong)
	require.Contains(t, checked, "/title: ist leer; erlaubt ist: ")
	require.Contains(t, checked, "Fehler in 1 Datei")
	require.Contains(t, w.must(2, "call open "+wrong+" --as officer --language fr"), "/title: est vide ; est admis : ")
	require.Contains(t, w.must(2, "call extend DHE-2019 --to 2019-02-30T17:00 --why x --as officer"), "2019-02-30 ist kein Datum")
	require.Contains(t, w.must(2, "call list --language nl"), "--language \"nl\" gibt es nicht")
	t.Setenv("TWINNING_LANGUAGE", "nl")
	require.Contains(t, w.must(0, "receipt show DHE-2019 twice --as officer"), "refused DHE-2019", "a language of the machine that there is not is English")
}
