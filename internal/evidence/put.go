package evidence

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"gocloud.dev/blob"

	"twinning.example/engine/internal/law"
)

// An Upload is a file that somebody sends for a tender, or for another life that has files.
type Upload struct {
	Stream   string // of the life, as in twinning/DHE-2019/K7Q2MD
	By       string // id of the person who sends it
	Content  io.Reader
	MaxBytes int64 // the most that it may have; 0: Limit
}

// A File is a file that is whole in the store. Nothing in it says what the file
// is called: that stands in the command that adds it.
type File struct {
	Name       string // opaque: f- and 26 characters of base32
	Type       string // media type, by its content: one of Types
	Size       int64  // bytes
	SHA256     string // of the content, hexadecimal
	Sealed     string // SHA-256 of the ciphertext, hexadecimal
	SealedSize int64  // bytes of the ciphertext
	State      string
	// Known tells that this person has sent this content for this tender already:
	// the name is that of the file that was there.
	Known bool
}

func newName() string {
	b := make([]byte, 26)
	rand.Read(b)
	for i, c := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz234567"[c&31]
	}
	return "f-" + string(b)
}

// Put seals a file into the store, in chunks, and answers when it is whole there
// and its row is written. It adds nothing to a tender: without the fact that
// add-evidence makes of it, it is swept after a day. Equal files that one person sends
// for one tender are one: so erasing somebody takes no file of another with it.
// ErrRefused says why a file is not taken; then nothing of it stays.
func (s *Store) Put(ctx context.Context, u Upload) (File, error) {
	if !hasFiles(u.Stream) || u.By == "" {
		return File{}, fmt.Errorf("%w: whose it is was not said", ErrNonsense)
	}
	key, err := s.Ledger.NewKey()
	if err != nil {
		return File{}, fmt.Errorf("seal a file: %w", err)
	}
	f := File{Name: newName(), State: StateUnscanned}
	aead, err := key.Stream(place(f.Name, u.Stream))
	if err != nil {
		return File{}, err
	}
	if err := s.write(ctx, &f, newSealer(aead, nil), u); err != nil {
		return File{}, err
	}
	kept := false
	defer func() {
		if !kept { // what cannot be removed now has no row, and is swept
			_ = s.Bucket.Delete(context.WithoutCancel(ctx), f.Name)
		}
	}()
	sealed, err := newUnsealer(ctx, aead, f.SealedSize, s.reading(f.Name))
	if err != nil {
		return File{}, err
	}
	if f.Type == typeZIP {
		if f.Type, err = lookInto(sealed, f.Size); err != nil {
			return File{}, err
		}
	}
	same, err := s.Ledger.BlindIndex("evidence\n"+u.Stream+"\n"+u.By, f.SHA256)
	if err != nil {
		return File{}, err
	}
	if known, err := s.joined(ctx, f, u.Stream, same); err == nil || !errors.Is(err, ErrNotFound) {
		return known, err
	}
	if f.State, err = s.scan(ctx, sealed); err != nil {
		return File{}, err
	}
	if f.State == StateRefused {
		return File{}, refusedFile(law.Why("file-harmful"), "the scanner found something harmful in the file")
	}
	sum, err := hex.DecodeString(f.Sealed)
	if err != nil {
		return File{}, err
	}
	subjects := []string{"person/" + u.By, u.Stream}
	done, err := s.Pool.Exec(ctx, insertSQL, f.Name, u.Stream, subjects, same[0], sum, f.SealedSize, key.ID, key.WrappedBy, key.Wrapped, f.State)
	if err != nil {
		kept = true // the row may be there all the same; where it is not, the blob is swept
		return File{}, fmt.Errorf("keep a file: %w", err)
	}
	if done.RowsAffected() == 0 { // another upload of the same content was faster
		return s.joined(ctx, f, u.Stream, same)
	}
	kept = true
	return f, nil
}

const (
	insertSQL = `INSERT INTO evidence.files (name, stream, subjects, same, sealed_sha256, sealed_size, key_id, kek_id, wrapped, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (stream, same) WHERE wrapped IS NOT NULL AND state <> 'refused' DO NOTHING`
	// A file that is sent again has another day until it needs a fact.
	againSQL = `UPDATE evidence.files SET stored_at = clock_timestamp() WHERE name = $1 AND wrapped IS NOT NULL`
)

