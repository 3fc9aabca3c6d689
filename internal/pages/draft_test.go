package pages_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
)

var (
	was     = regexp.MustCompile(`name="was" value="([0-9a-f]*)"`)
	version = regexp.MustCompile(`name="version" value="([^"]+)"`)
	starts  = regexp.MustCompile(`name="name" value="([^"]+)"`)
)

// start begins a draft of somebody, and gives the path of its pages.
func (w *world) start(person, title string) string {
	w.t.Helper()
	page := "/calls/" + calltest.Reference + "/start"
	form := w.get(person, page)
	require.Equal(w.t, http.StatusOK, form.status, form.body)
	name := starts.FindStringSubmatch(form.body)
	require.NotNil(w.t, name)
	got := w.post(person, page, url.Values{"name": {name[1]}, "title": {title}})
	require.Regexp(w.t, `^/drafts/d-[a-z2-7]{16}/edit/offer$`, got.at, got.body)
	id := strings.Split(got.at, "/")[2]
	w.judged = append(w.judged, law.TwinningStream(door.Reference(calltest.Reference, id, person)))
	return "/drafts/" + id
}

// fill saves a step over what its page shows.
func (w *world) fill(person, draft, step string, typed url.Values) answer {
	w.t.Helper()
	page := w.get(person, draft+"/edit/"+step)
	require.Equal(w.t, http.StatusOK, page.status, page.body)
	wellFormed(w.t, step, page)
	m := was.FindStringSubmatch(page.body)
	require.NotNil(w.t, m, page.body)
	typed.Set("was", m[1])
	return w.post(person, draft+"/edit/"+step, typed)
}

// upload sends a file as a form does.
func (w *world) upload(person, path, name string, content []byte) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	require.NoError(w.t, err)
	_, err = part.Write(content)
	require.NoError(w.t, err)
	require.NoError(w.t, form.Close())
	got, err := http.Post(w.desks[person]+path, form.FormDataContentType(), &body)
	require.NoError(w.t, err)
	return w.read(got)
}

var pdf = []byte("%PDF-1.7\n" + strings.Repeat("a tender form\n", 200))

func offer() url.Values {
	return url.Values{"title": {"Cognitive training for the elderly"}, "type": {"full-adoption"}, "topic": {"priority-3|mhealth"}, "months": {"12"}}
}

func parties() url.Values {
	return url.Values{
		"org": {"0", "1"}, "org-0-id": {"org-1"}, "org-0-name": {"Ideable Solutions"}, "org-0-country": {"ES"}, "org-0-role": {"originator"},
		"org-1-id": {"org-2"}, "org-1-name": {"Ana Aslan International Foundation"}, "org-1-country": {"RO"}, "org-1-region": {"Bucharest"}, "org-1-role": {"adopter"},
		"tenderer": {"org-1"}, "contractor": {"org-1"}, "contact": {calltest.Stranger}, "signatory": {calltest.Signatory(lifetest.Tender)},
	}
}

// whole fills in a draft until nothing is missing.
func (w *world) whole(person string) string {
	w.t.Helper()
	draft := w.start(person, "Cognitive training")
	for step, typed := range map[string]url.Values{
		"offer": offer(), "parties": parties(), "plan": {"solution": {"An app that is in use."}, "plan": {"Four workshops.\r\n\r\nThen a licence."}},
		"costs": {"personnel": {"20 000"}, "direct": {"15000,50"}, "subcontracting": {"0"}}, "documents": {"exclusion": {"yes"}},
	} {
		got := w.fill(person, draft, step, typed)
		require.Equal(w.t, http.StatusOK, got.status, "%s: %s", step, got.body)
	}
	got := w.upload(person, draft+"/documents/tender-form", `C:\Users\me\tender form.pdf`, pdf)
	require.Equal(w.t, http.StatusOK, got.status, got.body)
	require.Contains(w.t, got.body, "tender form.pdf")
	require.Contains(w.t, got.body, "PDF, 3 kB")
	require.Contains(w.t, got.body, "not scanned here", "whether somebody has looked for malware is said")
	return draft
}

