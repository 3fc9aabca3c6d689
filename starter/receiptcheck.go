package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/ledger/format"
)

// A proof is what a receipt's check found.
type proof struct {
	CommandID  string              `json:"command_id"`
	Stream     string              `json:"stream"`
	ReceivedAt string              `json:"received_at"`
	Position   int64               `json:"position"`
	Proven     bool                `json:"proven"`
	Why        string              `json:"why,omitempty"`
	Status     string              `json:"status,omitempty"` // this and what follows only where proven
	Verdict    string              `json:"verdict,omitempty"`
	Limit      string              `json:"limit,omitempty"`
	Rule       string              `json:"rule,omitempty"`
	Events     int                 `json:"events"` // of the answer
	NotProven  []receipt.NotProven `json:"not_proven"`
	By         string              `json:"by"`                   // checkpoint, or signed batches
	Checkpoint string              `json:"checkpoint,omitempty"` // its origin
	Size       int64               `json:"size,omitempty"`       // and how many events it covers

	recorded []receipt.Recorded
}

func (a *app) receiptCheck() *cobra.Command {
	var path, verifier string
	cmd := &cobra.Command{
		Use: "check FILE", Short: "Prove receipts by their signed batches or a checkpoint, offline",
		Long: `Prove receipts, as they were printed with -o json or jsonl: what was received and
when, and how it was answered. With --trust a receipt of "receipt show --proof" is
proven by the operators' public keys; with --checkpoint by a checkpoint and its
verifier key. Nothing else is needed: no database and no network. What a receipt
does not prove is listed. FILE - is the standard input.`,
		Example: "  twinning receipt check receipt.json --trust operator.pub\n  twinning receipt check receipt.json --checkpoint checkpoint.txt --verifier-key ledger.pub", Args: takes,
		RunE: func(_ *cobra.Command, args []string) error {
			p, how, err := a.howToCheck(path, verifier)
			if err != nil {
				return err
			}
			return a.proveAll(args[0], p, how)
		},
	}
	cmd.Flags().StringVar(&path, "checkpoint", "", "the checkpoint `FILE`")
	cmd.Flags().StringVar(&verifier, "verifier-key", "", verifierHelp)
	return cmd
}

// howToCheck is by a checkpoint where one is given, else by signed batches.
func (a *app) howToCheck(path, verifier string) (proof, func(format.Receipt) error, error) {
	if path != "" {
		c, err := a.readCheckpoint(path, verifier)
		return proof{By: "checkpoint", Checkpoint: c.Origin, Size: c.Size},
			func(r format.Receipt) error { return format.CheckReceipt(r, c) }, err
	}
	trust := a.flags.trust
	if trust == "" {
		trust = os.Getenv("TWINNING_TRUST")
	}
	if trust == "" {
		return proof{}, nil, usage("--checkpoint or --trust is missing: the file of `twinning checkpoint`, or the operators' public keys")
	}
	keys, err := format.ReadPublicKeys(trust)
	if err != nil {
		err = noFile(trust, err)
	}
	return proof{By: "signed batches"}, func(r format.Receipt) error { return format.CheckSigned(r, keys) }, err
}

func (a *app) proveAll(path string, as proof, how func(format.Receipt) error) error {
	in := a.in
	if path != "-" {
		f, err := a.openFile(path)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, receipt.Largest+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if len(text) > receipt.Largest {
		return usage("%s: it is larger than %d bytes", path, receipt.Largest)
	}
	var failed error
	list := json.NewDecoder(bytes.NewReader(text))
	for n := 1; ; n++ {
		var one json.RawMessage
		err := list.Decode(&one)
		if errors.Is(err, io.EOF) && n > 1 {
			return failed
		}
		if err != nil {
			return usage("%s: %s", path, receipt.ErrNoReceipt)
		}
		r, err := receipt.Check(one, how)
		if errors.Is(err, receipt.ErrNoReceipt) {
			return usage("%s: %s", path, err)
		}
		p := as
		p.CommandID, p.Stream, p.ReceivedAt, p.Position, p.NotProven = r.CommandID, r.Stream, r.ReceivedAt, r.Received.Position, []receipt.NotProven{}
		if err != nil {
			p.Why = err.Error()
			failed = &failure{code: exitRefused, what: err.Error(), next: proofs(err)}
		} else {
			p.Proven, p.Status, p.Verdict, p.Limit, p.Events = true, r.Status, r.Verdict, r.Limit, len(r.Events)
			p.NotProven, p.recorded = r.NotProven, r.Events
			if r.Refusal != nil && !lists(r.NotProven, "refusal") {
				p.Rule = r.Refusal.Rule + " (" + r.Refusal.Code + ")"
			}
		}
		if err := a.print(p, func(w io.Writer) { a.proofText(w, p) }); err != nil {
			return err
		}
	}
}

// proofs is what would prove a receipt that lacks a proof.
func proofs(err error) string {
	switch {
	case errors.Is(err, format.ErrNoBatches):
		return "`twinning receipt show --proof` writes signed batches; --checkpoint names a checkpoint"
	case errors.Is(err, format.ErrBareCheckpoint):
		return "`twinning checkpoint` writes the whole file"
	}
	return ""
}

func lists(list []receipt.NotProven, field string) bool {
	for _, n := range list {
		if n.Field == field {
			return true
		}
	}
	return false
}

func (a *app) proofText(w io.Writer, p proof) {
	tell := teller(w)
	if !p.Proven {
		printf(w, "%s %s\n", a.paint(red, phrased("NOT proven:").in(tell)), words.Tell(tell.Language(), p.Why))
		return
	}
	printf(w, "%s command %s to %s was received at %s\n", a.paint(green, phrased("proven:").in(tell)), p.CommandID, p.Stream, p.ReceivedAt)
	where := phrased("position %d, by its signed batch", p.Position)
	if p.Checkpoint != "" {
		where = phrased("position %d of the %d events of %s", p.Position, p.Size, p.Checkpoint)
	}
	fields(w, "where", where)
	if p.Events > 0 {
		fields(w, "judged", coded(p.Status))
	}
	if p.Verdict != "" {
		fields(w, "verdict", coded(p.Verdict), "limit", p.Limit)
	}
	if p.Rule != "" {
		fields(w, "rule", p.Rule)
	}
	for _, e := range p.recorded {
		fields(w, "recorded", phrased("%s, version %d, at position %d, %s", e.Kind, e.Version, e.Position, e.RecordedAt))
	}
	for _, n := range p.NotProven {
		why := n.Why
		if n.Field == "nonce" {
			why += ": `twinning tender prove`"
		}
		fields(w, "not proven", phrased("%s: %s", n.Field, phrased(why)))
	}
}
