package programme

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// formats are the formats of the schemas: what a text is checked with is what
// it is read with.
var formats = map[string]func(any) error{
	"date":    text(func(s string) error { _, err := calendar.ParseDate(s); return err }),
	"money":   text(func(s string) error { _, err := money.Parse(s); return err }),
	"length":  text(func(s string) error { _, err := calendar.ParseLength(s); return err }),
	"hour":    text(func(s string) error { _, err := obligation.ParseHour(s); return err }),
	"clock":   text(clock),
	"offset":  text(offset),
	"grace":   text(grace),
	"country": text(country),
	"email":   text(letters.CheckAddress),
	"points":  points,
}

// text is a check of texts; a schema says by its type whether others are allowed.
func text(check func(string) error) func(any) error {
	return func(v any) error {
		if s, ok := v.(string); ok {
			return check(s)
		}
		return nil
	}
}

func clock(s string) error {
	if w, err := calendar.ParseWallClock("2000-01-01T" + s); err != nil || w.Offset != "" {
		return fmt.Errorf("%s is not an hour", quote(s))
	}
	return nil
}

func offset(s string) error {
	if w, err := calendar.ParseWallClock("2000-01-01T00:00" + s); err != nil || w.Offset == "" {
		return fmt.Errorf("%s is not an offset from UTC", quote(s))
	}
	return nil
}

func grace(s string) error {
	d, err := calendar.ParseGrace(s)
	if err == nil && d > 24*time.Hour {
		return fmt.Errorf("%s is more than 24 hours", quote(s))
	}
	return err
}

func country(s string) error {
	if !law.CountryCode(s) {
		return fmt.Errorf("%s is no country code", quote(s))
	}
	return nil
}

func points(v any) error {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case json.Number:
		s = v.String()
	default:
		return nil
	}
	if !number.MatchString(s) {
		return fmt.Errorf("%s is not a number", quote(s))
	}
	d, err := decimal.NewFromString(s)
	if err != nil || d.IsNegative() || !d.Equal(d.Truncate(1)) {
		return fmt.Errorf("%s is below zero or has more than one decimal", quote(s))
	}
	return nil
}
