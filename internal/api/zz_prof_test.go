package api_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
)

func pgTicks() (n int64) {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		if !strings.Contains(string(b), "(postgres)") {
			continue
		}
		f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')'):]))
		u, _ := strconv.ParseInt(f[11], 10, 64)
		s, _ := strconv.ParseInt(f[12], 10, 64)
		// only of our postmaster: environment of parents is costly; by ppid chain
		ppid := f[2-0]
		_ = ppid
		if mine[f[1]] {
			n += u + s
		}
	}
	return n
}

var mine = map[string]bool{}

func TestZZProf(t *testing.T) {
	calls, _ := strconv.Atoi(os.Getenv("CALLS"))
	tenders, _ := strconv.Atoi(os.Getenv("TENDERS"))
	people, _ := strconv.Atoi(os.Getenv("PEOPLE"))
	d := newDesk(t)
	d.living.Away.Store(true)
	began := time.Now()
	filled := d.Fill(calls, tenders, people)
	t.Logf("filled in %s", time.Since(began))
	// children postmasters of this process
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil || !strings.Contains(string(b), "(postgres)") {
			continue
		}
		fs := strings.Fields(string(b[strings.LastIndexByte(string(b), ')'):]))
		if fs[2] == strconv.Itoa(os.Getpid()) || os.Getenv("ANYPG") != "" {
			mine[strings.Fields(string(b))[0]] = true
		}
		if strings.Contains(string(b), "(postgres)") {
			// chain through a watcher process
			if p, err := os.ReadFile("/proc/" + fs[2] + "/stat"); err == nil {
				ps := strings.Fields(string(p[strings.LastIndexByte(string(p), ')'):]))
				if len(ps) > 2 && ps[2-1] == strconv.Itoa(os.Getpid()) {
					mine[strings.Fields(string(b))[0]] = true
				}
			}
		}
	}
	mineT := filled.Tender(calls/2, tenders/2)
	party := filled.Contact(calls/2, tenders/2)
	paths := []struct{ what, as, path string }{
		{"tender-party", party, "/api/v1/tenders/" + mineT},
		{"tender-officer", calltest.Officer, "/api/v1/tenders/" + mineT},
		{"tenders-officer", calltest.Officer, "/api/v1/tenders"},
		{"tenders-party", party, "/api/v1/tenders"},
		{"tenders-public", "", "/api/v1/tenders"},
		{"calltenders-officer", calltest.Officer, "/api/v1/calls/" + filled.Calls[0] + "/tenders"},
		{"call-public", "", "/api/v1/calls/" + filled.Calls[0]},
		{"call-officer", calltest.Officer, "/api/v1/calls/" + filled.Calls[0]},
		{"calls-public", "", "/api/v1/calls"},
		{"calls-officer", calltest.Officer, "/api/v1/calls"},
		{"owes-party", party, "/api/v1/obligations"},
		{"owes-tender-officer", calltest.Officer, "/api/v1/tenders/" + mineT + "/obligations"},
	}
	for _, p := range paths {
		if only := os.Getenv("ONLY"); only != "" && !strings.Contains(only, p.what) {
			continue
		}
		first := d.ask("GET", p.path, p.as)
		require.Equal(t, 200, first.status)
		d.get(p.path, p.as)
		n := 200
		f, _ := os.Create("/tmp/prof-b/" + p.what + ".pprof")
		var a, b syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &a)
		pg := pgTicks()
		pprof.StartCPUProfile(f)
		got := timed(n/8, 8, func() { d.get(p.path, p.as) })
		pprof.StopCPUProfile()
		f.Close()
		syscall.Getrusage(syscall.RUSAGE_SELF, &b)
		cpu := time.Duration(b.Utime.Nano() - a.Utime.Nano() + b.Stime.Nano() - a.Stime.Nano())
		fmt.Printf("%-22s cpu %8s postgres %6.2fms p50 %s p99 %s bytes %d mine %d load %s\n", p.what, (cpu / time.Duration(n)).Round(10*time.Microsecond), float64(pgTicks()-pg)*10/float64(n), at(got, 50), at(got, 99), len(first.body), len(mine), load())
	}
}
