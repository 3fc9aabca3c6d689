package money

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

const (
	// inputDigits is how many digits before the point an amount may have that a person writes.
	inputDigits = 15
	// storedDigits is the same for a stored text: room for the sum of any number of amounts that were read.
	storedDigits = 30
	// separators are what people put between digits, and what a decimal point is in half of Europe.
	separators = ",'_ \u00a0\u2009\u202f\u2019"
	// shown is how much of a text that is refused stands in the sentence that refuses it.
	shown = 40
)

// Parse reads an amount that a person or a rule book wrote: the currency code, one space, and digits with at most one
// point, "EUR 5000.00", "EUR 5000" or "EUR 932000". Fewer decimals than the minor unit has are filled with zeros.
//
// It refuses with a sentence: an unknown code or one without a minor unit, a negative number, more decimals than the
// minor unit has, thousands separators, a decimal comma, an exponent, leading zeros, more than 15 digits before the
// point, and anything else that is not a number. Nothing is rounded or guessed.
func Parse(text string) (Amount, error) {
	return refuseNegative(ParseSigned(text))
}

// ParseParts is [Parse] for a number and a code that come apart: ParseParts("5000.00", "EUR").
func ParseParts(number, code string) (Amount, error) {
	return refuseNegative(parse(number, code, inputDigits))
}

// ParseSigned is [Parse] for amounts that may be below zero, such as a correction: "EUR -12.50". Minus zero is zero.
func ParseSigned(text string) (Amount, error) {
	return split(text, inputDigits)
}

func refuseNegative(a Amount, err error) (Amount, error) {
	if err != nil {
		return Amount{}, err
	}
	if a.IsNegative() {
		return Amount{}, fmt.Errorf("%s is below zero: an amount here is zero or more", a)
	}
	return a, nil
}

func split(text string, maxDigits int) (Amount, error) {
	code, number, ok := strings.Cut(text, " ")
	if !ok {
		return Amount{}, fmt.Errorf("%s is not an amount: write the currency code, a space and the number, as in EUR 5000.00", quote(text))
	}
	return parse(number, code, maxDigits)
}

func parse(number, code string, maxDigits int) (Amount, error) {
	c, err := lookup(code)
	if err != nil {
		return Amount{}, err
	}
	unsigned, negative := strings.CutPrefix(number, "-")
	whole, fraction, point := strings.Cut(unsigned, ".")
	switch {
	case strings.ContainsAny(unsigned, separators) && strings.Trim(unsigned, separators+".0123456789") == "":
		return Amount{}, fmt.Errorf("%s has a separator that could be read in two ways: write digits and at most one point, as in %s 5000.00",
			quote(code+" "+number), code)
	case !isDigits(whole) || point && !isDigits(fraction):
		return Amount{}, fmt.Errorf("%s is not an amount: write digits and at most one point, as in %s 5000.00", quote(code+" "+number), code)
	case len(whole) > 1 && whole[0] == '0':
		return Amount{}, fmt.Errorf("%s has a leading zero: write the number without it", quote(code+" "+number))
	case len(whole) > maxDigits:
		return Amount{}, fmt.Errorf("%s has more than %d digits before the point: no such amount is meant", quote(code+" "+number), maxDigits)
	case len(fraction) > int(c.digits):
		return Amount{}, fmt.Errorf("%s has more than %d decimals; %s is counted to %s", cut(code+" "+number), c.digits, code, smallest(c.digits))
	}
	units, _ := new(big.Int).SetString(whole+fraction+strings.Repeat("0", int(c.digits)-len(fraction)), 10)
	if negative {
		units.Neg(units)
	}
	return counted(decimal.NewFromBigInt(units, -c.digits), c), nil
}

// smallest writes the minor unit itself: 0.01 for two decimals, 1 for none.
func smallest(digits int32) string {
	if digits == 0 {
		return "1"
	}
	return "0." + strings.Repeat("0", int(digits)-1) + "1"
}

func isDigits(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// quote makes a text that was refused safe to show in a sentence: short, on one line, in quotes.
func quote(s string) string { return strconv.Quote(cut(s)) }

func cut(s string) string {
	if r := []rune(s); len(r) > shown {
		return string(r[:shown]) + "..."
	}
	return s
}
