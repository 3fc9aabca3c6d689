package programme

import "twinning.example/engine/internal/capacity"

// LoadInitiative reads and checks the rule book of an initiative in a file. Its officers
// are still the aliases of the file.
func LoadInitiative(path string) (capacity.InitiativeRules, error) {
	data, err := readFile(path)
	if err != nil {
		return capacity.InitiativeRules{}, err
	}
	return ParseInitiative(path, data)
}

// ParseInitiative is LoadInitiative of a file that was read. Marks become the Sources of the rule book.
func ParseInitiative(name string, data []byte) (capacity.InitiativeRules, error) {
	return parsed("initiative", name, data, func(r *capacity.InitiativeRules, from []string) { r.Sources = append(r.Sources, from...) })
}

// ParseActivities reads what a country did in a period of a country twinning: {activities: [...]}.
func ParseActivities(name string, data []byte) ([]capacity.CountryActivity, error) {
	var is struct {
		Activities []capacity.CountryActivity `json:"activities"`
	}
	_, err := typed(name, data, &is)
	return is.Activities, orOther("activities", name, data, err)
}
