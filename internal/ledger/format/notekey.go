package format

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// CreateNoteKey makes the key that signs checkpoints, in a file that only we can read, and beside it, in path.pub, the line that
// verifies them: give that line, and the checkpoints, to whoever need not trust us. The origin names the ledger: ledger.example.eu.
func CreateNoteKey(path, origin string) error {
	private, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return fmt.Errorf("create note key for %q: %w", origin, err)
	}
	if err := createSecret(path, []byte(private+"\n")); err != nil {
		return err
	}
	if err := os.WriteFile(path+".pub", []byte(public+"\n"), 0o644); err != nil {
		return fmt.Errorf("create note key: %w", err)
	}
	return nil
}

func LoadNoteKey(path string) (note.Signer, error) {
	text, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("read note key: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("read note key %s: %w", path, err)
	}
	return signer, nil
}

// ReadVerifierKeys reads a file of public lines: one verifier key a line.
func ReadVerifierKeys(path string) ([]string, error) {
	text, err := readPublic(path)
	if err != nil {
		return nil, fmt.Errorf("read verifier keys: %w", err)
	}
	return strings.Fields(string(text)), nil
}

// readPublic reads a file of public lines. Nobody waits at a pipe, but at one that a shell made of a command.
func readPublic(path string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeNamedPipe != 0 && !strings.HasPrefix(path, "/dev/fd/") {
		return nil, fmt.Errorf("%s: %w", path, ErrPipe)
	}
	return os.ReadFile(path)
}