func TestATenderGoesFromNothingToItsReceiptInABrowser(t *testing.T) {
	t.Parallel()
	w := open(t)
	me := calltest.Stranger
	require.Contains(t, w.get(me, "/calls/"+calltest.Reference).body, "/calls/"+calltest.Reference+"/start")
	draft := w.start(me, "Cognitive training")
	empty := w.get(me, draft)
	require.Contains(t, empty.body, draft+"/edit/offer#f-type", "what is missing leads to its field")
	require.Contains(t, empty.body, draft+"/edit/costs#f-personnel")
	require.Contains(t, w.get(me, draft+"/submit").body, "It cannot be submitted yet")
	require.Contains(t, w.get(me, "/today").body, draft, "drafts are on the first page of whoever has them")

	wrong := offer()
	wrong.Set("months", "twelve")
	refused := w.fill(me, draft, "offer", wrong)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.body, `value="twelve"`, "what was typed comes back")
	require.Contains(t, refused.body, `href="#f-months"`)
	require.Contains(t, refused.body, "a whole number from 1 to")
	wellFormed(t, "a step that does not fit", refused)
	require.Contains(t, w.get(me, draft+"/edit/offer").body, `value="twelve"`, "and is kept all the same")

	draft = w.whole(me)
	page := w.get(me, draft)
	wellFormed(t, "a whole draft", page)
	require.Contains(t, page.body, "Nothing is missing, and every rule of the call is met.")
	sealed := w.get(me, draft+"/documents/tender-form")
	require.Equal(t, string(pdf), sealed.body, "its party reads the file again")
	require.Contains(t, sealed.header.Get("Content-Disposition"), "attachment")
	file := w.get(me, draft+"/file")
	require.Contains(t, file.body, `"EUR 15000.50"`, "the file is that of the command line")
	require.Contains(t, file.body, `"Four workshops.\n\nThen a licence."`)

	form := w.get(me, draft+"/submit")
	wellFormed(t, "a confirmation", form)
	id, over := hidden.FindStringSubmatch(form.body), version.FindStringSubmatch(form.body)
	require.NotNil(t, id)
	require.NotNil(t, over)
	send := url.Values{"command-id": {id[2]}, "version": {over[1]}}
	first := w.post(me, draft+"/submit", send)
	require.Equal(t, http.StatusOK, first.status, first.body)
	require.Contains(t, first.at, "/receipts/"+id[2])
	require.Contains(t, first.body, "Received and carried out.")
	require.Contains(t, first.body, "-f1", "the receipt of the file")
	wellFormed(t, "the receipt of a tender", first)
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, first.at, w.post(me, draft+"/submit", send).at, "a double click gets the same receipt")
	require.NotContains(t, form.body, "begins another one")
	more := w.get(me, w.whole(me)+"/submit")
	wellFormed(t, "a second tender", more)
	require.Contains(t, more.body, "begins another one", "who has a tender in the call is told that this is one more")
	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after, "and records nothing")

	kept := w.get(me, first.at+"/receipt.json")
	require.Contains(t, kept.header.Get("Content-Disposition"), "attachment")
	require.Contains(t, w.post("", "/receipt", url.Values{"text": {kept.body}}).body, "The receipt is proven")
	tender := strings.Split(first.at, "/")[2]
	rows, err := w.files.List(t.Context(), access.Viewer{Person: me}, law.TwinningStream(tender))
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "tender form.pdf", string(rows[0].Title))
	require.Contains(t, w.get(me, draft).body, "Version 1 of "+tender+" says the same as this draft.")
	for _, other := range []string{calltest.Officer, calltest.Auditor, ""} {
		require.Equal(t, w.get(other, "/drafts/d-aaaaaaaaaaaaaaaa").status, w.get(other, draft).status, "a draft does not exist for others")
		require.NotContains(t, w.get(other, "/tenders/"+tender).body, "Cognitive")
	}

	better := offer()
	better.Set("title", "Cognitive training, again")
	require.Equal(t, http.StatusOK, w.fill(me, draft, "offer", better).status)
	require.Contains(t, w.get(me, draft).body, "something else than the last version of "+tender)
	again := w.send(me, draft)
	require.Contains(t, again.at, "/tenders/"+tender+"/", "the same draft becomes another version of the same tender")
	require.Contains(t, w.get(me, "/tenders/"+tender).body, "Cognitive training, again")
	require.Equal(t, draft, w.post(me, "/tenders/"+tender+"/revise", url.Values{}).at, "which leads back to the draft")
}

