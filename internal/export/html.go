package export

import (
	_ "embed"
	"html"
	"io"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// Style is the style of the page for print.
//
//go:embed print.css
var Style []byte

// A page is one page of HTML, whole without scripts, for print and for a PDF: one heading
// of the first level, one of the second for each part, tables with captions and headers.
type page struct {
	w     io.Writer
	style string // the address of Style; "" writes it into the page
	wide  bool
}

func (p *page) put(texts ...string) error {
	_, err := io.WriteString(p.w, strings.Join(texts, ""))
	return written(err)
}

// wideFrom is from how many columns on the paper lies on its long side.
const wideFrom = 7

func (p *page) begin(d *Document) error {
	for _, part := range d.Parts {
		p.wide = p.wide || len(part.Columns) >= wideFrom
	}
	style := `<link rel="stylesheet" href="` + html.EscapeString(p.style) + `">`
	if p.style == "" {
		style = "<style>\n" + string(Style) + "</style>"
	}
	shape := "tall"
	if p.wide {
		shape = "wide"
	}
	if err := p.put("<!doctype html>\n", `<html lang="`, d.words.lang, "\">\n<head>\n<meta charset=\"utf-8\">\n",
		`<meta name="viewport" content="width=device-width, initial-scale=1">`, "\n<title>", html.EscapeString(d.Title), "</title>\n", style, "\n</head>\n<body class=\"", shape, "\">\n<main>\n<h1>", html.EscapeString(d.Title), "</h1>\n"); err != nil {
		return err
	}
	return p.list(d, d.Head, "head")
}

func (p *page) list(d *Document, facts []Fact, class string) error {
	if err := p.put(`<dl class="`, class, "\">\n"); err != nil {
		return err
	}
	for _, f := range facts {
		v := plain(f.Value)
		if v == nil {
			continue
		}
		if err := p.put("<div><dt>", html.EscapeString(f.Name), "</dt><dd>", p.cell(d, v), "</dd></div>\n"); err != nil {
			return err
		}
	}
	return p.put("</dl>\n")
}

func (p *page) heading(part Part) error {
	if err := p.put("<section>\n<h2>", html.EscapeString(part.Title), "</h2>\n"); err != nil || part.Note == "" {
		return err
	}
	return p.put("<p>", html.EscapeString(part.Note), "</p>\n")
}

func (p *page) facts(d *Document, part Part) error {
	if err := p.heading(part); err != nil {
		return err
	}
	if err := p.list(d, part.Facts, "facts"); err != nil {
		return err
	}
	return p.put("</section>\n")
}

func (p *page) table(d *Document, part Part) error {
	if err := p.heading(part); err != nil {
		return err
	}
	if err := p.put("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", html.EscapeString(part.Title), "\">\n<table><caption>", html.EscapeString(part.Title), "</caption>\n<thead><tr>"); err != nil {
		return err
	}
	for _, c := range part.Columns {
		class := ""
		if c.Sum {
			class = ` class="right"`
		}
		if err := p.put(`<th scope="col"`, class, ">", html.EscapeString(c.Title), "</th>"); err != nil {
			return err
		}
	}
	return p.put("</tr></thead>\n<tbody>\n")
}

func (p *page) row(d *Document, part Part, cells []any) error { return p.cells(d, part, cells, "") }

func (p *page) total(d *Document, part Part, cells []any) error {
	return p.cells(d, part, cells, ` class="total"`)
}

func (p *page) cells(d *Document, part Part, cells []any, class string) error {
	if err := p.put("<tr", class, ">"); err != nil {
		return err
	}
	for i, v := range cells {
		open, end := "<td>", "</td>"
		switch {
		case i == 0:
			open, end = `<th scope="row">`, "</th>"
		case part.Columns[i].Long:
			open = `<td class="long">`
		case isNumber(v):
			open = `<td class="right">`
		}
		if err := p.put(open, p.cell(d, v), end); err != nil {
			return err
		}
	}
	return p.put("</tr>\n")
}

func isNumber(v any) bool {
	switch v.(type) {
	case int64, decimal.Decimal, money.Amount:
		return true
	}
	return false
}

func (p *page) cell(d *Document, v any) string {
	text := html.EscapeString(d.words.shown(v, d.Zone))
	switch v := v.(type) {
	case time.Time:
		return `<time datetime="` + calendar.Instant(v) + `">` + text + "</time>"
	case calendar.Date:
		return `<time datetime="` + v.String() + `">` + text + "</time>"
	case string:
		if strings.HasPrefix(v, "{\n") { // a proof
			return "<pre>" + text + "</pre>"
		}
		return strings.ReplaceAll(text, "\n", "<br>")
	}
	return text
}

func (p *page) close(d *Document, part Part, rows int) error {
	if rows == 0 {
		return p.put("</tbody></table></div>\n<p class=\"none\">", html.EscapeString(d.words.say("none")), "</p>\n</section>\n")
	}
	return p.put("</tbody></table></div>\n</section>\n")
}

func (p *page) end(d *Document, rows int, moved int64) error {
	return p.put("<p class=\"end\">", html.EscapeString(d.words.ending(rows, moved)), "</p>\n</main>\n</body>\n</html>\n")
}

// ending is the last sentence of a document.
func (w *words) ending(rows int, moved int64) string {
	text := w.count("end", rows)
	if moved >= 0 {
		text += " " + w.say("moved", int(moved))
	}
	return text
}
