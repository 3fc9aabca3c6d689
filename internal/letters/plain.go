package letters

import (
	"fmt"
	"strings"
)

// plain is the letter as text: salutation, blocks, reference and footer.
func (l Letter) plain(lang string, w written, blocks []block) string {
	parts := []string{l.salutation(lang)}
	for _, b := range blocks {
		if b.kind == prose {
			parts = append(parts, fill(b.lines[0]))
			continue
		}
		lines := make([]string, len(b.lines))
		for i, line := range b.lines {
			lines[i] = strings.TrimRight("    "+line, " ")
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	parts = append(parts, around[lang].reference+w.reference+"\n"+fill(l.footer(lang)))
	return strings.Join(parts, "\n\n") + "\n"
}

func (l Letter) footer(lang string) string {
	return fmt.Sprintf(around[lang].footer, l.ID, flat(l.Stream))
}

// salutation is the only place of a letter that names its person.
func (l Letter) salutation(lang string) string {
	if name := flat(l.To.Name); name != "" {
		return fmt.Sprintf(around[lang].dear, name)
	}
	return around[lang].nobody
}
