package narrate

import "slices"

// Texts reads the embedded texts of a language, as they are told.
func Texts(lang string) (map[string]string, error) {
	m := texts(lang)
	for key, text := range m {
		m[key] = Typography(lang, text)
	}
	return m, nil
}

// Untold is a catalogue of a language none of whose texts is compiled.
func Untold(lang string, texts map[string]string) (*Catalogue, error) {
	return newCatalogue(lang, func() map[string]string { return texts }, func(text string) string { return text })
}

// Placeholders are the parameters that a text names, each with the styles in
// which it is shown: "plural" and, where it chooses a text, "select" are styles too.
func Placeholders(text string) (map[string][]string, error) {
	pieces, err := parse(text)
	if err != nil {
		return nil, err
	}
	names := map[string][]string{}
	collect(pieces, names)
	return names, nil
}

func collect(pieces []piece, names map[string][]string) {
	for _, p := range pieces {
		switch {
		case p.name == "":
		case p.plural != nil:
			names[p.name] = append(names[p.name], "plural")
		case p.choice != nil:
			names[p.name] = append(names[p.name], "select")
			for _, f := range p.choice {
				collect(f.pieces, names)
			}
		default:
			names[p.name] = append(names[p.name], p.style)
		}
	}
}

// Selectors are the codes between which the choices of a text choose, by parameter.
func Selectors(text string) (map[string][]string, error) {
	pieces, err := parse(text)
	if err != nil {
		return nil, err
	}
	found := map[string][]string{}
	selectors(pieces, found)
	return found, nil
}

func selectors(pieces []piece, found map[string][]string) {
	for _, p := range pieces {
		for _, f := range p.choice {
			if !slices.Contains(found[p.name], f.selector) {
				found[p.name] = append(found[p.name], f.selector)
			}
			selectors(f.pieces, found)
		}
	}
}
