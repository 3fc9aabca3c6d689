package evidence

import (
	"context"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The sealed form of a file: chunks of chunkSize bytes of content, the last one
// shorter or as long, each followed by its tag. No file is empty.
const (
	chunkSize  = 64 << 10
	tagSize    = 16
	sealedStep = chunkSize + tagSize
)

// nonce is the number of a chunk, from 0, and whether it is the last one.
func nonce(chunk int64, last bool) []byte {
	n := make([]byte, 12)
	binary.BigEndian.PutUint64(n[3:11], uint64(chunk))
	if last {
		n[11] = 1
	}
	return n
}

// A sealer seals what is written to it. Close seals the last chunk; the writer
// below stays open.
type sealer struct {
	aead  cipher.AEAD
	to    io.Writer
	chunk int64
	plain []byte // of the chunk that is not full yet, or full and perhaps the last one
	out   []byte
}

func newSealer(aead cipher.AEAD, to io.Writer) *sealer {
	return &sealer{aead: aead, to: to, plain: make([]byte, 0, chunkSize), out: make([]byte, 0, sealedStep)}
}

func (s *sealer) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if len(s.plain) == chunkSize {
			if err := s.flush(false); err != nil {
				return n, err
			}
		}
		took := min(chunkSize-len(s.plain), len(p)-n)
		s.plain = append(s.plain, p[n:n+took]...)
		n += took
	}
	return n, nil
}

func (s *sealer) flush(last bool) error {
	s.out = s.aead.Seal(s.out[:0], nonce(s.chunk, last), s.plain, nil)
	s.chunk, s.plain = s.chunk+1, s.plain[:0]
	_, err := s.to.Write(s.out)
	return err
}

func (s *sealer) Close() error { return s.flush(true) }

// contentSize is how many bytes of content a sealed file has.
func contentSize(sealed int64) (int64, error) {
	rest := sealed % sealedStep
	if sealed <= 0 || rest > 0 && rest <= tagSize {
		return 0, fmt.Errorf("%w: %d bytes are no sealed file", ErrChanged, sealed)
	}
	chunks := sealed / sealedStep
	if rest > 0 {
		chunks++
	}
	return sealed - chunks*tagSize, nil
}

// An unsealer reads a sealed file, from the start or anywhere. It is for one
// goroutine.
type unsealer struct {
	ctx    context.Context
	aead   cipher.AEAD
	sealed int64 // bytes
	size   int64 // bytes of content
	// read opens length bytes of the sealed file from an offset.
	read func(ctx context.Context, offset, length int64) (io.ReadCloser, error)

	cached int64 // number of the chunk in cache, -1 for none
	cache  []byte
}

func newUnsealer(ctx context.Context, aead cipher.AEAD, sealed int64, read func(ctx context.Context, offset, length int64) (io.ReadCloser, error)) (*unsealer, error) {
	size, err := contentSize(sealed)
	return &unsealer{ctx: ctx, aead: aead, sealed: sealed, size: size, read: read, cached: -1}, err
}

func (u *unsealer) last() int64 { return (u.sealed - 1) / sealedStep }

// sealedLength is how long a sealed chunk is.
func (u *unsealer) sealedLength(chunk int64) int64 {
	return min(sealedStep, u.sealed-chunk*sealedStep)
}

func (u *unsealer) open(chunk int64, sealed []byte) ([]byte, error) {
	plain, err := u.aead.Open(sealed[:0], nonce(chunk, chunk == u.last()), sealed, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: chunk %d of %d", ErrChanged, chunk, u.last()+1)
	}
	return plain, nil
}

// ReadAt reads a part of the content.
func (u *unsealer) ReadAt(p []byte, offset int64) (n int, err error) {
	for n < len(p) {
		at := offset + int64(n)
		if at >= u.size {
			return n, io.EOF
		}
		chunk := at / chunkSize
		if chunk != u.cached {
			from, err := u.read(u.ctx, chunk*sealedStep, u.sealedLength(chunk))
			if err != nil {
				return n, err
			}
			sealed := make([]byte, u.sealedLength(chunk))
			_, err = io.ReadFull(from, sealed)
			if err = errors.Join(cutShort(err), from.Close()); err != nil {
				return n, err
			}
			if u.cache, err = u.open(chunk, sealed); err != nil {
				return n, err
			}
			u.cached = chunk
		}
		n += copy(p[n:], u.cache[at%chunkSize:])
	}
	return n, nil
}

// from reads the content in its order, from an offset to the end, with one
// request to the store.
func (u *unsealer) from(offset int64) (io.ReadCloser, error) {
	if offset < 0 || offset > u.size {
		return nil, fmt.Errorf("%w: the file has %d bytes, and byte %d was asked for", ErrNonsense, u.size, offset)
	}
	if offset == u.size {
		return io.NopCloser(eof{}), nil
	}
	chunk := offset / chunkSize
	sealed, err := u.read(u.ctx, chunk*sealedStep, u.sealed-chunk*sealedStep)
	if err != nil {
		return nil, err
	}
	return &following{u: u, sealed: sealed, chunk: chunk, skip: offset % chunkSize, buffer: make([]byte, sealedStep)}, nil
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

type following struct {
	u      *unsealer
	sealed io.ReadCloser
	chunk  int64 // the next one
	skip   int64
	buffer []byte
	plain  []byte
}

func (f *following) Read(p []byte) (int, error) {
	for len(f.plain) == 0 {
		if f.chunk > f.u.last() {
			return 0, io.EOF
		}
		sealed := f.buffer[:f.u.sealedLength(f.chunk)]
		if _, err := io.ReadFull(f.sealed, sealed); err != nil {
			return 0, cutShort(err)
		}
		plain, err := f.u.open(f.chunk, sealed)
		if err != nil {
			return 0, err
		}
		f.plain, f.skip, f.chunk = plain[f.skip:], 0, f.chunk+1
	}
	n := copy(p, f.plain)
	f.plain = f.plain[n:]
	return n, nil
}

func (f *following) Close() error { return f.sealed.Close() }

// cutShort says what it means that a sealed file ends too early.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it is shorter than it was", ErrChanged)
	}
	return err
}
