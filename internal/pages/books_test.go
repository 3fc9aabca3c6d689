package pages_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/programmes"
)

var (
	bookWas  = regexp.MustCompile(`name="was" value="([^"]+)"`)
	bookText = regexp.MustCompile(`(?s)<textarea id="f-text"[^>]*>\n(.*?)</textarea>`)
)

// typedBook is the form of a rule book as its page shows it.
func typedBook(t *testing.T, a answer) url.Values {
	t.Helper()
	id, was, text := hidden.FindStringSubmatch(a.body), bookWas.FindStringSubmatch(a.body), bookText.FindStringSubmatch(a.body)
	require.NotNil(t, id, a.body)
	require.NotNil(t, was)
	require.NotNil(t, text)
	return url.Values{"command-id": {id[2]}, "was": {was[1]}, "text": {html.UnescapeString(text[1])}, "then": {"check"}}
}

// staffed names somebody for each role.
func staffed(form url.Values) url.Values {
	for role, who := range map[string]string{
		"officer": calltest.Officer, "head": calltest.Head, "procurer-signatory": calltest.Procurer, "verifier": calltest.Verifier,
		"authoriser": calltest.Authoriser, "payer": calltest.Payer, "auditor": calltest.Auditor,
	} {
		form.Set("role-"+role, who)
	}
	return form
}

func TestACallIsBegunFromAnEarlierOneOpenedAndPublishedInAtMostTenClicks(t *testing.T) {
	t.Parallel()
	w := open(t)
	clicks := 0
	begun := w.post(calltest.Officer, "/books", url.Values{"from": {"call"}, "call": {""}, "deadline": {"2019-09-25"}, "reference": {"MINE-2019"}})
	require.Equal(t, http.StatusOK, begun.status, begun.body)
	require.Contains(t, begun.at, "/books/b-")
	wellFormed(t, "a rule book", begun)
	require.Contains(t, begun.body, "Nothing is wrong with the rule book")
	require.Contains(t, begun.body, "would not be opened yet", "nobody has the roles yet")
	w.judged = append(w.judged, "call/MINE-2019", "call/MINE-2020")
	form := staffed(typedBook(t, begun))
	form.Set("then", "open")
	opened := w.post(calltest.Officer, begun.at, form)
	require.Equal(t, http.StatusOK, opened.status, opened.body)
	require.Contains(t, opened.at, "/calls/MINE-2019/receipts/")
	require.NotContains(t, w.get(calltest.Officer, "/books").body, "MINE-2019</a></h3>", "the draft is gone")

	// The next one like it: each click of an officer is one.
	clicks++ // New call, on the first page
	require.Contains(t, w.get(calltest.Officer, "/").body, `href="/books"`)
	clicks++ // the earlier call is chosen
	list := w.get(calltest.Officer, "/books")
	require.Contains(t, list.body, `value="MINE-2019"`)
	clicks++ // Begin
	begun = w.post(calltest.Officer, "/books", url.Values{"from": {"call"}, "call": {"MINE-2019"}, "deadline": {"2020-09-23"}, "reference": {""}})
	require.Contains(t, begun.body, "The call would be opened as it stands", "the people of the earlier call are proposed")
	require.Contains(t, begun.body, "MINE-2020", "the year in the reference is another one")
	clicks++ // Open the call
	form = typedBook(t, begun)
	for _, m := range regexp.MustCompile(`name="(role-[a-z-]+)" value="([^"]*)"`).FindAllStringSubmatch(begun.body, -1) {
		form.Set(m[1], m[2])
	}
	form.Set("then", "open")
	opened = w.post(calltest.Officer, begun.at, form)
	require.Contains(t, opened.at, "/calls/MINE-2020/receipts/", opened.body)
	clicks += 2 // back to the call, Publish the call
	publish := "/calls/MINE-2020/do/publish-call"
	require.Contains(t, w.get(calltest.Officer, "/calls/MINE-2020").body, publish)
	id := hidden.FindStringSubmatch(w.get(calltest.Officer, publish).body)
	clicks++ // confirmed
	done := w.post(calltest.Officer, publish, url.Values{"command-id": {id[2]}})
	require.Contains(t, done.body, "Received and carried out.")
	require.LessOrEqual(t, clicks, 10)
	require.Equal(t, http.StatusOK, w.get("", "/calls/MINE-2020").status, "it is public")
}

