package export

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// lines are JSON Lines: a head, a line for each row and each list of facts, and a last line
// with how many rows there are, without which a file is not whole. Keys are the same in
// every language. An amount is {"amount": 12.50, "currency": "EUR"}, its number written
// exactly; a date is 2019-08-07, an instant RFC 3339 in UTC with six digits.
type lines struct {
	w io.Writer
}

// An object is a JSON object whose names stand in their order.
type object struct{ text bytes.Buffer }

func (o *object) put(name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	key, err := json.Marshal(name)
	if err != nil {
		return err
	}
	if o.text.Len() > 0 {
		o.text.WriteByte(',')
	}
	o.text.Write(key)
	o.text.WriteByte(':')
	o.text.Write(text)
	return nil
}

func (o *object) MarshalJSON() ([]byte, error) {
	return append(append([]byte{'{'}, o.text.Bytes()...), '}'), nil
}

func (l *lines) line(o *object) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(o); err != nil {
		return written(err)
	}
	_, err := l.w.Write(b.Bytes())
	return written(err)
}

func (l *lines) begin(d *Document) error {
	o := &object{}
	puts := []Fact{{Key: "export", Value: d.What}, {Key: "of", Value: d.Reference}, {Key: "title", Value: d.Title}, {Key: "language", Value: d.words.lang}}
	for _, f := range append(puts, d.Head...) {
		if err := putFact(o, f); err != nil {
			return err
		}
	}
	return l.line(o)
}

func putFact(o *object, f Fact) error {
	v := plain(f.Value)
	if v == nil {
		return nil
	}
	return o.put(f.Key, value(v))
}

func (l *lines) facts(_ *Document, p Part) error {
	o := &object{}
	if err := o.put("part", p.Key); err != nil {
		return err
	}
	for _, f := range p.Facts {
		if err := putFact(o, f); err != nil {
			return err
		}
	}
	return l.line(o)
}

func (l *lines) table(*Document, Part) error { return nil }

func (l *lines) row(_ *Document, p Part, cells []any) error { return l.cells(p, "", cells) }

func (l *lines) total(_ *Document, p Part, cells []any) error {
	cells[0] = nil
	return l.cells(p, "total", cells)
}

func (l *lines) cells(p Part, as string, cells []any) error {
	o := &object{}
	if err := o.put("part", p.Key); err != nil {
		return err
	}
	if as != "" {
		if err := o.put(as, true); err != nil {
			return err
		}
	}
	for i, v := range cells {
		if v == nil {
			continue
		}
		if err := o.put(p.Columns[i].Key, value(v)); err != nil {
			return err
		}
	}
	return l.line(o)
}

func (l *lines) close(*Document, Part, int) error { return nil }

func (l *lines) end(_ *Document, rows int, moved int64) error {
	o := &object{}
	if err := o.put("end", true); err != nil {
		return err
	}
	if err := o.put("rows", rows); err != nil {
		return err
	}
	if moved >= 0 {
		if err := o.put("position_at_end", moved); err != nil {
			return err
		}
	}
	return l.line(o)
}

// value is a cell as JSON has it.
func value(v any) any {
	switch v := v.(type) {
	case decimal.Decimal:
		return json.Number(v.StringFixed(max(0, -v.Exponent())))
	case money.Amount:
		return struct {
			Amount   json.Number `json:"amount"`
			Currency string      `json:"currency"`
		}{json.Number(v.Decimal().StringFixed(max(0, -v.Decimal().Exponent()))), v.Currency()}
	case calendar.Date:
		return v.String()
	case time.Time:
		return calendar.Instant(v)
	}
	return v
}
