package pages

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/query"
)

// livePath is where a page that is open hears of what changed: server-sent events.
const livePath = "/live"

// livePages are the pages that update by themselves while they are open.
var livePages = []string{
	"GET /{$}", "GET /today", "GET /evaluating", "GET /drafts/{draft}",
	"GET /calls/{call}", "GET /calls/{call}/dates", "GET /calls/{call}/tenders", "GET /calls/{call}/evaluation",
	"GET /calls/{call}/ranking", "GET /calls/{call}/letters", "GET /calls/{call}/history",
	"GET /tenders/{tender}", "GET /tenders/{tender}/history", "GET /tenders/{tender}/versions",
	"GET /calls/{call}/payments", "GET /calls/{call}/payments/{run}", "GET /expense-queue", "GET /erasures",
	"GET /surveys/{survey}", "GET /masterclasses/{masterclass}", "GET /masterclasses/{masterclass}/people", "GET /initiatives/{initiative}", "GET /initiatives/{initiative}/board",
	"GET /bodies/{body}", "GET /bodies/{body}/meetings/{meeting}", "GET /bodies/{body}/decisions/{decision}", "GET /markets/{market}", "GET /entries/{entry}", "GET /interests/{interest}",
}

// How often an open page is made anew (our choice). Who sees a call whole is told at once;
// anybody else at fixed times, so that when something is told says nothing of what is not.
const (
	soonest   = 700 * time.Millisecond // after the last time, for who sees all of a call
	regularly = 10 * time.Second       // for anybody else, where the ledger has grown
	atLeast   = time.Minute            // what changes by the clock alone
	heartbeat = 15 * time.Second       // a line, so that nothing between takes it for dead
	writeTime = 10 * time.Second       // of one piece to somebody who reads slowly
)

const (
	noVersion = "@version@"
	seenWhole = "whole" // in a version: its viewer sees the call whole
)

var (
	mainBegins, mainEnds = []byte(`<main id="main"`), []byte("</main>")
	// What differs each time, or by the clock alone: ids of commands, and where now is in a picture.
	passing = regexp.MustCompile(`<input type="hidden"[^>]*>|<line[^>]*class="now"[^>]*>`)
)

// An update is what an open page is sent.
type update struct {
	Main string `json:"main"` // what stands in its main part now
	Says string `json:"says"` // what changed, in a sentence
}

// An ending is the last that an open page is sent.
type ending struct {
	Why string `json:"why"` // out, rights or full
}

// live tells a page that is open what changed, until the person leaves it, signs out, or
// may not see it any more. It is made anew, as whoever asks, with each update; what is
// the same as before is not sent. The id of an update is the version of the page, so
// that any server can go on.
func (d *desk) live(r *request) error {
	page, err := url.Parse(r.URL.Query().Get("page"))
	if err != nil || page.Host != "" || page.Scheme != "" || !strings.HasPrefix(page.Path, "/") {
		return &query.Absent{Noun: "page"}
	}
	sub := r.Clone(r.Context())
	sub.URL = &url.URL{Path: page.Path, RawQuery: page.RawQuery}
	sub.RequestURI = sub.URL.RequestURI()
	w, err := d.watch(r, sub)
	if err != nil {
		return err
	}
	have := r.Header.Get("Last-Event-ID")
	if have == "" {
		have = r.URL.Query().Get("have")
	}
	seat, err := d.open.sit(r.viewer.Person, r.RemoteAddr)
	if err != nil {
		r.w.Header().Set("Retry-After", "60")
		http.Error(r.w, r.say("live.busy"), http.StatusServiceUnavailable)
		return nil
	}
	defer seat.leave()
	s, err := newStream(r.w)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("for") != madeFor(r.viewer.Person) {
		return s.end("out")
	}
	if err := w.follow(r.Context(), s, seat, have); err != nil && r.Context().Err() == nil && !errors.Is(err, errOver) {
		slog.Warn("an open page is not kept up to date; it asks again", "error", err) // the answer has begun: it cannot say so
	}
	return nil
}

// A watch is one open page, made anew for whoever has it open.
type watch struct {
	d       *desk
	r       *request
	sub     *http.Request
	sitting *query.Sitting
	make    http.Handler
}

