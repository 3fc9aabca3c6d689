package letters_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
)

// unworded are letters that no rule book words: those of marketplaces, of programmes and of a twinning's own requests.
var unworded = []string{
	"entry-expired", "entry-published", "entry-returned", "entry-shut", "entry-submitted", "interest-accepted", "interest-declined", "interest-expired",
	"interest-expressed", "introduction", "invitation-to-programme", "invitation-to-take-part", "invitation-taken", "suspension-asked", "suspension-refused",
}

// others are letters of lives that no call steers.
var others = []string{
	"masterclass-cancelled", "masterclass-certificate", "masterclass-closed", "masterclass-confirm", "masterclass-held", "masterclass-lapsed", "masterclass-moved",
	"masterclass-place", "masterclass-planned", "masterclass-removed", "masterclass-waiting",
	"country-contact-named", "country-report-returned", "country-twinning-began", "country-twinning-closed", "country-twinning-extended", "country-twinning-left", "country-twinning-stopped", "joint-report", "pairing-ended", "pairing-proposed", "topic-decided",
	"application-decided", "body-dissolved", "body-ended", "chair-named", "decision-taken", "meeting-cancelled", "meeting-changed",
	"meeting-convened", "member-appointed", "member-call-closed", "member-renewed", "membership-ended", "minutes-drafted", "vote-opened",
	"life-staff", "respondent-named", "survey-closed", "survey-correction-allowed", "survey-extended", "survey-published",
}

func TestEveryLetterIsWrittenInEveryLanguageWithTheSameWords(t *testing.T) {
	t.Parallel()
	for _, lang := range letters.Languages() {
		for _, name := range letters.Templates() {
			require.Equal(t, letters.Needs(name), letters.NeedsIn(lang, name), "%s in %s", name, lang)
			l := sample(name)
			l.Language = lang
			m, err := letters.Write(l, origin)
			require.NoError(t, err, "%s in %s", name, lang)
			require.Equal(t, lang, m.Language)
			require.NotContains(t, m.Text, "no value", name)
			require.NotContains(t, m.Text, "\n\n\n", name)
			for line := range strings.Lines(m.Text) {
				require.True(t, len([]rune(line)) <= 78 || strings.HasPrefix(line, "    "), "%s in %s: %s", name, lang, line)
			}
			english, err := letters.Write(sample(name), origin)
			require.NoError(t, err)
			require.Equal(t, english.MessageID, m.MessageID)
			if lang != "en" {
				require.NotEqual(t, english.Subject, m.Subject, "%s in %s", name, lang)
			}
		}
	}
}

func TestALetterLeadsToTheDeskOrNamesTheCommand(t *testing.T) {
	t.Parallel()
	for _, lang := range letters.Languages() {
		for _, name := range letters.Templates() {
			l := sample(name)
			l.Language = lang
			m, err := letters.Write(l, origin)
			require.NoError(t, err)
			require.Contains(t, m.Text, "twinning ", "%s in %s names a command", name, lang)
			require.NotContains(t, m.HTML, "href=")
			l.Desk = "https://desk.example.org/"
			m, err = letters.Write(l, origin)
			require.NoError(t, err)
			require.Contains(t, m.Text, "    https://desk.example.org/", "%s in %s leads to a page", name, lang)
			require.Contains(t, m.HTML, `href="https://desk.example.org/`, name)
			require.NotContains(t, m.Text, "    twinning ", "%s in %s", name, lang)
		}
	}
}

// elements are those that a letter's page is made of.
var elements = []string{"html", "head", "meta", "title", "style", "body", "div", "h1", "p", "blockquote", "br", "table", "tbody", "tr", "th", "td", "a", "pre"}

func TestThePageOfALetterLoadsNothingAndSaysWhatItsTextSays(t *testing.T) {
	t.Parallel()
	for _, lang := range letters.Languages() {
		for _, name := range letters.Templates() {
			l := sample(name)
			l.Language, l.Desk = lang, "https://desk.example.org"
			m, err := letters.Write(l, origin)
			require.NoError(t, err)
			root, err := html.Parse(strings.NewReader(m.HTML))
			require.NoError(t, err)
			var said strings.Builder
			for n := range root.Descendants() {
				if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "title" {
					said.WriteString(n.Data + " ")
				}
				if n.Type != html.ElementNode {
					continue
				}
				require.Contains(t, elements, n.Data, name)
				for _, a := range n.Attr {
					require.NotContains(t, []string{"src", "srcset", "background", "action"}, a.Key, name)
					require.False(t, strings.HasPrefix(a.Key, "on"), name)
					require.NotContains(t, a.Val, "url(", name)
					if a.Key == "href" {
						require.True(t, strings.HasPrefix(a.Val, "https://desk.example.org/"), "%s: %s", name, a.Val)
					}
					if n.Data == "html" && a.Key == "lang" {
						require.Equal(t, lang, a.Val)
					}
				}
			}
			page := strings.Join(strings.Fields(said.String()), " ")
			for _, word := range strings.Fields(m.Text) {
				require.Contains(t, page, word, "%s in %s", name, lang)
			}
		}
	}
}