func TestWhatIsWrongWithARuleBookIsShownAtItsLinesInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := open(t)
	text, err := programmes.FS.ReadFile("dhe-2019.yaml")
	require.NoError(t, err)
	broken := strings.Replace(string(text), "award: {value: 2019-09-16", "award: {value: 2019-06-16", 1)
	require.NotEqual(t, string(text), broken)
	line := 1 + strings.Count(broken[:strings.Index(broken, "award: {value: 2019-06-16")], "\n")
	var body bytes.Buffer
	file := multipart.NewWriter(&body)
	require.NoError(t, file.WriteField("from", "file"))
	part, err := file.CreateFormFile("file", "mine.yaml")
	require.NoError(t, err)
	_, err = part.Write([]byte(broken))
	require.NoError(t, err)
	require.NoError(t, file.Close())
	w.desk(calltest.Officer)
	sent, err := http.Post(w.desks[calltest.Officer]+"/books", file.FormDataContentType(), &body)
	require.NoError(t, err)
	a := w.read(sent)
	wellFormed(t, "a broken rule book", a)
	at := regexp.MustCompile(`href="#l-(\d+)"`).FindStringSubmatch(a.body)
	require.NotNil(t, at, a.body)
	require.Contains(t, a.body, "is not after")
	require.Contains(t, a.body, `<a href="#l-`+itoa(line)+`">`, "the line of the award")
	require.Contains(t, a.body, `id="l-`+itoa(line)+`" class="wrong"`)
	for lang, said := range map[string]string{"fr": "n’est pas postérieur", "de": "liegt nicht nach"} {
		ask, err := http.NewRequest(http.MethodGet, w.desks[calltest.Officer]+a.at, nil)
		require.NoError(t, err)
		ask.Header.Set("Accept-Language", lang)
		got, err := http.DefaultClient.Do(ask)
		require.NoError(t, err)
		require.Contains(t, w.read(got).body, said, lang)
	}

	form := staffed(typedBook(t, a))
	form.Set("then", "open")
	refused := w.post(calltest.Officer, a.at, form)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	wellFormed(t, "a rule book that is refused", refused)
	require.Equal(t, http.StatusNotFound, w.get(calltest.Head, a.at).status, "to others the draft does not exist")

	form = staffed(typedBook(t, refused))
	form.Set("award", "2019-09-16") // by the field, not in the text
	form.Set("then", "fields")
	mended := w.post(calltest.Officer, a.at, form)
	require.Contains(t, mended.body, "Nothing is wrong with the rule book")
	require.Contains(t, mended.body, "award: 2019-09-16", "written into the file, without the mark whose source did not give it")
	stale := w.post(calltest.Officer, a.at, form)
	require.Equal(t, http.StatusConflict, stale.status, "saved in another window meanwhile")
	require.Contains(t, stale.body, "in another window")
}

func TestARuleBookIsNotBegunByWhoIsNotSignedInAndTheLawSaysWhoOpensACall(t *testing.T) {
	t.Parallel()
	w := open(t)
	require.Equal(t, http.StatusUnauthorized, w.get("", "/books").status)
	require.Equal(t, http.StatusUnauthorized, w.post("", "/books", url.Values{"from": {"call"}}).status)
	begun := w.post(calltest.Stranger, "/books", url.Values{"from": {"call"}, "call": {""}, "deadline": {"2019-09-25"}, "reference": {"THEIRS-2019"}})
	form := staffed(typedBook(t, begun))
	form.Set("then", "open")
	w.judged = append(w.judged, "call/THEIRS-2019")
	refused := w.post(calltest.Stranger, begun.at, form)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status, "they are no officer of it")
	require.NotContains(t, w.get(lifetestParty, "/").body, `href="/books"`, "a party is not offered it")
}

var lifetestParty = calltest.Contact(lifetest.Tender)

func TestTheFirstPageOfOfficersAndHeadsIsABoardOfTheirCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-15").Add(-6*60*60*1e9)) // after the deadline, before the opening
	for _, who := range []string{calltest.Officer, calltest.Head} {
		a := w.get(who, "/")
		wellFormed(t, "the board", a)
		require.Contains(t, a.body, "Waits for")
		require.Contains(t, a.body, "/calls/"+calltest.Reference)
		require.Contains(t, a.body, "decisions on eligibility", "what it waits for: %s", a.body)
		require.Contains(t, a.body, "Next date")
	}
	require.NotContains(t, w.get(calltest.Stranger, "/").body, "Waits for")
}

func itoa(n int) string { return strconv.Itoa(n) }