// send submits a draft as its page asks.
func (w *world) send(person, draft string) answer {
	w.t.Helper()
	form := w.get(person, draft+"/submit")
	id, over := hidden.FindStringSubmatch(form.body), version.FindStringSubmatch(form.body)
	require.NotNil(w.t, id, form.body)
	return w.post(person, draft+"/submit", url.Values{"command-id": {id[2]}, "version": {over[1]}})
}

func TestTwoPeopleOnOneDraftLoseNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	me, other := calltest.Stranger, calltest.Signatory(lifetest.Tender)
	draft := w.start(me, "One draft")
	require.Equal(t, http.StatusNotFound, w.get(other, draft).status, "until somebody is named a draft is theirs alone")
	require.Equal(t, http.StatusOK, w.fill(me, draft, "parties", parties()).status)
	mine, theirs := w.get(me, draft+"/edit/plan"), w.get(other, draft+"/edit/plan")
	require.Equal(t, http.StatusOK, theirs.status, "who is named as signatory edits it, too")
	over := was.FindStringSubmatch(mine.body)[1]
	require.Equal(t, http.StatusOK, w.post(other, draft+"/edit/plan", url.Values{"was": {over}, "solution": {"as the other one says"}}).status)
	require.Equal(t, http.StatusOK, w.fill(me, draft, "offer", offer()).status, "another step is not in the way")

	conflict := w.post(me, draft+"/edit/plan", url.Values{"was": {over}, "solution": {"as I say"}})
	require.Equal(t, http.StatusConflict, conflict.status)
	require.Contains(t, conflict.body, "as the other one says")
	require.Contains(t, conflict.body, "as I say")
	wellFormed(t, "a conflict", conflict)
	require.Contains(t, w.get(me, draft+"/edit/plan").body, "as the other one says", "nothing was replaced")
	now := was.FindStringSubmatch(conflict.body)[1]
	require.Equal(t, http.StatusOK, w.post(me, draft+"/edit/plan", url.Values{"was": {now}, "solution": {"as I say"}}).status)
	require.Contains(t, w.get(other, draft+"/edit/plan").body, "as I say", "whoever has seen both decides")

	form := w.get(me, draft+"/submit")
	require.NotContains(t, form.body, "Submit now", "it is not complete")
	script, err := http.NewRequest(http.MethodPost, w.desks[me]+draft+"/edit/plan", strings.NewReader(url.Values{"was": {over}, "solution": {"late"}}.Encode()))
	require.NoError(t, err)
	script.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	script.Header.Set("Accept", "application/json")
	got, err := http.DefaultClient.Do(script)
	require.NoError(t, err)
	var said struct{ Was, Says, Moved string }
	require.Equal(t, http.StatusConflict, got.StatusCode)
	require.NoError(t, json.NewDecoder(got.Body).Decode(&said))
	require.NoError(t, got.Body.Close())
	require.NotEmpty(t, said.Moved)
	require.Empty(t, said.Was, "a script does not save over it")
}

func TestADraftThatChangedSinceItsConfirmationIsNotSubmitted(t *testing.T) {
	t.Parallel()
	w := open(t)
	me := calltest.Stranger
	draft := w.whole(me)
	form := w.get(me, draft+"/submit")
	id, over := hidden.FindStringSubmatch(form.body)[2], version.FindStringSubmatch(form.body)[1]
	require.Equal(t, http.StatusOK, w.fill(me, draft, "costs", url.Values{"personnel": {"1"}, "direct": {"1"}, "subcontracting": {"1"}}).status)
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	got := w.post(me, draft+"/submit", url.Values{"command-id": {id}, "version": {over}})
	require.Equal(t, http.StatusConflict, got.status)
	require.Contains(t, got.body, "EUR 3", "it shows what would be sent now")
	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after)
}

