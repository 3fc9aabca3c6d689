package pages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/query"
)

// A change is one value that differs between two states.
type change struct {
	Kind        string // added, removed or changed
	Mark        string // in words
	Part        string
	Path        []step
	Then, Later string
	order, key  string
}

// A step is a name within a part of a state; Code says that it is one of a rule book, as it stands there.
type step struct {
	Text string
	Code bool
}

// The most that a page shows of what changed.
const (
	mostChanges = 400
	longest     = 400 // characters of one value
)

// parts are the parts of states that have a word of their own, in the order in which
// they are told: those that say most come first.
var parts = []string{
	"stage", "committed", "left", "envelopes_left", "prepared", "released", "reserve", "outcome", "score", "contract", "contracts",
	"expenses", "logs", "reports", "files", "tender", "versions", "late", "attempts", "findings", "proposal", "proposals", "question", "assigned", "assignments",
	"reviews", "conflicts", "complaints", "roles", "evaluators", "absences", "role_changes", "party_changes", "deadlines", "rounds", "announced", "books", "sha256", "rules", "panel", "obligations",
}

// flat gives each value of a state a path. Elements of a list are named by what they are
// about, so that one more moves no other.
func flat(path string, v any, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			flat(join(path, k), x, into)
		}
	case []any:
		used := map[string]bool{}
		for i, x := range v {
			name := named(x)
			if name == "" || used[name] {
				name = strconv.Itoa(i + 1)
			}
			used[name] = true
			flat(join(path, name), x, into)
		}
	case nil:
	default:
		into[path] = fmt.Sprint(v)
	}
}

// between stands between the members of a path: no name has it.
const between = "\x1f"

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + between + name
}

// named is what an element of a list is about.
func named(v any) string {
	m, is := v.(map[string]any)
	if !is {
		if text, isText := v.(string); isText && len(text) < 60 {
			return text
		}
		return ""
	}
	for _, key := range []string{"id", "reference", "tender", "evaluator", "person", "name", "number", "month", "at", "what"} {
		if x, has := m[key]; has {
			switch x := x.(type) {
			case string:
				return x
			case json.Number:
				return x.String()
			}
		}
	}
	return ""
}

func flatten(state json.RawMessage) (map[string]string, error) {
	in := json.NewDecoder(strings.NewReader(string(state)))
	in.UseNumber()
	var v any
	if err := in.Decode(&v); err != nil {
		return nil, fmt.Errorf("read a state: %w", err)
	}
	all := map[string]string{}
	flat("", v, all)
	return all, nil
}

// compared is what differs between two states of a life, and how much there is in all.
func (r *request) compared(then, later json.RawMessage, n query.Names, zone *time.Location) ([]change, int, error) {
	before, err := flatten(then)
	if err != nil {
		return nil, 0, err
	}
	after, err := flatten(later)
	if err != nil {
		return nil, 0, err
	}
	var list []change
	paths := maps.Clone(before)
	maps.Copy(paths, after)
	for path := range paths {
		was, had := before[path]
		is, has := after[path]
		if had && has && was == is {
			continue
		}
		c := change{Kind: "changed", Then: r.value(path, was, had, n, zone), Later: r.value(path, is, has, n, zone), key: path}
		switch {
		case !had:
			c.Kind = "added"
		case !has:
			c.Kind = "removed"
		}
		c.Mark = r.say("then.mark." + c.Kind)
		top, rest, _ := strings.Cut(path, between)
		c.Part, c.Path, c.order = r.member(top), r.members(top, rest, n), "~"+top
		if i := slices.Index(parts, top); i >= 0 {
			c.Part, c.order = r.say("then.part."+top), fmt.Sprintf("%03d", i)
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b change) int { return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.key, b.key)) })
	return list[:min(len(list), mostChanges)], len(list), nil
}

// member is what a member of a state is called; its name, where there is no word for it.
func (r *request) member(name string) string {
	key := "member." + strings.ReplaceAll(name, "_", "-")
	if text := r.say(key); text != key {
		return text
	}
	return name
}

// members is where a value of a part stands, from the outside in.
func (r *request) members(part, path string, n query.Names) (steps []step) {
	if path == "" {
		return nil
	}
	tell := narrate.For(r.Context())
	for name := range strings.SplitSeq(path, between) {
		called := r.member(name)
		if called == name && part == "obligations" {
			called = tell.Obligation(name)
		}
		for _, set := range []string{"ladder", "rung"} {
			if called == name {
				called = tell.Word(set, name)
			}
		}
		steps = append(steps, step{n.In(called), called == name && hyphenated.MatchString(name)})
	}
	return steps
}

// hyphenated is an id as rule books write them.
var hyphenated = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)

// value is a value of a state as people read it.
func (r *request) value(path, text string, there bool, n query.Names, zone *time.Location) string {
	if !there {
		return "–"
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return r.instant(at, zone)
	}
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return r.date(text)
	}
	if amount, err := money.Parse(text); err == nil {
		return r.money(amount)
	}
	last := path[strings.LastIndex(path, between)+1:]
	switch {
	case last == "stage" || last == "role":
		return r.word(last, text)
	case strings.HasPrefix(path, "obligations"+between):
		switch tell := narrate.For(r.Context()); last {
		case "id":
			return n.In(tell.Obligation(text))
		case "ladder":
			return strings.ReplaceAll(tell.Ladder(text), "-", " ")
		case "why":
			return tell.Cause(obligation.Cause(text))
		}
	}
	switch text {
	case "true":
		return r.say("yes")
	case "false":
		return r.say("no")
	}
	text = n.In(text)
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + " …"
	}
	return text
}
