package format

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The key file is text: a title, then one line a wrapping key. New keys are wrapped by the last; older lines open what they wrapped.
const keyFileTitle = "twinning-keys v1\n"

type Keyring struct {
	active string
	wraps  map[string]cipher.AEAD // by id
	index  [][]byte               // keys of the blind index, the active line's first
}

// CreateKeyFile makes the file that wraps the keys of sealed bodies. It refuses to overwrite one: without it those bodies are lost.
func CreateKeyFile(path string) error {
	key := make([]byte, 32)
	rand.Read(key) // never fails: it ends the process instead
	line := keyFileTitle + kekID(key) + " " + base64.StdEncoding.EncodeToString(key) + "\n"
	return createSecret(path, []byte(line))
}

func kekID(key []byte) string {
	sum := sha256.Sum256(append([]byte("twinning-kek v1\n"), key...))
	return hex.EncodeToString(sum[:8])
}

func LoadKeyFile(path string) (*Keyring, error) {
	text, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	rest, ok := bytes.CutPrefix(text, []byte(keyFileTitle))
	if !ok {
		return nil, fmt.Errorf("read key file %s: its first line is not %q", path, strings.TrimSpace(keyFileTitle))
	}
	ring := &Keyring{wraps: map[string]cipher.AEAD{}}
	for line := range strings.Lines(string(rest)) {
		id, encoded, _ := strings.Cut(strings.TrimSpace(line), " ")
		key, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || len(key) != 32 || kekID(key) != id {
			return nil, fmt.Errorf("read key file %s: the line of key %q is damaged", path, id)
		}
		if ring.wraps[id], err = gcm(key); err != nil {
			return nil, err
		}
		ring.active, ring.index = id, slices.Insert(ring.index, 0, indexKey(key))
	}
	if ring.active == "" {
		return nil, fmt.Errorf("read key file %s: it holds no key", path)
	}
	return ring, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("use key: %w", err)
	}
	return aead, nil
}

// createSecret writes a new file that only we can read, and is sure that it is on the disk.
func createSecret(path string, text []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	if _, err = f.Write(text); err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("open the folder of %s: %w", path, err)
	}
	if err = dir.Sync(); err == nil {
		err = dir.Close()
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", path, err)
	}
	return nil
}

func readSecret(path string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // nobody waits at a pipe
		return nil, fmt.Errorf("%s is no file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others (%s): `chmod 600 %s`", path, info.Mode().Perm(), path)
	}
	text := make([]byte, info.Size())
	if _, err := f.ReadAt(text, 0); err != nil && int64(len(text)) > 0 {
		return nil, err
	}
	return text, nil
}

// indexKey derives the key of the blind index from a line of the key file.
func indexKey(line []byte) []byte {
	mac := hmac.New(sha256.New, line)
	mac.Write([]byte("twinning-index v1\n"))
	return mac.Sum(nil)
}

// BlindIndex is the subjects by which a body that holds this value is found, by the active line first.
func (k *Keyring) BlindIndex(field, value string) []string {
	names := make([]string, 0, len(k.index))
	for _, key := range k.index {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(field + "\n" + value))
		names = append(names, "index/"+base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
	}
	return names
}
