package api_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// settled waits until every command is judged, every message is passed on, and nothing moves.
func (d *desk) settled() int64 {
	d.t.Helper()
	require.NoError(d.t, d.living.Settle(d.t.Context()))
	var size int64
	require.Eventually(d.t, func() bool {
		was := size
		size = d.size()
		var waiting []ledger.Event
		for _, stream := range append([]string{lifetest.Stream, calltest.Stream}, d.streams()...) {
			err := d.Ledger.Snapshot(d.t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
				some, err := from.Unanswered(ctx, stream)
				waiting = append(waiting, some...)
				return err
			})
			if err != nil {
				return false
			}
		}
		return len(waiting) == 0 && was == size
	}, timeout, 150*time.Millisecond)
	return size
}

func (d *desk) streams() (all []string) {
	for _, ref := range d.tenders {
		all = append(all, law.TwinningStream(ref))
	}
	return all
}

// askedOfThePast are the questions that are asked of an earlier time: all that the document has with at and recorded, but for those that have it
// their own way, and who read what, which is kept in real time. not are those that are known of now alone.
func (d *desk) askedOfThePast(tender string) (paths, not []string) {
	fill := strings.NewReplacer("{call}", "DHE-2019", "{tender}", tender, "{position}", "20", "{expense}", "e1", "{run}", "1", "{programme}", "DHE", "{administration}", "ADMINISTRATORS", "{command}", "none", "{file}", "f-aaaaaaaaaaaaaaaaaaaaaaaaaa", "{invitation}", "DHE-2019-ABCDEFGHIJ", "{id}", "none", "{organisation}", "ABCDEFGHIJ", "{market}", "HEALTH", "{entry}", "HEALTH-ABCDEFGHIJKL", "{interest}", "HEALTH-ABCDEFGHIJKL", "{body}", "EHN", "{meeting}", "20", "{decision}", "d1", "{survey}", "EHN-2021", "{masterclass}", "TRIESTE-2024", "{initiative}", "CAPACITYHD", "{country}", "SE", "{format}", "csv", "{letter}", "awarded", "{draft}", "d-aaaaaaaaaaaaaaaa", "{export}", "x-aaaaaaaaaaaaaaaaaaaaaaaaaa", "{what}", "ranking")
	for path, item := range d.doc.all["paths"].(map[string]any) {
		op, gets := item.(map[string]any)["get"].(map[string]any)
		if !gets || strings.HasSuffix(path, "/state") || strings.HasSuffix(path, "/could") || strings.HasSuffix(path, "/events") || strings.HasSuffix(path, "/reads") || strings.HasSuffix(path, "/content") || strings.Contains(path, "/exports") { // the head of an export says how it was asked for
			continue
		}
		params, _ := op["parameters"].([]any)
		if slices.ContainsFunc(params, func(p any) bool { return p.(map[string]any)["name"] == "recorded" }) {
			paths = append(paths, fill.Replace(path))
			continue
		}
		not = append(not, fill.Replace(path))
	}
	slices.Sort(paths)
	slices.Sort(not)
	return paths, not
}

// A view is what somebody was told at an instant.
type view struct {
	path, as string
	answer
}

// nobodyRecorded checks that nothing of anybody was recorded since. What the engine does by itself, such as letters of before, may come late.
func (d *desk) nobodyRecorded(since int64) {
	d.t.Helper()
	events, err := d.Ledger.Read(d.t.Context(), ledger.Query{From: since})
	require.NoError(d.t, err)
	for _, e := range events {
		require.Equal(d.t, law.Engine, e.Actor, "%s in %s", e.Kind, e.Stream)
	}
}

// A frame is what everybody was told after an event.
type frame struct {
	recorded, happened time.Time // the event
	views              []view
}

