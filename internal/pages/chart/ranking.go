package chart

// A Place is one place of a ranking.
type Place struct {
	Label   string
	Score   float64 // of 100
	Text    string  // the score as people read it
	Outcome string  // as people read it
	Mark    string  // one character: it tells the outcome without colour
	Shade   int
	Cut     bool // the first one that gets no money
}

// Ranking draws the places of a ranking from the top, with the threshold as an upright line and
// the cut between those who get money and those who do not as a double line.
func Ranking(title string, header [3]string, threshold float64, thresholdText, cutText string, places []Place) Figure {
	f := Figure{Title: title, Header: header[:]}
	const left, right, high = 190, 84, 24
	at := func(v float64) float64 { return left + min(max(v, 0), 100)/100*(width-left-right) }
	var d drawing
	bottom := float64(max(len(places), 1) * high)
	for i, p := range places {
		y := float64(i * high)
		d.text("label", "end", left-10, y+17, cut(p.Label, 24))
		d.rect("shade-"+string(rune('0'+p.Shade)), left, y+4, at(p.Score)-left, high-8)
		d.text("value", "start", at(p.Score)+8, y+17, p.Mark+" "+p.Text)
		if p.Cut && i > 0 {
			d.line("cut", 0, y-1.5, width, y-1.5)
			d.line("cut", 0, y+1.5, width, y+1.5)
		}
		outcome := p.Outcome
		if p.Cut {
			outcome += " (" + cutText + ")"
		}
		f.Rows = append(f.Rows, []string{p.Label, p.Text, outcome})
	}
	d.line("now", at(threshold), 0, at(threshold), bottom)
	d.text("tick", "middle", at(threshold), bottom+14, thresholdText)
	f.SVG = d.svg(title, bottom+20)
	return f
}
