package query

import (
	"context"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A ContractPage is the contract of an award: what is signed, under which hash,
// and who has signed it.
type ContractPage struct {
	Tender string `json:"tender"`
	// Text is what is signed now or, once the contract is in force, what was signed under its hash; none while
	// nothing can be signed, where Why says what hinders it, and of a contract whose signatures name no hash.
	Text   *twinning.ContractText `json:"text,omitempty"`
	SHA256 string                 `json:"sha256,omitempty"` // of the canonical bytes of Text, or of the text in force
	Bytes  string                 `json:"bytes,omitempty"`  // the canonical bytes of Text
	Why    string                 `json:"why,omitempty"`

	InForce    *twinning.Contract `json:"in_force,omitempty"`
	Signatures []SignatureRow     `json:"signatures"`
}

// A SignatureRow is one signature under a contract.
type SignatureRow struct {
	Party  string `json:"party"` // contractor or procurer
	Person string `json:"person"`
	At     string `json:"at"` // UTC
	SHA256 string `json:"sha256,omitempty"`
	Void   bool   `json:"void"` // the text has changed since it was signed
}

// Contract is the contract of an award as it would be signed now, with M1 on
// start where that is given. Those see it who see the contract of the twinning.
func (q *Queries) Contract(ctx context.Context, v access.Viewer, stream, start string) (ContractPage, error) {
	is, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return ContractPage{}, err
	}
	t, ok := is.State.(twinning.Twinning)
	if !ok || !access.Of(v, c, t).Sees(access.Running) {
		return ContractPage{}, hidden(stream)
	}
	var first calendar.Date
	if start != "" {
		if first, err = calendar.ParseDate(start); err != nil {
			return ContractPage{}, invalid(law.Why("start-no-date", narrate.Verbatim("text", Cut(start))))
		}
	}
	page := ContractPage{Tender: t.Reference, InForce: t.Contract, Signatures: []SignatureRow{}}
	if t.Contract != nil {
		page.SHA256 = t.Contract.SHA256
		if text := q.signedText(ctx, v, stream, *t.Contract); text != nil {
			page.Text, page.Bytes = text, string(text.Bytes())
		}
	} else {
		now, err := q.Now(ctx)
		if err != nil {
			return ContractPage{}, err
		}
		text, err := t.ContractFor(c.As(now), first, law.Receipt{ReceivedAt: now, Edition: law.Newest})
		if refusal, refused := law.Refused(err); refused {
			page.Why = narrate.For(ctx).Refusal(*refusal)
		} else if err != nil {
			return ContractPage{}, err
		} else {
			page.Text, page.SHA256, page.Bytes = &text, text.SHA256(), string(text.Bytes())
		}
	}
	for _, party := range []string{twinning.PartyContractor, twinning.PartyProcurer} {
		if s, signed := t.Signatures[party]; signed {
			page.Signatures = append(page.Signatures, SignatureRow{
				Party: party, Person: s.By, At: calendar.Instant(s.At), SHA256: s.SHA256, Void: s.SHA256 != "" && page.SHA256 != "" && s.SHA256 != page.SHA256,
			})
		}
	}
	return page, nil
}

// signedText is the text of a contract in force, as it stood when it was signed; nil where that cannot be told.
func (q *Queries) signedText(ctx context.Context, v access.Viewer, stream string, is twinning.Contract) *twinning.ContractText {
	if is.SHA256 == "" {
		return nil
	}
	now := q
	if q.then != nil {
		now = q.then.now.queries
	}
	before := is.At.Add(-time.Microsecond)
	then, _, err := now.AsOf(ctx, v, Then{At: calendar.Instant(before)}, stream)
	if err != nil {
		return nil
	}
	was, c, err := then.tender(ctx, law.Reference(stream))
	if err != nil {
		return nil
	}
	t, _ := was.State.(twinning.Twinning)
	text, err := t.ContractFor(c.As(is.At), is.M1, law.Receipt{ReceivedAt: is.At})
	if err != nil || text.SHA256() != is.SHA256 {
		return nil
	}
	return &text
}
