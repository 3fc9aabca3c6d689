package programme

import (
	"fmt"

	"twinning.example/engine/internal/masterclass"
)

// LoadMasterclass reads and checks the rule book of a masterclass in a file. Its officers and
// experts are still the aliases of the file.
func LoadMasterclass(path string) (masterclass.MasterclassRules, error) {
	data, err := readFile(path)
	if err != nil {
		return masterclass.MasterclassRules{}, err
	}
	return ParseMasterclass(path, data)
}

// ParseMasterclass is LoadMasterclass of a file that was read. Marks become the Sources of the rule book.
func ParseMasterclass(name string, data []byte) (masterclass.MasterclassRules, error) {
	var rules masterclass.MasterclassRules
	root, err := strictly(name, data, &rules)
	if err != nil {
		return masterclass.MasterclassRules{}, err
	}
	rules.Sources = append(rules.Sources, root.provenance()...)
	if err := rules.Check(); err != nil {
		return masterclass.MasterclassRules{}, fmt.Errorf("%s: %w", name, err)
	}
	return rules, nil
}
