package programme

import "twinning.example/engine/internal/masterclass"

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
	return parsed("masterclass", name, data, func(r *masterclass.MasterclassRules, from []string) { r.Sources = append(r.Sources, from...) })
}
