package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
)

// The names of the signing keys in their folder, with their roles.
var signingKeys = []struct {
	name string
	role ledger.KeyRole
}{{"operator", ledger.KeyOperator}, {"worker", ledger.KeyWorker}, {"door", ledger.KeyDoor}}

func (a *app) keys() *cobra.Command {
	return group("keys", "Make, register and revoke keys", "  twinning keys create --key-file keys --note-key note-key --signing . --origin ledger.example.eu",
		a.keysCreate(), a.keysList(), a.keysRegister(), a.keysRevoke())
}

func (a *app) keysCreate() *cobra.Command {
	var origin string
	var signing signingFolder
	cmd := &cobra.Command{
		Use: "create", Short: "Make the key files that are missing",
		Long: `Make the file that wraps the keys of sealed bodies (--key-file), the key that
signs checkpoints (--note-key), and the keys that sign what is appended (--signing
FOLDER: operator, worker and door, each with its public half beside it as .pub),
each with 0600, unless it is there. Without the first, what is sealed is lost for
ever: keep a copy. Give each process its own signing key and no other (--role makes
one alone, --public puts its public half into a folder that all may read); keep the
operator's away from machines that run all day; hold operator.pub where whoever
owns the database cannot change it.`,
		Example: "  twinning keys create --key-file keys --note-key note-key --signing . --origin ledger.example.eu", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			made, err := makeKeys(
				firstOf(a.flags.keyFile, os.Getenv("TWINNING_KEY_FILE")), firstOf(a.flags.noteKey, os.Getenv("TWINNING_NOTE_KEY")), signing, origin)
			if err != nil {
				return err
			}
			return a.print(made, func(w io.Writer) {
				if len(made) == 0 {
					printf(w, "everything is there already\n")
				}
				for _, name := range sorted(made) {
					fields(w, name, made[name])
				}
			})
		},
	}
	cmd.Flags().StringVar(&origin, "origin", os.Getenv("TWINNING_ORIGIN"), "the ledger's `NAME` in its checkpoints (TWINNING_ORIGIN)")
	cmd.Flags().StringVar(&signing.path, "signing", os.Getenv("TWINNING_SIGNING_DIR"), "the `FOLDER` of the signing keys (TWINNING_SIGNING_DIR)")
	cmd.Flags().StringVar(&signing.role, "role", "", "make the key of this role alone: operator, worker or door")
	cmd.Flags().StringVar(&signing.public, "public", "", "put the public halves into this `FOLDER`, too")
	return cmd
}

// A signingFolder is where signing keys are made: all of them, or one.
type signingFolder struct{ path, role, public string }

// make makes each key that is missing, and says which.
func (f signingFolder) make(made map[string]string) error {
	known := false
	for _, k := range signingKeys {
		if f.role != "" && f.role != k.name {
			continue
		}
		known = true
		path := filepath.Join(f.path, k.name)
		if isMissing(path) {
			if err := format.CreateSigningKey(path, k.role); err != nil {
				return err
			}
			made[k.name+"_key"] = path
		}
		if f.public == "" {
			continue
		}
		text, err := os.ReadFile(path + ".pub")
		if err == nil {
			err = os.WriteFile(filepath.Join(f.public, k.name+".pub"), text, 0o644)
		}
		if err != nil {
			return fmt.Errorf("put the public half of %s into %s: %w", k.name, f.public, err)
		}
	}
	if !known {
		return usage("--role %q is none; one is operator, worker or door", f.role)
	}
	return nil
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

// makeKeys makes each file that is named and missing, and says which.
func makeKeys(keyFile, noteKey string, signing signingFolder, origin string) (map[string]string, error) {
	if keyFile == "" && noteKey == "" && signing.path == "" {
		return nil, usage("no file is named: give --key-file, --note-key or --signing")
	}
	made := map[string]string{}
	if keyFile != "" && isMissing(keyFile) {
		if err := format.CreateKeyFile(keyFile); err != nil {
			return nil, err
		}
		made["key_file"] = keyFile
	}
	if noteKey != "" && isMissing(noteKey) {
		if origin == "" {
			return nil, usage("--origin is missing: the name of this ledger in its checkpoints, as in ledger.example.eu")
		}
		if err := format.CreateNoteKey(noteKey, origin); err != nil {
			return nil, err
		}
		made["note_key"], made["verifier_key"] = noteKey, noteKey+".pub"
	}
	if signing.path == "" {
		return made, nil
	}
	return made, signing.make(made)
}

// A signingKey is a key as `keys list` shows it.
type signingKey struct {
	ID         string `json:"id"`
	Roles      string `json:"roles"`
	Position   int64  `json:"position"` // where it was registered
	Registered string `json:"registered_at"`
	By         string `json:"by"` // id of the key that registered it
	Revoked    string `json:"revoked_from,omitempty"`
	Reason     string `json:"reason,omitempty"`
}

func (a *app) keysList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the signing keys that the ledger knows, and since when each is revoked",
		Example: "  twinning keys list", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			known, err := l.Keys(cmd.Context())
			if err != nil {
				return err
			}
			list := make([]signingKey, len(known))
			for i, k := range known {
				list[i] = signingKey{ID: k.ID, Roles: rolesOf(k.PublicKey), Position: k.Position, Registered: calendar.Instant(k.Recorded), By: k.By, Reason: k.Reason}
				if !k.Revoked.IsZero() {
					list[i].Revoked = calendar.Instant(k.Revoked)
				}
			}
			return a.print(list, func(w io.Writer) {
				if len(list) == 0 {
					printf(w, "no key can be trusted: give the operator's public key with --trust\n")
					return
				}
				rows := make([]table.Row, len(list))
				for i, k := range list {
					rows[i] = table.Row{k.ID, k.Roles, k.Registered, k.Position, k.By, k.Revoked, k.Reason}
				}
				columns(w, table.Row{"key", "roles", "registered", "at position", "by", "revoked from", "why"}, rows)
			})
		},
	}
}

