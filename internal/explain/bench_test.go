package explain_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// BenchmarkTheAwardOfAThousandTendersIsExplained is a call with 1,000 tenders
// and 3 reports each, written through law and appender: first its award alone,
// then every decision of the call, then every decision of every tender.
func BenchmarkTheAwardOfAThousandTendersIsExplained(b *testing.B) {
	h, refs := thousand(b)
	ask := func(b *testing.B, f func(context.Context, *explain.Explainer) ([]explain.Derivation, error)) {
		for b.Loop() {
			require.NoError(b, h.Ledger.Snapshot(b.Context(), func(ctx context.Context, from ledger.Snapshot) error {
				all, err := f(ctx, explain.NewExplainer(h.Ledger, from, explain.Reader{Viewer: access.Operator}))
				for _, d := range all {
					require.True(b, d.Recomputed.Same, d.Recomputed.Difference)
				}
				b.ReportMetric(float64(len(all)), "decisions")
				return err
			}))
		}
	}
	b.Run("award", func(b *testing.B) {
		ask(b, func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
			return x.Newest(ctx, calltest.Stream, "award-prepared.v1")
		})
	})
	b.Run("call", func(b *testing.B) { ask(b, ofStream(calltest.Stream)) })
	b.Run("tenders", func(b *testing.B) {
		ask(b, func(ctx context.Context, x *explain.Explainer) (all []explain.Derivation, err error) {
			for _, ref := range refs {
				one, err := x.Stream(ctx, law.TwinningStream(ref))
				if err != nil {
					return nil, err
				}
				all = append(all, one...)
			}
			return all, nil
		})
	})
}

func thousand(b *testing.B) (*lifetest.House, []string) {
	b.Helper()
	h := lifetest.New(b, lifetest.Options{})
	h.Folder = state.NewFolder(h.Ledger, 5000)
	h.Activities.Folder = h.Folder
	at := func(text string) time.Time {
		when, err := time.Parse("2006-01-02T15:04", text)
		require.NoError(b, err)
		return when
	}
	steps := []lifetest.Step{
		{At: at("2019-06-10T13:00"), Stream: calltest.Stream, By: calltest.Officer, Command: lifetest.Opening()},
		{At: at("2019-06-10T14:00"), Stream: calltest.Stream, By: calltest.Officer, Command: call.PublishCall{}},
	}
	people := []string{calltest.Ada, calltest.Ben, calltest.SecondHand}
	for _, p := range people {
		steps = append(steps, lifetest.Step{At: at("2019-06-12T08:00"), Stream: calltest.Stream, By: calltest.Officer, Command: call.AppointEvaluator{Evaluator: p}},
			lifetest.Step{At: at("2019-06-12T09:00"), Stream: calltest.Stream, By: p, Command: call.DeclareImpartiality{}})
	}
	for i, p := range []string{calltest.Officer, calltest.Head} {
		steps = append(steps, lifetest.Step{At: at("2019-06-18T08:00").Add(time.Duration(i) * time.Hour), Stream: calltest.Stream, By: p, Command: call.OpenTenders{}})
	}
	h.Play(lifetest.Sorted(steps))
	h.Until(at("2019-06-22T08:00"))
	refs := make([]string, 1000)
	for i := range refs {
		refs[i] = fmt.Sprintf("%s-%s", calltest.Reference, code(i))
	}
	each := func(f func(i int, ref string)) {
		var wait sync.WaitGroup
		next := make(chan int)
		for range 8 {
			wait.Go(func() {
				for i := range next {
					f(i, refs[i])
				}
			})
		}
		for i := range refs {
			next <- i
		}
		close(next)
		wait.Wait()
	}
	each(func(i int, ref string) {
		s := law.TwinningStream(ref)
		received(b, h, s, "1", calltest.Contact(ref), at("2019-06-12T10:00"), twinning.SubmitTender{Tender: calltest.Costing(ref, fmt.Sprintf("%d.00", 1000+i%7*1000))})
		received(b, h, s, "2", calltest.Officer, at("2019-06-21T08:00"), twinning.DecideEligibility{Eligible: true})
		h.Judge(s)
	})
	each(func(_ int, ref string) {
		received(b, h, calltest.Stream, "assign-"+ref, calltest.Officer, at("2019-06-22T07:00"), call.AssignEvaluators{Tender: ref, Evaluators: people})
	})
	h.Judge(calltest.Stream)
	h.Relay()
	each(func(i int, ref string) {
		s := law.TwinningStream(ref)
		for n, p := range people {
			points := fmt.Sprintf("%d.%d", 1+(i+n)%4, i%10)
			received(b, h, s, "report-"+p, p, at("2019-06-22T08:00").Add(time.Hour), calltest.Scores(points))
		}
	})
	h.Until(at("2019-06-22T10:00"))
	each(func(_ int, ref string) { h.Judge(law.TwinningStream(ref)) })
	h.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Officer, Command: call.PrepareAward{}})
	h.Judge(calltest.Stream)
	h.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Head, Command: call.ReleaseAward{}})
	h.Judge(calltest.Stream)
	return h, refs
}

// code is a number as the six characters of a reference.
func code(n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	out := []byte("AAAAAA")
	for i := len(out) - 1; n > 0; i-- {
		out[i], n = letters[n%32], n/32
	}
	return string(out)
}
