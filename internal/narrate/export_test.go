package narrate

// Texts reads the embedded texts of a language.
func Texts(lang string) (map[string]string, error) { return texts(lang) }

// Placeholders are the parameters that a text names, each with the style in
// which it is shown; a plural has the style "plural".
func Placeholders(text string) (map[string]string, error) {
	pieces, err := parse(text)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range pieces {
		switch {
		case p.name != "" && p.plural != nil:
			names[p.name] = "plural"
		case p.name != "":
			names[p.name] = p.style
		}
	}
	return names, nil
}
