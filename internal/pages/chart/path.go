package chart

import "unicode/utf8"

// A Station is one stage of a life.
type Station struct {
	Label string
	State string // passed, here, to come: as people read it
	Mark  string // one character
	Shade int
	Here  bool
}

// aRow is how many stations stand beside each other.
const aRow = 5

// Path draws the stages of a life in their order, with where it stands.
func Path(title, stage, standing string, stations []Station) Figure {
	f := Figure{Title: title, Header: []string{stage, standing}}
	const wide, high = width / aRow, 66
	var d drawing
	for i, s := range stations {
		x, y := float64(i%aRow)*wide, float64(i/aRow)*high
		class := "shade-" + string(rune('0'+s.Shade))
		if s.Here {
			class += " here"
		}
		d.rect(class, x+2, y+4, wide-16, high-16)
		d.text("mark", "start", x+8, y+20, s.Mark)
		class = "tick strong"
		first, second := lines(s.Label, 14, 17)
		if max(utf8.RuneCountInString(first), utf8.RuneCountInString(second)) > 14 {
			class += " long"
		}
		if second == "" {
			d.text(class, "middle", x+wide/2-6, y+38, first)
		} else {
			d.text(class, "middle", x+wide/2-6, y+32, first)
			d.text(class, "middle", x+wide/2-6, y+46, second)
		}
		if i+1 < len(stations) {
			d.text("tick", "middle", x+wide-7, y+27, "›")
		}
		f.Rows = append(f.Rows, []string{s.Label, s.State})
	}
	f.SVG = d.svg(title, float64((max(len(stations), 1)+aRow-1)/aRow*high))
	return f
}