func rolesOf(k format.PublicKey) string {
	names := make([]string, len(k.Roles))
	for i, r := range k.Roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

func (a *app) keysRegister() *cobra.Command {
	return &cobra.Command{
		Use: "register FILE.pub...", Short: "Make the ledger know a public key, with an operator's key",
		Long: `Make the ledger know public keys, each by an event that an operator's key signs
(--sign-key, or TWINNING_OPERATOR_KEY). What a process appends is trusted only
after its key was registered. To replace a key: make a new one, register it, give
it to the process, and revoke the old one.`,
		Example: "  twinning keys register worker-2.pub", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			public, err := format.ReadPublicKeys(args...)
			if err != nil {
				return err
			}
			l, err := a.openWith(cmd.Context(), asOperator)
			if err != nil {
				return err
			}
			registered := map[string]string{}
			for _, k := range public {
				if err := l.RegisterKey(cmd.Context(), k); err != nil {
					return err
				}
				registered[k.ID] = rolesOf(k)
			}
			return a.print(registered, func(w io.Writer) {
				for _, id := range sorted(registered) {
					fields(w, "the ledger knows", phrased("%s (%s)", id, registered[id]))
				}
			})
		},
	}
}

func (a *app) keysRevoke() *cobra.Command {
	var from, reason string
	cmd := &cobra.Command{
		Use: "revoke KEY", Short: "Trust nothing that a key signed from an instant on",
		Long: `Record that what a key signed from an instant on is not trusted, whenever it was
or will be recorded: receipts are answered "unjudged", decisions are refused by
whoever reads them, and verify names them. What it signed before stays. Reasons:
stolen, lost, replaced, unused.`,
		Example: "  twinning keys revoke k-0123456789abcdef0123456789abcdef --from 2019-08-07T12:00:00Z --reason stolen", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			instant := time.Time{}
			if from != "" {
				at, err := time.Parse(time.RFC3339Nano, from)
				if err != nil {
					return usage("--from %q is not an instant; one is 2019-08-07T12:00:00Z", from)
				}
				instant = at.Truncate(time.Microsecond)
			}
			l, err := a.openWith(cmd.Context(), asOperator)
			if err != nil {
				return err
			}
			if instant.IsZero() {
				clock, err := l.Clock(cmd.Context())
				if err != nil {
					return err
				}
				instant = clock.Now()
			}
			if err := l.RevokeKey(cmd.Context(), args[0], instant, reason); err != nil {
				return err
			}
			said := map[string]string{"key": args[0], "from": calendar.Instant(instant), "reason": reason}
			return a.print(said, func(w io.Writer) { fields(w, "revoked", args[0], "from", said["from"], "reason", reason) })
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the `INSTANT` of the programme clock from which nothing is trusted; if left out: now")
	cmd.Flags().StringVar(&reason, "reason", "", "stolen, lost, replaced or unused")
	needs(cmd, "reason")
	return cmd
}

// operatorKey is the file of the operator's key, where one is named.
func (a *app) operatorKey() string {
	if key := firstOf(a.flags.signKey, os.Getenv("TWINNING_OPERATOR_KEY")); key != "" {
		return key
	}
	if s, err := a.settings(); err == nil {
		return s.OperatorKey
	}
	return ""
}

// beside are the public keys of a worker and a door beside an operator's key.
func beside(operator string) []string {
	var files []string
	for _, name := range []string{"worker.pub", "door.pub"} {
		if path := filepath.Join(filepath.Dir(operator), name); operator != "" && !isMissing(path) {
			files = append(files, path)
		}
	}
	return files
}
