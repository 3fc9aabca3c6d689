package narrate_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

func english(t *testing.T) map[string]string {
	t.Helper()
	texts, err := narrate.Texts("en")
	require.NoError(t, err)
	return texts
}

func TestEveryCodeHasASentenceAndEverySentenceACode(t *testing.T) {
	t.Parallel()
	s, texts := read(t), english(t)
	require.Greater(t, len(s.with), 200, "the sources were read")
	for _, key := range slices.Sorted(maps.Keys(s.with)) {
		require.NotEmpty(t, texts[key], "%s has no sentence", key)
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		require.NotEmpty(t, texts[key], key)
		if !strings.HasPrefix(key, "word ") {
			_, made := s.with[key]
			require.True(t, made, "nothing makes the code of %s", key)
		}
	}
}

// The styles that a parameter made by a constructor can be shown in.
var styles = map[string][]string{
	"Count": {"", "plural"}, "At": {"", "exact", "zoned"}, "Lasting": {"", "signed"}, "SHA256": {"", "short"},
	"Clock": {"", "clock"}, "Scores": {"", "plus"},
	"Refs": {"", "or", "comma", "semicolon"}, "People": {"", "or", "comma", "semicolon"},
	"Words": {"", "or", "comma", "semicolon"}, "Reasons": {"", "or", "comma", "semicolon", "andto"},
}

func TestEverySentenceUsesEveryParameterOfItsCodeAndNoOther(t *testing.T) {
	t.Parallel()
	s := read(t)
	for _, lang := range narrate.Languages() {
		texts, err := narrate.Texts(lang)
		require.NoError(t, err)
		for key, with := range s.with {
			if texts[key] == "" {
				continue
			}
			used, err := narrate.Placeholders(texts[key])
			require.NoError(t, err, key)
			require.ElementsMatch(t, slices.Collect(maps.Keys(with)), slices.Collect(maps.Keys(used)), "%s: %s", lang, key)
			for name, shown := range used {
				for _, style := range shown {
					allowed, ok := styles[with[name]]
					require.True(t, style == "" || style == "select" || ok && slices.Contains(allowed, style), "%s: {%s:%s} of %s, made by %s", lang, name, style, key, with[name])
				}
			}
		}
	}
}

// beside are words of a closed set for where there is no code of it.
var beside = map[string]bool{
	"stage/not-opened": true, "stage/not-begun": true, "stage/none-in-time": true,
	"stage/recorded": true, "stage/joined": true, // of organisations
}

func TestEveryWordOfAClosedSetIsInTheCatalogueAndNoOther(t *testing.T) {
	t.Parallel()
	s, texts := read(t), english(t)
	for set, codes := range s.words {
		for code := range codes {
			require.NotEmpty(t, texts["word "+set+"/"+code], "word %s/%s", set, code)
		}
	}
	for key := range texts {
		set, code, _ := strings.Cut(strings.TrimPrefix(key, "word "), "/")
		if codes, closed := s.words[set]; strings.HasPrefix(key, "word ") && closed && set != "act" && !beside[set+"/"+code] {
			require.True(t, codes[code], "nothing makes %s", key)
		}
	}
}

func TestTheChoicesOfASentenceAreTheSameInEveryLanguage(t *testing.T) {
	t.Parallel()
	en := english(t)
	for _, lang := range narrate.Languages() {
		texts, err := narrate.Texts(lang)
		require.NoError(t, err)
		for key := range en {
			want, err := narrate.Selectors(en[key])
			require.NoError(t, err, key)
			is, err := narrate.Selectors(texts[key])
			require.NoError(t, err, key)
			for name, codes := range is {
				for _, code := range codes { // a language may need a choice that English does not, but not other codes
					if chosen, ok := want[name]; ok {
						require.Contains(t, append(chosen, "none", "other"), code, "%s of %s in %s", name, key, lang)
					}
				}
			}
			for name, codes := range want {
				require.Contains(t, is, name, "%s of %s in %s", name, key, lang)
				require.NotEmpty(t, codes)
			}
		}
	}
}

func TestACodeOrWhatIsMissingChoosesTheText(t *testing.T) {
	t.Parallel()
	n := teller(t, "en", map[string]string{
		"reason x": "{n, plural, one {# log} other {# logs}}{late, select, yes {, late} other {}}{why, given, {, because: {why}}}{who, select, none { by nobody} other { by {who:or}}}.",
	})
	tell := func(late string, why law.Reason, who ...string) string {
		return n.Reason(law.Why("x", law.Count("n", 2), law.Word("late", "answer", late), law.Because("why", why), law.People("who", who)))
	}
	require.Equal(t, "2 logs by nobody.", tell("no", law.Reason{}))
	require.Equal(t, "2 logs, late, because: above the threshold by ada or ben.", tell("yes", law.Why("passed"), "ada", "ben"))
}

