package chart

import (
	"time"
	"unicode/utf8"
)

// A Span is a stretch of time, or a moment where From and To are the same.
type Span struct {
	Label    string
	From, To time.Time
	Text     string // when, as people read it
	Beside   string // what the picture says beside it: a day; "" for nothing
}

// Gantt draws spans on one line of time, a row each. now is marked where it lies among them.
func Gantt(title, what, when string, now time.Time, nowWord string, spans []Span) Figure {
	f := Figure{Title: title, Header: []string{what, when}}
	var d drawing
	var first, last time.Time
	for i, s := range spans {
		if i == 0 || s.From.Before(first) {
			first = s.From
		}
		if s.To.After(last) {
			last = s.To
		}
	}
	const left, high = 190, 28
	whole := last.Sub(first).Seconds()
	at := func(t time.Time) float64 {
		if whole <= 0 {
			return left
		}
		return left + t.Sub(first).Seconds()/whole*(width-left-12)
	}
	for i, s := range spans {
		y := float64(i * high)
		d.line("grid", left, y+high-1, width, y+high-1)
		d.label(left-10, y+18, s.Label)
		from, to := at(s.From), at(s.To)
		if s.From.Equal(s.To) {
			d.rect("shade-1", from, y+6, 8, high-12)
			to = from + 8
		} else {
			d.rect("shade-3", from, y+6, max(to-from, 8), high-12)
		}
		if long := 6.5 * float64(utf8.RuneCountInString(s.Beside)); s.Beside != "" && to+6+long < width {
			d.text("tick", "start", to+6, y+18, s.Beside)
		} else if s.Beside != "" {
			d.text("tick", "end", from-6, y+18, s.Beside)
		}
		f.Rows = append(f.Rows, []string{s.Label, s.Text})
	}
	bottom := float64(max(len(spans), 1) * high)
	if !now.Before(first) && !now.After(last) && whole > 0 {
		d.line("now", at(now), 0, at(now), bottom)
		d.text("tick", "middle", at(now), bottom+13, nowWord)
	}
	f.SVG = d.svg(title, bottom+18)
	return f
}