// Each question about an earlier instant is answered as it was answered then, to whoever
// may know now what they were told: by what was recorded by the instant of an event, and by
// what had happened by it.
func TestAQuestionAboutAnEarlierInstantIsAnsweredAsItWasThen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	steps := lifetest.Year()
	until, every := "2019-09-15", 1
	if testing.Short() {
		until, every = "2019-07-25", 8
	}
	viewers := []string{"", calltest.Stranger, calltest.Officer, calltest.Auditor, calltest.Ada, calltest.Contact(lifetest.Tender), calltest.Payer}
	if testing.Short() {
		viewers = viewers[2:6]
	}
	var frames []frame
	for i, s := range steps {
		if s.At.Format(time.DateOnly) >= until {
			break
		}
		d.play([]lifetest.Step{s}, "")
		if i%every != 0 || len(d.tenders) == 0 {
			continue
		}
		size := d.settled()
		last, err := d.Ledger.Read(t.Context(), ledger.Query{From: size - 1})
		require.NoError(t, err)
		f := frame{recorded: last[0].Recorded, happened: d.happened(last[0])}
		paths, _ := d.askedOfThePast(d.tenders[lifetest.Tender])
		for _, as := range viewers {
			for _, path := range paths {
				f.views = append(f.views, view{path: path, as: as})
			}
		}
		atOnce(f.views, func(v *view) { v.answer = d.ask("GET", v.path, v.as) })
		if d.settled() == size {
			frames = append(frames, f)
		}
	}
	require.Greater(t, len(frames), 1)
	var compared atomic.Int64
	for _, f := range frames {
		for name, at := range map[string]time.Time{"recorded": f.recorded, "at": f.happened} {
			if name == "at" && f.happened.Before(f.recorded.Add(-time.Second)) {
				continue // it happened long before it was recorded, and before what was recorded first
			}
			atOnce(f.views, func(v *view) {
				a := d.ask("GET", v.path+"?"+name+"="+url.QueryEscape(at.Format(time.RFC3339Nano)), v.as)
				what := v.path + " as " + v.as + " of " + name + " " + at.Format(time.RFC3339Nano)
				if v.status != http.StatusOK {
					require.NotEqual(t, http.StatusOK, a.status, "%s: then it was %d %s", what, v.status, v.body)
					return
				}
				require.Equal(t, http.StatusOK, a.status, "%s: %s", what, a.body)
				require.Equal(t, v.body, a.body, what)
				compared.Add(1)
			})
		}
	}
	t.Log(compared.Load(), "answers compared, of", len(frames), "instants")
	require.Greater(t, compared.Load(), int64(200))
}

// atOnce does something with each of these, many at a time.
func atOnce[T any](all []T, do func(*T)) {
	var g errgroup.Group
	g.SetLimit(24)
	for i := range all {
		g.Go(func() error { do(&all[i]); return nil })
	}
	_ = g.Wait()
}

// happened is when an event happened.
func (d *desk) happened(e ledger.Event) time.Time {
	d.t.Helper()
	l, ok := lives.Law(e.Stream)
	if !ok {
		return e.Recorded
	}
	body, err := d.Ledger.Body(d.t.Context(), e)
	require.NoError(d.t, err)
	v, err := state.Decode(l, e.Kind, body)
	require.NoError(d.t, err)
	return law.When(v, state.Around(e))
}

// What is known of now alone says so, and so do instants that nobody can answer for.
func TestWhatIsKnownOfNowAloneIsNotToldOfAnEarlierTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-14")
	tender := d.tenders[lifetest.Tender]
	paths, not := d.askedOfThePast(tender)
	require.Equal(t, []string{"/api/v1/drafts", "/api/v1/drafts/d-aaaaaaaaaaaaaaaa", "/api/v1/tenders/" + tender + "/sheet"}, not, "they are kept, and not recorded")
	for _, path := range append(not, "/api/v1/calls/DHE-2019/reads", "/api/v1/tenders/"+tender+"/reads") {
		for _, name := range []string{"at", "recorded"} {
			a := d.ask("GET", path+"?"+name+"=2019-06-12T12:00:00Z", calltest.Officer)
			require.Contains(t, []int{http.StatusBadRequest, http.StatusNotFound}, a.status, "%s: %s", path, a.body)
			if a.status == http.StatusBadRequest {
				require.Regexp(t, "earlier", a.json(t)["detail"], path)
			}
		}
	}
	for i, path := range paths {
		if testing.Short() && i%12 != 0 || d.ask("GET", path, calltest.Officer).status != http.StatusOK {
			continue
		}
		for _, wrong := range []string{"at=soon", "at=2999-01-01", "recorded=2999-01-01T00:00:00Z", "at=2019-06-12&recorded=2019-06-12", "at=%00"} {
			a := d.ask("GET", path+"?"+wrong, calltest.Officer)
			require.Equal(t, http.StatusBadRequest, a.status, "%s?%s: %s", path, wrong, a.body)
		}
		a := d.ask("GET", path+"?at=2019-06-01", calltest.Officer) // nothing had begun
		require.Contains(t, []int{http.StatusNotFound, http.StatusOK, http.StatusForbidden}, a.status, a.body)
		require.NotContains(t, a.body, tender)
	}
}

