package programme

import (
	"encoding/json"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
)

// A LifeBook is the rule book with which a life begins that is no call: a survey, a body, a marketplace, an initiative or a masterclass.
type LifeBook struct {
	Noun   string // of the kind of life
	Title  market.Words
	Zone   string   // IANA name
	People []string // whom it names, by what the file calls them: its staff, then the experts of a masterclass
	opens  func(ids []string) law.Command
}

// Opens is the command with which the life begins, with the ids of People in their order.
func (b LifeBook) Opens(ids []string) law.Command { return b.opens(ids) }

// Changes is the command that puts the rule book in force in a marketplace that is open.
func (b LifeBook) Changes(ids []string, why law.Text) law.Command {
	open, _ := b.opens(ids).(market.OpenMarket)
	return market.ChangeMarket{Rules: open.Rules, Why: why}
}

// ParseLifeBook reads and checks the rule book of a life of the kind that a noun names. The error, if any, is Problems.
func ParseLifeBook(noun, name string, data []byte) (LifeBook, error) {
	switch noun {
	case "survey":
		r, err := ParseSurvey(name, data)
		return staffedBook(noun, r.Title, r.Zone, &r.Officers, func() law.Command { return survey.OpenSurvey{Rules: r} }), err
	case "body":
		r, err := ParseBody(name, data)
		return staffedBook(noun, r.Title, r.Zone, &r.Officers, func() law.Command { return body.OpenBody{Rules: r} }), err
	case "market":
		r, err := ParseMarket(name, data)
		return staffedBook(noun, r.Title, r.Zone, &r.Officers, func() law.Command { return market.OpenMarket{Rules: r} }), err
	case "initiative":
		r, err := ParseInitiative(name, data)
		return staffedBook(noun, r.Title, r.Zone, &r.Officers, func() law.Command { return capacity.OpenInitiative{Rules: r} }), err
	case "masterclass":
		r, err := ParseMasterclass(name, data)
		people := slices.Clone(r.Officers)
		for _, x := range r.Experts {
			people = append(people, x.Person)
		}
		return LifeBook{Noun: noun, Title: r.Title, Zone: r.Zone, People: people, opens: func(ids []string) law.Command {
			staff := len(ids) - len(r.Experts)
			r.Officers, r.Experts = ids[:staff], slices.Clone(r.Experts)
			for i := range r.Experts {
				r.Experts[i].Person = ids[staff+i]
			}
			return masterclass.OpenMasterclass{Rules: r}
		}}, err
	}
	return LifeBook{}, Problems{{File: name, What: fmt.Sprintf("there is no rule book of a %s", noun)}}
}

// staffedBook is a rule book that names nobody but its staff.
func staffedBook(noun string, title market.Words, zone string, officers *[]string, open func() law.Command) LifeBook {
	return LifeBook{Noun: noun, Title: title, Zone: zone, People: *officers, opens: func(ids []string) law.Command {
		*officers = ids
		return open()
	}}
}

// Written is a rule book as a file, from the rules that a life has: what it was opened with, so that another one may begin from it. named is what
// the file calls the people whom it names by their ids.
func Written(rules any, named func(id string) string) ([]byte, error) {
	text, err := json.Marshal(rules)
	if err != nil {
		return nil, fmt.Errorf("write a rule book: %w", err)
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc); err != nil {
		return nil, fmt.Errorf("write a rule book: %w", err)
	}
	inBlocks(&doc)
	root := doc.Content[0]
	if v := field(root, "officers"); v != nil {
		for _, who := range v.Content {
			who.Value = named(who.Value)
		}
	}
	if v := field(root, "experts"); v != nil {
		for _, x := range v.Content {
			if who := field(x, "person"); who != nil {
				who.Value = named(who.Value)
			}
		}
	}
	return dump(&doc)
}

// inBlocks lets groups and lists stand one value to a line, as the rule books that ship are written; short groups of words stay on theirs.
func inBlocks(n *yaml.Node) {
	plain := len(n.Content) <= 6 && !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Kind != yaml.ScalarNode || len(c.Value) > 60 })
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		if n.Style &^= yaml.FlowStyle; plain && len(n.Content) > 0 {
			n.Style |= yaml.FlowStyle
		}
	}
	if n.Kind == yaml.ScalarNode && n.Tag != "!!str" {
		n.Style = 0
	}
	for i, c := range n.Content {
		if inBlocks(c); n.Kind == yaml.MappingNode && i%2 == 0 {
			c.Style = 0 // the name of a field
		}
	}
}

// Staffed is a rule book with others as its staff.
func Staffed(name string, data []byte, staff ...string) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, Problems{syntax(name, err)}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, Problems{{File: name, What: "the file is not a group of fields", Allowed: asYAML}}
	}
	n := at(doc.Content[0], "/officers", true)
	*n = yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, HeadComment: n.HeadComment, LineComment: n.LineComment, FootComment: n.FootComment}
	for _, who := range staff {
		n.Content = append(n.Content, scalar(who))
	}
	return dump(&doc)
}
