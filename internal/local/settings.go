package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Settings are how another process reaches a stack. The connection strings hold passwords.
type Settings struct {
	Data            string `json:"data"`         // the folder
	DatabaseURL     string `json:"database_url"` // as twinning_app
	OwnerURL        string `json:"owner_url"`    // as twinning_owner: migrations
	EraseURL        string `json:"erase_url"`    // as twinning_erase: the erasure function
	TemporalAddress string `json:"temporal_address"`
	Namespace       string `json:"namespace"`
	PageURL         string `json:"page_url"` // Temporal's page
	MailDir         string `json:"mail_dir"` // letters, a file each
	SMTPAddr        string `json:"smtp_addr"`
	WorkerAdmin     string `json:"worker_admin"` // host:port of /readyz, /healthz, /metrics
	DoorURL         string `json:"door_url"`     // as twinning_door: what faces people
	DeskURL         string `json:"desk_url"`     // the desk; "" where there is none
	DeskAdmin       string `json:"desk_admin"`   // host:port, as the worker's
	SignIns         string `json:"sign_ins"`     // a file: who can sign in, and how
	KeyFile         string `json:"key_file"`
	Evidence        string `json:"evidence"` // where files of evidence are: a folder, or the URL of a bucket
	Clamd           string `json:"clamd,omitempty"`
	NoteKey         string `json:"note_key"`     // a file
	SignKey         string `json:"sign_key"`     // a file: what the command line appends as, a door
	OperatorKey     string `json:"operator_key"` // a file: settings, keys, erasures
	WorkerKey       string `json:"worker_key"`   // a file: what the worker appends as
	Trust           string `json:"trust"`        // a file: the operators' public keys
	VerifierKey     string `json:"verifier_key"`
	Origin          string `json:"origin"` // of checkpoints
	Clock           string `json:"clock"`  // identity, or START,RATE
}

const settingsFile = "stack.json"

// ErrNone is what Attach says when there is nothing to attach to.
var ErrNone = errors.New("no stack is up")

// Attach finds the stack that is up in a folder ("": .local), or, where the environment has a DATABASE_URL, as in production, what the
// environment says: it is one or the other, never a mixture.
func Attach(dir string) (Settings, error) {
	if url := os.Getenv("DATABASE_URL"); url != "" {
		return Settings{
			DatabaseURL: url, OwnerURL: os.Getenv("TWINNING_OWNER_URL"), EraseURL: os.Getenv("TWINNING_ERASE_URL"),
			TemporalAddress: os.Getenv("TEMPORAL_ADDRESS"), Namespace: os.Getenv("TEMPORAL_NAMESPACE"),
			KeyFile: os.Getenv("TWINNING_KEY_FILE"), NoteKey: os.Getenv("TWINNING_NOTE_KEY"), Origin: os.Getenv("TWINNING_ORIGIN"),
			Evidence: os.Getenv("TWINNING_EVIDENCE"), Clamd: os.Getenv("TWINNING_CLAMD"),
			SignKey: os.Getenv("TWINNING_SIGN_KEY"), OperatorKey: os.Getenv("TWINNING_OPERATOR_KEY"), Trust: os.Getenv("TWINNING_TRUST"),
		}, nil
	}
	if dir == "" {
		dir = ".local"
	}
	if !isUp(dir) {
		return Settings{}, fmt.Errorf("%w in %s", ErrNone, dir)
	}
	text, err := os.ReadFile(filepath.Join(dir, settingsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Settings{}, fmt.Errorf("%w in %s yet: it is still starting, try again", ErrNone, dir)
	}
	if err != nil {
		return Settings{}, fmt.Errorf("read the settings of the stack: %w", err)
	}
	var s Settings
	if err := json.Unmarshal(text, &s); err != nil {
		return Settings{}, fmt.Errorf("read the settings of the stack: %w", err)
	}
	return s, nil
}
