package chart

import "unicode/utf8"

// A Bar is one row of a bar chart: its parts lie over each other, each lower than the one before.
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

// Bars draws rows of bars to one scale, with a key where a row has several parts.
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
		d.label(left-10, y+19, r.Label)
		row := []string{r.Label}
		end := 0.0
		for n, p := range r.Parts {
			w := 0.0
			if most > 0 {
				w = p.Value / most * (width - left - right)
			}
			end = max(end, w)
			in := inset(n)
			d.rect("shade-"+string(rune('0'+p.Shade)), left, y+5+in, w, high-10-2*in)
			row = append(row, p.Text)
		}
		if len(r.Parts) > 0 {
			d.text("value", "start", left+end+8, y+19, r.Parts[0].Text)
		}
		f.Rows = append(f.Rows, row)
	}
	bottom := float64(max(len(rows), 1) * high)
	if len(rows) > 0 && len(rows[0].Parts) > 1 { // what each part is, by shade and by height
		x := 0.0
		for n, p := range rows[0].Parts {
			d.rect("shade-"+string(rune('0'+p.Shade)), x, bottom+6+inset(n), 26, high-10-2*inset(n))
			d.text("tick", "start", x+31, bottom+20, cut(p.Name, 18))
			x += 44 + 7*float64(min(utf8.RuneCountInString(p.Name), 18))
		}
		bottom += high
	}
	f.SVG = d.svg(title, bottom)
	return f
}

// inset makes each part of a row lower than the one before, so that all are seen without colour.
func inset(n int) float64 { return min(3*float64(n), 8) }
