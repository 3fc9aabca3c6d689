package chart

import "unicode/utf8"

// A Taken is one step of a walk down a budget: what stood before and after it.
type Taken struct {
	Label         string
	Before, After float64
	Amount, Left  string // as people read them
	Outcome       string // as people read it
	Mark          string // one character: it tells the outcome without colour
	Funded        bool
}

// Walk draws how a budget is used up, step by step from the top: each bar is what a step took,
// and stands where it took it from. A step that took nothing is an empty bar at what was left.
func Walk(title string, header [4]string, budget float64, text string, steps []Taken) Figure {
	f := Figure{Title: title, Header: header[:]}
	const left, high = 190, 26
	longest := utf8.RuneCountInString(text)
	for _, s := range steps {
		longest = max(longest, utf8.RuneCountInString(s.Amount)+2)
	}
	right := max(90, 16+8*float64(longest))
	at := func(v float64) float64 {
		if budget <= 0 {
			return left
		}
		return left + min(max(v, 0)/budget, 1)*(width-left-right)
	}
	var d drawing
	d.text("label", "end", left-10, 18, header[3])
	d.rect("shade-3", left, 5, at(budget)-left, high-10)
	d.text("value", "start", at(budget)+8, 18, text)
	for i, s := range steps {
		y := float64((i + 1) * high)
		d.label(left-10, y+18, s.Label)
		switch {
		case s.Funded:
			d.rect("shade-1", at(s.After), y+5, max(at(s.Before)-at(s.After), 2), high-10)
		default:
			d.rect("hollow", at(s.Before)-3, y+5, 6, high-10)
		}
		d.line("grid", at(s.After), y+high-5, at(s.After), y+high+5)
		d.text("value", "start", max(at(s.Before), at(s.After))+8, y+18, s.Mark+" "+s.Amount)
		f.Rows = append(f.Rows, []string{s.Label, s.Outcome, s.Amount, s.Left})
	}
	f.SVG = d.svg(title, float64((len(steps)+1)*high+4))
	return f
}
