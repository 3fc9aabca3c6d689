package call

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"twinning.example/engine/programmes"
)

// Called is what the rule book calls something in a language, by the key under which its
// words stand (types/full-adoption, ladders/log/lapse, title); otherwise is its name in
// the rule book itself, of which the words that are shipped may have a translation.
func (b RuleBook) Called(lang, key, otherwise string) string {
	return cmp.Or(b.Words[lang][key], shipped()[lang][otherwise], otherwise)
}

// shipped are the words of programmes/words: English names as they stand in rule books that are
// shipped, in other languages. They are no part of a rule book or of its hash, and a name that is changed has none.
var shipped = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range Languages() {
		text, err := programmes.FS.ReadFile("words/" + lang + ".json")
		if err != nil {
			continue // English has none
		}
		words := map[string]string{}
		if err := json.Unmarshal(text, &words); err != nil {
			panic(err) // it is part of the program, and a test reads it
		}
		all[lang] = words
	}
	return all
})

// Terms tell the codes of what the rule book names, in a language: those of types, topics, priorities, documents, attributes, criteria and
// evidence, and of envelopes for one type; "" for any other code.
func (b RuleBook) Terms(lang string) func(set, code string) string {
	keys := b.WordKeys()
	under := map[string]string{
		"type": "types/", "topic": "topics/", "priority": "priorities/", "document": "documents/", "criterion": "criteria/", "evidence": "evidence/", "deliverable": "deliverables/", "activity": "activities/", "personnel-role": "personnel/", "twinning-meeting-kind": "meetings/", "envelope": "types/", "attribute": "attributes/", "ground": "grounds/",
	}
	return func(set, code string) string {
		prefix, is := under[set]
		if name, named := keys[prefix+code]; is && named {
			return b.Called(lang, prefix+code, name)
		}
		return ""
	}
}

// In is the rule book with its names in a language, where it has words for it. It is for what people read: its hash is another one.
func (b RuleBook) In(lang string) RuleBook {
	if len(b.Words[lang]) == 0 && len(shipped()[lang]) == 0 {
		return b
	}
	named := func(key string, name *string) { *name = b.Called(lang, key, *name) }
	b.Types, b.Priorities = slices.Clone(b.Types), slices.Clone(b.Priorities)
	b.Eligibility.Documents, b.Evaluation.Criteria = slices.Clone(b.Eligibility.Documents), slices.Clone(b.Evaluation.Criteria)
	named("title", &b.Title)
	b.Dates.Webinars = slices.Clone(b.Dates.Webinars)
	for i := range b.Dates.Webinars {
		named(webinarKey(i), &b.Dates.Webinars[i].Name)
	}
	for i := range b.Types {
		t := &b.Types[i]
		t.Closure = slices.Clone(t.Closure)
		named("types/"+t.ID, &t.Name)
		for j := range t.Closure {
			named("evidence/"+t.Closure[j].ID, &t.Closure[j].Name)
		}
		t.Deliverables = slices.Clone(t.Deliverables)
		for j := range t.Deliverables {
			named("deliverables/"+t.Deliverables[j].ID, &t.Deliverables[j].Name)
		}
	}
	b.Running.Activities = slices.Clone(b.Running.Activities)
	for i := range b.Running.Activities {
		named("activities/"+b.Running.Activities[i].ID, &b.Running.Activities[i].Name)
	}
	if p := b.Running.Personnel; p != nil {
		named := *p
		named.Roles = slices.Clone(p.Roles)
		for i := range named.Roles {
			named.Roles[i].Name = b.Called(lang, "personnel/"+named.Roles[i].ID, named.Roles[i].Name)
		}
		b.Running.Personnel = &named
	}
	if p := b.Payments; p != nil {
		words := *p
		words.SuspendFor = slices.Clone(p.SuspendFor)
		for i := range words.SuspendFor {
			named("grounds/"+words.SuspendFor[i].ID, &words.SuspendFor[i].Name)
		}
		b.Payments = &words
	}
	b.Running.Meetings = slices.Clone(b.Running.Meetings)
	for i := range b.Running.Meetings {
		named("meetings/"+b.Running.Meetings[i].ID, &b.Running.Meetings[i].Name)
	}
	for i := range b.Priorities {
		p := &b.Priorities[i]
		p.Topics = slices.Clone(p.Topics)
		named("priorities/"+p.ID, &p.Name)
		for j := range p.Topics {
			named("topics/"+p.Topics[j].ID, &p.Topics[j].Name)
		}
	}
	for i := range b.Eligibility.Documents {
		named("documents/"+b.Eligibility.Documents[i].ID, &b.Eligibility.Documents[i].Name)
	}
	b.Eligibility.Attributes, b.Committees = slices.Clone(b.Eligibility.Attributes), slices.Clone(b.Committees)
	for i := range b.Eligibility.Attributes {
		named("attributes/"+b.Eligibility.Attributes[i].ID, &b.Eligibility.Attributes[i].Name)
	}
	for i := range b.Committees {
		named("committees/"+b.Committees[i].ID, &b.Committees[i].Name)
	}
	for i := range b.Evaluation.Criteria {
		named("criteria/"+b.Evaluation.Criteria[i].ID, &b.Evaluation.Criteria[i].Name)
	}
	return b
}

// webinarKey is the key of the words of a webinar, by its place.
func webinarKey(i int) string { return fmt.Sprintf("webinars/%d", i+1) }

// WordKeys are the keys of all that a rule book names, with the names.
func (b RuleBook) WordKeys() map[string]string {
	keys := map[string]string{"title": b.Title}
	for i, w := range b.Dates.Webinars {
		keys[webinarKey(i)] = w.Name
	}
	for _, t := range b.Types {
		keys["types/"+t.ID] = t.Name
		for _, e := range t.Closure {
			keys["evidence/"+e.ID] = e.Name
		}
		for _, d := range t.Deliverables {
			keys["deliverables/"+d.ID] = d.Name
		}
	}
	for _, k := range b.Running.Activities {
		keys["activities/"+k.ID] = k.Name
	}
	if p := b.Running.Personnel; p != nil {
		for _, r := range p.Roles {
			keys["personnel/"+r.ID] = r.Name
		}
	}
	if p := b.Payments; p != nil {
		for _, g := range p.SuspendFor {
			keys["grounds/"+g.ID] = g.Name
		}
	}
	for _, k := range b.Running.Meetings {
		keys["meetings/"+k.ID] = k.Name
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
	for _, a := range b.Eligibility.Attributes {
		keys["attributes/"+a.ID] = a.Name
	}
	for _, k := range b.Committees {
		keys["committees/"+k.ID] = k.Name
	}
	for _, c := range b.Evaluation.Criteria {
		keys["criteria/"+c.ID] = c.Name
	}
	for name, l := range b.Reminders.Ladders { // any order: each has keys of its own
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
				"title, or what the rule book has, as in types/ID, topics/ID, criteria/ID, documents/ID, evidence/ID, deliverables/ID, activities/ID, meetings/ID, personnel/ID, grounds/ID, ladders/NAME, ladders/NAME/lapse", nil,
				"the rule book names nothing that %q is for", key)
		}
	}
}
