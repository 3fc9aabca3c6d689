package programme

import (
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
)

// People are the people of a programme, who stand in a file of their own. They
// are given opaque ids when the file is loaded; the aliases are for the file
// and the command line only.
type People struct {
	People []Person              `json:"people"`
	Roles  map[law.Role][]string `json:"roles,omitempty"` // aliases; none: the file only says who they are
}

// A Person is somebody with a role in a call, or who speaks for a tender.
type Person struct {
	Alias        string `json:"alias"`
	Name         string `json:"name"`
	Email        string `json:"email"`
	Organisation string `json:"organisation,omitempty"`
	Country      string `json:"country,omitempty"`
	Language     string `json:"language,omitempty"` // ISO 639-1
}

// Person returns the person of that alias.
func (p People) Person(alias string) (Person, bool) {
	for _, q := range p.People {
		if q.Alias == alias {
			return q, true
		}
	}
	return Person{}, false
}

// LoadPeople reads and checks the people in a file.
func LoadPeople(path string) (People, error) {
	data, err := readFile(path)
	if err != nil {
		return People{}, err
	}
	return ParsePeople(path, data)
}

// ParsePeople reads and checks the people of a programme. The error, if any,
// is Problems.
func ParsePeople(name string, data []byte) (People, error) {
	var people People
	root, ps := decode(name, data, PeopleSchema, &people)
	if root != nil {
		ps = append(ps, people.check(name, root, ps)...)
	}
	if err := ps.err(); err != nil {
		return People{}, orOther("people", name, data, err)
	}
	return people, nil
}

// check finds aliases and addresses that are there twice, and roles of people
// who are not there.
func (p People) check(file string, root *value, found Problems) Problems {
	var ps Problems
	add := func(path, allowed, what string, args ...any) {
		if !found.touch(path) {
			v := root.find(path)
			ps = append(ps, Problem{File: file, Line: v.line, Column: v.column, Path: path, What: fmt.Sprintf(what, args...), Allowed: allowed})
		}
	}
	aliases, addresses := map[string]int{}, map[string]int{}
	for i, q := range p.People {
		if first, twice := aliases[q.Alias]; twice {
			add(fmt.Sprintf("/people/%d/alias", i), "an alias of their own", "%q is there twice: it is also entry %d", q.Alias, first)
		} else {
			aliases[q.Alias] = i + 1
		}
		address := letters.Mailbox(q.Email)
		if first, twice := addresses[address]; twice {
			add(fmt.Sprintf("/people/%d/email", i), "an address of their own", "%q is there twice: it is also that of entry %d", q.Email, first)
		} else {
			addresses[address] = i + 1
		}
	}
	for role, list := range p.Roles {
		seen := map[string]bool{}
		for i, alias := range list {
			path := fmt.Sprintf("/roles/%s/%d", role, i)
			if _, known := aliases[alias]; !known && !found.touch("/people") {
				add(path, "an alias of one of the people", "%q is none of the people", alias)
			}
			if seen[alias] {
				add(path, "each person once", "%q is there twice", alias)
			}
			seen[alias] = true
		}
	}
	return ps
}
