package main

import (
	"context"
	"regexp"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/people"
)

// names are what people are called when something is read: their alias, or the
// id where they were erased or are not known.
type names map[string]string

// names reads who is who; without it, ids are shown.
func (a *app) names(ctx context.Context) names {
	n := names{}
	if a.people == nil {
		return n
	}
	all, err := a.people.All(ctx)
	if err != nil {
		return n
	}
	for _, p := range all {
		n[p.ID] = p.Alias
	}
	return n
}

// of is what one person is called.
func (n names) of(id string) string {
	if alias := n[id]; alias != "" {
		return alias
	}
	return id
}

func (n names) all(ids []string) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = n.of(id)
	}
	return strings.Join(list, ", ")
}

var idsInText = regexp.MustCompile(`\bp-[a-z2-7]{10}\b`)

// in puts names in the place of ids in a text.
func (n names) in(text string) string { return idsInText.ReplaceAllStringFunc(text, n.of) }

// office are the names of those who have a role in a call: who speaks for a
// sealed tender stays an id.
func (n names) office(c call.Call) names {
	out := names{}
	for id, name := range n {
		if access.Office(c, id) {
			out[id] = name
		}
	}
	return out
}

// known tells whether somebody can be shown by name.
func known(p people.Person) bool { return !p.Erased && p.Alias != "" }
