package browser_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

// The promise of the desk: first paint within 100 ms at p99, for 50 readers who open a page a second each.
const (
	readers     = 50
	everySecond = time.Second
	firstPaint  = 100 * time.Millisecond
)

// With BIG=1 there are 100,000 tenders and 200,000 people, and the times are held; without, a fiftieth of them, and the times are only told.
func TestPagesArePaintedAsQuicklyHoweverManyTendersThereAre(t *testing.T) {
	calls, tenders, known, visits := 4, 500, 4_000, 20
	big := os.Getenv("BIG") != ""
	switch {
	case big:
		calls, tenders, known, visits = 100, 1000, 200_000, 200
	case testing.Short():
		t.Skip("a full ledger: make bench-desk")
	}
	h := lifetest.New(t, lifetest.Options{})
	filled := h.Fill(calls, tenders, known)
	d := &desk{House: h, t: t, directory: people.NewDirectory(h.Ledger), signed: nobodyYet()}
	d.serve()
	mine, party, one := filled.Tender(calls/2, tenders/2), filled.Contact(calls/2, tenders/2), "/calls/"+filled.Calls[0]
	b := browser.New(t)
	for _, p := range []struct{ what, as, path string }{
		{"all calls, the public", "", "/"},
		{"a call, the public", "", one},
		{"the awarded, the public", "", "/awarded"},
		{"what is found, the public", "", "/search?q=" + mine},
		{"today, an officer", calltest.Officer, "/today"},
		{"today, a party", party, "/today"},
		{"a call, an officer", calltest.Officer, one},
		{"a call's tenders, an officer", calltest.Officer, one + "/tenders"},
		{"a tender, its party", party, "/tenders/" + mine},
		{"a tender, an officer", calltest.Officer, "/tenders/" + mine},
	} {
		began := time.Now()
		first := d.get(p.as, p.path, "en")
		cold := time.Since(began)
		require.Equal(t, http.StatusOK, first.status, "%s: %s", p.what, first.text)
		tab := d.tab(b, p.as, browser.Look{})
		var mu sync.Mutex
		var answered []time.Duration
		stop := make(chan struct{})
		var wait sync.WaitGroup
		client := d.as(p.as)
		for n := range readers - 1 { // and one in Chromium
			wait.Go(func() {
				select {
				case <-time.After(time.Duration(n) * everySecond / readers):
				case <-stop:
				}
				tick := time.NewTicker(everySecond)
				defer tick.Stop()
				for {
					took, err := wholeAnswer(client, d.url+p.path)
					mu.Lock()
					if answered = append(answered, took); err != nil {
						answered[len(answered)-1] = time.Hour // an error is no quick answer
					}
					mu.Unlock()
					select {
					case <-tick.C:
					case <-stop:
						return
					}
				}
			})
		}
		var painted []time.Duration
		for range visits {
			tab.Open(p.path)
			ms := browser.Eval[float64](tab, `new Promise((done) => { const look = () => { const e = performance.getEntriesByName("first-contentful-paint")[0]; e ? done(e.startTime) : setTimeout(look, 5); }; look(); })`)
			painted = append(painted, time.Duration(ms*float64(time.Millisecond)))
		}
		close(stop)
		wait.Wait()
		tab.Close()
		slices.Sort(answered)
		slices.Sort(painted)
		t.Logf("%-28s first %8s, whole page p50 %8s p99 %8s, first paint p50 %8s p99 %8s, %6d bytes (%d visits, %d answers)", p.what, cold.Round(time.Millisecond/10),
			percentile(answered, 50), percentile(answered, 99), percentile(painted, 50), percentile(painted, 99), len(first.text), len(painted), len(answered))
		if big {
			require.Less(t, percentile(painted, 99), firstPaint, "%s; load %s", p.what, load())
		}
	}
	t.Logf("%d tenders, %d readers; load %s", calls*tenders, readers, load())
}

// wholeAnswer is how long a page takes to its last byte.
func wholeAnswer(client *http.Client, address string) (time.Duration, error) {
	began := time.Now()
	got, err := client.Get(address)
	if err != nil {
		return time.Since(began), err
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		return time.Since(began), fmt.Errorf("%s answers %s", address, got.Status)
	}
	_, err = io.Copy(io.Discard, got.Body)
	return time.Since(began), err
}

func percentile(all []time.Duration, percent int) time.Duration {
	return all[min(len(all)-1, len(all)*percent/100)].Round(time.Millisecond / 10)
}

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil || len(text) < 14 {
		return "unknown"
	}
	return string(text[:14])
}
