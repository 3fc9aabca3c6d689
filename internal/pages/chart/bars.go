package chart

import "unicode/utf8"

// A Bar is one row of a bar chart: its parts lie over each other, the longest first.
type Bar struct {
	Label string
	Parts []Part
}

// A Part is one length in a bar. Shade is 1 to 4 and picks the class of the part.
type Part struct {
	Name  string
	Value float64 // 0 or more
	Text  string  // the value as people read it
	Shade int
}

// Bars draws rows of bars to one scale. Parts of one row must come from the longest
// to the shortest.
func Bars(title, of string, rows []Bar) Figure {
	f := Figure{Title: title, Header: []string{of}}
	most := 0.0
	for i, r := range rows {
		for _, p := range r.Parts {
			most = max(most, p.Value)
			if i == 0 {
				f.Header = append(f.Header, p.Name)
			}
		}
	}
	const left, high = 190, 30
	longest := 0
	for _, r := range rows {
		if len(r.Parts) > 0 {
			longest = max(longest, utf8.RuneCountInString(r.Parts[0].Text))
		}
	}
	right := max(90, 16+9*float64(longest)) // room for the longest value beside the longest bar
	var d drawing
	for i, r := range rows {
		y := float64(i * high)
		d.text("label", "end", left-10, y+19, cut(r.Label, 24))
		row := []string{r.Label}
		end := 0.0
		for _, p := range r.Parts {
			w := 0.0
			if most > 0 {
				w = p.Value / most * (width - left - right)
			}
			end = max(end, w)
			d.rect("shade-"+string(rune('0'+p.Shade)), left, y+5, w, high-10)
			row = append(row, p.Text)
		}
		if len(r.Parts) > 0 {
			d.text("value", "start", left+end+8, y+19, r.Parts[0].Text)
		}
		f.Rows = append(f.Rows, row)
	}
	f.SVG = d.svg(title, float64(max(len(rows), 1)*high))
	return f
}
