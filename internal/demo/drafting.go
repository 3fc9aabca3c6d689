package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// Drafts are what became of the drafts of a demo, which stand outside the ledger.
type Drafts struct {
	Saved  int   `json:"saved"`  // how often one was
	Hidden int   `json:"hidden"` // how often somebody else was told that there is none
	Sent   int   `json:"sent"`   // submitted
	Left   int64 `json:"left"`   // at the end
}

// save keeps a draft, and sees to it that nobody else finds it.
func (d *Demo) save(ctx context.Context, o draft) error {
	data, err := json.MarshalIndent(o.tender, "", "  ")
	if err != nil {
		return fmt.Errorf("write a draft: %w", err)
	}
	if _, err := d.drafts.Save(ctx, drafts.File{As: o.as, Call: d.cast.book.Reference, Name: o.name, Data: data}); err != nil {
		return err
	}
	d.drafted.Saved++
	for _, other := range []string{officer, head, auditor, d.cast.parts[resubmits].contact} {
		switch _, err := d.drafts.Find(ctx, other, d.cast.book.Reference, o.name); {
		case errors.Is(err, drafts.ErrNotFound):
			d.drafted.Hidden++
		case err == nil:
			return fmt.Errorf("%s can read the draft of %s", other, o.as)
		default:
			return err
		}
	}
	return nil
}

// sending is a submission with its tender as the draft has it.
func (d *Demo) sending(ctx context.Context, o order) (twinning.SubmitTender, error) {
	_, data, err := d.drafts.Read(ctx, o.as, d.cast.book.Reference, o.draft)
	if err != nil {
		return twinning.SubmitTender{}, err
	}
	t, err := programme.ParseTender(o.draft, data)
	if err != nil {
		return twinning.SubmitTender{}, err
	}
	if meant := o.command.(twinning.SubmitTender).Tender; written(t) != written(meant) {
		return twinning.SubmitTender{}, fmt.Errorf("the draft %s is not what was saved", o.draft)
	}
	d.drafted.Sent++
	return twinning.SubmitTender{Tender: t}, nil
}

func written(t twinning.Tender) string {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err) // a tender has nothing that JSON cannot say
	}
	return string(text)
}

// swept is how long the worker may take until it has removed old drafts: it
// looks every ten seconds.
const swept = 25 * time.Second

// leftDrafts waits until no draft is there any more, and counts those that are.
func (d *Demo) leftDrafts(ctx context.Context) error {
	for began := time.Now(); ; {
		err := d.store.Pool().QueryRow(ctx, `SELECT count(*) FROM drafts.tenders`).Scan(&d.drafted.Left)
		if err != nil {
			return fmt.Errorf("count the drafts: %w", err)
		}
		if d.drafted.Left == 0 || time.Since(began) > swept {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
