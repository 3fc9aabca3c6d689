package programme

import "fmt"

// readers are what each kind of file is called, and the command that reads it.
var readers = map[string]struct{ is, by string }{
	"call":        {"the rule book of a call", "call open"},
	"survey":      {"the rule book of a survey", "survey open"},
	"body":        {"the rule book of a body", "body open"},
	"market":      {"the rule book of a marketplace", "market open"},
	"initiative":  {"the rule book of an initiative", "capacity open"},
	"masterclass": {"the rule book of a masterclass", "masterclass open"},
	"people":      {"a list of people", "people load"},
	"tender":      {"a tender", "tender submit"},
	"answers":     {"a set of answers to a questionnaire", "survey answer"},
	"entry":       {"an entry of a marketplace", "entry draft"},
	"activities":  {"a list of activities", "capacity report"},
}

// kind is of which kind a file is, told by its fields without a check of it; "" where they do not tell.
func (v *value) kind() string {
	if v.field("types") != nil && v.field("evaluation") != nil {
		return "call"
	}
	if v.field("reference") != nil {
		return ""
	}
	staffed, ofCall := v.field("officers") != nil, v.field("programme") != nil
	for _, k := range tellTales {
		if v.field(k.field) != nil && (k.book && staffed || !ofCall && (k.book || !staffed)) {
			return k.noun
		}
	}
	return ""
}

// tellTales are fields at the top that no other kind of file has: of rule books besides those of calls, and of other files.
var tellTales = []struct {
	field, noun string
	book        bool
}{
	{"mandate", "body", true},
	{"sessions", "masterclass", true},
	{"topics", "initiative", true},
	{"countries", "survey", true},
	{"priorities", "market", true},
	{"people", "people", false},
	{"organisations", "tender", false},
	{"answers", "answers", false},
	{"side", "entry", false},
	{"activities", "activities", false},
}

// KindOf is the noun of the kind of which a file is, told by its fields; "" where they do not tell.
func KindOf(name string, data []byte) string {
	root, _ := read(name, data)
	if root == nil {
		return ""
	}
	return root.kind()
}

// orOther is what is wrong with a file that was read as one of a kind; where its fields tell that it is of another, that alone, with the command
// that reads it.
func orOther(noun, name string, data []byte, err error) error {
	if err == nil {
		return nil
	}
	root, _ := read(name, data)
	if root == nil {
		return err
	}
	is, known := readers[root.kind()]
	if !known || root.kind() == noun {
		return err
	}
	return Problems{{File: name, What: fmt.Sprintf("this is %s, which \"twinning %s\" reads", is.is, is.by)}}
}
