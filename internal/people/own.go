package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrMoved is the cause where somebody corrects what they were shown, and it says something else by now.
var ErrMoved = errors.New("what was recorded says something else by now")

// Own is what people say of themselves, and correct themselves. Their address is what their provider of sign-in has verified: see Moved.
type Own struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation,omitempty"`
	Country      string `json:"country,omitempty"`
	Language     string `json:"language,omitempty"`
}

// Own is what a record says of its person that they may correct.
func (p Person) Own() Own { return Own{p.Name, p.Organisation, p.Country, p.Language} }

// Mark tells one version of it from another.
func (o Own) Mark() string {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // four texts
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Correct records what somebody says of themselves now; seen is the mark of what they were shown. What is recorded like this already is left
// as it is; where it says something else than they were shown it is ErrMoved, and what it says is given.
func (d *Directory) Correct(ctx context.Context, id, seen string, is Own) (Person, error) {
	var p Person
	err := d.ledger.Exclusively(ctx, recording, func() (err error) {
		if p, err = d.Find(ctx, id); err != nil {
			return err
		}
		switch {
		case p.Erased:
			return fmt.Errorf("%q: %w", id, ErrUnknown)
		case p.Own() == is:
			return nil
		case p.Own().Mark() != seen:
			return ErrMoved
		}
		next := p
		next.Name, next.Organisation, next.Country, next.Language = is.Name, is.Organisation, is.Country, is.Language
		if err := d.again(ctx, next); err != nil {
			return err
		}
		p = next
		return nil
	})
	return p, err
}
