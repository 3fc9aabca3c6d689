package activities

import (
	"context"
	"errors"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
)

// telling are the letters that tell whom they name by an id by name and address: whoever they go to must act on it.
var telling = map[string]bool{"erasure-waits": true}

// tells are the ids of those whose contact data a letter tells.
func tells(l law.Letter) (ids []law.Param) {
	for _, p := range l.With {
		if p.Type == law.TypeContact || p.Type == law.TypePerson && telling[l.Template] {
			ids = append(ids, p)
		}
	}
	return ids
}

// contacts puts the contact data of people in the place of their ids, in a letter to whom they
// have agreed to be introduced. Of who was erased meanwhile the id is all that is left.
func (a *Activities) contacts(ctx context.Context, l law.Letter, words map[string]string) error {
	for _, p := range tells(l) {
		who, err := a.Addresses.Find(ctx, p.Value)
		switch {
		case errors.Is(err, people.ErrUnknown):
			continue
		case err != nil:
			return err
		case who.Erased:
			continue
		}
		if p.Type == law.TypePerson { // within a sentence
			words[p.Name] = who.Name + " (" + who.Email + ", " + who.ID + ")"
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
