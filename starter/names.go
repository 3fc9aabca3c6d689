package main

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

// names are what people are called when something is read: their alias, or the
// id where they were erased or are not known. They are read as they are asked for.
type names struct {
	read func(ids []string) map[string]people.Person
	kept map[string]string
	only func(id string) bool // nil: everybody is named
}

// names says who is who; without it, ids are shown. Whoever is named in what is
// about to be shown is read at once.
func (a *app) names(ctx context.Context, shown ...any) names {
	n := names{kept: map[string]string{}}
	if a.people == nil {
		return n
	}
	said := false
	n.read = func(ids []string) map[string]people.Person {
		found, err := a.people.Named(ctx, ids)
		if err != nil && !said {
			said = true
			a.say("people are shown by their ids, since their names cannot be read: %v", err)
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

// load reads those who are not known yet.
func (n names) load(ids ...string) {
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

// of is what one person is called.
func (n names) of(id string) string {
	if n.only != nil && !n.only(id) {
		return id
	}
	n.load(id)
	return cmp.Or(n.kept[id], id)
}

func (n names) all(ids []string) string {
	n.load(ids...)
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = n.of(id)
	}
	return strings.Join(list, ", ")
}

var idsInText = regexp.MustCompile(`\bp-[a-z2-7]{10}\b`)

// in puts names in the place of ids in a text.
func (n names) in(text string) string {
	n.load(idsInText.FindAllString(text, -1)...)
	return idsInText.ReplaceAllStringFunc(text, n.of)
}

// office are the names of those who have a role in a call: who speaks for a
// sealed tender stays an id.
func (n names) office(c call.Call) names {
	n.only = func(id string) bool { return access.Office(c, id) }
	return n
}

// known tells whether somebody can be shown by name.
func known(p people.Person) bool { return !p.Erased && p.Alias != "" }
