package export

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/query"
)

// decisions is why its decisions are what they are.
func (x *making) decisions() error {
	list, err := x.q.Explain(x.ctx, x.v, query.Why{Stream: x.ask.Stream})
	var hidden *explain.Hidden
	var plain *explain.Plain
	var nobody *query.Nobody
	if err != nil && !errors.As(err, &hidden) && !errors.As(err, &plain) && !errors.As(err, &nobody) {
		return err
	}
	table(x, "decisions", list, func(d explain.Derivation) []any {
		var steps []string
		for _, s := range d.Arithmetic {
			steps = append(steps, x.names.In(s.Text))
		}
		again := x.words.say("again.same")
		switch {
		case d.Recomputed.Blind.Code != "":
			again = d.Recomputed.Blind.Text
		case !d.Recomputed.Same:
			again = x.names.In(d.Recomputed.Difference.Text)
		}
		return []any{instant(d.At), d.Position, x.names.In(d.Decision.Text), d.Rule.Name, strings.Join(steps, "\n"), x.names.In(d.Outcome.Text), again}
	}, x.col("at"), x.col("position"), x.long("decision"), x.long("rule"), x.long("arithmetic"), x.long("outcome"), x.long("recomputed"))
	return nil
}

// filed are the files of evidence that the reader may see; of an earlier time they are not known.
func (x *making) filed() error {
	if x.files == nil || x.past {
		return nil
	}
	list, err := x.q.Evidence(x.ctx, x.v, x.files, x.ask.Stream)
	if err != nil {
		return err
	}
	table(x, "evidence", list, func(e query.EvidenceRow) []any {
		return []any{e.Name, x.words.tell.Obligation(e.For), e.Type, e.Size, x.words.word("scan", e.State), x.names.Of(e.By), instant(e.At), e.SHA256, e.File}
	}, x.long("name"), x.col("for"), x.col("filetype"), x.col("bytes"), x.col("scan"), x.col("by"), x.col("at"), x.long("sha256"), x.col("file"))
	return nil
}

// history is what happened, with letters and their fates, and what proves it.
func (x *making) history(row query.StateRow) error {
	h, err := x.q.History(x.ctx, x.v, x.ask.Stream, true)
	var hidden *explain.Hidden
	if err != nil && !errors.As(err, &hidden) {
		return err
	}
	table(x, "history", h.Lines, func(l query.HistoryLine) []any {
		return []any{l.Position, l.Instant, l.Who, l.Sentence, l.Kind, instant(l.RecordedAt)}
	}, x.col("position"), x.col("at"), x.long("who"), x.long("happened"), x.col("event"), x.col("recorded"))
	facts := []Fact{x.fact("fold", row.Fold), x.fact("statesha256", row.StateSHA256)}
	if row.Version > 0 { // else neither is told
		facts = append([]Fact{x.fact("position", row.Position), x.fact("version", row.Version)}, facts...)
	}
	var receipts []door.Receipt
	if !x.past {
		if receipts, err = x.receipts(h.Lines); err != nil {
			return err
		}
		if len(receipts) > 0 {
			signed, err := x.signed(receipts[len(receipts)-1].CommandID)
			if err != nil {
				return err
			}
			facts = append(facts, signed...)
		}
	}
	x.add(Part{Key: "proof", Title: x.words.say("part.proof"), Note: x.words.say("note.proof"), Facts: facts})
	if !x.past {
		table(x, "receipts", receipts, func(r door.Receipt) []any {
			return []any{r.CommandID, instant(r.ReceivedAt), x.words.word("receiptstatus", r.Status), r.Received.Position, r.Received.Leaf}
		}, x.long("command"), x.col("received"), x.col("status"), x.col("position"), x.long("leaf"))
	}
	return nil
}

// receipts are those of the commands that a history names, each once.
func (x *making) receipts(lines []query.HistoryLine) ([]door.Receipt, error) {
	var list []door.Receipt
	seen := map[string]bool{}
	for _, l := range lines {
		if l.Command == "" || seen[l.Command] || l.Stream != x.ask.Stream {
			continue
		}
		seen[l.Command] = true
		r, err := x.q.Receipt(x.ctx, x.v, x.ask.Stream, l.Command, false)
		if errors.Is(err, door.ErrNotFound) {
			continue // it follows from a date, and nobody sent it
		}
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// signed is the batch of the ledger in which the answer to a command stands: its root, and who signed it.
func (x *making) signed(command string) ([]Fact, error) {
	r, err := x.q.Receipt(x.ctx, x.v, x.ask.Stream, command, true)
	if err != nil || r.Signed == nil || len(r.Signed.Batches) == 0 {
		return nil, err
	}
	b := r.Signed.Batches[len(r.Signed.Batches)-1]
	return []Fact{
		x.fact("treesize", b.Size), x.fact("root", hex.EncodeToString(b.Root)), x.fact("signer", b.Signer),
		x.fact("signature", base64.StdEncoding.EncodeToString(b.Signature)), x.fact("recorded", instant(b.RecordedAt)),
	}, nil
}

// submitted is a tender as it was submitted.
func (x *making) submitted() error {
	p, err := x.q.Tender(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	if p.Tender == nil {
		return &query.Withheld{What: x.words.say("sealed")}
	}
	x.names = p.Named(x.names)
	facts := []Fact{
		x.fact("tender", x.ref), x.fact("tendertitle", p.Title), x.fact("type", x.typeName(x.call.Book, p.Type)), x.fact("stage", x.words.word("stage", p.Stage)),
		x.fact("received", instant(p.ReceivedAt)), x.fact("asked", p.Amount), x.fact("exclusion", p.Tender.Exclusion),
	}
	x.add(Part{Key: "twinning", Title: x.words.say("part.tender"), Facts: facts})
	x.offer(p)
	return nil
}

// receipt is a receipt, with all that proves it.
func (x *making) receipt() error {
	r, err := x.q.Receipt(x.ctx, x.v, x.ask.Stream, x.ask.Command, true)
	if err != nil {
		return err
	}
	tell, err := x.teller(x.names)
	if err != nil {
		return err
	}
	facts := []Fact{
		x.fact("life", x.ref), x.fact("command", r.CommandID), x.fact("status", x.words.word("receiptstatus", r.Status)), x.fact("received", instant(r.ReceivedAt)),
		x.fact("receivedutc", r.ReceivedAt), x.fact("position", r.Received.Position), x.fact("leaf", r.Received.Leaf), x.fact("intime", x.words.word("receiptstatus", r.Verdict)),
		x.fact("limit", instant(r.Limit)),
	}
	if r.Refusal != nil {
		facts = append(facts, x.fact("why", tell.Refusal(*r.Refusal)))
	}
	facts = append(facts, x.fact("nonce", r.Nonce))
	x.add(Part{Key: "receipt", Title: x.words.say("part.receipt"), Facts: facts})
	table(x, "answer", r.Events, func(e receipt.Recorded) []any {
		return []any{x.words.word("event", eventName(e.Kind)), e.Position, instant(e.RecordedAt), e.Leaf}
	}, x.long("event"), x.col("position"), x.col("recorded"), x.long("leaf"))
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	x.add(Part{Key: "file", Title: x.words.say("part.file"), Note: x.words.say("note.file"), Facts: []Fact{x.fact("json", string(text))}})
	return nil
}

// eventName is the kind of an event without its version.
func eventName(kind string) string {
	name, _, _ := strings.Cut(kind, ".v")
	return name
}
