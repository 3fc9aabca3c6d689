package chart

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Standing is one row of a matrix: what it is about, and a mark for each column. Marks tell
// cells from each other without colour; "" is nothing.
type Standing struct {
	Name   string   // in the table
	Short  string   // in the picture
	Marks  []string // one a column, of one or two characters
	Told   []string // the same in words
	Shades []int    // of each mark: 1 to 4, 0 for none
}

// Matrix draws rows by columns, each cell with its mark.
func Matrix(title, of string, columns []string, rows []Standing) Figure {
	f := Figure{Title: title, Header: append([]string{of}, columns...)}
	const line, left, high = 22.0, 56.0, 13.0
	each := (width - left) / float64(max(len(columns), 1))
	heads, deep := headings(columns, max(2, int(each/perLetter)))
	if heads == nil { // a number each, by which the table tells them
		heads, deep = make([][]string, len(columns)), 1
		for i, c := range columns {
			heads[i] = []string{strconv.Itoa(i + 1)}
			f.Header[i+1] = strconv.Itoa(i+1) + ". " + c
		}
	}
	top := 11 + high*float64(deep)
	var d drawing
	for i, head := range heads {
		for n, text := range head {
			d.text("tick", "middle", left+each*(float64(i)+0.5), 15+high*float64(n), text)
		}
	}
	for n, row := range rows {
		y := top + line*float64(n)
		d.text("label", "start", 0, y+15, cut(row.Short, 7))
		for i, m := range row.Marks {
			x, class := left+each*float64(i), "tile-0"
			if s := row.Shades[i]; s > 0 {
				class = "tile-" + strconv.Itoa(s)
			}
			d.rect(class, x+1, y+1, each-2, line-2)
			if m != "" {
				d.text("tick strong "+class+"-text", "middle", x+each/2, y+15, m)
			}
		}
		f.Rows = append(f.Rows, append([]string{row.Name}, row.Told...))
	}
	f.SVG = d.svg(title, top+line*float64(len(rows))+4)
	return f
}

const (
	perLetter = 6.5 // how wide a letter of a heading is, at most, as a rule
	mostLines = 4   // of a heading
)

// headings are the lines of each heading, none longer than some letters, and how many the longest has; nil where one does
// not fit.
func headings(columns []string, letters int) (heads [][]string, deep int) {
	for _, c := range columns {
		var lines []string
		for _, word := range strings.Fields(c) {
			if utf8.RuneCountInString(word) > letters {
				return nil, 0
			}
			if n := len(lines); n > 0 && utf8.RuneCountInString(lines[n-1])+1+utf8.RuneCountInString(word) <= letters {
				lines[n-1] += " " + word
			} else {
				lines = append(lines, word)
			}
		}
		if len(lines) > mostLines {
			return nil, 0
		}
		heads, deep = append(heads, lines), max(deep, len(lines))
	}
	return heads, max(deep, 1)
}
