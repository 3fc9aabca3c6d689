package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// BenchmarkAnswer measures from the door to the answer, through ledger,
// dispatcher, Temporal, the life, Judge, and back: every other command is
// refused. A life has a year's 60 commands; each client asks one life after the other.
func BenchmarkAnswer(b *testing.B) {
	const commands = 60
	for _, clients := range []int{1, 32} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			refs := append(lifetest.Crowd(31), lifetest.Tender)
			r := newRig(b, lifetest.Options{Tolerance: 250 * time.Millisecond})
			r.Play(lifetest.Contracts(refs...))
			r.Until(lifetest.Active().At)
			r.work(nil)
			for _, ref := range refs { // every life runs, and is warm
				r.submit(lifetest.Step{Stream: law.TwinningStream(ref), By: calltest.Officer, Command: twinning.AcceptLog{Month: 2}, Refused: true})
			}
			b.ResetTimer()
			var all took
			for range b.N {
				t := r.ask(refs, clients, commands)
				all.each, all.all = append(all.each, t.each...), all.all+t.all
			}
			slices.Sort(all.each)
			b.ReportMetric(milliseconds(all.each[len(all.each)/2]), "p50-ms")
			b.ReportMetric(milliseconds(all.each[len(all.each)*99/100]), "p99-ms")
			b.ReportMetric(float64(len(all.each))/all.all.Seconds(), "commands/s")
			b.ReportMetric(0, "ns/op")
			b.Logf("%d clients, load average %s", clients, load())
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

type took struct {
	each []time.Duration
	all  time.Duration
}

// ask lets clients ask their lives, at the same time.
func (r *rig) ask(refs []string, clients, commands int) (t took) {
	var mu sync.Mutex
	var all sync.WaitGroup
	lives := max(clients, 8)
	began := time.Now()
	for c := range clients {
		all.Go(func() {
			for l := c; l < lives; l += clients {
				for n := range commands {
					s := lifetest.Step{Stream: law.TwinningStream(refs[l]), By: calltest.Contact(refs[l]), Command: lifetest.Month(1)}
					if n%2 == 1 {
						s = lifetest.Step{Stream: s.Stream, By: calltest.Officer, Command: twinning.AcceptLog{Month: 2}, Refused: true}
					}
					at := time.Now()
					r.submit(s)
					mu.Lock()
					t.each = append(t.each, time.Since(at))
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	t.all = time.Since(began)
	return t
}

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}
