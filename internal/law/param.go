package law

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// A ParamType is the type of a parameter: it says how the value is written, and
// how a reader's language shows it.
type ParamType string

// The types of parameters, with the form of their values.
const (
	TypeInstant   ParamType = "instant"   // RFC 3339 in UTC with six digits; Zone is the zone that it is told in
	TypeWallClock ParamType = "wallclock" // 2019-08-07T17:00, on clocks in Zone
	TypeDate      ParamType = "date"      // 2019-10-14
	TypeAmount    ParamType = "amount"    // EUR 5000.00
	TypeCurrency  ParamType = "currency"  // ISO 4217
	TypeNumber    ParamType = "number"    // a whole number
	TypeScore     ParamType = "score"     // a decimal number
	TypeReference ParamType = "reference" // of a call or a tender
	TypePerson    ParamType = "person"    // opaque id
	TypeContact   ParamType = "contact"   // opaque id of a person whose contact data are told in a letter
	TypeLength    ParamType = "length"    // 10 working days
	TypeDuration  ParamType = "duration"  // ISO 8601 in seconds: PT600S
	TypeCode      ParamType = "code"      // of the set that Of names: closed, or ids of a rule book
	TypePath      ParamType = "path"      // of a value in a rule book
	TypeHash      ParamType = "sha256"    // 64 hexadecimal digits
	TypeText      ParamType = "text"      // a reference to a text of a person: 1204/scores/0/comment
	TypeRules     ParamType = "rules"     // a text of the rule book, which is public; Of is its path
	TypeReason    ParamType = "reason"    // a code of a Reason, or rule/code of a Refusal, with its own parameters
	TypeList      ParamType = "list"      // of parameters without names
)

// A Param is a typed parameter of a refusal or a reason. It is made by the
// constructors below and holds no text that a person wrote, but for those of
// a rule book.
type Param struct {
	Name  string    `json:"name,omitempty"` // none in a list
	Type  ParamType `json:"type"`
	Of    string    `json:"of,omitempty"` // the set of a code
	Value string    `json:"value,omitempty"`
	Zone  string    `json:"zone,omitempty"`
	List  []Param   `json:"list,omitempty"`
	With  []Param   `json:"with,omitempty"` // of a reason
}

// Unprintable stands in the place of a value that is no code, such as a text
// with spaces: no such value is recorded as a parameter.
const Unprintable = "?"

func param(name string, t ParamType, value string) Param {
	if value != "" && t != TypeLength && t != TypeAmount && CheckCode(name, value) != nil {
		value = Unprintable
	}
	return Param{Name: name, Type: t, Value: value}
}

// At is an instant, to the microsecond, that is told in a zone; "" is UTC.
func At(name string, at time.Time, zone string) Param {
	p := param(name, TypeInstant, calendar.Instant(at))
	p.Zone = zone
	return p
}

// Clock is a time as it was published, on clocks in a zone.
func Clock(name string, w calendar.WallClock, zone string) Param {
	p := param(name, TypeWallClock, w.String())
	p.Zone = zone
	return p
}

// On is a date.
func On(name string, d calendar.Date) Param { return param(name, TypeDate, d.String()) }

// Money is an amount.
func Money(name string, a money.Amount) Param { return param(name, TypeAmount, a.String()) }

// Currency is an ISO 4217 code.
func Currency(name, code string) Param { return param(name, TypeCurrency, code) }

// Count is a whole number.
func Count[T ~int | ~int64](name string, n T) Param {
	return param(name, TypeNumber, strconv.FormatInt(int64(n), 10))
}

// Score is a decimal number: points, a score, a threshold.
func Score(name string, n decimal.Decimal) Param { return param(name, TypeScore, n.String()) }

// Ref is the reference of a call or a tender.
func Ref(name, reference string) Param { return param(name, TypeReference, reference) }

// Who is a person, by id.
func Who(name, id string) Param { return param(name, TypePerson, id) }

