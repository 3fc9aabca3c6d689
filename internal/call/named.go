package call

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Called is what the rule book calls something in a language, by the key under which its
// words stand (types/full-adoption, ladders/log/lapse, title); otherwise is its name in
// the rule book itself.
func (b RuleBook) Called(lang, key, otherwise string) string {
	return cmp.Or(b.Words[lang][key], otherwise)
}

// WordKeys are the keys of all that a rule book names, with the names.
func (b RuleBook) WordKeys() map[string]string {
	keys := map[string]string{"title": b.Title}
	for _, t := range b.Types {
		keys["types/"+t.ID] = t.Name
		for _, e := range t.Closure {
			keys["evidence/"+e.ID] = e.Name
		}
	}
	for _, p := range b.Priorities {
		keys["priorities/"+p.ID] = p.Name
		for _, t := range p.Topics {
			keys["topics/"+t.ID] = t.Name
		}
	}
	for _, d := range b.Eligibility.Documents {
		keys["documents/"+d.ID] = d.Name
	}
	for _, c := range b.Evaluation.Criteria {
		keys["criteria/"+c.ID] = c.Name
	}
	for name, l := range b.Reminders.Ladders {
		keys["ladders/"+name], keys["ladders/"+name+"/lapse"] = l.What, l.Lapse
	}
	return keys
}

// words finds languages that there are not, and words for what the rule book does not name.
func (c *check) words(b RuleBook) {
	keys := b.WordKeys()
	for _, lang := range slices.Sorted(maps.Keys(b.Words)) {
		c.unless(slices.Contains(Languages(), lang), "/words/"+lang, strings.Join(Languages(), ", "), nil, "%q is no language here", lang)
		for _, key := range slices.Sorted(maps.Keys(b.Words[lang])) {
			_, named := keys[key]
			c.unless(named, fmt.Sprintf("/words/%s/%s", lang, strings.ReplaceAll(key, "/", "~1")),
				"title, or what the rule book has, as in types/ID, topics/ID, criteria/ID, documents/ID, evidence/ID, ladders/NAME, ladders/NAME/lapse", nil,
				"the rule book names nothing that %q is for", key)
		}
	}
}
