package format

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is a signed statement of size and root, and the leaves it covers where they are at hand. Held outside, it proves that the
// ledger was not rebuilt or cut before its size; with its leaves it proves any receipt, offline.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   [32]byte
	Note   []byte     // the C2SP signed note (c2sp.org/tlog-checkpoint)
	Leaves [][32]byte // all of them, or none
}

const (
	leavesMarker  = "\n\nhashes\n" // after the note's last line: a blank line and this one; then 256 leaf hashes a line, base64
	leavesPerLine = 256
	maxCheckpoint = 1 << 30
)

// Sign writes the note.
func (c *Checkpoint) Sign(by note.Signer) (err error) {
	if c.Note, err = note.Sign(&note.Note{Text: c.text()}, by); err != nil {
		return fmt.Errorf("sign checkpoint: %w", err)
	}
	return nil
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

func RootOfLeaves(leaves [][32]byte) ([32]byte, error) {
	tree := NewTree()
	for i := range leaves {
		if err := tree.Append(leaves[i][:], nil); err != nil {
			return [32]byte{}, fmt.Errorf("compute root: %w", err)
		}
	}
	return RootOf(tree)
}

// WriteTo writes the checkpoint as a file: the note, and the leaves where it has them.
func (c Checkpoint) WriteTo(w io.Writer) (int64, error) {
	out := &countingWriter{w: bufio.NewWriter(w)}
	out.write(c.Note)
	if len(c.Leaves) > 0 {
		out.write([]byte(leavesMarker[1:])) // the note ends its last line itself
		raw := make([]byte, 0, 32*leavesPerLine)
		for i, leaf := range c.Leaves {
			raw = append(raw, leaf[:]...)
			if len(raw) == cap(raw) || i == len(c.Leaves)-1 {
				out.write(append(base64.StdEncoding.AppendEncode(nil, raw), '\n'))
				raw = raw[:0]
			}
		}
	}
	if out.err == nil {
		out.err = out.w.Flush()
	}
	if out.err != nil {
		return out.n, fmt.Errorf("write checkpoint: %w", out.err)
	}
	return out.n, nil
}

// countingWriter keeps the first error, and counts.
type countingWriter struct {
	w   *bufio.Writer
	n   int64
	err error
}

func (c *countingWriter) write(b []byte) {
	if c.err == nil {
		var n int
		n, c.err = c.w.Write(b)
		c.n += int64(n)
	}
}

// ReadCheckpoint reads a file of WriteTo, or a bare note. It is refused unless one of the keys has signed it and its leaves, if it has
// any, give its root.
func ReadCheckpoint(r io.Reader, verifierKeys ...string) (Checkpoint, error) {
	c, err := readCheckpoint(r, verifierKeys)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read checkpoint: %w", err)
	}
	return c, nil
}

func readCheckpoint(r io.Reader, verifierKeys []string) (Checkpoint, error) {
	file, err := io.ReadAll(io.LimitReader(r, maxCheckpoint))
	if err != nil {
		return Checkpoint{}, err
	}
	signed, leaves, hasLeaves := bytes.Cut(file, []byte(leavesMarker))
	if hasLeaves {
		signed = append(signed[:len(signed):len(signed)], '\n')
	}
	var verifiers []note.Verifier
	for _, key := range verifierKeys {
		v, err := note.NewVerifier(key)
		if err != nil {
			return Checkpoint{}, fmt.Errorf("verifier key %q: %w", key, err)
		}
		verifiers = append(verifiers, v)
	}
	opened, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(opened.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Note = signed; !hasLeaves {
		return c, nil
	}
	if c.Leaves, err = parseLeaves(string(leaves)); err != nil {
		return Checkpoint{}, err
	}
	root, err := RootOfLeaves(c.Leaves)
	if err != nil {
		return Checkpoint{}, err
	}
	if int64(len(c.Leaves)) != c.Size || root != c.Root {
		return Checkpoint{}, fmt.Errorf("its %d hashes do not give the root that was signed", len(c.Leaves))
	}
	return c, nil
}

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n") // the last is empty; extension lines, after the third, are signed and not ours
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, errors.New("it has no origin, size and root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("%q is not a size", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != 32 {
		return Checkpoint{}, fmt.Errorf("%q is not a root", lines[2])
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: [32]byte(root)}, nil
}

func parseLeaves(text string) ([][32]byte, error) {
	var leaves [][32]byte
	for line := range strings.Lines(text) {
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(line, "\n"))
		if err != nil || len(raw)%32 != 0 {
			return nil, fmt.Errorf("the line after hash %d is damaged", len(leaves))
		}
		for ; len(raw) > 0; raw = raw[32:] {
			leaves = append(leaves, [32]byte(raw[:32]))
		}
	}
	return leaves, nil
}
