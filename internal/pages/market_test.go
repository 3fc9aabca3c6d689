package pages_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
)

// Two find each other on pages alone: an entry is written in steps, checked, found, and answered.
func TestTwoFindEachOtherOnPages(t *testing.T) {
	t.Parallel()
	at := day(t, "2019-06-13")
	w := newWorld(t, at)
	seller, seeker := calltest.Contact(lifetest.Tender), calltest.Stranger
	text, err := os.ReadFile("../../programmes/markets/health.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMarket("health.yaml", text)
	require.NoError(t, err)
	rules.Officers = []string{calltest.Officer}
	record := func(by, reference, name string) {
		w.Play([]lifetest.Step{{At: at, Stream: organisation.Root + reference, By: by, Command: organisation.Record{Details: organisation.Details{Name: name, Address: "Somewhere 1", Country: "SE"}}}})
	}
	w.Play([]lifetest.Step{{At: at, Stream: market.Root + "HEALTH", By: calltest.Officer, Command: market.OpenMarket{Rules: rules}}})
	record(seller, "AAAAAAAAAA", "Region Skåne")
	record(seeker, "BBBBBBBBBB", "Tirol Kliniken")
	require.Equal(t, http.StatusUnauthorized, w.get("", "/markets/HEALTH/new").status)

	published := "" // the file of the offer
	made := func(as, id, side, organisation, country string) string {
		reference := market.NewReference("HEALTH", id, as)
		typed := url.Values{
			"command-id": {id}, "step": {"solution"}, "side": {side}, "title": {"A portal of " + side}, "description": {"Citizens read their own record."}, "kind": {"product"}, "topic": {"own-data"},
			"types": {"adaptation"}, "languages": {"en"}, "organisation": {organisation}, "country": {country}, "q-in-use": {"routine"}, "then": {"next"},
		}
		for _, step := range []string{"solution", "field", "place"} {
			typed.Set("step", step)
			a := w.post(as, "/markets/HEALTH/new", typed)
			require.Equal(t, http.StatusOK, a.status, a.body)
			wellFormed(t, "the step after "+step, a)
			require.Contains(t, a.body, `value="A portal of `+side+`"`, "what was typed is carried along")
		}
		typed.Set("step", "readiness")
		stream := func() string { return market.EntryRoot + reference }
		a := w.sends(as, "/markets/HEALTH/new", typed, stream)
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.Contains(t, a.body, "A portal of "+side)
		wellFormed(t, "an entry", a)
		if side == "offer" {
			require.Contains(t, a.body, `action="/entries/`+reference+`/files"`)
			for _, stranger := range []string{seeker, calltest.Officer} {
				require.Equal(t, http.StatusNotFound, w.adds(stranger, "/entries/"+reference+"/files", "audit.pdf", "", "for", "readiness").status, "a draft is nobody else's")
			}
			require.Equal(t, http.StatusUnprocessableEntity, w.adds(as, "/entries/"+reference+"/files", "audit.exe", stream(), "for", "readiness").status)
			a = w.adds(as, "/entries/"+reference+"/files", "audit.pdf", stream(), "command-id", "file", "for", "readiness")
			require.Equal(t, http.StatusOK, a.status, a.body)
			wellFormed(t, "an entry with a file", a)
			at := regexp.MustCompile(`/entries/` + reference + `/files/f-[a-z2-7]+`).FindString(a.body)
			require.NotEmpty(t, at, a.body)
			got := w.get(as, at)
			require.Equal(t, string(pdf), got.body)
			require.Equal(t, http.StatusNotFound, w.get(seeker, at).status)
			require.Equal(t, http.StatusNotFound, w.get(as, strings.Replace(at, reference, market.NewReference("HEALTH", "two", seeker), 1)).status)
			published = at
		}
		a = w.sends(as, "/entries/"+reference+"/do/submit", url.Values{"command-id": {id + "s"}}, stream)
		require.Equal(t, http.StatusOK, a.status, a.body)
		return reference
	}
	offer := made(seller, "one", "offer", "AAAAAAAAAA", "SE")
	sought := made(seeker, "two", "requirement", "BBBBBBBBBB", "AT")
	require.Equal(t, http.StatusNotFound, w.get(seeker, "/entries/"+offer).status, "what is not published is shown to nobody else")
	queue := w.get(calltest.Officer, "/markets/HEALTH/queue")
	require.Contains(t, queue.body, offer)
	wellFormed(t, "the queue", queue)
	require.Equal(t, http.StatusForbidden, w.get(seeker, "/markets/HEALTH/queue").status)
	for n, reference := range []string{offer, sought} {
		a := w.sends(calltest.Officer, "/entries/"+reference+"/do/publish", url.Values{"command-id": {"p" + string(rune('a'+n))}}, func() string { return market.EntryRoot + reference })
		require.Equal(t, http.StatusOK, a.status, a.body)
	}
	found := w.get("", "/markets/HEALTH?side=offer&topic=own-data&country=SE&speaks=en")
	require.Contains(t, found.body, "A portal of offer")
	require.NotContains(t, found.body, "A portal of requirement")
	require.NotContains(t, found.body, seller, "who made it is not said")
	wellFormed(t, "the search", found)
	found = w.get("", "/markets/HEALTH?words=citiz+SKANE")
	require.Contains(t, found.body, "A portal of offer", "words of the text and of the organisation, by their beginnings")
	require.NotContains(t, found.body, "A portal of requirement")
	require.Contains(t, found.body, `value="citiz SKANE"`, "what is looked for stays in the field, and in the address")
	wellFormed(t, "the search by words", found)
	require.Contains(t, w.get("", "/markets/HEALTH?words=nowhere").body, "0 entries")
	require.Equal(t, string(pdf), w.get(seeker, published).body, "whoever sees the entry sees its files")
	require.Contains(t, w.get("", "/markets/HEALTH?speaks=fr").body, `<html lang="en"`, "what a solution speaks is not what the page is in")
	page := w.get(seeker, "/entries/"+offer)
	require.Contains(t, page.body, "Same topic")
	wellFormed(t, "an entry with its suggestions", page)

	interest := market.NewReference("HEALTH", "three", seeker)
	of := func() string { return market.InterestRoot + interest }
	a := w.sends(seeker, "/entries/"+offer+"/do/interest", url.Values{"command-id": {"three"}, "from": {sought}, "why": {"We would like to see it."}, "consent": {"yes"}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	inbox := w.get(seller, "/interests/"+interest)
	require.Contains(t, inbox.body, "We would like to see it.")
	require.NotContains(t, inbox.body, "mailto:", "nobody's address is shown before both agree")
	wellFormed(t, "an interest", inbox)
	require.Equal(t, http.StatusNotFound, w.get(calltest.Officer, "/interests/"+interest).status)
	a = w.sends(seller, "/interests/"+interest+"/do/accept", url.Values{"command-id": {"four"}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Contains(t, a.body, "mailto:")
	wellFormed(t, "an introduction", a)
	for _, path := range []string{"/markets", "/entries", "/interests", "/entries/" + offer + "/edit"} {
		a := w.get(seller, path)
		require.Equal(t, http.StatusOK, a.status, path)
		wellFormed(t, path, a)
	}
	for path, who := range map[string]string{
		"/markets/HEALTH": calltest.Officer, "/entries/" + offer: calltest.Officer, "/entries/" + sought: seeker, "/interests/" + interest: seller, "/organisations/AAAAAAAAAA": seller,
	} {
		require.Contains(t, w.get(who, path).body, `href="`+path+`/state"`, "whoever sees all of it finds how it stood")
		w.slides(who, path)
	}
	for path, who := range map[string]string{"/markets/HEALTH": "", "/entries/" + offer: seeker, "/interests/" + interest: calltest.Officer, "/organisations/AAAAAAAAAA": seeker} {
		require.Equal(t, http.StatusNotFound, w.get(who, path+"/state").status, path)
		require.Equal(t, http.StatusNotFound, w.get(who, path+"/history").status, path)
	}
	figure := w.get(calltest.Officer, "/markets/HEALTH/figure")
	require.Contains(t, figure.body, "1 introduction")
	wellFormed(t, "the figure", figure)
	draft := w.post(seller, "/interests/"+interest+"/tender", url.Values{"call": {calltest.Reference}})
	require.Equal(t, http.StatusOK, draft.status, draft.body)
	require.Contains(t, draft.body, "A portal of offer", "the draft begins with what the entries say")
}

// adds sends a file with fields before it, as a form does, while the life judges; "" is none.
func (w *world) adds(person, path, name, stream string, fields ...string) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		require.NoError(w.t, form.WriteField(fields[i], fields[i+1]))
	}
	part, err := form.CreateFormFile("file", name)
	require.NoError(w.t, err)
	content := pdf
	if strings.HasSuffix(name, ".exe") {
		content = []byte("MZ\x90\x00")
	}
	_, err = part.Write(content)
	require.NoError(w.t, err)
	require.NoError(w.t, form.Close())
	done := make(chan answer)
	go func() {
		got, err := http.Post(w.desks[person]+path, form.FormDataContentType(), &body) //nolint:noctx // as others here
		if err != nil {
			close(done)
			return
		}
		done <- w.read(got)
	}()
	for {
		select {
		case a := <-done:
			return a
		default:
			if stream != "" {
				w.Judge(stream)
			}
		}
	}
}
