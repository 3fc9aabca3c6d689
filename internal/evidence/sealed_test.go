package evidence

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func testAEAD(t *testing.T) cipher.AEAD {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	require.NoError(t, err)
	aead, err := cipher.NewGCM(block)
	require.NoError(t, err)
	return aead
}

func sealedOf(t *testing.T, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	s := newSealer(testAEAD(t), &out)
	_, err := io.CopyBuffer(onlyWriter{s}, bytes.NewReader(content), make([]byte, 1000))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	return out.Bytes()
}

func over(t *testing.T, sealed []byte, size int64) (*unsealer, error) {
	t.Helper()
	return newUnsealer(t.Context(), testAEAD(t), size, func(_ context.Context, offset, length int64) (io.ReadCloser, error) {
		from := min(offset, int64(len(sealed)))
		return io.NopCloser(bytes.NewReader(sealed[from:min(from+length, int64(len(sealed)))])), nil
	})
}

func readAll(t *testing.T, sealed []byte, size int64) ([]byte, error) {
	t.Helper()
	u, err := over(t, sealed, size)
	if err != nil {
		return nil, err
	}
	r, err := u.from(0)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func content(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	r.Read(b)
	return b
}

func TestASealedFileOpensFromEveryOffset(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 1000, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 2*chunkSize + 17} {
		is := content(n)
		sealed := sealedOf(t, is)
		u, err := over(t, sealed, int64(len(sealed)))
		require.NoError(t, err)
		require.EqualValues(t, n, u.size)
		for _, at := range []int{0, 1, n / 2, chunkSize - 1, chunkSize, chunkSize + 1, n - 1, n} {
			if at < 0 || at > n {
				continue
			}
			r, err := u.from(int64(at))
			require.NoError(t, err)
			got, err := io.ReadAll(r)
			require.NoError(t, err)
			require.True(t, bytes.Equal(is[at:], got), "%d from %d", n, at)
			part := make([]byte, min(100, n-at))
			_, err = u.ReadAt(part, int64(at))
			require.NoError(t, err)
			require.True(t, bytes.Equal(is[at:at+len(part)], part))
		}
		_, err = u.from(int64(n) + 1)
		require.ErrorIs(t, err, ErrNonsense)
	}
}

func TestAChunkThatWasChangedMovedOrCutOffIsFound(t *testing.T) {
	t.Parallel()
	sealed := sealedOf(t, content(3*chunkSize))
	whole := int64(len(sealed))
	for what, change := range map[string]func([]byte) []byte{
		"a bit": func(b []byte) []byte { b[chunkSize*2] ^= 1; return b },
		"two chunks swapped": func(b []byte) []byte {
			return slices.Concat(b[sealedStep:2*sealedStep], b[:sealedStep], b[2*sealedStep:])
		},
		"the last chunk cut":  func(b []byte) []byte { return b[:2*sealedStep] },
		"the first chunk cut": func(b []byte) []byte { return b[sealedStep:] },
		"a chunk twice":       func(b []byte) []byte { return append(b, b[2*sealedStep:]...) },
		"a byte more":         func(b []byte) []byte { return append(b, 7) },
	} {
		changed := change(bytes.Clone(sealed))
		_, err := readAll(t, changed, int64(len(changed)))
		require.ErrorIs(t, err, ErrChanged, what)
		if int64(len(changed)) < whole {
			_, err = readAll(t, changed, whole)
			require.ErrorIs(t, err, ErrChanged, what)
		}
	}
}

func TestTheTypeOfAFileIsThatOfItsContent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"%PDF-1.7\n...":             typePDF,
		"\x89PNG\r\n\x1a\n....":     typePNG,
		"\xff\xd8\xff\xe0":          typeJPEG,
		"a;b;c\n1;2;3\n":            typeText,
		"Grüße aus Köln\n":          typeText,
		"<!DOCTYPE html><script>":   "",
		"<html><body onload=x>":     "",
		"<?xml version=\"1.0\"?>":   "",
		"MZ\x90\x00":                "",
		"\x7fELF":                   "",
		"GIF89a":                    "",
		"a\x00b":                    "",
		"\xff\xfea\x00b\x00":        "",
		"latin-1: \xe9t\xe9 text  ": "",
	} {
		is, err := typeOf([]byte(text))
		require.Equal(t, want, is, "%q", text)
		if want == "" {
			require.ErrorIs(t, err, ErrRefused)
			require.ErrorContains(t, err, "taken are PDF, PNG")
		}
	}
	for _, step := range []int{1, 2, 3, 7} { // characters that are cut between two writes
		check, text := &textCheck{}, []byte("ä€𝄞 and more")
		for part := range slices.Chunk(text, step) {
			_, err := check.Write(part)
			require.NoError(t, err)
		}
		require.True(t, check.ok())
		_, err := check.Write([]byte("\xf0\x9d"))
		require.NoError(t, err)
		require.False(t, check.ok(), "the last character is cut off")
	}
}

