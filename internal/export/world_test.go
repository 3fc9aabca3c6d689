package export_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	_ "gocloud.dev/blob/fileblob" // files of evidence stand in a folder

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/views"
)

// A world is a ledger in which the year of a twinning has been played up to some instant.
type world struct {
	*lifetest.House
	t       *testing.T
	queries *query.Queries
	reads   *reads.Store
	maker   *export.Maker
}

func newWorld(t *testing.T, until string) *world {
	t.Helper()
	return newWorldUnder(t, until, func(*call.RuleBook) {})
}

// newWorldUnder is a world under a rule book with something else in it.
func newWorldUnder(t *testing.T, until string, change func(*call.RuleBook)) *world {
	t.Helper()
	end, err := time.Parse(time.DateOnly, until)
	require.NoError(t, err)
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if o, opens := s.Command.(call.OpenCall); opens {
			change(&o.Rules)
			s.Command = o
		}
		if s.At.Before(end) {
			steps = append(steps, s)
		}
	}
	h := lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, steps)
	bucket, folder, err := evidence.OpenBucket(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { _ = bucket.Close() })
	w := &world{House: h, t: t, reads: reads.New(h.Store.Pool())}
	w.queries = query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil }).Recording(w.reads)
	w.maker = &export.Maker{Queries: w.queries, Evidence: &evidence.Store{Ledger: h.Ledger, Pool: h.Store.Pool(), Bucket: bucket, Folder: folder}}
	return w
}

// as is somebody who reads; "" is the public.
func as(person string) access.Viewer { return access.Viewer{Person: person} }

func (w *world) ask(what, format string) export.Ask {
	a := export.Ask{What: what, Stream: calltest.Stream, Language: "en", Form: export.Form{Format: export.Format(format)}}
	for _, k := range []string{export.Dossier, export.Tender, export.Contract} {
		if what == k {
			a.Stream = lifetest.Stream
		}
	}
	return a
}

// made is an export as bytes.
func (w *world) made(person string, a export.Ask) []byte {
	w.t.Helper()
	d, err := w.maker.Make(w.t.Context(), as(person), a)
	require.NoError(w.t, err, "%s %s", a.What, a.Form.Format)
	var b bytes.Buffer
	require.NoError(w.t, d.Write(w.t.Context(), &b, a.Form, nil), "%s %s", a.What, a.Form.Format)
	return b.Bytes()
}

// first is the id of the first command to the call.
func (w *world) first() string {
	w.t.Helper()
	h, err := w.queries.History(w.t.Context(), as(calltest.Officer), calltest.Stream, false)
	require.NoError(w.t, err)
	for _, l := range h.Lines {
		if l.Command != "" {
			return l.Command
		}
	}
	require.Fail(w.t, "no command")
	return ""
}