func TestFrenchElidesBeforeAVowel(t *testing.T) {
	t.Parallel()
	n := teller(t, "fr", map[string]string{"reason x": "le rapport de {who}, que {who} demande {what} ; De {what}"})
	for who, want := range map[string]string{
		"un évaluateur": "le rapport d’un évaluateur, qu’un évaluateur demande infrastructure ; D’infrastructure",
		"ben":           "le rapport de ben, que ben demande infrastructure ; D’infrastructure",
	} {
		require.Equal(t, want, n.Reason(law.Why("x", narrate.Verbatim("who", who), narrate.Verbatim("what", "infrastructure"))))
	}
}

func TestADayIsWrittenWithItsWeekday(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, time.August, 1, 23, 30, 0, 0, time.UTC)
	for lang, want := range map[string]string{"en": "Thursday 1 August 2019", "fr": "jeudi 1er août 2019", "de": "Donnerstag, 1. August 2019"} {
		n, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		require.Equal(t, want, n.Day(at))
	}
}

func TestATimeOnClocksIsWrittenAsEachLanguageWritesIt(t *testing.T) {
	t.Parallel()
	wall, err := calendar.ParseWallClock("2019-08-07T17:00")
	require.NoError(t, err)
	for lang, want := range map[string]string{"en": "2019-08-07 17:00 in Europe/Brussels", "fr": "07/08/2019 17:00 (Europe/Brussels)", "de": "07.08.2019 17:00 (Europe/Brussels)"} {
		require.Equal(t, want, teller(t, lang, map[string]string{"reason x": "{at}"}).Reason(law.Why("x", law.Clock("at", wall, "Europe/Brussels"))))
	}
}

func TestADurationWithItsSignIsToldInSeconds(t *testing.T) {
	t.Parallel()
	for by, want := range map[time.Duration]string{-time.Microsecond: "-0,000001 s", 0: "+0,000000 s", 90 * time.Second: "+90,000000 s"} {
		require.Equal(t, want, teller(t, "de", map[string]string{"reason x": "{by:signed}"}).Reason(law.Why("x", law.Lasting("by", by))))
	}
}

// A new key is added without a text (UPDATE=1), and written before this passes.
func TestEveryLanguageHasASentenceForEveryKey(t *testing.T) {
	t.Parallel()
	en := english(t)
	for _, lang := range narrate.Languages() {
		texts, err := narrate.Texts(lang)
		require.NoError(t, err)
		if os.Getenv("UPDATE") == "1" {
			texts = updated(t, lang, en)
		}
		for key := range en {
			require.NotEmpty(t, texts[key], "%s has no text for %s", lang, key)
		}
		require.Len(t, texts, len(en), lang)
		_, err = narrate.NewCatalogue(lang, texts)
		require.NoError(t, err)
	}
}

