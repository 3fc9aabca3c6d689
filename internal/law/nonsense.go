package law

import (
	"fmt"
	"strings"
)

// A Nonsense is what is wrong with a command that cannot be received. By itself it reads in English; what it is made of is told in any language.
type Nonsense struct {
	english string
	why     Reason
}

// NewNonsense is an error that reads so in English, and is told as the reason in other languages.
func NewNonsense(english string, why Reason) error { return &Nonsense{english, why} }

func (n *Nonsense) Error() string { return n.english }

// Told is what is wrong, to be told in a language.
func (n *Nonsense) Told() Reason { return n.why }

// LacksField says that a field is missing.
func LacksField(field string) error {
	return NewNonsense(field+" is missing", Why("nonsense-missing", Path("field", field)))
}

// NoCountry says that a code names no country.
func NoCountry(field, code string) error {
	return NewNonsense(fmt.Sprintf("%s %q is no country code: write two letters, as in SE", field, code), Why("nonsense-country"))
}

// TwiceIn says that a list has something twice.
func TwiceIn(field, entry string) error {
	return NewNonsense(field+" has "+entry+" twice", Why("nonsense-twice", Path("field", field), Ref("entry", entry)))
}

// TooMany says that a list has more, or fewer, than it may have.
func TooMany(field string, count, least, most int) error {
	return NewNonsense(fmt.Sprintf("%s has %d; %d to %d are allowed", field, count, least, most),
		Why("nonsense-how-many", Path("field", field), Count("count", count), Count("least", least), Count("most", most)))
}

// NotBetween says that a number is none of those that are allowed.
func NotBetween(field string, count, least, most int) error {
	return NewNonsense(fmt.Sprintf("%s is %d; %d to %d are allowed", field, count, least, most),
		Why("nonsense-between", Path("field", field), Count("count", count), Count("least", least), Count("most", most)))
}

// NoneOf says that a code is none of those that are allowed.
func NoneOf(field, value string, allowed ...string) error {
	return NewNonsense(fmt.Sprintf("%s is %q: %s are allowed", field, value, strings.Join(allowed, ", ")), Why("nonsense-none-of", Path("field", field), Refs("allowed", allowed)))
}

// NoEnglish says that a text of several languages has no English words.
func NoEnglish(field string) error {
	return NewNonsense(field+" has no English words (en)", Why("nonsense-english", Path("field", field)))
}
