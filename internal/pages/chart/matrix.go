package chart

import "strconv"

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
	const line, left, top = 22.0, 56.0, 24.0
	each := (width - left) / float64(max(len(columns), 1))
	var d drawing
	for i, c := range columns {
		d.text("tick", "middle", left+each*(float64(i)+0.5), 15, cut(c, max(4, int(each/8))))
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