// updated writes a catalogue with the keys of English: new ones without a text. What is there
// stays as it was typed, and is not written as it is printed.
func updated(t *testing.T, lang string, en map[string]string) map[string]string {
	t.Helper()
	typed, is := map[string]string{}, map[string]string{}
	file, err := os.ReadFile("catalogue/" + lang + ".json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(file, &typed))
	for key := range en {
		is[key] = typed[key]
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	require.NoError(t, e.Encode(is))
	require.NoError(t, os.WriteFile("catalogue/"+lang+".json", b.Bytes(), 0o600))
	return is
}

func TestATextThatCannotBeReadIsRefusedWithItsKey(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"{n, plural, one {# day} few {# days} other {# days}}": `form "few" not supported`,
		"{n, plural, many {# days}}":                           "the last form must be other",
		"{n, select, yes {a}}":                                 "the last form must be other",
		"{n, select, yes {a} other {{m}":                       "not closed",
		"{n, given, a}":                                        "given takes one text",
		"{n, given, {a} other {b}}":                            "given takes one text",
		"{n, plural, one # day}":                               "a form without its text",
		"{n":                                                   "not closed",
		"n}":                                                   "without a {",
		"{}":                                                   "no parameter",
		"{two words}":                                          "no parameter",
	} {
		_, err := narrate.NewCatalogue("en", map[string]string{"reason x": text})
		require.ErrorContains(t, err, says, text)
		require.ErrorContains(t, err, "reason x")
	}
}

func teller(t *testing.T, lang string, texts map[string]string) *narrate.Narrator {
	t.Helper()
	own, err := narrate.NewCatalogue(lang, texts)
	require.NoError(t, err)
	en, err := narrate.NewCatalogue("en", english(t))
	require.NoError(t, err)
	return narrate.With(own, en, nil, "")
}

func TestEachLanguageWritesParametersInItsOwnWay(t *testing.T) {
	t.Parallel()
	sum, err := money.ParseSigned("EUR 932000.50")
	require.NoError(t, err)
	at := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	day := calendar.Date{Year: 2019, Month: time.October, Day: 14}
	r := law.Why("x",
		law.Money("sum", sum), law.At("at", at, "Europe/Brussels"), law.On("day", day), law.Score("score", decimal.RequireFromString("72.5")),
		law.Refs("refs", []string{"A", "B", "C"}), law.Count("n", 1), law.Count("m", 1200), law.Period("long", calendar.Length{N: 2, Unit: calendar.Days}),
		law.Word("role", "role", law.ProcurerSignatory), law.Lasting("by", 90*time.Second))
	for lang, want := range map[string]string{
		"en": "EUR 932,000.50 2019-08-07 17:00 2019-10-14 72.5 A, B or C 1 item 1,200 items 2 days procurer's signatory 1 min 30 s",
		"fr": "932\u202f000,50\u00a0EUR 07/08/2019 17:00 14/10/2019 72,5 A, B ou C 1 item 1\u202f200 items 2 jours procurer's signatory 1 min 30 s",
		"de": "932.000,50\u00a0EUR 07.08.2019 17:00 14.10.2019 72,5 A, B oder C 1 item 1.200 items 2 Tage procurer's signatory 1 min 30 s",
	} {
		n := teller(t, lang, map[string]string{
			"reason x": "{sum} {at} {day} {score} {refs:or} {n, plural, one {# item} other {# items}} {m, plural, one {# item} other {# items}} {long} {role} {by}",
		})
		got := strings.ReplaceAll(n.Reason(r), "\u00a0200", "\u202f200") // both are used between thousands
		require.Equal(t, want, got, lang)
	}
}

func TestWhatALanguageHasNoTextForIsToldInEnglish(t *testing.T) {
	t.Parallel()
	r := law.Refusal{Rule: "award", Code: "not-prepared", With: []law.Param{law.Ref("call", "DHE-2019")}}
	for lang, says := range map[string]string{
		"it": "no award of DHE-2019 has been prepared; prepare it first",
		"fr": "aucune attribution de DHE-2019 n’est préparée\u202f; préparez-la d’abord",
		"de": "für DHE-2019 ist keine Vergabe vorbereitet; bereiten Sie sie zuerst vor",
	} {
		n, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		require.Equal(t, says, n.Refusal(r))
	}
}

func TestACodeThatThisVersionDoesNotKnowIsToldByItself(t *testing.T) {
	t.Parallel()
	n := narrate.English()
	require.Equal(t, "later/on x=1", n.Refusal(law.Refusal{Rule: "later", Code: "on", With: []law.Param{law.Count("x", 1)}}))
	require.Equal(t, "award/not-prepared", n.Refusal(law.Refusal{Rule: "award", Code: "not-prepared"}), "its parameters were erased")
	require.Empty(t, n.Reason(law.Reason{}))
}

func TestARefusalIsToldWithinAnother(t *testing.T) {
	t.Parallel()
	n, err := narrate.New("en", func(id string) string { return "Ada" }, "")
	require.NoError(t, err)
	why := law.Refusal{Rule: "conflicts", Code: "party", With: []law.Param{law.Who("person", "p-a"), law.Ref("tender", "X")}}
	r := law.Refusal{Rule: "panel", Code: "conflict", With: []law.Param{law.Who("person", "p-a"), law.Ref("tender", "X"), law.BecauseOf("why", why)}}
	require.Equal(t, "Ada may have no part in the score of X: Ada is a party to X and cannot evaluate it. Say that they left the room for it, or leave its score as it was", n.Refusal(r))
}

func TestATextThatIsNoCodeIsNeverRecordedAsAParameter(t *testing.T) {
	t.Parallel()
	for _, p := range []law.Param{law.Ref("x", "two words"), law.Word("x", "type", "Größe"), law.Who("x", strings.Repeat("x", 200)), law.Path("x", "a\nb")} {
		require.Equal(t, law.Unprintable, p.Value)
	}
}

func TestADurationIsToldInWordsAndBelowAnHourExactly(t *testing.T) {
	t.Parallel()
	for d, words := range map[time.Duration][3]string{
		0:                                      {"0 s", "0 s", "0 s"},
		time.Microsecond:                       {"0.000001 s", "0,000001 s", "0,000001 s"},
		250 * time.Millisecond:                 {"0.25 s", "0,25 s", "0,25 s"},
		27 * time.Second:                       {"27 s", "27 s", "27 s"},
		10*time.Minute - time.Microsecond:      {"9 min 59.999999 s", "9 min 59,999999 s", "9 min 59,999999 s"},
		10 * time.Minute:                       {"10 min", "10 min", "10 min"},
		2*time.Hour + 42*time.Minute + 59e9:    {"2 h 42 min", "2 h 42 min", "2 h 42 min"},
		24 * time.Hour:                         {"1 day", "1 jour", "1 Tag"},
		92*24*time.Hour + 6*time.Hour + 65*1e9: {"92 days 6 h", "92 jours 6 h", "92 Tage 6 h"},
	} {
		for i, lang := range narrate.Languages() {
			c, err := narrate.NewCatalogue(lang, map[string]string{"reason x": "{d}"})
			require.NoError(t, err)
			require.Equal(t, words[i], narrate.With(c, c, nil, "").Reason(law.Why("x", law.Lasting("d", d))), "%s in %s", d, lang)
		}
	}
}

func TestWhatIsWrongWithACommandIsToldInEachLanguage(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": "reason is missing", "fr": "Il manque\u00a0: reason", "de": "reason fehlt"} {
		tell, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		wrong := law.CheckRequired("reason", "")
		require.EqualError(t, wrong, "reason is missing")
		require.Equal(t, want, tell.Error(fmt.Errorf("this cannot be received: %w", wrong)))
		require.Equal(t, lang == "en", strings.Contains(tell.Error(law.CheckText("reason", law.Text("a\x00"))), "U+0000"), "in English it says more")
		require.Equal(t, tell.Error(law.CheckCode("person", "")), tell.Error(errors.Join(law.CheckCode("person", ""), law.CheckCode("role", ""))), "the first of several")
	}
}

