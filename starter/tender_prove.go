package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// A sentProof says which submission a file is.
type sentProof struct {
	Tender     string `json:"tender"`
	ReceivedAt string `json:"received_at"`
	Position   int64  `json:"position"`
	HMAC       string `json:"hmac_sha256"` // as it is recorded
	Proven     bool   `json:"proven"`
}

func (a *app) tenderProve() *cobra.Command {
	return &cobra.Command{
		Use: "prove RECEIPT FILE", Short: "Prove that a file is the tender that was submitted, in time or not",
		Long: `Prove that a file is the tender of a submission, whether it was taken or refused: the
ledger keeps the HMAC-SHA256 of the tender, and its key is the nonce in the sender's
receipt. RECEIPT is the receipt as it was printed with -o json; who submitted the tender
reads it again with "receipt show --as". Without the nonce nobody can find out whether
they have guessed a tender.`,
		Example: "  twinning tender prove receipt.json programmes/tenders/mask.yaml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			name, text, err := a.readBytes(args[0])
			if err != nil {
				return err
			}
			var r door.Receipt
			if err := json.NewDecoder(bytes.NewReader(text)).Decode(&r); err != nil || r.CommandID == "" {
				return usage("%s: this is no receipt: give what a command printed with -o json", name)
			}
			if r.Nonce == "" {
				return &failure{code: exitUsage, what: name + ": the receipt has no nonce, so it proves nothing about a tender", next: "who submitted it reads it with `twinning receipt show " + r.Reference + " " + r.CommandID + " --as PERSON -o json`"}
			}
			t, err := readFile(a, args[1], programme.ParseTender)
			if err != nil {
				return err
			}
			return a.proveSent(cmd.Context(), r, t)
		},
	}
}

func (a *app) proveSent(ctx context.Context, r door.Receipt, t twinning.Tender) error {
	is, err := a.fold(ctx, r.Stream)
	if err != nil {
		return err
	}
	state, ok := is.State.(twinning.Twinning)
	if !ok {
		return usage("the receipt is of %s, which is no tender", r.Stream)
	}
	p, ok := submission(state, r)
	if !ok {
		return notFound("the ledger holds no submission to %s that was received at %s and answered as this receipt says", state.Reference, r.ReceivedAt)
	}
	if t, err = a.resolved(ctx, t); err != nil {
		return err
	}
	if t, err = normal(t); err != nil {
		return err
	}
	p.Proven = hmac.Equal([]byte(t.HMAC(r.Nonce)), []byte(p.HMAC))
	err = a.print(p, func(w io.Writer) {
		if p.Proven {
			fmt.Fprintln(w, a.paint(green, "proven:"), "this is the tender that was submitted to", p.Tender, "and received at", p.ReceivedAt)
			fields(w, "where", fmt.Sprintf("position %d, HMAC-SHA256 %s", p.Position, p.HMAC))
		}
	})
	if err == nil && !p.Proven {
		err = &failure{code: exitRefused, what: fmt.Sprintf("NOT proven: with this nonce, this is not the tender that was submitted to %s and received at %s", p.Tender, p.ReceivedAt)}
	}
	return err
}

// submission is the one that a receipt is of, by its answer's position.
func submission(t twinning.Twinning, r door.Receipt) (sentProof, bool) {
	for _, e := range r.Events {
		p := sentProof{Tender: t.Reference, ReceivedAt: r.ReceivedAt, Position: e.Position}
		for _, v := range t.Versions {
			if v.Position == e.Position {
				p.HMAC = v.HMAC
			}
		}
		for _, row := range attempts(t, false) {
			if row.Position == e.Position {
				p.HMAC = row.HMAC
			}
		}
		if p.HMAC != "" {
			return p, true
		}
	}
	return sentProof{}, false
}

// normal is a tender as the door receives it: its texts in form C.
func normal(t twinning.Tender) (twinning.Tender, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return t, err
	}
	var c twinning.Tender
	err = json.Unmarshal(norm.NFC.Bytes(text), &c)
	return c, err
}
