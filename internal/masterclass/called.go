package masterclass

import (
	"slices"
	"strings"
)

// Called is a text of the rule book in a language, by its path there; text where the rule book says something else by now.
func (m Masterclass) Called(lang, path, text string) string {
	if path == "sessions" {
		return m.sessions(lang, text)
	}
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

// sessions are the lines of sessions in a calendar, in a language: see calendar.
func (m Masterclass) sessions(lang, text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		parts := strings.Split(line, "\t")
		j := slices.IndexFunc(m.Sessions, func(s Session) bool { return s.ID == parts[0] })
		if j < 0 || len(parts) != 5 {
			continue
		}
		s := m.Sessions[j]
		if parts[3] == entry(m.Rules.Title, s, english) {
			parts[3] = entry(m.Rules.Title, s, lang)
		}
		if parts[4] == s.Place.EN {
			parts[4] = s.Place.In(lang)
		}
		lines[i] = strings.Join(parts, "\t")
	}
	return strings.Join(lines, "\n")
}

const english = "en"

// entry is what a session is called in a calendar.
func entry(of Words, s Session, lang string) string { return of.In(lang) + ": " + s.Title.In(lang) }
