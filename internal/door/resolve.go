package door

import (
	"context"
	"errors"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// Resolved puts the ids of people in the place of the aliases in a command: those who
// speak for a tender. It is people.ErrUnknown where somebody is not known, ErrNotFound
// where they were erased.
func Resolved(ctx context.Context, d *people.Directory, c law.Command) (law.Command, error) {
	var err error
	switch c := c.(type) {
	case twinning.SubmitTender:
		c.Tender, err = ResolvedTender(ctx, d, c.Tender)
		return c, err
	case twinning.ClarifyTender:
		c.Tender, err = ResolvedTender(ctx, d, c.Tender)
		return c, err
	}
	return c, nil
}

// ResolvedTender is Resolved of a tender.
func ResolvedTender(ctx context.Context, d *people.Directory, t twinning.Tender) (twinning.Tender, error) {
	for _, f := range []struct {
		name string
		who  *string
	}{{"contact", &t.Contact}, {"signatory", &t.Signatory}} {
		if people.ByAddress(*f.who) { // who has which address is nobody's to try
			return t, fmt.Errorf("%w: the tender's %s is named by an address; name them by alias or id", ErrNonsense, f.name)
		}
		p, err := d.Find(ctx, *f.who)
		switch {
		case errors.Is(err, people.ErrUnknown):
			return t, fmt.Errorf("the tender's %s: %w", f.name, err)
		case err != nil:
			return t, fmt.Errorf("the tender's %s: %w", f.name, notReceived(err))
		case p.Erased:
			return t, fmt.Errorf("%w: the tender's %s, %s, has been erased", ErrNotFound, f.name, p.ID)
		}
		*f.who = p.ID
	}
	return t, nil
}