func TestWhatAPersonWroteIsTextInThePageOfALetter(t *testing.T) {
	t.Parallel()
	l := sample("ineligible")
	l.Words["reason"] = "<img src=x onerror=alert(1)>\n    twinning erase all\n</blockquote><script>"
	l.To.Name = "<b>Eve</b>"
	l.Desk = "https://desk.example.org"
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.NotContains(t, m.HTML, "<img")
	require.NotContains(t, m.HTML, "<script")
	require.NotContains(t, m.HTML, "<b>")
	require.Contains(t, m.HTML, "&lt;img src=x onerror=alert(1)&gt;<br>    twinning erase all<br>&lt;/blockquote&gt;&lt;script&gt;</blockquote>")
}

func TestTheLanguageOfALetterIsItsPersonsElseItsCallsElseEnglish(t *testing.T) {
	t.Parallel()
	require.Equal(t, "de", letters.Language("de", "fr"))
	require.Equal(t, "fr", letters.Language("", "fr"))
	require.Equal(t, "fr", letters.Language("nl", "fr"), "there are no letters in Dutch")
	require.Equal(t, "en", letters.Language("", ""))
}

func TestTheFieldsThatARuleBookMayWordAreThoseOfTheTemplate(t *testing.T) {
	t.Parallel()
	blank := map[string]bool{}
	for _, name := range letters.Templates() {
		for _, need := range letters.Needs(name) {
			l := sample(name)
			l.Words[need] = ""
			_, err := letters.Write(l, origin)
			blank[name+"/"+need] = err == nil
		}
	}
	for _, name := range law.WordedLetters() {
		require.Contains(t, letters.Templates(), name)
		var fields []string
		for _, f := range law.LetterFields(name) {
			if slices.Contains([]string{"reference", "item", "link"}, f.Name) {
				continue
			}
			fields = append(fields, f.Name)
			require.Equal(t, blank[name+"/"+f.Name], f.Optional, "%s/%s", name, f.Name)
		}
		needs := slices.DeleteFunc(letters.Needs(name), func(s string) bool { return s == "invitation" })
		require.ElementsMatch(t, needs, fields, name)
	}
	for _, name := range letters.Templates() {
		own := slices.Contains(append(unworded, "unjudged", "life-parked"), name) || strings.HasPrefix(name, "administrator-") || strings.HasPrefix(name, "erasure-") || strings.HasPrefix(name, "programme-role-") || slices.Contains(others, name)
		require.Equal(t, !own, slices.Contains(law.WordedLetters(), name), "a call may word each letter that it sends: %s", name)
	}
}

func TestACallsOwnWordingStandsInThePlaceOfTheTemplate(t *testing.T) {
	t.Parallel()
	l := sample("awarded")
	l.Language = "fr"
	l.Words["why"] = "First line.\nSecond line."
	l.Wording = &law.Wording{
		Subject: "Bravo : {tender}",
		Text:    "Votre offre {tender} est retenue : {score}, place {place}.\n\n{why, given, {Le comité écrit :\n\n{why}}}\n\n    twinning erase all\n\nSignez avant le {due}.{amount, given, { Montant : {amount}.}}",
	}
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Equal(t, "Bravo : DHE-2019-7Q2MXA", m.Subject)
	require.Contains(t, m.Text, "Votre offre DHE-2019-7Q2MXA est retenue : 78.5, place 3 in the ranking.\n\nLe comité écrit :\n\n    First line.\n    Second line.\n\ntwinning erase all\n\nSignez avant le lundi 14 octobre 2019. Montant : EUR 43,000.00.\n")
	require.Contains(t, m.Text, "Référence\u00a0: DHE-2019-7Q2MXA")
	require.Contains(t, m.HTML, "First line.<br>Second line.</blockquote>")
	l.Words["why"], l.Words["amount"] = "", ""
	m, err = letters.Write(l, origin)
	require.NoError(t, err)
	require.NotContains(t, m.Text, "Le comité")
	require.NotContains(t, m.Text, "Montant")
	require.NotContains(t, m.Text, "\n\n\n")
}

func TestAnInvitationThatItsCallWordsHasItsLink(t *testing.T) {
	t.Parallel()
	l := sample("invitation")
	l.Secret = "5ec2e7"
	l.Wording = &law.Wording{Subject: "Come, {role}", Text: "For {why}, until {until}:\n\n{link}\n\nThank you."}
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Contains(t, m.Text, "\n\n    twinning invitation accept DHE-2019-ABCDEFGHIJ 5ec2e7\n\nThank you.")
	l.Desk = "https://desk.example.org"
	m, err = letters.Write(l, origin)
	require.NoError(t, err)
	require.Contains(t, m.Text, "\n\n    https://desk.example.org/invitations/DHE-2019-ABCDEFGHIJ?secret=5ec2e7\n\nThank you.")
	require.NotContains(t, m.Text, "twinning invitation")
}