// Who has no role any more is told no more of an earlier time than of now, and who has one
// is told what they may know now.
func TestOfAnEarlierTimeNobodyIsToldMoreThanTheyMayKnowNow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-25") // opened, eligible, assigned
	d.settled()
	tender := d.tenders[lifetest.Tender]
	then := url.QueryEscape(d.now().Format(time.RFC3339Nano))
	path := "/api/v1/tenders/" + tender + "?recorded=" + then
	require.Contains(t, d.ask("GET", path, calltest.Ada).body, "An app that is in use.")
	require.Contains(t, d.ask("GET", path, calltest.Officer).body, "An app that is in use.")
	opened := "?at=2019-06-13" // it was sealed
	require.NotContains(t, d.ask("GET", "/api/v1/tenders/"+tender+opened, calltest.Officer).body, "An app that is in use.", "what was sealed then is told as it was told")
	require.Equal(t, http.StatusNotFound, d.ask("GET", "/api/v1/tenders/"+tender+opened, calltest.Ada).status, "she evaluated nothing then")

	send := func(stream, by string, c law.Command) {
		t.Helper()
		a := d.command(stream, by, c, "Prefer", "wait=30")
		require.Equal(t, http.StatusOK, a.status, a.body)
	}
	send(lifetest.Stream, calltest.Officer, twinning.RecordConflict{Evaluator: calltest.Ada, Why: "a colleague"})
	send(calltest.Stream, calltest.Head, call.GiveRole{Role: law.Auditor, Person: calltest.Stranger, Why: "audits from now on"})
	d.settled()
	require.Equal(t, http.StatusNotFound, d.ask("GET", path, calltest.Ada).status, "a conflict hides what she saw before it")
	require.Contains(t, d.ask("GET", path, calltest.Stranger).body, "An app that is in use.", "who audits now looks back")
	require.Equal(t, http.StatusOK, d.ask("GET", "/api/v1/calls/DHE-2019/history?recorded="+then, calltest.Stranger).status)
	require.Equal(t, http.StatusNotFound, d.ask("GET", path, "").status)
}

// A bank account is told to those who are parties, officers or payers now, also of an earlier time; who is told and is no
// party stands in the log of reads.
func TestABankAccountIsToldToWhoMayKnowItNowAndWhoReadItIsRecorded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-12-05")
	d.settled()
	path := "/api/v1/tenders/" + d.tenders[lifetest.Tender] + "/account"
	send := func(stream, by string, c law.Command) {
		t.Helper()
		a := d.command(stream, by, c, "Prefer", "wait=30")
		require.Equal(t, http.StatusOK, a.status, a.body)
	}
	send(calltest.Stream, calltest.Head, call.GiveRole{Role: law.Officer, Person: calltest.Stranger, Why: "helps"})
	send(lifetest.Stream, calltest.Contact(lifetest.Tender), twinning.SetAccount{Holder: "Alpha VZW", IBAN: "BE68539007547034", Town: "Gent", Country: "BE"})
	d.settled()
	require.Contains(t, d.ask("GET", path, calltest.Stranger).body, "BE68539007547034")
	require.NotContains(t, d.ask("GET", path, calltest.Auditor).body, "BE68539007547034")
	require.Contains(t, d.ask("GET", path, calltest.Contact(lifetest.Tender)).body, "BE68539007547034")
	rows, err := reads.New(d.Store.Pool()).Log(t.Context(), reads.Filter{Stream: law.TwinningStream(d.tenders[lifetest.Tender])})
	require.NoError(t, err)
	rows = slices.DeleteFunc(rows, func(r reads.Read) bool { return r.What != "account" })
	require.Len(t, rows, 1, "the one who read it, and neither who was told of none nor a party")
	require.Equal(t, calltest.Stranger, rows[0].Person)

	then := "?recorded=" + url.QueryEscape(d.now().Format(time.RFC3339Nano))
	send(calltest.Stream, calltest.Head, call.WithdrawRole{Role: law.Officer, Person: calltest.Stranger, Why: "helps no more"})
	send(calltest.Stream, calltest.Head, call.GiveRole{Role: law.Auditor, Person: calltest.Stranger, Why: "audits from now on"})
	d.settled()
	a := d.ask("GET", path+then, calltest.Stranger)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.NotContains(t, a.body, "BE68539007547034", "who is no officer any more is not told as one")
	require.Contains(t, d.ask("GET", path+then, calltest.Officer).body, "BE68539007547034")
}

func (d *desk) now() time.Time {
	d.t.Helper()
	clock, err := d.Ledger.Clock(d.t.Context())
	require.NoError(d.t, err)
	return clock.Now()
}
