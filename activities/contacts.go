package activities

import (
	"context"
	"errors"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
)

// contacts puts the contact data of people in the place of their ids, in a letter to whom they
// have agreed to be introduced. Of who was erased meanwhile the id is all that is left.
func (a *Activities) contacts(ctx context.Context, l law.Letter, words map[string]string) error {
	for _, p := range l.With {
		if p.Type != law.TypeContact {
			continue
		}
		who, err := a.Addresses.Find(ctx, p.Value)
		switch {
		case errors.Is(err, people.ErrUnknown):
			continue
		case err != nil:
			return err
		case who.Erased:
			continue
		}
		lines := []string{who.Name}
		if who.Organisation != "" {
			lines = append(lines, who.Organisation)
		}
		words[p.Name] = strings.Join(append(lines, who.Email), "\n")
	}
	return nil
}
