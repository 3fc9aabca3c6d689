package pages_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// A heard event is one that an open page was sent.
type heard struct{ event, id, data string }

// listen opens a page of somebody and passes on what it is sent. The channel is closed when the server ends it.
func (w *world) listen(person, page string, last string) <-chan heard {
	w.t.Helper()
	shown := w.get(person, page)
	require.Equal(w.t, http.StatusOK, shown.status, page)
	_, rest, found := strings.Cut(shown.body, `data-live="`)
	require.True(w.t, found, "%s is live", page)
	at, rest, _ := strings.Cut(rest, `"`)
	_, rest, _ = strings.Cut(rest, `data-version="`)
	version, _, _ := strings.Cut(rest, `"`)
	if last == "" {
		last = version
	}
	return w.hear(person, strings.ReplaceAll(at, "&amp;", "&"), last)
}

func (w *world) hear(person, path, last string) <-chan heard {
	ctx, cancel := context.WithCancel(w.t.Context())
	w.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.desks[person]+path, nil)
	require.NoError(w.t, err)
	r.Header.Set("Last-Event-ID", last)
	got, err := http.DefaultClient.Do(r)
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusOK, got.StatusCode)
	require.Equal(w.t, "text/event-stream", got.Header.Get("Content-Type"))
	require.Equal(w.t, "no", got.Header.Get("X-Accel-Buffering"))
	require.Contains(w.t, got.Header.Get("Cache-Control"), "no-store")
	all := make(chan heard, 100)
	go func() {
		defer close(all)
		defer got.Body.Close()
		lines := bufio.NewScanner(got.Body)
		lines.Buffer(nil, 1<<20)
		var is heard
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				is.event = value
			case "id":
				is.id = value
			case "data":
				is.data = value
			case "":
				if is.event != "" {
					all <- is
				}
				is = heard{}
			}
		}
	}()
	return all
}

func (w *world) next(from <-chan heard, what string) heard {
	w.t.Helper()
	select {
	case is, open := <-from:
		require.True(w.t, open, "%s: the stream ended", what)
		return is
	case <-time.After(30 * time.Second):
		require.Fail(w.t, "nothing was sent", what)
	}
	return heard{}
}

func (w *world) nothing(from <-chan heard, within time.Duration, what string) {
	w.t.Helper()
	select {
	case is, open := <-from:
		require.Fail(w.t, "something was sent", "%s: %v %v", what, open, is)
	case <-time.After(within):
	}
}

// acts receives a command and has its life judge it.
func (w *world) acts(stream, person string, c law.Command) {
	w.t.Helper()
	w.Receive(lifetest.Step{At: w.now(), Stream: stream, By: person, Command: c})
	w.Judge(stream)
}

func (w *world) now() time.Time {
	w.t.Helper()
	clock, err := w.Ledger.Clock(w.t.Context())
	require.NoError(w.t, err)
	return clock.Now()
}

func TestAnOpenPageIsSentWhatChangesForItsViewerAndNothingElse(t *testing.T) {
	t.Parallel()
	w := open(t)
	list := "/calls/" + calltest.Reference + "/tenders"
	officer := w.listen(calltest.Officer, list, "")
	stranger := w.listen(calltest.Stranger, "/calls/"+calltest.Reference, "")
	w.nothing(officer, 2*time.Second, "nothing has changed")

	w.acts(lifetest.Stream, calltest.Contact(lifetest.Tender), twinning.SubmitTender{Tender: calltest.Tender(lifetest.Tender)})
	is := w.next(officer, "a tender came in")
	require.Equal(t, "update", is.event)
	var sent struct{ Main, Says string }
	require.NoError(t, json.Unmarshal([]byte(is.data), &sent))
	require.Equal(t, "1 tender more.", sent.Says)
	for !strings.Contains(w.get(calltest.Officer, list).body, `data-version="`+is.id+`"`) { // the id is the version of the page
		is = w.next(officer, "it is judged")
	}
	require.NoError(t, json.Unmarshal([]byte(is.data), &sent))
	require.Contains(t, sent.Main, lifetest.Tender)
	require.NotContains(t, sent.Main, title, "it is sealed")
	w.nothing(stranger, 12*time.Second, "whoever may not know of a tender hears nothing of it")

	again := w.listen(calltest.Officer, list, "an-older-version:whole:tenders=0")
	require.Equal(t, is.id, w.next(again, "whoever was away catches up").id)
	w.nothing(w.listen(calltest.Officer, list, is.id), time.Second, "whoever missed nothing is sent nothing")
}

