package chart

import "strings"

// A Range is the scores that several people gave one thing.
type Range struct {
	Label  string
	Scores []float64 // of 100
	Texts  []string  // as people read them, in the same order
	Mean   float64
	Text   string // the mean as people read it
	Apart  string // how far they lie apart, as people read it
	Far    bool   // further than allowed
}

// Spread draws how far scores lie apart: a line from the lowest to the highest, a dot each, and
// an upright stroke at the mean. A range that is too wide carries a mark of its own.
func Spread(title string, header [4]string, ranges []Range) Figure {
	f := Figure{Title: title, Header: header[:]}
	const left, right, high = 190, 84, 24
	at := func(v float64) float64 { return left + min(max(v, 0), 100)/100*(width-left-right) }
	var d drawing
	for i, r := range ranges {
		y := float64(i*high) + high/2
		d.text("label", "end", left-10, y+5, cut(r.Label, 24))
		d.line("grid", left, y, width-right, y)
		low, most := 100.0, 0.0
		for _, s := range r.Scores {
			low, most = min(low, s), max(most, s)
		}
		if len(r.Scores) > 0 {
			class := "shade-1"
			if r.Far {
				class = "shade-4"
			}
			d.rect(class, at(low), y-3, max(at(most)-at(low), 2), 6)
			for _, s := range r.Scores {
				d.dot("dot", at(s), y, 5)
			}
			d.line("mean", at(r.Mean), y-9, at(r.Mean), y+9)
		}
		text := r.Apart
		if r.Far {
			text = "! " + text
		}
		d.text("value", "start", width-right+10, y+5, text)
		f.Rows = append(f.Rows, []string{r.Label, strings.Join(r.Texts, " · "), r.Text, r.Apart})
	}
	bottom := float64(max(len(ranges), 1) * high)
	for _, tick := range []string{"0", "25", "50", "75", "100"} {
		x := map[string]float64{"0": 0, "25": 25, "50": 50, "75": 75, "100": 100}[tick]
		d.text("tick", "middle", at(x), bottom+14, tick)
	}
	f.SVG = d.svg(title, bottom+20)
	return f
}
