package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

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
	t, err := a.resolved(ctx, t)
	if err != nil {
		return err
	}
	p, _, err := ask(ctx, a, "", func(q *query.Queries, _ access.Viewer) (query.SentProof, error) { return q.Prove(ctx, r, t) })
	if err != nil {
		return err
	}
	err = a.print(p, func(w io.Writer) {
		if p.Proven {
			printf(w, "%s this is the tender that was submitted to %s and received at %s\n", a.paint(green, a.inWords("proven:")), p.Tender, p.ReceivedAt)
			fields(w, "where", phrased("position %d, HMAC-SHA256 %s", p.Position, p.HMAC))
		}
	})
	if err == nil && !p.Proven {
		err = &failure{code: exitRefused, what: fmt.Sprintf("NOT proven: with this nonce, this is not the tender that was submitted to %s and received at %s", p.Tender, p.ReceivedAt)}
	}
	return err
}
