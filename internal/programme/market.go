package programme

import "twinning.example/engine/internal/market"

// LoadMarket reads and checks the rule book of a marketplace in a file. Its officers are still
// the aliases of the file.
func LoadMarket(path string) (market.Rules, error) {
	data, err := readFile(path)
	if err != nil {
		return market.Rules{}, err
	}
	return ParseMarket(path, data)
}

// ParseMarket is LoadMarket of a file that was read. Marks become the Sources of the rule book.
func ParseMarket(name string, data []byte) (market.Rules, error) {
	return parsed("market", name, data, func(r *market.Rules, from []string) { r.Sources = append(r.Sources, from...) })
}

// NoOrganisation is the error of an entry that does not name whose it is.
type NoOrganisation struct{ Problems }

// Unwrap gives the problem.
func (e *NoOrganisation) Unwrap() error { return e.Problems }

// ParseEntry reads and checks what an entry of a marketplace says, in a file.
func ParseEntry(name string, data []byte) (market.Content, error) {
	var c market.Content
	root, err := typed(name, data, &c)
	switch {
	case err != nil:
		return c, orOther("entry", name, data, err)
	case c.Organisation == "":
		return c, &NoOrganisation{Problems{root.problem(name, "organisation is missing", "organisation: the reference, ten of A-Z and 2-7")}}
	}
	if err := c.Check(); err != nil {
		return c, root.problems(name, err)
	}
	return c, nil
}