type packed struct{ name, content string }

func zipped(t *testing.T, entries ...packed) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		require.NoError(t, err)
		_, err = io.WriteString(w, e.content)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestAnArchiveIsLookedIntoToItsEnd(t *testing.T) {
	t.Parallel()
	look := func(b []byte) (string, error) { return lookInto(bytes.NewReader(b), int64(len(b))) }
	for want, entries := range map[string][]packed{
		typeZIP:  {{"photo.jpg", "x"}, {"letter.txt", "y"}},
		typeDOCX: {{"[Content_Types].xml", "<x/>"}, {"word/document.xml", "<x/>"}},
		typeXLSX: {{"[Content_Types].xml", "<x/>"}, {"xl/workbook.xml", "<x/>"}},
		typeODT:  {{"mimetype", typeODT}, {"content.xml", "<x/>"}},
	} {
		is, err := look(zipped(t, entries...))
		require.NoError(t, err)
		require.Equal(t, want, is)
	}
	inner := string(zipped(t, packed{"a.txt", "a"}))
	nested := zipped(t, packed{"inner.zip", inner})
	_, err := look(nested)
	require.NoError(t, err, "one inside of another")

	many := make([]packed, mostEntries+1)
	for i := range many {
		many[i].name = fmt.Sprintf("%d.txt", i)
	}
	locked := zipped(t, packed{"a.txt", "a"})
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	listless := zipped(t, packed{"a.txt", "a"})
	binary.LittleEndian.PutUint32(listless[len(listless)-10:], 1<<30)
	for says, b := range map[string][]byte{
		"expands to far more":                    zipped(t, packed{"bomb", strings.Repeat("\x00", 300<<20)}),
		"archives inside of archives":            zipped(t, packed{"two.zip", string(nested)}),
		"has 2001 entries":                       zipped(t, many...),
		"has macros":                             zipped(t, packed{"word/vbaProject.bin", "x"}, packed{"word/document.xml", "x"}),
		"is encrypted":                           locked,
		"has something before or behind it":      append([]byte("PK\x03\x04"), zipped(t, packed{"a.txt", "a"})...),
		"something before or behind it; pack":    listless,
		"begins as an archive and has no end as": []byte("PK\x03\x04 and then nothing"),
	} {
		_, err := look(b)
		require.ErrorIs(t, err, ErrRefused, says)
		require.ErrorContains(t, err, says)
	}
}

const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// clamd answers INSTREAM as clamd does: it finds the EICAR file, and takes at most limit bytes.
func clamd(t *testing.T, limit int) *Scanner {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				command := make([]byte, len("zINSTREAM\x00"))
				if _, err := io.ReadFull(c, command); err != nil || string(command) != "zINSTREAM\x00" {
					fmt.Fprint(c, "UNKNOWN COMMAND\x00")
					return
				}
				var got []byte
				for {
					var n uint32
					if binary.Read(c, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					chunk := make([]byte, n)
					if _, err := io.ReadFull(c, chunk); err != nil {
						return
					}
					if got = append(got, chunk...); len(got) > limit {
						fmt.Fprint(c, "INSTREAM size limit exceeded. ERROR\x00")
						return
					}
				}
				if bytes.Contains(got, []byte(eicar)) {
					fmt.Fprint(c, "stream: Eicar-Test-Signature FOUND\x00")
					return
				}
				fmt.Fprint(c, "stream: OK\x00")
			}()
		}
	}()
	return &Scanner{Network: "unix", Address: path}
}

func TestTheScannerSaysCleanRefusedOrUnscannable(t *testing.T) {
	t.Parallel()
	s := clamd(t, 1<<20)
	for want, is := range map[string]string{
		StateClean:       strings.Repeat("fine ", 100_000),
		StateRefused:     strings.Repeat("fine ", 50_000) + eicar,
		StateUnscannable: strings.Repeat("fine ", 1_000_000),
	} {
		got, err := s.Scan(t.Context(), strings.NewReader(is))
		require.NoError(t, err, want)
		require.Equal(t, want, got)
	}
	_, err := (&Scanner{Network: "unix", Address: "/nowhere"}).Scan(t.Context(), strings.NewReader("x"))
	require.ErrorContains(t, err, "ask the scanner")
	for text, ok := range map[string]bool{"": true, "tcp://127.0.0.1:3310": true, "unix:///run/clamd.ctl": true, "http://x": false, "tcp://": false, "x": false} {
		_, err := ParseScanner(text)
		require.Equal(t, ok, err == nil, text)
	}
}
