// Package chart draws small pictures as SVG on the server. Every picture has a data
// table that says the same, colours and sizes come from the style sheet by class and
// from attributes, and no picture needs a script or an inline style.
package chart

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Figure is a picture with the table that says the same.
type Figure struct {
	Title  string // the caption of the table, and the name of the picture for who does not see it
	SVG    template.HTML
	Header []string
	Rows   [][]string
}

// Right tells whether a column holds numbers and amounts alone, which are read from their ends.
func (f Figure) Right(column int) bool {
	some := false
	for _, row := range f.Rows {
		if column >= len(row) || row[column] == "" || row[column] == "–" {
			continue
		}
		if !figures.MatchString(row[column]) {
			return false
		}
		some = true
	}
	return some && column > 0
}

var figures = regexp.MustCompile(`^([A-Z]{3}\p{Zs})?[-+−]?\d[\d.,’\p{Zs}]*(\p{Zs}?%|\p{Zs}[A-Z]{3})?$`)

// width is that of every picture in its own units; the page scales it.
const width = 640

// A drawing gathers the elements of one picture.
type drawing struct{ strings.Builder }

func (d *drawing) rect(class string, x, y, w, h float64) {
	fmt.Fprintf(d, `<rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="3"/>`, esc(class), num(x), num(y), num(max(w, 0)), num(h))
}

func (d *drawing) text(class, anchor string, x, y float64, text string) {
	fmt.Fprintf(d, `<text class="%s" text-anchor="%s" x="%s" y="%s">%s</text>`, esc(class), anchor, num(x), num(y), esc(text))
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(d, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, esc(class), num(x1), num(y1), num(x2), num(y2))
}

func (d *drawing) dot(class string, x, y, r float64) {
	fmt.Fprintf(d, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`, esc(class), num(x), num(y), num(r))
}

// svg closes the picture. Whoever does not see it is told its title; the table has the rest.
func (d *drawing) svg(title string, height float64) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="chart" role="img" aria-label="%s" viewBox="0 0 %d %s" width="%d" height="%s">%s</svg>`, //nolint:gosec // every text is escaped
		esc(title), width, num(height), width, num(height), d.String()))
}

func esc(s string) string { return template.HTMLEscapeString(s) }

func num(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// label writes the name of a row before its column: a long one on two lines, in smaller letters.
func (d *drawing) label(x, y float64, text string) {
	first, second := lines(text, 24, 30)
	if second == "" {
		d.text("label", "end", x, y, first)
		return
	}
	d.text("tick label", "end", x, y-7, first)
	d.text("tick label", "end", x, y+5, second)
}

// lines breaks a text of more than one characters at a space into two of at most each; what is longer is cut.
func lines(text string, one, each int) (first, second string) {
	n := utf8.RuneCountInString(text)
	if n <= one {
		return text, ""
	}
	if n <= each {
		each = one // as a second line it is set smaller; on one it would not fit
	}
	words := strings.Fields(text)
	for i, w := range words {
		if i > 0 && utf8.RuneCountInString(first)+1+utf8.RuneCountInString(w) > each {
			return cut(first, each), cut(strings.Join(words[i:], " "), each)
		}
		first = strings.TrimSpace(first + " " + w)
	}
	return cut(first, each), ""
}

// cut keeps a label inside its column.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
