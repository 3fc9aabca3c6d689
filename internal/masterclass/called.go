package masterclass

import "strings"

// Called is a text of the rule book in a language, by its path there; text where the rule book says something else by now.
func (m Masterclass) Called(lang, path, text string) string {
	titles := []Words{}
	if path == "title" {
		if titles = append(titles, m.Rules.Title); m.Plan != nil {
			titles = append(titles, m.Plan.Title)
		}
	}
	for _, s := range m.Sessions {
		switch rest, _ := strings.CutPrefix(path, "sessions."+s.ID+"."); rest {
		case "title":
			titles = append(titles, s.Title)
		case "place":
			titles = append(titles, s.Place)
		}
	}
	for _, w := range titles {
		if w.EN == text {
			return w.In(lang)
		}
	}
	return text
}
