package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// An Upload is a file of evidence on its way to a tender.
type Upload struct {
	Tender string // its reference
	// For is the purpose: document-ID, clarification, log-MONTH, expense-ID,
	// report-interim or report-final.
	For   string
	Name  string // what the file is called
	Title string // of a material or a document; "" takes the name
	// Content is sent from where it stands to its end. If it is an io.Seeker, it is sent
	// again from there where an answer is lost; otherwise the file is sent once.
	Content io.Reader
	// ID, OnBehalfOf and Wait are as of a Command.
	ID         string
	OnBehalfOf string
	Wait       time.Duration
}

// AddEvidence sends a file. The law is asked before anything of it is stored: a refusal
// is a *Problem, as of Send.
func (c *Client) AddEvidence(ctx context.Context, u Upload) (Added, error) {
	return c.addFile(ctx, TenderOf(u.Tender).path(), u)
}

// AddEntryFile adds a file to an entry of a marketplace, for readiness. Tender is left out.
func (c *Client) AddEntryFile(ctx context.Context, entry string, u Upload) (Added, error) {
	return c.addFile(ctx, EntryOf(entry).path(), u)
}

// AddMaterialFile adds a file as a material of a masterclass: For is material-ID. Tender is left out.
func (c *Client) AddMaterialFile(ctx context.Context, masterclass string, u Upload) (Added, error) {
	return c.addFile(ctx, MasterclassOf(masterclass).path(), u)
}

// AddBodyDocument adds a file as a document of a meeting of a body: For is meeting-MEETING/ITEM. Tender is left out.
func (c *Client) AddBodyDocument(ctx context.Context, body string, u Upload) (Added, error) {
	return c.addFile(ctx, BodyOf(body).path(), u)
}

func (c *Client) addFile(ctx context.Context, path string, u Upload) (Added, error) {
	var added Added
	if u.ID == "" {
		u.ID = NewID()
	}
	q := request{
		method: http.MethodPost, path: path + "/evidence", values: url.Values{"for": {u.For}, "name": {u.Name}},
		header: http.Header{}, wait: max(u.Wait, 0), size: -1, once: u.Content, stream: true,
	}
	if u.Title != "" {
		q.values.Set("title", u.Title)
	}
	if u.Wait != 0 {
		q.values.Set("wait", seconds(max(u.Wait, 0)))
	}
	if u.OnBehalfOf != "" {
		q.values.Set("on-behalf-of", u.OnBehalfOf)
	}
	q.header.Set("Content-Type", "application/octet-stream")
	q.header.Set("Idempotency-Key", u.ID)
	if s, ok := u.Content.(io.ReadSeeker); ok {
		if from, size, err := rest(s); err == nil {
			q.once, q.size, q.body = nil, size, again(s, from)
		}
	}
	return added, c.read(ctx, q, &added)
}

// rest is where a file stands, and how many bytes are left of it.
func rest(s io.Seeker) (from, size int64, err error) {
	if from, err = s.Seek(0, io.SeekCurrent); err != nil {
		return 0, 0, err
	}
	end, err := s.Seek(0, io.SeekEnd)
	return from, end - from, err
}

// again reads a file from a place on each time that it is called, once the body of the
// time before is closed: until then the transport may still be reading it.
func again(s io.ReadSeeker, from int64) func() (io.ReadCloser, error) {
	before := make(chan struct{})
	close(before)
	return func() (io.ReadCloser, error) {
		<-before
		closed := make(chan struct{})
		before = closed
		if _, err := s.Seek(from, io.SeekStart); err != nil {
			return nil, err
		}
		return &body{s, sync.OnceFunc(func() { close(closed) })}, nil
	}
}

// A body says when nobody reads it any more.
type body struct {
	io.Reader
	done func()
}

func (b *body) Close() error {
	b.done()
	return nil
}

// ErrChanged says that the content of a file is not what the desk says it is.
var ErrChanged = errors.New("the content of the file is not what its SHA-256 says: read it again")

// ReadEvidence opens the content of a file from a byte on, by its name in the store. The
// caller closes it. A file that is opened from its beginning and read to its end ends
// with ErrChanged instead of io.EOF where its SHA-256 is not the one that the desk names.
// A connection that breaks off is an error of Read: go on from the byte after the last.
func (c *Client) ReadEvidence(ctx context.Context, file string, from int64) (io.ReadCloser, error) {
	q := request{method: http.MethodGet, path: "/evidence/" + url.PathEscape(file) + "/content", header: http.Header{}, stream: true, file: true}
	if from > 0 {
		q.header.Set("Range", "bytes="+number(from)+"-")
	}
	got, err := c.do(ctx, q)
	if err != nil {
		return nil, err
	}
	if from > 0 && got.StatusCode != http.StatusPartialContent {
		got.Body.Close()
		return nil, errors.New("the desk does not hand out parts of files")
	}
	sum, named := strings.CutPrefix(got.Header.Get("Repr-Digest"), "sha-256=:")
	want, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(sum, ":"))
	if from > 0 || !named || err != nil {
		return got.Body, nil
	}
	return &compared{got.Body, sha256.New(), want}, nil
}

// compared compares what is read with its hash, at its end.
type compared struct {
	io.ReadCloser
	sum  hash.Hash
	want []byte
}

func (r *compared) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.sum.Write(p[:n])
	if err == io.EOF && !bytes.Equal(r.sum.Sum(nil), r.want) {
		return n, ErrChanged
	}
	return n, err
}
