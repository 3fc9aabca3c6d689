package narrate

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// Obligation is what an obligation is called by its id: log-02 is "monthly log (2)". An id that no text knows stays as it is.
func (n *Narrator) Obligation(id string) string {
	name, which := n.obligation(id)
	if name == "" {
		return id
	}
	if which == "" {
		return name
	}
	return name + " (" + which + ")"
}

// WhichObligation is what parts an obligation from others of its kind: of log-02 it is 2, of the final report nothing. It is the id
// itself where no text knows it.
func (n *Narrator) WhichObligation(id string) string {
	name, which := n.obligation(id)
	if name == "" {
		return id
	}
	return which
}

var (
	ofVersion = regexp.MustCompile(`-(version|round)-(\d+)$`)
	ofPerson  = regexp.MustCompile(`(^|-)(p-.+)$`)
	countries = regexp.MustCompile(`^[A-Z]{2}$`)
)

// obligation is the name of the kind of an obligation, by the longest beginning of its id that has one, and the rest of the id: numbers, people,
// what the law or somebody has given a code. A number may stand within the name: payment-run-1-release.
func (n *Narrator) obligation(id string) (name, which string) {
	var parts []string
	rest := id
	if m := ofVersion.FindStringSubmatch(rest); m != nil {
		parts, rest = []string{n.Word("obligation-part", m[1]) + " " + m[2]}, strings.TrimSuffix(rest, m[0])
	}
	if m := ofPerson.FindStringSubmatch(rest); m != nil {
		who := m[2]
		if n.names != nil {
			who = n.names(who)
		}
		parts, rest = append([]string{who}, parts...), strings.TrimSuffix(rest, m[0])
	}
	segments := strings.Split(rest, "-")
	for i := len(segments); i > 0; i-- {
		var letters, numbers []string
		for _, s := range segments[:i] {
			if number, err := strconv.Atoi(s); err == nil {
				numbers = append(numbers, strconv.Itoa(number))
			} else {
				letters = append(letters, s)
			}
		}
		if name = n.owed(strings.Join(letters, "-")); name == "" {
			continue
		}
		switch of := strings.Join(segments[i:], "-"); {
		case of == "another":
			numbers = append(numbers, n.Word("obligation-part", of))
		case countries.MatchString(of):
			numbers = append(numbers, Country(n.Language(), of))
		case of != "":
			numbers = append(numbers, of)
		}
		return name, strings.Join(append(numbers, parts...), ", ")
	}
	return "", ""
}

// owed is what is owed by a ladder or, where it has no such name, by the beginning of an id; "" for neither.
func (n *Narrator) owed(of string) string {
	return cmp.Or(n.say("word obligation/"+of, nil, ""), n.say("word ladder/"+of, nil, ""))
}

// purpose is what a file of evidence is for: report-final, log-03, or a document, an expense, a deliverable or a meeting by its code, which the rule
// book may have a name for.
func (n *Narrator) purpose(of string) string {
	if name := n.say("word purpose/"+of, nil, ""); name != "" {
		return name
	}
	kind, which, _ := strings.Cut(of, "-")
	name := n.say("word purpose/"+kind, nil, "")
	if name == "" {
		return of
	}
	if month, err := strconv.Atoi(which); err == nil {
		which = strconv.Itoa(month)
	}
	if n.terms != nil {
		which = cmp.Or(n.terms(kind, which), which)
	}
	return name + " (" + which + ")"
}