func (d *desk) watch(r *request, sub *http.Request) (*watch, error) {
	w := &watch{d: d, r: r, sub: sub}
	own := *d
	own.Queries, w.sitting = d.Queries.Sitting()
	mux := http.NewServeMux()
	for _, x := range own.routes() {
		if slices.Contains(livePages, x.pattern) {
			mux.Handle(x.pattern, own.serve(x.page))
		}
	}
	if _, pattern := mux.Handler(sub); pattern == "" {
		return nil, &query.Absent{Noun: "page"}
	}
	w.make = mux
	return w, nil
}

// look makes the page anew.
func (w *watch) look(ctx context.Context) *told {
	t := &told{open: true}
	w.sitting.Drop()
	w.make.ServeHTTP(nowhere{http.Header{}}, w.sub.WithContext(context.WithValue(ctx, toldKey{}, t)))
	return t
}

// nowhere takes what a page would have sent besides itself.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header { return n.header }

func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }

func (n nowhere) WriteHeader(int) {}

var errOver = errors.New("the server ends")

func (w *watch) follow(ctx context.Context, s *stream, seat *seat, have string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-w.d.Ending:
			cancel(errOver)
		case <-ctx.Done():
		}
	}()
	was := ofVersion(have)
	for {
		size, err := w.d.Queries.Size(ctx)
		if err != nil {
			return err
		}
		began := time.Now()
		if still, err := w.still(); err != nil || !still {
			if err == nil {
				err = s.end("out")
			}
			return err
		}
		is := w.look(ctx)
		switch {
		case ctx.Err() != nil || is.status >= http.StatusInternalServerError:
			return context.Cause(ctx) // the page asks again, here or elsewhere
		case is.status != http.StatusOK, have != "" && was.whole != is.whole:
			return s.end("rights")
		}
		version := is.version(is.page)
		if version != have {
			if err := w.sitting.Told(ctx); err != nil {
				return err
			}
			if err := s.send("update", version, update{string(mainOf(is.page)), w.says(was, is)}); err != nil {
				return err
			}
			have = version
		}
		was = is
		if err := w.wait(ctx, s, seat, is, size, began); err != nil {
			return err
		}
	}
}

func (w *watch) still() (bool, error) {
	if w.d.Still == nil {
		return true, nil
	}
	return w.d.Still(w.r.Request)
}

// says tells in a sentence what differs between two versions of a page.
func (w *watch) says(was, is *told) string {
	r := w.r
	var all []string
	for _, what := range []string{"tenders", "reports", "events", "owed"} {
		before, known := was.counts[what]
		now, shown := is.counts[what]
		switch {
		case !known || !shown:
		case now > before:
			all = append(all, r.say("live.more."+what, now-before))
		case now < before:
			all = append(all, r.say("live.less."+what, before-now))
		}
	}
	if was.stage != "" && was.stage != is.stage {
		all = append(all, r.say("live.stage", is.stage))
	}
	if len(all) == 0 {
		return r.say("live.changed")
	}
	return strings.Join(all, " ")
}

// wait returns when the page is to be looked at again.
func (w *watch) wait(ctx context.Context, s *stream, seat *seat, is *told, size int64, began time.Time) error {
	grown := make(chan int64, 1)
	watching, stop := context.WithCancel(ctx)
	defer stop()
	if is.whole {
		go w.grow(watching, is.home, size, grown)
	}
	ticks, beats := time.NewTicker(regularly), time.NewTicker(heartbeat)
	defer ticks.Stop()
	defer beats.Stop()
	latest := time.After(atLeast)
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-seat.taken:
			return errors.Join(s.end("full"), errOver)
		case <-beats.C:
			if still, err := w.still(); err != nil || !still {
				if err == nil {
					err = s.end("out")
				}
				return errors.Join(err, errOver)
			}
			if err := s.beat(); err != nil {
				return err
			}
		case <-latest:
			return nil
		case <-grown:
			return pause(ctx, soonest-time.Since(began))
		case <-ticks.C:
			if is.whole {
				continue
			}
			if now, err := w.d.Queries.Size(ctx); err != nil || now > size || is.drafted {
				return err
			}
		}
	}
}

// grow tells when something happens in a call or in one of its tenders.
func (w *watch) grow(ctx context.Context, home string, from int64, grown chan<- int64) {
	for w.d.Queries.WaitFor(ctx, from) == nil {
		touched, size, err := w.d.Queries.Touched(ctx, home, from)
		if err != nil || touched {
			grown <- size
			return
		}
		from = size
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
