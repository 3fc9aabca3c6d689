package programme

// parsed reads and checks a rule book of the kind that a noun names, which is not of a call. Marks become its sources. The error, if any, is
// Problems.
func parsed[T interface{ Check() error }](noun, name string, data []byte, mark func(*T, []string)) (rules T, err error) {
	var none T
	root, err := typed(name, data, &rules)
	if err != nil {
		return none, orOther(noun, name, data, err)
	}
	mark(&rules, root.provenance())
	if err := rules.Check(); err != nil {
		return none, root.problems(name, err)
	}
	return rules, nil
}

// A RuleBookKind is a kind of life that has rule books of its own.
type RuleBookKind struct {
	Noun   string
	Anchor string // the day with which its dates move
	check  func(name string, data []byte) error
}

// RuleBookKinds are the kinds of rule books besides those of calls.
var RuleBookKinds = []RuleBookKind{
	{"body", "/mandate/begins", checks(ParseBody)},
	{"masterclass", "/sessions/0/starts", checks(ParseMasterclass)},
	{"initiative", "/closes", checks(ParseInitiative)},
	{"survey", "/closes", checks(ParseSurvey)},
	{"market", "", checks(ParseMarket)},
}

func checks[T any](parse func(string, []byte) (T, error)) func(string, []byte) error {
	return func(name string, data []byte) error {
		_, err := parse(name, data)
		return err
	}
}

// Checked is what a rule book is that has nothing wrong with it.
type Checked struct {
	Noun      string // of the kind of life that it is for
	Reference string // of a call; the others are given theirs when they are opened
	SHA256    string // of a call's file, which is pinned by it
	Reads     string // the command that reads it, where it is no rule book
}

// otherFiles are the files that are no rule books.
var otherFiles = []struct {
	is    Checked
	check func(name string, data []byte) error
}{
	{Checked{Noun: "people", Reads: "people load"}, checks(ParsePeople)},
	{Checked{Noun: "tender", Reads: "tender submit"}, checks(ParseTender)},
	{Checked{Noun: "answers", Reads: "survey answer"}, checks(ParseAnswer)},
	{Checked{Noun: "entry", Reads: "entry draft"}, checks(ParseEntry)},
	{Checked{Noun: "activities", Reads: "capacity report"}, checks(ParseActivities)},
}

// CheckAny checks a file of whatever kind, of a rule book or of what a command reads: which one is told by its fields. The error, if any, is
// Problems.
func CheckAny(name string, data []byte) (Checked, error) {
	noun := KindOf(name, data)
	for _, k := range RuleBookKinds {
		if k.Noun == noun {
			return Checked{Noun: noun}, k.check(name, data)
		}
	}
	for _, k := range otherFiles {
		if k.is.Noun == noun {
			return k.is, k.check(name, data)
		}
	}
	b, err := Parse(name, data)
	return Checked{Noun: "call", Reference: b.Reference, SHA256: b.SHA256}, err
}
