package explain

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// A Rule is the rule that a decision goes by, in the version of the rule book
// that held then.
type Rule struct {
	ID     string  `json:"id"`             // kebab-case: of a rule or, where none is behind it, of the kind of decision
	Name   string  `json:"name"`           // in the reader's language
	Code   string  `json:"code,omitempty"` // of a refusal
	Book   string  `json:"book,omitempty"` // SHA-256 of the rule book
	Values []Value `json:"values"`
}

// A Value is one value of a rule book, and where it comes from.
type Value struct {
	Path   string          `json:"path"` // /award/policy
	Value  json.RawMessage `json:"value"`
	Sample bool            `json:"sample,omitempty"`
	Origin Sentence        `json:"origin"` // where it comes from
}

// Text is a value as a person reads it.
func (v Value) Text() string {
	var s string
	if json.Unmarshal(v.Value, &s) == nil {
		return s
	}
	var any any
	if json.Unmarshal(v.Value, &any) != nil {
		return string(v.Value)
	}
	return shortly(any)
}

// A ruleDoc is a rule book with its values by path.
type ruleDoc struct {
	sha   string
	rules call.RuleBook
	doc   any
}

// bookOf is the rule book that an event was decided under: the one its header
// names or, for what opens a call, the one it brings.
func (m *deriver) bookOf() *ruleDoc {
	sha := m.e.Rules
	if doc, ok := m.x.books[sha]; ok && sha != "" {
		return doc
	}
	rules, ok := call.RuleBook{}, false
	if sha != "" {
		rules, ok = m.call().Book(sha)
	} else if opened, is := m.v.(call.CallOpened); is {
		rules, sha, ok = opened.Rules, opened.SHA256, true
	}
	if !ok {
		return &ruleDoc{}
	}
	doc := &ruleDoc{sha: sha, rules: rules}
	if text, err := json.Marshal(rules); err == nil {
		_ = json.Unmarshal(text, &doc.doc) // it was JSON a moment ago
	}
	m.x.books[sha] = doc
	return doc
}

// value is what stands at a path; false where nothing does.
func (b *ruleDoc) value(path string) (Value, bool) {
	at := b.doc
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		switch v := at.(type) {
		case map[string]any:
			at = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(v) {
				return Value{}, false
			}
			at = v[i]
		default:
			return Value{}, false
		}
	}
	if at == nil {
		return Value{}, false
	}
	text, err := json.Marshal(at)
	if err != nil {
		return Value{}, false
	}
	return Value{Path: path, Value: text}, true
}

// origin is what the rule book says of a value: its own mark, or of the
// smallest group around it that has one or, where there is none, of its parts.
func (b *ruleDoc) origin(path string) (reason law.Reason, sample bool) {
	why, source := "", ""
	best, parts, samples := -1, 0, 0
	var first call.Mark
	for _, k := range b.rules.Marks {
		switch {
		case (path == k.Path || strings.HasPrefix(path, k.Path+"/")) && len(k.Path) > best:
			best, sample, why, source = len(k.Path), k.Sample, k.Why, k.Source
		case strings.HasPrefix(k.Path, path+"/"):
			if parts++; k.Sample {
				samples++
			}
			if parts == 1 || k.Sample && !first.Sample {
				first = k
			}
		}
	}
	switch {
	case best < 0 && samples > 0:
		return law.Why("origin-samples", law.Count("samples", samples), law.Count("values", parts), law.Path("path", first.Path), narrate.Verbatim("why", first.Why)), true
	case best < 0:
		source = first.Source
	case sample:
		return law.Why("origin-sample", narrate.Verbatim("why", why)), true
	}
	if source == "" {
		return law.Why("origin-unknown"), false
	}
	return law.Why("origin-source", narrate.Verbatim("source", source)), false
}

// rule names the rule of a decision with its values in the rule book.
func (m *deriver) rule(id string, paths ...string) {
	m.d.Rule.ID, m.d.Rule.Name = id, m.who.tell.Word("rule", id)
	m.values(paths...)
}

func (m *deriver) values(paths ...string) {
	for _, p := range paths {
		known := slices.ContainsFunc(m.d.Rule.Values, func(v Value) bool { return v.Path == p })
		if v, ok := m.book.value(p); ok && !known && v.Text() != "" {
			from, sample := m.book.origin(p)
			v.Origin, v.Sample = m.who.sentence(from), sample
			m.d.Rule.Values = append(m.d.Rule.Values, v)
		}
	}
}

// bookFact is where the rule book is recorded.
func (m *deriver) bookFact() {
	of, err := m.x.callTimeline(m.ctx, m.timeline)
	if err != nil || m.book.sha == "" {
		return
	}
	e, ok := of.find(m.e.Position, func(v law.Event) bool {
		switch v := v.(type) {
		case call.CallOpened:
			return v.SHA256 == m.book.sha
		case call.RulesChanged:
			return v.SHA256 == m.book.sha
		}
		return false
	})
	if ok && e.Position != m.e.Position {
		m.fact(e, "fact-rule-book", law.SHA256("rules", m.book.sha))
	}
}

// tabled says that the position of the last fact stands in the table too.
func (m *deriver) tabled() { m.d.Facts[len(m.d.Facts)-1].InTable = true }
