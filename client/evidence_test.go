package client_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/client"
)

func TestAFileIsAddedOnceWhateverAnswerIsLostAndReadAsItWas(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tender := d.submitted().Reference
	content := "%PDF-1.7\n" + strings.Repeat("all that we plan to do\n", 20000)
	before := d.size()
	whole := strings.NewReader("skipped" + content)
	_, err := whole.Seek(7, io.SeekStart)
	require.NoError(t, err)
	added, err := with(d.as(contact), losing(2)).AddEvidence(t.Context(), client.Upload{Tender: tender, For: "document-tender-form", Name: "form.pdf", Content: whole, Wait: 30 * time.Second})
	require.NoError(t, err)
	require.Equal(t, client.StatusDone, added.Receipt.Status)
	require.EqualValues(t, len(content), added.Size)
	sum := sha256.Sum256([]byte(content))
	require.Equal(t, hex.EncodeToString(sum[:]), added.SHA256)
	require.Equal(t, before+2, d.size(), "one receipt and one event")

	_, err = with(d.as(contact), losing(1)).AddEvidence(t.Context(), client.Upload{Tender: tender, For: "document-tender-form", Name: "form.pdf", Content: io.MultiReader(strings.NewReader(content))})
	require.ErrorContains(t, err, "cut off", "what cannot be read again is sent once")

	read := func(c *client.Client, from int64) (string, error) {
		r, err := c.ReadEvidence(t.Context(), added.File, from)
		if err != nil {
			return "", err
		}
		defer r.Close()
		text, err := io.ReadAll(r)
		return string(text), err
	}
	text, err := read(d.as(contact), 0)
	require.NoError(t, err)
	require.Equal(t, content, text)
	text, err = read(d.as(contact), 1000)
	require.NoError(t, err)
	require.Equal(t, content[1000:], text)
	_, err = read(with(d.as(contact), func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		got, err := real.RoundTrip(r)
		if err == nil {
			was, _ := io.ReadAll(got.Body)
			was[len(was)/2] ^= 1
			got.Body = io.NopCloser(bytes.NewReader(was))
		}
		return got, err
	}), 0)
	require.ErrorIs(t, err, client.ErrChanged)

	rows, err := client.Collect(d.as(contact).Evidence(t.Context(), tender))
	require.NoError(t, err)
	require.Len(t, rows, 1)
	row, err := d.as(contact).EvidenceFile(t.Context(), added.File)
	require.NoError(t, err)
	require.Equal(t, rows[0], row)
	_, err = d.as("").EvidenceFile(t.Context(), added.File)
	require.True(t, client.NotFound(err), "%v", err)
}

// Each side gives the other a part, and goes on only when that has arrived.
func TestFilesAreStreamedBothWays(t *testing.T) {
	t.Parallel()
	arrived, further := make(chan string), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		part := make([]byte, 5)
		if r.Method == http.MethodPost {
			_, err := io.ReadFull(r.Body, part)
			if err != nil {
				t.Error(err)
			}
			arrived <- string(part)
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(w, `{}`)
			return
		}
		_, _ = io.WriteString(w, "first")
		w.(http.Flusher).Flush()
		<-further
		_, _ = io.WriteString(w, "second")
	}))
	defer server.Close()
	c, err := client.New(server.URL, "")
	require.NoError(t, err)

	content, write := io.Pipe()
	go func() {
		_, _ = io.WriteString(write, "first")
		if <-arrived != "first" {
			t.Error("another part came first")
		}
		_, _ = io.WriteString(write, "second")
		write.Close()
	}()
	_, err = c.AddEvidence(t.Context(), client.Upload{Tender: "X", Content: content})
	require.NoError(t, err)

	r, err := c.ReadEvidence(t.Context(), "f-1", 0)
	require.NoError(t, err)
	defer r.Close()
	part := make([]byte, 5)
	_, err = io.ReadFull(r, part)
	require.NoError(t, err)
	require.Equal(t, "first", string(part))
	close(further)
	rest, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, "second", string(rest))
}
