package format

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A KeyRole says what a signing key may append: see authority.go.
type KeyRole string

// The roles of signing keys.
const (
	KeyDoor     KeyRole = "door"     // receipts, people, questions: what a process that faces people appends
	KeyWorker   KeyRole = "worker"   // what the law decides, the engine's own messages, the fates of letters
	KeyOperator KeyRole = "operator" // keys, settings, erasures, and what an operator records by hand
)

// PublicKey is the half of a signing key that everybody may know.
type PublicKey struct {
	ID     string    // a hash of Key
	Roles  []KeyRole // sorted
	Public ed25519.PublicKey
}

// SigningKey signs the batches that a process appends. It stands in a file outside PostgreSQL.
type SigningKey struct {
	PublicKey
	private ed25519.PrivateKey
}

const (
	signingKeyTitle = "twinning-signing-key v1\n"
	publicKeyTitle  = "twinning-public-key v1\n"
)

// CreateSigningKey makes a key of these roles in a file that only we can read, and beside it, in path.pub, its public half: register that
// in the ledger. The public half of an operator's key, held outside PostgreSQL, is what all trust begins with.
func CreateSigningKey(path string, roles ...KeyRole) error {
	roles, err := sortedRoles(roles)
	if err != nil {
		return fmt.Errorf("create signing key: %w", err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("create signing key: %w", err)
	}
	text := signingKeyTitle + "roles " + joinRoles(roles) + "\nprivate " + base64.StdEncoding.EncodeToString(private.Seed()) + "\n"
	if err := createSecret(path, []byte(text)); err != nil {
		return err
	}
	if err := os.WriteFile(path+".pub", PublicKey{Roles: roles, Public: public}.text(), 0o644); err != nil {
		return fmt.Errorf("create signing key: %w", err)
	}
	return nil
}

func (k PublicKey) text() []byte {
	return []byte(publicKeyTitle + "roles " + joinRoles(k.Roles) + "\npublic " + base64.StdEncoding.EncodeToString(k.Public) + "\n")
}

// idOfPublic names a key: k- and 32 hexadecimal digits of a hash of it.
func idOfPublic(public ed25519.PublicKey) string {
	sum := sha256.Sum256(append([]byte("twinning-public-key v1\n"), public...))
	return "k-" + hex.EncodeToString(sum[:16])
}

func sortedRoles(roles []KeyRole) ([]KeyRole, error) {
	roles = slices.Compact(slices.Sorted(slices.Values(roles)))
	if len(roles) == 0 {
		return nil, errors.New("a key without a role can sign nothing: give door, worker or operator")
	}
	for _, r := range roles {
		if r != KeyDoor && r != KeyWorker && r != KeyOperator {
			return nil, fmt.Errorf("%q is not the role of a key; one is door, worker or operator", r)
		}
	}
	return roles, nil
}

func joinRoles(roles []KeyRole) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ",")
}

func splitRoles(text string) ([]KeyRole, error) {
	var roles []KeyRole
	for name := range strings.SplitSeq(text, ",") {
		roles = append(roles, KeyRole(name))
	}
	sorted, err := sortedRoles(roles)
	if err == nil && !slices.Equal(sorted, roles) {
		err = fmt.Errorf("the roles %q are not sorted, or one stands twice", text)
	}
	return sorted, err
}

// LoadSigningKey reads a file of CreateSigningKey.
func LoadSigningKey(path string) (*SigningKey, error) {
	text, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("read signing key: %w", err)
	}
	rest, ok := bytes.CutPrefix(text, []byte(signingKeyTitle))
	if !ok {
		return nil, fmt.Errorf("read signing key %s: its first line is not %q", path, strings.TrimSpace(signingKeyTitle))
	}
	roles, seed, err := parseKeyLines(string(rest), "private")
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("read signing key %s: it is damaged", path)
	}
	private := ed25519.NewKeyFromSeed(seed)
	public := private.Public().(ed25519.PublicKey)
	return &SigningKey{PublicKey{idOfPublic(public), roles, public}, private}, nil
}

// ReadPublicKeys reads files of public halves, each with one or more behind one another.
func ReadPublicKeys(paths ...string) ([]PublicKey, error) {
	var keys []PublicKey
	for _, path := range paths {
		text, err := readPublic(path)
		if err != nil {
			return nil, fmt.Errorf("read public key: %w", err)
		}
		parts := strings.Split(string(text), publicKeyTitle)
		if parts[0] != "" || len(parts) < 2 {
			return nil, fmt.Errorf("read public key %s: its first line is not %q", path, strings.TrimSpace(publicKeyTitle))
		}
		for _, part := range parts[1:] {
			roles, public, err := parseKeyLines(part, "public")
			if err != nil || len(public) != ed25519.PublicKeySize {
				return nil, fmt.Errorf("read public key %s: it is damaged", path)
			}
			keys = append(keys, PublicKey{idOfPublic(public), roles, public})
		}
	}
	return keys, nil
}

func parseKeyLines(text, name string) ([]KeyRole, []byte, error) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) != 2 {
		return nil, nil, errors.New("it has not two lines")
	}
	first, ok := strings.CutPrefix(lines[0], "roles ")
	encoded, also := strings.CutPrefix(lines[1], name+" ")
	if !ok || !also {
		return nil, nil, fmt.Errorf("the lines roles and %s are missing", name)
	}
	roles, err := splitRoles(first)
	if err != nil {
		return nil, nil, err
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	return roles, key, err
}

// TrustBeside is the file of public halves that is trusted where none is named: operator.pub in the folder of a key. "": there is none.
func TrustBeside(signKey string) string {
	path := filepath.Join(filepath.Dir(signKey), "operator.pub")
	if _, err := os.Stat(path); signKey == "" || errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return path
}
