package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"

	"gocloud.dev/gcerrors"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/twinning"
)

// An Entry is a file of a tender as a viewer may see it: one of its facts.
type Entry struct {
	twinning.File
	State string // of the scanner; StateErased where the file is gone
	Size  int64  // bytes of content
}

// StateErased is the state of a file whose key was destroyed.
const StateErased = "erased"

// A Content is a file that is being read, from an offset to its end.
type Content struct {
	io.ReadCloser
	Entry
	Stream string // of its tender
	Offset int64
}

// Header is what an answer over HTTP must say of a file, whatever it is: it is
// never shown inline as active content.
func (e Entry) Header() map[string]string {
	return map[string]string{
		"Content-Type":            string(e.Type),
		"Content-Disposition":     mime.FormatMediaType("attachment", map[string]string{"filename": string(e.Title)}),
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'",
		"Cache-Control":           "private, no-store",
		"Accept-Ranges":           "bytes",
	}
}

// List gives the files of a tender that a viewer may see, in the order in which
// they were added, without those that were withdrawn.
func (s *Store) List(ctx context.Context, v access.Viewer, stream string) ([]Entry, error) {
	files, sees, err := s.files(ctx, v, stream)
	if err != nil {
		return nil, err
	}
	list := []Entry{}
	for _, f := range files {
		if !sees(f) {
			continue
		}
		e := Entry{File: f}
		if e.Size, err = contentSize(f.SealedSize); err != nil {
			return nil, err
		}
		r, err := s.row(ctx, `WHERE name = $1`, f.File)
		switch {
		case err == nil && r.Wrapped != nil:
			e.State = r.State
		case err == nil || errors.Is(err, ErrNotFound):
			e.State = StateErased
		default:
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// Find is what a viewer may know of a file, by its name, and the stream of its tender.
// ErrNotFound where there is none, or none that they may see.
func (s *Store) Find(ctx context.Context, v access.Viewer, name string) (Entry, string, error) {
	r, err := s.row(ctx, `WHERE name = $1`, name)
	if err != nil {
		return Entry{}, "", err
	}
	e, err := s.seen(ctx, v, r)
	return e, r.Stream, err
}

// seen is the file of a row, if a viewer may see it.
func (s *Store) seen(ctx context.Context, v access.Viewer, r row) (Entry, error) {
	files, sees, err := s.files(ctx, v, r.Stream)
	if err != nil {
		return Entry{}, err
	}
	for _, f := range files {
		if f.File != r.Name || !sees(f) {
			continue
		}
		e := Entry{File: f, State: r.State}
		if r.Wrapped == nil {
			e.State = StateErased
		}
		e.Size, err = contentSize(r.SealedSize)
		return e, err
	}
	return Entry{}, ErrNotFound
}

// Open opens a file for a viewer, by its name, from an offset of its content. The
// caller closes it. ErrNotFound where there is none, or none that they may see;
// ErrHeld while it waits for the scanner, or was refused by it; ErrErased.
func (s *Store) Open(ctx context.Context, v access.Viewer, name string, offset int64) (*Content, error) {
	r, err := s.row(ctx, `WHERE name = $1`, name)
	if err != nil {
		return nil, err
	}
	e, err := s.seen(ctx, v, r)
	if err != nil {
		return nil, err
	}
	switch e.State {
	case StateErased:
		return nil, fmt.Errorf("%w: %s", ErrErased, name)
	case StateWaiting:
		return nil, fmt.Errorf("%w: it waits for the scanner; try again later", ErrHeld)
	case StateRefused:
		return nil, fmt.Errorf("%w: the scanner found something harmful in it", ErrHeld)
	}
	sealed, err := s.open(ctx, r)
	if err != nil {
		return nil, err
	}
	content, err := sealed.from(offset)
	if err != nil {
		return nil, err
	}
	return &Content{ReadCloser: content, Entry: e, Stream: r.Stream, Offset: offset}, nil
}

func (s *Store) open(ctx context.Context, r row) (*unsealer, error) {
	key, err := s.Ledger.OpenKey(r.KeyID, r.KEK, r.Wrapped)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", r.Name, err)
	}
	aead, err := key.Stream(place(r.Name, r.Stream))
	if err != nil {
		return nil, err
	}
	return newUnsealer(ctx, aead, r.SealedSize, s.reading(r.Name))
}

// missing says what it means that a blob is not there.
func missing(err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return fmt.Errorf("%w: it is not there", ErrChanged)
	}
	return fmt.Errorf("read from the store of evidence: %w", err)
}

// Copy writes a file on and gives the SHA-256 of what was written, in
// hexadecimal. read is told how many bytes have gone, part by part.
func Copy(to io.Writer, from io.Reader, read func(int64)) (string, error) {
	sum := sha256.New()
	buffer := make([]byte, chunkSize)
	for {
		n, err := from.Read(buffer)
		if _, err := to.Write(buffer[:n]); err != nil {
			return "", err
		}
		sum.Write(buffer[:n])
		read(int64(n))
		switch {
		case errors.Is(err, io.EOF):
			return hex.EncodeToString(sum.Sum(nil)), nil
		case err != nil:
			return "", err
		}
	}
}
