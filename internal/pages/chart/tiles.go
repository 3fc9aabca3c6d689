package chart

import "slices"

// A Tile is one country with how many of something are in it.
type Tile struct {
	Code string // as the EU writes it: EL, UK
	Name string
	N    int
	Text string // the number as people read it
}

// places are where the tile of a country stands: column and row. It is no map of borders; each
// country is one tile near its neighbours.
var places = map[string][2]int{
	"IS": {0, 0}, "NO": {5, 0}, "SE": {6, 0}, "FI": {7, 0}, "EE": {8, 1}, "LV": {8, 2}, "LT": {8, 3},
	"IE": {1, 2}, "UK": {2, 2}, "DK": {5, 1}, "NL": {3, 3}, "BE": {3, 4}, "LU": {4, 4}, "DE": {5, 3}, "PL": {7, 3},
	"FR": {2, 4}, "CH": {4, 5}, "AT": {6, 4}, "CZ": {6, 3}, "SK": {7, 4}, "HU": {7, 5}, "LI": {5, 4}, "UA": {9, 4}, "MD": {9, 5}, "RO": {8, 5},
	"PT": {0, 6}, "ES": {1, 6}, "AD": {2, 5}, "MC": {3, 5}, "IT": {5, 5}, "SI": {6, 5}, "HR": {6, 6}, "BA": {7, 6}, "RS": {8, 6}, "BG": {9, 6}, "ME": {7, 7}, "XK": {8, 7}, "AL": {7, 8}, "MK": {9, 7},
	"EL": {8, 8}, "TR": {10, 7}, "MT": {5, 8}, "CY": {10, 8}, "IL": {11, 8}, "GE": {11, 6}, "AM": {11, 7},
}

// Tiles draws countries as tiles, darker where there are more; the number stands in the tile.
// Countries without a place stand in the last row.
func Tiles(title, country, howMany string, tiles []Tile) Figure {
	f := Figure{Title: title, Header: []string{country, howMany}}
	most := 0
	for _, t := range tiles {
		most = max(most, t.N)
	}
	const side = width / 13
	var d drawing
	draw := func(code string, at [2]int, t Tile) {
		x, y := float64(at[0])*side, float64(at[1])*side
		class := "tile-0"
		if t.N > 0 {
			class = "tile-" + string(rune('1'+min(3*(t.N-1)/max(most-1, 1), 3)))
		}
		d.rect(class, x+1, y+1, side-2, side-2)
		d.text("tick strong "+class+"-text", "middle", x+side/2, y+20, code)
		if t.N > 0 {
			d.text("tick strong "+class+"-text", "middle", x+side/2, y+36, t.Text)
		}
	}
	known := map[string]Tile{}
	var elsewhere []Tile
	for _, t := range tiles {
		if _, there := places[t.Code]; !there && t.N > 0 {
			elsewhere = append(elsewhere, t)
		}
		known[t.Code] = t
		f.Rows = append(f.Rows, []string{t.Name, t.Text})
	}
	codes := make([]string, 0, len(places))
	for code := range places {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		draw(code, places[code], known[code])
	}
	rows := 9
	for i, t := range elsewhere {
		draw(t.Code, [2]int{i % 12, 9 + i/12}, t)
		rows = 10 + i/12
	}
	f.SVG = d.svg(title, float64(rows*side)+4)
	return f
}
