package chart

// A Cell is one month of a strip. Its mark tells it from others without colour.
type Cell struct {
	Label string
	State string // as people read it
	Mark  string // one character
	Shade int    // 0 (nothing yet) to 4
}

// Strip draws cells beside each other, at most 24 of them.
func Strip(title, month, status string, cells []Cell) Figure {
	f := Figure{Title: title, Header: []string{month, status}}
	var d drawing
	each := float64(width) / float64(max(len(cells), 12))
	for i, c := range cells {
		x := float64(i) * each
		d.rect("shade-"+string(rune('0'+c.Shade)), x+1, 2, each-3, 30)
		d.text("mark", "middle", x+each/2, 22, c.Mark)
		d.text("tick", "middle", x+each/2, 48, c.Label)
		f.Rows = append(f.Rows, []string{c.Label, c.State})
	}
	f.SVG = d.svg(title, 54)
	return f
}