func TestAnObligationIsToldByItsNameAndWhatPartsItFromOthers(t *testing.T) {
	t.Parallel()
	tell, err := narrate.New("en", func(id string) string { return "(" + id + ")" }, "")
	require.NoError(t, err)
	for id, want := range map[string]string{
		"log-02": "monthly log (2)", "final-report-review-1": "review of the final report (1)", "log-review-02-version-3": "review of the monthly log (2, version 3)", "award-decision": "award decision",
		"evaluation-p-ada": "evaluation report ((p-ada))", "evaluation-another": "evaluation report (another evaluator)", "payment-e1": "payment of an expense (e1)",
		"payment-run-1-release": "release of a payment run (1)", "answer-SE": "answer to the survey (Sweden)", "twinning-1-period-02-AT": "report on a period of a country twinning (1, 2, Austria)",
		"signature-procurer": "procurer's signature under the contract", "amendment-2-p-x": "signature under an amendment of the contract (2, (p-x))", "no-such-thing": "no-such-thing",
	} {
		require.Equal(t, want, tell.Obligation(id), id)
	}
	require.Equal(t, "2", tell.WhichObligation("log-02"))
	require.Empty(t, tell.WhichObligation("award-decision"))
	german, err := narrate.New("de", nil, "")
	require.NoError(t, err)
	require.Equal(t, "Bericht über eine Maßnahme (se-1)", german.Obligation("action-se-1"))
}

func TestNoFullStopFollowsATextThatEndsAsSentencesDo(t *testing.T) {
	t.Parallel()
	tell := teller(t, "en", map[string]string{"reason x": "{who} asked{why, given, {: {why}}}. Then more."})
	for why, want := range map[string]string{"Shall it be?": "head asked: Shall it be? Then more.", "a day": "head asked: a day. Then more."} {
		require.Equal(t, want, tell.Reason(law.Why("x", law.Who("who", "head"), law.Param{Name: "why", Type: law.TypeText, Value: why})))
	}
}

// A text is compiled when it is first told, which many may do at once.
func TestManyAreToldTheSameForTheFirstTimeAtOnce(t *testing.T) {
	t.Parallel()
	texts := english(t)
	of, err := narrate.Untold("en", texts)
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			n := narrate.With(of, of, nil, "")
			for key := range texts {
				if set, code, is := strings.Cut(strings.TrimPrefix(key, "word "), "/"); is && strings.HasPrefix(key, "word ") && !strings.Contains(texts[key], "{") {
					assert.Equal(t, texts[key], n.Word(set, code), key)
				}
			}
		})
	}
	all.Wait()
}
