package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// A checkpointRow says what was signed.
type checkpointRow struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   string `json:"root"`
	Note   string `json:"note"`
	File   string `json:"file,omitempty"`
}

func (a *app) checkpoint() *cobra.Command {
	var out string
	var bare bool
	cmd := &cobra.Command{
		Use: "checkpoint", Short: "Sign what the record is now, to be kept outside",
		Long: `Sign what the record is now: a C2SP note over its size and root, followed by the
hash of each event, so that receipts can be proven against it offline. Keep it
where nobody who can write to the ledger can reach it.

With --out the line that verifies it is written beside it, as FILE.pub, unless it
is there; whoever need not trust us should have that line from elsewhere.`,
		Example: "  twinning checkpoint --out checkpoint.txt\n  twinning checkpoint --note > note.txt", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := a.openWith(cmd.Context(), asNotary)
			if err != nil {
				return err
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			if s.NoteKey == "" {
				return &failure{
					code: exitUsage, what: "no note key is configured, and nothing can be signed",
					next: "name its file with --note-key or TWINNING_NOTE_KEY; `twinning keys create` makes one",
				}
			}
			c, err := l.Checkpoint(cmd.Context())
			if err != nil {
				return err
			}
			a.keepRun(cmd.Context(), views.Checkpoint, c.Size, true)
			if bare {
				c.Leaves = nil
			}
			row := checkpointRow{Origin: c.Origin, Size: c.Size, Root: hex.EncodeToString(c.Root[:]), Note: string(c.Note), File: out}
			if out == "" {
				return a.print(row, func(w io.Writer) { _, err = c.WriteTo(w) })
			}
			if err := writeCheckpoint(c, out, s.NoteKey+".pub"); err != nil {
				return err
			}
			return a.print(row, func(w io.Writer) {
				printf(w, "%s: %s, %s\n", out, c.Origin, counted(int(c.Size), "event", "events"))
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write it to a `FILE`")
	cmd.Flags().BoolVar(&bare, "note", false, "only the signed note, without the hashes")
	return cmd
}

// writeCheckpoint writes the whole file or nothing, and the verifier's line beside it.
func writeCheckpoint(c format.Checkpoint, path, public string) error {
	var text bytes.Buffer
	if _, err := c.WriteTo(&text); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(path), ".checkpoint-*")
	if err != nil {
		return err
	}
	defer os.Remove(next.Name())
	_, err = next.Write(text.Bytes())
	if err := errors.Join(err, next.Sync(), next.Chmod(0o644), next.Close()); err != nil {
		return err
	}
	if err := os.Rename(next.Name(), path); err != nil {
		return err
	}
	line, err := os.ReadFile(public)
	if err != nil {
		return nil // the key has no public line here: it must come from elsewhere anyway
	}
	beside, err := os.OpenFile(path+".pub", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = beside.Write(line)
	return errors.Join(err, beside.Close())
}

func (a *app) receiptCommands() *cobra.Command {
	return group("receipt", "Prove a receipt offline, or read it again", "  twinning receipt check receipt.json --checkpoint checkpoint.txt",
		a.receiptCheck(), a.receiptShow())
}

func (a *app) receiptShow() *cobra.Command {
	var as string
	var whole bool
	cmd := &cobra.Command{
		Use: "show STREAM COMMAND-ID", Short: "Read the receipt of a command again",
		Long: `Read the receipt of a command again. Why a submission was refused may quote the
tender: until the opening it is shown to its parties and to who sent it, with --as.
The nonce, with which "tender prove" proves what was sent, is shown to who sent it.`,
		Example: "  twinning receipt show DHE-2019-K7Q2MD 0198c7e2-5a51-7b0e-9df1-0e6a4b3c2d1f --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			r, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (door.Receipt, error) {
				stream, err := q.Find(ctx, v, args[0])
				if err != nil {
					return door.Receipt{}, err
				}
				return q.Receipt(ctx, v, stream, args[1], whole)
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) { a.receipt(w, a.tell(ctx), r, n) })
		},
	}
	cmd.Flags().BoolVar(&whole, "proof", false, "with the signed batches and keys, so that no checkpoint is needed to check it (-o json)")
	cmd.Flags().StringVar(&as, "as", "", "show who sent it, or a party, what is theirs: alias or id of a `PERSON`")
	return cmd
}
