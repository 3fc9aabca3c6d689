package capacity

import "strings"

// Called is a title of the rule book in a language, by its path there; text where the rule book says something else by now.
func (i Initiative) Called(lang, path, text string) string {
	if id, is := strings.CutPrefix(path, "topics."); is {
		if t, ok := i.Rules.Topic(id); ok && t.Title.EN == text {
			return t.Title.In(lang)
		}
	}
	return text
}