// ContactOf is a person, by id, whose name, organisation and address are told to whoever gets
// the letter: they have agreed to that. It is for letters alone.
func ContactOf(name, id string) Param { return param(name, TypeContact, id) }

// Period is a length as a rule book counts it.
func Period(name string, l calendar.Length) Param { return param(name, TypeLength, l.String()) }

// Lasting is a duration, to the microsecond.
func Lasting(name string, d time.Duration) Param {
	return param(name, TypeDuration, "PT"+decimal.New(d.Microseconds(), -6).String()+"S")
}

// Word is a code of a set: a closed one of the law, or the ids that a rule book
// or a command gives to things.
func Word[T ~string](name, of string, code T) Param {
	p := param(name, TypeCode, string(code))
	p.Of = of
	return p
}

// Path is the path of a value in a rule book.
func Path(name, path string) Param { return param(name, TypePath, path) }

// Rules is a text of the rule book, such as what is owed, with its path there. A
// rule book is public: the text is recorded as it stood when the letter was promised.
func Rules(name, path, text string) Param {
	return Param{Name: name, Type: TypeRules, Of: path, Value: text}
}

// SHA256 is a SHA-256 in hexadecimal.
func SHA256(name, digits string) Param { return param(name, TypeHash, digits) }

// Because is another reason as the reason of this one.
func Because(name string, r Reason) Param {
	return Param{Name: name, Type: TypeReason, Value: r.Code, With: r.With}
}

// BecauseOf is a refusal as the reason of another one.
func BecauseOf(name string, r Refusal) Param {
	return Param{Name: name, Type: TypeReason, Value: r.Rule + "/" + r.Code, With: r.With}
}

// Refs are references.
func Refs(name string, references []string) Param {
	return list(name, references, func(s string) Param { return Ref("", s) })
}

// People are persons, by their ids.
func People(name string, ids []string) Param {
	return list(name, ids, func(s string) Param { return Who("", s) })
}

// Words are codes of one set.
func Words[T ~string](name, of string, codes []T) Param {
	return list(name, codes, func(c T) Param { return Word("", of, c) })
}

// Reasons are reasons, one beside the other.
func Reasons(name string, reasons []Reason) Param {
	return list(name, reasons, func(r Reason) Param { return Because("", r) })
}

func list[T any](name string, of []T, item func(T) Param) Param {
	p := Param{Name: name, Type: TypeList}
	for _, v := range of {
		p.List = append(p.List, item(v))
	}
	return p
}

// String writes a parameter for engineers: limit=2019-09-30T15:00:00.000000Z.
func (p Param) String() string {
	value := p.Value
	switch p.Type {
	case TypeList:
		values := make([]string, len(p.List))
		for i, v := range p.List {
			values[i] = v.String()
		}
		value = "[" + strings.Join(values, " ") + "]"
	case TypeReason:
		value = "(" + told(p.Value, p.With) + ")"
	}
	if p.Name == "" {
		return value
	}
	return p.Name + "=" + value
}

// told writes a code and its parameters for engineers.
func told(code string, with []Param) string {
	parts := []string{code}
	for _, p := range with {
		parts = append(parts, p.String())
	}
	return strings.Join(parts, " ")
}

// A Reason is what a law found, as a code and typed parameters. A sentence is
// made of it when somebody reads it: see internal/narrate.
type Reason struct {
	Code string  `json:"code"` // kebab-case, of one set for all reasons
	With []Param `json:"with,omitempty"`
}

// Why returns a reason.
func Why(code string, with ...Param) Reason { return Reason{Code: code, With: with} }

// IsZero reports whether there is no reason.
func (r Reason) IsZero() bool { return r.Code == "" }

// String writes a reason for engineers.
func (r Reason) String() string { return told(r.Code, r.With) }

// Equal tells whether two reasons say the same.
func (r Reason) Equal(o Reason) bool { return reflect.DeepEqual(r, o) }
