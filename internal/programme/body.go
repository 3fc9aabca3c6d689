package programme

import "twinning.example/engine/internal/body"

// LoadBody reads and checks the rule book of a body in a file. Its officers are still the
// aliases of the file.
func LoadBody(path string) (body.BodyRules, error) {
	data, err := readFile(path)
	if err != nil {
		return body.BodyRules{}, err
	}
	return ParseBody(path, data)
}

// ParseBody is LoadBody of a file that was read. Marks become the Sources of the rule book.
func ParseBody(name string, data []byte) (body.BodyRules, error) {
	return parsed("body", name, data, func(r *body.BodyRules, from []string) { r.Sources = append(r.Sources, from...) })
}

// ParseContent reads what a command says in a file: an invitation, verdicts, an adopted text.
func ParseContent[T any](name string, data []byte) (is T, err error) {
	_, err = typed(name, data, &is)
	return is, err
}
