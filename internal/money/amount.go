package money

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// Amount is a sum of money: an exact number with the decimals of its currency's minor unit, and the ISO 4217 code. It is
// a value: no operation changes its operands. Compare amounts with [Amount.Equal] or [Amount.Cmp], not with ==.
//
// The zero Amount has no currency and means "no amount". It counts as nothing in any currency: [Amount.IsZero] is true
// of it, and adding it to another amount gives the other. It is written as the empty text.
//
// Add, Sub, Cmp and what is built on them panic when given two different currencies, because that is a mistake in the
// program, not in what people sent: whoever lets amounts in checks them with [SameCurrency] first.
type Amount struct {
	value decimal.Decimal // exponent is minus the currency's digits; the zero Decimal when code is ""
	code  string
}

// counted is the one way to make an Amount: it gives equal amounts equal contents, so that they are also equal to
// reflect.DeepEqual. v must have the exponent of the currency.
func counted(v decimal.Decimal, c currency) Amount {
	if v.IsZero() {
		v = decimal.New(0, -c.digits)
	}
	return Amount{value: v, code: c.code}
}

// Zero is nothing, in a currency: Zero("EUR") is EUR 0.00. It panics if amounts cannot be counted in the code; codes
// that come from outside are checked with [Digits] or [CheckOn] where they enter.
func Zero(code string) Amount {
	if code == "" {
		return Amount{} // what is counted in no currency is no amount
	}
	c, err := lookup(code)
	if err != nil {
		panic("money: " + err.Error())
	}
	return counted(decimal.Decimal{}, c)
}

// Currency is the ISO 4217 code, or "" for the zero Amount.
func (a Amount) Currency() string { return a.code }

// Decimal is the number alone, in units of the currency (euros, not cents), exact.
func (a Amount) Decimal() decimal.Decimal { return a.value }

// IsNone reports whether a is the zero Amount: no currency, nothing said. EUR 0.00 is not none.
func (a Amount) IsNone() bool { return a.code == "" }

// IsZero reports whether the number is zero, in whatever currency, or whether there is no amount at all. Do not use the
// json option omitzero on an Amount: it asks IsZero and would drop EUR 0.00 along with its currency.
func (a Amount) IsZero() bool { return a.value.IsZero() }

// IsNegative reports whether the number is below zero.
func (a Amount) IsNegative() bool { return a.value.IsNegative() }

// SameCurrency reports whether a and b can be added and compared: they have the same code, or one of them is none.
func SameCurrency(a, b Amount) bool {
	return a.code == b.code || a.IsNone() || b.IsNone()
}

// Add returns a + b. It panics if they are in two currencies.
func (a Amount) Add(b Amount) Amount {
	mustMatch("add", a, b)
	switch {
	case a.IsNone():
		return b
	case b.IsNone():
		return a
	}
	return counted(a.value.Add(b.value), table()[a.code])
}

// Sub returns a - b, which may be negative. It panics if they are in two currencies.
func (a Amount) Sub(b Amount) Amount { return a.Add(b.Neg()) }

// Neg returns -a.
func (a Amount) Neg() Amount {
	if a.IsNone() {
		return a
	}
	return counted(a.value.Neg(), table()[a.code])
}

// Cmp is -1 if a is less than b, 0 if they are the same number, 1 if a is more. No amount compares as zero. It panics if
// they are in two currencies.
func (a Amount) Cmp(b Amount) int {
	mustMatch("compare", a, b)
	return a.value.Cmp(b.value)
}

// LessThan reports whether a is less than b. It panics if they are in two currencies.
func (a Amount) LessThan(b Amount) bool { return a.Cmp(b) < 0 }

// Equal reports whether a and b are the same number in the same currency. It never panics: EUR 5.00 and USD 5.00 are
// simply not equal, and neither are EUR 0.00 and the zero Amount.
func (a Amount) Equal(b Amount) bool { return a.code == b.code && a.value.Equal(b.value) }

// Sum adds amounts that are all in one currency. Without any it is [Zero] of that currency, so a sum always has one. It
// panics if the code cannot be counted in, or if an amount is in another currency.
func Sum(code string, amounts ...Amount) Amount {
	total := Zero(code)
	for _, a := range amounts {
		total = total.Add(a)
	}
	return total
}

func mustMatch(verb string, a, b Amount) {
	if !SameCurrency(a, b) {
		panic(fmt.Sprintf("money: cannot %s %s and %s: two currencies", verb, a, b))
	}
}

// String is the text form: the code, a space, and the number with all decimals of the minor unit and no grouping, as in
// "EUR 5000.00". [ParseSigned] reads it back. The zero Amount is "".
func (a Amount) String() string {
	if a.IsNone() {
		return ""
	}
	sign, whole, fraction := a.parts()
	return a.code + " " + sign + whole + fraction
}

// Human is the form for letters and pages, with a comma after each three digits: "EUR 932,000.00". It is for reading
// only and is not read back. The zero Amount is "".
func (a Amount) Human() string {
	if a.IsNone() {
		return ""
	}
	sign, whole, fraction := a.parts()
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return a.code + " " + sign + whole + fraction
}

// parts writes the number from its coefficient, so that no process-wide setting of the decimal library can change the
// text of an amount. fraction has its point, or is empty.
func (a Amount) parts() (sign, whole, fraction string) {
	units := a.value.Coefficient()
	if units.Sign() < 0 {
		sign, units = "-", new(big.Int).Neg(units)
	}
	digits := int(-a.value.Exponent())
	s := units.String()
	if pad := digits + 1 - len(s); pad > 0 {
		s = strings.Repeat("0", pad) + s
	}
	if digits == 0 {
		return sign, s, ""
	}
	return sign, s[:len(s)-digits], "." + s[len(s)-digits:]
}

// MarshalText writes the text form of [Amount.String]; JSON uses it too, so an amount in JSON is a string.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the text form of an amount that was stored: like [ParseSigned], but with up to 30 digits before
// the point, so that sums can be read back; the empty text is the zero Amount. As it takes negative amounts and none,
// whoever reads a command says what is allowed there.
func (a *Amount) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Amount{}
		return nil
	}
	read, err := split(string(text), storedDigits)
	if err != nil {
		return err
	}
	*a = read
	return nil
}
