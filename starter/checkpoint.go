package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/twinning"
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
				fmt.Fprintf(w, "%s: %s, %s\n", out, c.Origin, count(int(c.Size), "event", "events"))
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write it to a `FILE`")
	cmd.Flags().BoolVar(&bare, "note", false, "only the signed note, without the hashes")
	return cmd
}

// writeCheckpoint writes the whole file or nothing, and the verifier's line beside it.
func writeCheckpoint(c ledger.Checkpoint, path, public string) error {
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
	cmd := &cobra.Command{
		Use: "show STREAM COMMAND-ID", Short: "Read the receipt of a command again",
		Long: `Read the receipt of a command again. Why a submission was refused may quote the
tender: until the opening it is shown to its parties and to who sent it, with --as.
The nonce, with which "tender prove" proves what was sent, is shown to who sent it.`,
		Example: "  twinning receipt show DHE-2019-K7Q2MD 0198c7e2-5a51-7b0e-9df1-0e6a4b3c2d1f --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := a.find(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			reader, err := a.reader(cmd.Context(), as)
			if err != nil {
				return err
			}
			d, err := a.door(cmd.Context())
			if err != nil {
				return err
			}
			r, err := d.Answer(cmd.Context(), stream, args[1])
			if err != nil {
				return err
			}
			if err := a.seal(cmd.Context(), &r, reader); err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) { a.receipt(w, r, a.names(cmd.Context())) })
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "show who sent it, or a party, what is theirs: alias or id of a `PERSON`")
	return cmd
}

// seal takes out of a receipt the nonce, which is the sender's alone, and why
// something was refused, where that may quote a tender that is sealed to the
// reader. A verdict on lateness quotes nothing.
func (a *app) seal(ctx context.Context, r *door.Receipt, reader string) error {
	sent, _, err := a.ledger.Answer(ctx, life.Inbox(r.Stream), r.CommandID)
	if err != nil {
		return err
	}
	sender := reader != "" && len(sent.Events) > 0 && sent.Events[0].Actor == reader
	if !sender {
		r.Nonce = ""
	}
	if r.Refusal == nil || r.Deadline != nil {
		return nil
	}
	is, err := a.fold(ctx, r.Stream)
	if err != nil {
		return err
	}
	t, isTender := is.State.(twinning.Twinning)
	if !isTender {
		return nil
	}
	c, err := a.callOf(ctx, r.Stream)
	if err != nil {
		return err
	}
	if sender || !sealedTo(c, t, reader) {
		return nil
	}
	sealed := *r.Refusal
	sealed.Sentence = "why it was refused is sealed until the opening of the tenders; who sent it reads it with --as"
	r.Refusal = &sealed
	return nil
}

// A proof is what a receipt's check found.
type proof struct {
	CommandID  string `json:"command_id"`
	Stream     string `json:"stream"`
	ReceivedAt string `json:"received_at"`
	Position   int64  `json:"position"`
	Proven     bool   `json:"proven"`
	Why        string `json:"why,omitempty"`
	Events     int    `json:"events"` // of the answer, found where the receipt says
	Checkpoint string `json:"checkpoint"`
	Size       int64  `json:"size"`
}

func (a *app) receiptCheck() *cobra.Command {
	var path, verifier string
	cmd := &cobra.Command{
		Use: "check FILE", Short: "Prove receipts against a checkpoint, offline",
		Long: `Prove receipts, as they were printed with -o json or jsonl, against a checkpoint:
that a command of this person, in this stream, was received at this instant, and
stands in the ledger that was signed. Nothing but the two files and the verifier
key is needed: no database and no network. FILE - is the standard input.`,
		Example: "  twinning receipt check receipt.json --checkpoint checkpoint.txt --verifier-key ledger.pub", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if path == "" {
				return usage("--checkpoint is missing: the file of `twinning checkpoint`")
			}
			name, text, err := a.readBytes(args[0])
			if err != nil {
				return err
			}
			c, err := a.readCheckpoint(path, verifier)
			if err != nil {
				return err
			}
			return a.proveAll(name, text, c)
		},
	}
	cmd.Flags().StringVar(&path, "checkpoint", "", "the checkpoint `FILE`")
	cmd.Flags().StringVar(&verifier, "verifier-key", "", verifierHelp)
	return cmd
}

func (a *app) proveAll(name string, text []byte, c ledger.Checkpoint) error {
	var failed error
	list := json.NewDecoder(bytes.NewReader(text))
	for n := 1; ; n++ {
		var r door.Receipt
		err := list.Decode(&r)
		if errors.Is(err, io.EOF) && n > 1 {
			return failed
		}
		if err != nil || r.Received.Header == "" {
			return usage("%s: this is no receipt: give what a command printed with -o json", name)
		}
		p := proof{CommandID: r.CommandID, Stream: r.Stream, ReceivedAt: r.ReceivedAt, Position: r.Received.Position, Checkpoint: c.Origin, Size: c.Size}
		if err := prove(r, c, &p); err != nil {
			p.Why = err.Error()
			failed = &failure{code: exitRefused, what: err.Error()}
		}
		if err := a.print(p, func(w io.Writer) { a.proofText(w, p) }); err != nil {
			return err
		}
	}
}

// prove checks the receipt, and that each event of the answer has the leaf that
// the receipt gives it.
func prove(r door.Receipt, c ledger.Checkpoint, p *proof) error {
	err := ledger.CheckReceipt(ledger.Receipt{CommandID: r.CommandID, Stream: r.Stream, ReceivedAt: r.ReceivedAt, Received: r.Received}, c)
	if err != nil {
		return err
	}
	p.Proven = true
	for _, e := range r.Events {
		if len(c.Leaves) == 0 || e.Position >= c.Size {
			continue
		}
		if e.Position < 0 || hex.EncodeToString(c.Leaves[e.Position][:]) != e.Leaf {
			p.Proven = false
			return fmt.Errorf("check receipt of command %s: its answer is not at position %d: %w", r.CommandID, e.Position, ledger.ErrNotInTree)
		}
		p.Events++
	}
	return nil
}

func (a *app) proofText(w io.Writer, p proof) {
	if !p.Proven {
		fmt.Fprintln(w, a.paint(red, "NOT proven:"), p.Why)
		return
	}
	fmt.Fprintln(w, a.paint(green, "proven:"), "command", p.CommandID, "to", p.Stream, "was received at", p.ReceivedAt)
	fields(w, "where", fmt.Sprintf("position %d of the %d events of %s", p.Position, p.Size, p.Checkpoint),
		"answer", count(p.Events, "event", "events")+" found where the receipt says")
}
