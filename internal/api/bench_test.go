package api_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
)

// The promises of reading: a twinning within 30 ms at p99, and lists within 100 ms for 50 readers at once, however many
// tenders there are. With BIG=1 there are 100,000 tenders and 200,000 people, and the times are held; without, a
// fiftieth of them, and the times are only told.
func TestReadersAreAnsweredAsQuicklyHoweverManyTendersThereAre(t *testing.T) {
	calls, tenders, people := 4, 500, 4_000
	big := os.Getenv("BIG") != ""
	switch {
	case big:
		calls, tenders, people = 100, 1000, 200_000
	case testing.Short():
		t.Skip("a full ledger: make slow")
	}
	d := newDesk(t)
	d.living.Away.Store(true) // nobody judges what is filled in
	filled := d.Fill(calls, tenders, people)
	d.FillOpened(filled, tenders)
	mine := filled.Tender(calls/2, tenders/2)
	party := filled.Contact(calls/2, tenders/2)

	paths := []struct{ what, as, path string }{
		{"a tender, its party", party, "/api/v1/tenders/" + mine},
		{"a tender, an officer", calltest.Officer, "/api/v1/tenders/" + mine},
		{"all tenders, an officer", calltest.Officer, "/api/v1/tenders"},
		{"all tenders, the party of one", party, "/api/v1/tenders"},
		{"all tenders, the public", "", "/api/v1/tenders"},
		{"a call's tenders, an officer", calltest.Officer, "/api/v1/calls/" + filled.Calls[0] + "/tenders"},
		{"a call, the public", "", "/api/v1/calls/" + filled.Calls[0]},
		{"all calls, the public", "", "/api/v1/calls"},
		{"all calls, an officer", calltest.Officer, "/api/v1/calls"},
		{"what a party owes", party, "/api/v1/obligations"},
		{"what all tenders owe, an officer", calltest.Officer, "/api/v1/obligations"},
		{"today, a party", party, "/api/v1/today"},
		{"today, an officer", calltest.Officer, "/api/v1/today"},
		{"what a tender owes, an officer", calltest.Officer, "/api/v1/tenders/" + mine + "/obligations"},
	}
	only := os.Getenv("ONLY") // of these paths, as in /today
	for _, p := range paths {
		if !strings.Contains(p.path, only) {
			continue
		}
		began := time.Now()
		first := d.ask("GET", p.path, p.as)
		cold := time.Since(began)
		require.Equal(t, http.StatusOK, first.status, "%s: %s", p.what, first.body)
		before := used()
		one := timed(100, 1, func() { d.get(p.path, p.as) })
		cpu := (used() - before) / time.Duration(len(one))
		many := timed(20, 50, func() { d.get(p.path, p.as) })
		t.Logf("%-32s first %8s, alone p50 %8s p99 %8s, processor %8s each, 50 at once p50 %8s p99 %8s, %6d bytes", p.what, cold.Round(time.Millisecond/10),
			at(one, 50), at(one, 99), cpu.Round(time.Millisecond/10), at(many, 50), at(many, 99), len(first.body))
	}
	t.Logf("load %s; %s", load(), law.Reference(lifetest.Stream))
}

// get asks without holding the answer to the document.
func (d *desk) get(path, as string) {
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, d.url+path, http.NoBody)
	if err != nil {
		panic(err)
	}
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+as)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(err)
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		panic(fmt.Sprint(path, " is answered ", got.StatusCode))
	}
}

// timed runs something n times in each of some goroutines, and gives the times that it took, the shortest first.
func timed(n, readers int, f func()) []time.Duration {
	var mu sync.Mutex
	var all []time.Duration
	var wait sync.WaitGroup
	for range readers {
		wait.Go(func() {
			for range n {
				began := time.Now()
				f()
				took := time.Since(began)
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	slices.Sort(all)
	return all
}

func at(all []time.Duration, percent int) time.Duration {
	return all[min(len(all)-1, len(all)*percent/100)].Round(time.Millisecond / 10)
}

// used is the processor time of this process, client and server: on a machine that is busy it says more than the time that passes.
func used() time.Duration {
	var all syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &all); err != nil {
		panic(err)
	}
	return time.Duration(all.Utime.Nano() + all.Stime.Nano())
}

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return string(text[:14])
}
