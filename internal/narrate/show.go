package narrate

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// The styles of parameters: of instants, durations, hashes and lists.
const (
	styleExact     = "exact"     // an instant to the microsecond, and in UTC
	styleZoned     = "zoned"     // an instant with the zone of its clocks
	styleSigned    = "signed"    // a duration in seconds, with its sign: +0.000001 s
	styleShort     = "short"     // the beginning of a hash
	styleOr        = "or"        // a list: a, b or c
	styleComma     = "comma"     // a list: a, b, c
	styleSemicolon = "semicolon" // a list: a; b; c
	stylePlus      = "plus"      // a list: a + b + c
	styleClock     = "clock"     // a time on clocks, without its zone
	styleAndTo     = "andto"     // a list of infinitives: a and to b
)

// show writes a parameter as the language of a catalogue does.
func (n *Narrator) show(c *Catalogue, p law.Param, style string) string {
	f := c.format
	switch p.Type {
	case law.TypeInstant:
		if p.Value == "" {
			return "-"
		}
		at, err := calendar.ParseInstant(p.Value)
		if err != nil {
			return p.Value
		}
		if style == styleExact && !n.seconds {
			return f.exact(at, n.zoneOf(p))
		}
		zone := n.clocksOf(p)
		if style == styleZoned {
			return f.on(f.instant(at, zone), zone)
		}
		return f.instant(at, zone)
	case law.TypeWallClock:
		if style == styleClock {
			return f.wallClock(p.Value)
		}
		return f.on(f.wallClock(p.Value), p.Zone)
	case law.TypeDate:
		if d, err := calendar.ParseDate(p.Value); err == nil {
			return f.day(d)
		}
	case law.TypeAmount:
		var a money.Amount
		if a.UnmarshalText([]byte(p.Value)) == nil {
			return f.amount(a)
		}
	case law.TypeNumber:
		return p.Value
	case law.TypeScore:
		return strings.Replace(p.Value, ".", f.point, 1)
	case law.TypePerson:
		if n.names != nil {
			return n.names(p.Value)
		}
	case law.TypeLength:
		if l, err := calendar.ParseLength(p.Value); err == nil {
			return f.length(l)
		}
	case law.TypeDuration:
		s, err := decimal.NewFromString(strings.TrimSuffix(strings.TrimPrefix(p.Value, "PT"), "S"))
		switch {
		case err != nil:
		case style == styleSigned:
			return f.signed(s)
		default:
			return f.duration(s)
		}
	case law.TypeCode:
		if n.terms != nil {
			if term := n.terms(p.Of, p.Value); term != "" {
				return term
			}
		}
		switch p.Of {
		case "country":
			return Country(n.own.tag.String(), p.Value)
		case "obligation":
			return n.Obligation(p.Value)
		case "purpose":
			return n.purpose(p.Value)
		case "addressee": // a role, or the owner
			return cmp.Or(n.say("word addressee/"+p.Value, p.With, ""), n.Word("role", p.Value))
		case "template": // rule books name the rungs of their ladders
			return cmp.Or(n.say("word template/"+p.Value, p.With, ""), n.Word("rung", p.Value))
		}
		return n.say("word "+p.Of+"/"+p.Value, p.With, p.Value)
	case law.TypeReason:
		return n.Reason(law.Reason{Code: p.Value, With: p.With})
	case law.TypeList:
		return n.list(c, p.List, style)
	case law.TypeText:
		if r, ok := freetext.ParseRef(p.Value); ok {
			return string(freetext.To(r)) // whoever may read it resolves it
		}
	case law.TypeHash:
		if style == styleShort && len(p.Value) > 12 {
			return p.Value[:12]
		}
	case law.TypeReference, law.TypeCurrency, law.TypePath, law.TypeRules, law.TypeContact, TypeVerbatim:
	}
	return p.Value
}

func (n *Narrator) zoneOf(p law.Param) string {
	if n.zone != "" {
		return n.zone
	}
	return p.Zone
}

// clocksOf is the zone on whose clocks an instant is told: that of a life where its parameter has none of its own.
func (n *Narrator) clocksOf(p law.Param) string {
	zone := n.zoneOf(p)
	if zone == "" || zone == "UTC" {
		return cmp.Or(n.clocks, "UTC")
	}
	return zone
}

func (n *Narrator) list(c *Catalogue, params []law.Param, style string) string {
	values := make([]string, len(params))
	for i, p := range params {
		values[i] = n.show(c, p, "")
	}
	switch style {
	case styleOr:
		return list(values, c.format.or)
	case styleComma:
		return strings.Join(values, ", ")
	case styleSemicolon:
		return strings.Join(values, c.format.semicolon)
	case stylePlus:
		return strings.Join(values, " + ")
	case styleAndTo:
		return strings.Join(values, c.format.andTo)
	}
	return list(values, c.format.and)
}
