package query

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/people"
)

// Names are what people are called when something is read: their alias, or the
// id where they were erased or are not known. They are read as they are asked for.
// Names are for one answer, by one goroutine.
type Names struct {
	read   func(ids []string) map[string]people.Person
	kept   map[string]string
	only   func(id string) bool // nil: everybody is named
	unread *error
}

// NoNames shows everybody by their id.
func NoNames() Names { return Names{kept: map[string]string{}, unread: new(error)} }

// Names says who is who. Whoever is named in what is about to be shown is read at once.
func (q *Queries) Names(ctx context.Context, shown ...any) Names {
	n := NoNames()
	n.read = func(ids []string) map[string]people.Person {
		found, err := q.people.Named(ctx, ids)
		if err != nil {
			*n.unread = err
		}
		return found
	}
	for _, page := range shown {
		if text, err := json.Marshal(page); err == nil {
			n.load(idsInText.FindAllString(string(text), -1)...)
		}
	}
	return n
}

// IsPerson tells whether somebody has an id. By a name or an address nobody is found.
func (q *Queries) IsPerson(ctx context.Context, id string) (bool, error) {
	found, err := q.people.Named(ctx, []string{id})
	return len(found) > 0, err
}

// Unread is why somebody is shown by their id although they are known: the last
// error of reading names, nil for none.
func (n Names) Unread() error { return *n.unread }

// load reads those who are not known yet.
func (n Names) load(ids ...string) {
	var missing []string
	for _, id := range ids {
		if _, known := n.kept[id]; !known && n.read != nil && strings.HasPrefix(id, "p-") {
			n.kept[id] = ""
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return
	}
	for id, p := range n.read(missing) {
		n.kept[id] = p.Alias
	}
}

// Of is what one person is called.
func (n Names) Of(id string) string {
	if n.only != nil && !n.only(id) {
		return id
	}
	n.load(id)
	return cmp.Or(n.kept[id], id)
}

// All are several, separated by commas.
func (n Names) All(ids []string) string {
	n.load(ids...)
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = n.Of(id)
	}
	return strings.Join(list, ", ")
}

var idsInText = regexp.MustCompile(`\bp-[a-z2-7]{10}\b`)

// In puts names in the place of ids in a text.
func (n Names) In(text string) string {
	n.load(idsInText.FindAllString(text, -1)...)
	return idsInText.ReplaceAllStringFunc(text, n.Of)
}

// naming is whom an answer may name: everybody or, where what it is about is
// sealed to the viewer, only those whose role is no secret.
type naming struct{ only func(id string) bool }

func office(c call.Call) naming {
	return naming{only: func(id string) bool { return access.Office(c, id) }}
}

// Named are the names that may be shown beside what is sealed in an answer.
func (s naming) Named(n Names) Names {
	if s.only != nil {
		n.only = s.only
	}
	return n
}