func TestTheDeadlineThatPassesWhileSomebodyTypesKeepsTheText(t *testing.T) {
	t.Parallel()
	w := open(t)
	me := calltest.Stranger
	draft := w.whole(me)
	page := w.get(me, draft+"/edit/plan")
	require.Regexp(t, `data-deadline="2019-\d\d-\d\dT[0-9:.]+Z"`, page.body, "a script counts down to it")
	require.Contains(t, page.body, "left", "and without one it is told")
	w.past(t)
	over := was.FindStringSubmatch(page.body)[1]
	kept := w.post(me, draft+"/edit/plan", url.Values{"was": {over}, "solution": {"typed to the last second"}, "then": {"stay"}})
	require.Equal(t, http.StatusOK, kept.status)
	require.Contains(t, kept.body, "typed to the last second")
	require.Contains(t, kept.body, "The deadline has passed.")
	late := w.send(me, draft)
	require.Equal(t, http.StatusUnprocessableEntity, late.status)
	require.Contains(t, late.body, "The receipt of what you sent", "that it came late is on record, too")
	require.Contains(t, w.get(me, draft+"/edit/plan").body, "typed to the last second")
}

func TestAFileOfADraftIsTakenByItsContentAndGoesWithIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	me := calltest.Stranger
	draft := w.start(me, "Files")
	for name, content := range map[string]string{"form.pdf": "MZ this is a program\x00\x01", "empty.pdf": ""} {
		got := w.upload(me, draft+"/documents/tender-form", name, []byte(content))
		require.Equal(t, http.StatusUnprocessableEntity, got.status, name)
		require.Regexp(t, "[Tt]he (content of the )?file is (not taken|of no type|empty)", got.body, name)
		wellFormed(t, "a file that is not taken", got)
	}
	require.Equal(t, http.StatusNotFound, w.upload(me, draft+"/documents/nothing-asked", "x.pdf", pdf).status)
	require.Equal(t, http.StatusOK, w.upload(me, draft+"/documents/tender-form", "form.pdf", pdf).status)
	require.Equal(t, http.StatusNotFound, w.get(calltest.Officer, draft+"/documents/tender-form").status)

	big := io.MultiReader(bytes.NewReader(pdf), io.LimitReader(endless{}, 60<<20))
	var head bytes.Buffer
	form := multipart.NewWriter(&head)
	_, err := form.CreateFormFile("file", "big.pdf")
	require.NoError(t, err)
	tail := fmt.Sprintf("\r\n--%s--\r\n", form.Boundary())
	got, err := http.Post(w.desks[me]+draft+"/documents/tender-form", form.FormDataContentType(), io.MultiReader(&head, big, strings.NewReader(tail)))
	if err == nil { // the server may hang up first
		require.Contains(t, []int{http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}, got.StatusCode)
		require.NoError(t, got.Body.Close())
	}
	require.Contains(t, w.get(me, draft+"/edit/documents").body, "form.pdf", "the file before it stays")
	require.Equal(t, http.StatusOK, w.post(me, draft+"/documents/tender-form/remove", nil).status)
	require.NotContains(t, w.get(me, draft+"/edit/documents").body, "form.pdf")

	asked := w.get(me, draft+"/drop")
	wellFormed(t, "whether a draft is to be deleted", asked)
	require.Equal(t, http.StatusOK, w.post(me, draft+"/drop", nil).status)
	require.Equal(t, http.StatusNotFound, w.get(me, draft).status)
	entries, err := os.ReadDir(w.files.Folder)
	require.NoError(t, err)
	for _, e := range entries {
		content, err := os.ReadFile(w.files.Folder + "/" + e.Name())
		require.NoError(t, err)
		require.NotContains(t, string(content), "a tender form", "files are sealed")
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestWhoeverStartsTwiceWithOneFormHasOneDraft(t *testing.T) {
	t.Parallel()
	w := open(t)
	me, page := calltest.Stranger, "/calls/"+calltest.Reference+"/start"
	name := starts.FindStringSubmatch(w.get(me, page).body)[1]
	first := w.post(me, page, url.Values{"name": {name}, "title": {"Once"}})
	require.Equal(t, first.at, w.post(me, page, url.Values{"name": {name}, "title": {"Once"}}).at)
	list, err := drafts.New(w.Ledger, w.directory, w.Store.Pool()).List(t.Context(), me, "")
	require.NoError(t, err)
	require.Len(t, list, 1)
	none := w.post(me, page, url.Values{"name": {"another"}, "title": {" "}})
	require.Equal(t, http.StatusUnprocessableEntity, none.status)
	require.Contains(t, none.body, `href="#f-title"`)
	wellFormed(t, "a start without a title", none)
	require.Equal(t, http.StatusUnauthorized, w.get("", page).status)
}

// referenceOf is the tender of a path.
func referenceOf(path string) string { return strings.Split(path, "/")[2] }
