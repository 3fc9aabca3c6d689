package letters

import (
	"strings"

	"twinning.example/engine/internal/narrate"
)

// lifeNamed is a life by its kind and its reference, in a language: the body EHN.
func lifeNamed(stream word, lang string) (string, error) {
	n, err := narrate.New(lang, nil, "")
	if err != nil {
		return "", err
	}
	noun, reference, _ := strings.Cut(string(stream), "/")
	if is := n.Word("life-named", noun); is != noun {
		return is + " " + reference, nil
	}
	return string(stream), nil
}
