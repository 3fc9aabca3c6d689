package chart

import "strconv"

// A Count is how many are in a group.
type Count struct {
	Label string
	N     int
	Text  string // the number as people read it
}

// Funnel draws how many reached each of some steps, centred, the first step on top.
func Funnel(title, step, howMany string, counts []Count) Figure {
	f := Figure{Title: title, Header: []string{step, howMany}}
	most := 0
	for _, c := range counts {
		most = max(most, c.N)
	}
	const left, high = 190, 34
	var d drawing
	for i, c := range counts {
		text := c.Text
		if text == "" {
			text = strconv.Itoa(c.N)
		}
		y, w := float64(i*high), 0.0
		if most > 0 {
			w = float64(c.N) / float64(most) * (width - left - 60)
		}
		d.label(left-10, y+22, c.Label)
		d.rect("shade-1", left+(width-left-60-w)/2, y+4, w, high-8)
		d.text("value", "end", width, y+22, text)
		f.Rows = append(f.Rows, []string{c.Label, text})
	}
	f.SVG = d.svg(title, float64(max(len(counts), 1)*high))
	return f
}
