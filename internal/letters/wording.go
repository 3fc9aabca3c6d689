package letters

import (
	"fmt"
	"strings"

	"twinning.example/engine/internal/law"
)

// worded is the subject and the body of a letter as its call words it.
func (l Letter) worded(lang string, data map[string]word) (subject, body string, err error) {
	fields := map[string]law.LetterField{}
	for _, f := range law.LetterFields(l.Template) {
		fields[f.Name] = f
	}
	if link := l.link(); link == "" && l.Secret != "" {
		data["link"] = word("twinning invitation accept " + flat(l.Words["invitation"]) + " " + l.Secret)
	}
	fill := func(text string, alone bool) (string, error) {
		parts, err := law.ParseWording(text)
		if err != nil {
			return "", fmt.Errorf("read the wording of the letter %s: %w", l.Template, err)
		}
		return put(parts, fields, data, lang, alone)
	}
	if subject, err = fill(l.Wording.Subject, false); err != nil {
		return "", "", err
	}
	body, err = fill(clean(l.Wording.Text), true)
	return subject, ownParagraphs(body), err
}

// put sets fields in their places. A quoted field is set off where it is alone in its
// paragraph, and the link of an invitation too.
func put(parts []law.WordingPart, fields map[string]law.LetterField, data map[string]word, lang string, paragraphs bool) (string, error) {
	var b strings.Builder
	for i, p := range parts {
		switch f := fields[p.Field]; {
		case p.Field == "":
			b.WriteString(p.Text)
		case p.Given != nil:
			if data[p.Field].String() == "" {
				continue
			}
			inner, err := put(p.Given, fields, data, lang, paragraphs)
			if err != nil {
				return "", err
			}
			b.WriteString(inner)
		case f.Date && data[p.Field].String() != "":
			text, err := day(data[p.Field], lang)
			if err != nil {
				return "", err
			}
			b.WriteString(text)
		case paragraphs && alone(parts, i) && f.Quoted && data[p.Field].String() != "":
			b.WriteString(quote(data[p.Field]))
		case paragraphs && alone(parts, i) && p.Field == "link":
			b.WriteString("\x03" + data[p.Field].String())
		default:
			b.WriteString(data[p.Field].String())
		}
	}
	return b.String(), nil
}

// alone tells whether a part is a paragraph of its own.
func alone(parts []law.WordingPart, i int) bool {
	before := i == 0 || parts[i-1].Field == "" && strings.HasSuffix(strings.TrimRight(parts[i-1].Text, " "), "\n\n")
	after := i == len(parts)-1 || parts[i+1].Field == "" && strings.HasPrefix(strings.TrimLeft(parts[i+1].Text, " "), "\n\n")
	return before && after
}

// ownParagraphs keeps a wording from being taken for lines of ours: no line of it is
// indented. What stands alone as a link is.
func ownParagraphs(body string) string {
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if link, is := strings.CutPrefix(line, "\x03"); is {
			lines[i] = "    " + link
		} else if !strings.HasPrefix(line, quoteMark) {
			lines[i] = strings.TrimSpace(line)
		}
	}
	body = strings.Join(lines, "\n")
	for strings.Contains(body, "\n\n\n") {
		body = strings.ReplaceAll(body, "\n\n\n", "\n\n")
	}
	return body
}