func TestAWithdrawnRoleEndsTheStreamOfAnOpenPage(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, page := range []string{"/calls/" + calltest.Reference + "/tenders", "/calls/" + calltest.Reference} {
		w.acts(calltest.Stream, calltest.Head, call.GiveRole{Role: law.Officer, Person: calltest.Stranger, Why: "more hands"})
		hears := w.listen(calltest.Stranger, page, "")
		w.acts(calltest.Stream, calltest.Head, call.WithdrawRole{Role: law.Officer, Person: calltest.Stranger, Why: "another unit"})
		is := w.next(hears, page)
		for is.event == "update" { // that the head's command was received
			is = w.next(hears, page)
		}
		require.Equal(t, heard{event: "end", data: `{"why":"rights"}`}, is)
		_, more := <-hears
		require.False(t, more, "it is over")
	}
}

func TestOnlyPagesThatAreLiveAreKeptUpToDateAndOnlyForWhomTheyWereMade(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, page := range []string{"", "nowhere", "/components", "/calls/" + calltest.Reference + "/do/publish-call", "//elsewhere.example/today", "https://elsewhere.example/today"} {
		a := w.get(calltest.Officer, "/live?page="+url.QueryEscape(page))
		require.Equal(t, http.StatusNotFound, a.status, page)
	}
	of := w.hear(calltest.Stranger, "/live?page=%2Ftoday&for=somebody-else", "")
	require.Equal(t, heard{event: "end", data: `{"why":"out"}`}, w.next(of, "it was made for somebody else"))
	require.NotContains(t, w.get(calltest.Stranger, "/calls/"+calltest.Reference+"/tenders").body, "data-live", "a page that is refused is not live")
}

func TestOnePersonHasSoManyOpenPagesAndTheOldestIsLetGo(t *testing.T) {
	t.Parallel()
	w := open(t)
	first := w.listen(calltest.Officer, "/today", "")
	for range 12 {
		w.listen(calltest.Officer, "/today", "")
	}
	require.Equal(t, heard{event: "end", data: `{"why":"full"}`}, w.next(first, "the thirteenth"))
}

func TestALivePageThatIsMadeTwiceIsTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	version := func(person, page string) string {
		_, rest, live := strings.Cut(w.get(person, page).body, `data-version="`)
		if !live {
			return ""
		}
		is, _, _ := strings.Cut(rest, `"`)
		return is
	}
	seen := 0
	for who, person := range everybody() {
		for _, page := range []string{"/", "/today", "/evaluating", "/calls/" + calltest.Reference, "/calls/" + calltest.Reference + "/dates", "/calls/" + calltest.Reference + "/tenders", "/calls/" + calltest.Reference + "/evaluation", "/calls/" + calltest.Reference + "/ranking", "/calls/" + calltest.Reference + "/letters", "/calls/" + calltest.Reference + "/history", "/tenders/" + lifetest.Tender, "/tenders/" + lifetest.Tender + "/history", "/tenders/" + lifetest.Tender + "/versions"} {
			first := version(person, page)
			if first == "" {
				continue
			}
			seen++
			require.NotEqual(t, "@version@", first, "%s at %s", who, page)
			require.Equal(t, first, version(person, page), "%s at %s", who, page)
		}
	}
	require.Greater(t, seen, 40)
}