// joined is the file with this content that was there already.
func (s *Store) joined(ctx context.Context, f File, stream string, same []string) (File, error) {
	r, err := s.row(ctx, `WHERE stream = $1 AND same = ANY ($2) AND wrapped IS NOT NULL AND state <> 'refused' ORDER BY name LIMIT 1`, stream, same)
	if err != nil {
		return File{}, err
	}
	done, err := s.Pool.Exec(ctx, againSQL, r.Name)
	if err != nil {
		return File{}, fmt.Errorf("keep a file: %w", err)
	}
	if done.RowsAffected() == 0 {
		return File{}, ErrNotFound
	}
	f.Name, f.Sealed, f.SealedSize, f.State, f.Known = r.Name, hex.EncodeToString(r.Sealed), r.SealedSize, r.State, true
	return f, nil
}

// write seals the content into the bucket and fills in what is learnt of it.
func (s *Store) write(ctx context.Context, f *File, seal *sealer, u Upload) (err error) {
	limit := u.MaxBytes
	if limit <= 0 {
		limit = Limit
	}
	content := bufio.NewReaderSize(u.Content, chunkSize)
	head, err := content.Peek(1024)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("read the file: %w", err)
	case len(head) == 0:
		return refusedFile(law.Why("file-empty"), "the file is empty")
	}
	if f.Type, err = typeOf(head); err != nil {
		return err
	}
	writing, stop := context.WithCancel(ctx)
	defer stop()
	var file *os.File
	to, err := s.Bucket.NewWriter(writing, f.Name, &blob.WriterOptions{
		ContentType: "application/octet-stream", DisableContentTypeDetection: true, MaxConcurrency: 1, IfNotExist: s.Folder == "",
		BeforeWrite: func(as func(any) bool) error { as(&file); return nil },
	})
	if err != nil {
		return fmt.Errorf("write to the store of evidence: %w", err)
	}
	closed := false
	defer func() {
		if !closed { // a writer whose context has ended leaves nothing
			stop()
			_ = to.Close()
		}
	}()
	plain, ciphertext, text := sha256.New(), sha256.New(), &textCheck{}
	counted := &counter{}
	seal.to = io.MultiWriter(to, ciphertext, counted)
	into := io.MultiWriter(seal, plain)
	if f.Type == typeText {
		into = io.MultiWriter(into, text)
	}
	if f.Size, err = io.CopyBuffer(onlyWriter{into}, io.LimitReader(content, limit+1), make([]byte, 32<<10)); err != nil {
		return fmt.Errorf("take the file: %w", err)
	}
	switch {
	case f.Size > limit:
		return fmt.Errorf("%w: %w", ErrTooLarge, law.Nonsensef(law.Why("file-too-large", law.Count("most", limit)), "the file has more than %d bytes, which are allowed", limit))
	case f.Type == typeText && !text.ok():
		return notTaken()
	}
	if err := seal.Close(); err != nil {
		return fmt.Errorf("write to the store of evidence: %w", err)
	}
	if file != nil { // an answer must hold when the power fails
		if err := file.Sync(); err != nil {
			return fmt.Errorf("write to the store of evidence: %w", err)
		}
	}
	closed = true
	if err := errors.Join(to.Close(), s.syncFolder()); err != nil {
		return fmt.Errorf("write to the store of evidence: %w", err)
	}
	f.SHA256, f.Sealed, f.SealedSize = hex.EncodeToString(plain.Sum(nil)), hex.EncodeToString(ciphertext.Sum(nil)), counted.n
	return nil
}

func (s *Store) syncFolder() error {
	if s.Folder == "" {
		return nil
	}
	d, err := os.Open(s.Folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// reading opens parts of a blob.
func (s *Store) reading(name string) func(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	return func(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
		r, err := s.Bucket.NewRangeReader(ctx, name, offset, length, nil)
		if err != nil {
			return nil, missing(err)
		}
		return r, nil
	}
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

// onlyWriter keeps a copy to the buffer that it is given.
type onlyWriter struct{ io.Writer }
