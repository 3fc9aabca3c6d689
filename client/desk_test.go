package client_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "gocloud.dev/blob/fileblob" // files of evidence are in a folder

	"twinning.example/engine/client"
	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

var contact = calltest.Contact(lifetest.Tender)

// A desk is the API over a ledger of its own, whose lives judge what they receive. Who
// asks is whom the token names. Its call is open.
type desk struct {
	*lifetest.House
	t      *testing.T
	url    string
	living *lifetest.Living
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{House: lifetest.New(t, lifetest.Options{}), t: t}
	d.Know(calltest.Stranger)
	d.living = d.Live()
	readers := reads.New(d.Store.Pool())
	bucket, folder, err := evidence.OpenBucket(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { bucket.Close() })
	h, err := api.New(api.Options{
		Evidence: &evidence.Store{Ledger: d.Ledger, Pool: d.Store.Pool(), Bucket: bucket, Folder: folder},
		Queries:  query.Over(d.Ledger, d.Door.People, func(context.Context) (*views.Store, error) { return d.Store, nil }).Recording(readers),
		Door:     d.Door, Ledger: d.Ledger, Reads: readers, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Who: func(r *http.Request) (access.Viewer, error) {
			return access.Viewer{Person: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")}, nil
		},
	})
	require.NoError(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	d.url = server.URL
	steps := lifetest.Year()
	for _, s := range steps[:2] { // opened and published
		d.Until(s.At)
		_, err := d.as(s.By).Send(t.Context(), client.Command{To: client.Call("DHE-2019"), Kind: s.Command.Kind(), Content: s.Command, Wait: 30 * time.Second})
		require.NoError(t, err, s.Command.Kind())
	}
	d.Until(steps[3].At)
	require.Eventually(t, func() bool {
		call, err := d.as("").Call(t.Context(), "DHE-2019")
		return err == nil && call.Stage == "open"
	}, time.Minute, 20*time.Millisecond)
	return d
}

// as is a client for somebody, who waits little between two tries.
func (d *desk) as(person string) *client.Client {
	d.t.Helper()
	c, err := client.New(d.url, person)
	require.NoError(d.t, err)
	c.Pause = time.Millisecond
	return c
}

func (d *desk) size() int64 {
	d.t.Helper()
	n, err := d.Ledger.Size(d.t.Context())
	require.NoError(d.t, err)
	return n
}

func tender() twinning.SubmitTender {
	return twinning.SubmitTender{Tender: calltest.Tender(lifetest.Tender)}
}

// submitted is a tender of the contact.
func (d *desk) submitted() client.Receipt {
	d.t.Helper()
	r, err := d.as(contact).Send(d.t.Context(), client.Command{To: client.Call("DHE-2019"), Kind: client.KindSubmitTender, Content: tender(), ID: "mine-1", Wait: 30 * time.Second})
	require.NoError(d.t, err)
	require.Equal(d.t, client.StatusDone, r.Status)
	return r
}

func TestTheExampleDoesWhatItSays(t *testing.T) {
	d := newDesk(t)
	dir := t.TempDir()
	content, err := json.Marshal(tender())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tender.json"), content, 0o600))
	t.Chdir(dir)
	t.Setenv("TWINNING_URL", d.url)
	t.Setenv("TWINNING_TOKEN", contact)

	screen := os.Stdout
	r, w, err := os.Pipe()
	require.NoError(t, err)
	os.Stdout = w
	defer func() { os.Stdout = screen }()
	Example()
	w.Close()
	said, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, `it would be done
it is done with tender-submitted.v1
a file of 17 bytes: done
refused by stages/wrong-stage
tender-submitted.v1
evidence-added.v1
`, string(said))
}
