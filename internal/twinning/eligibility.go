package twinning

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
)

// findings judges a tender by every eligibility rule of the rule book, each
// with its own verdict and reason. Membership is asked on the day of receipt.
func (t Tender) findings(book call.RuleBook, on calendar.Date) []Finding {
	var fs []Finding
	add := func(rule string, ok bool, yes, no string) {
		why := yes
		if !ok {
			why = no
		}
		fs = append(fs, Finding{Rule: rule, OK: ok, Why: why})
	}
	typ, known := book.Type(t.Type)
	add("type", known, typ.Name, fmt.Sprintf("%q is not a type of this call", t.Type))
	add("topic", book.Topic(t.Priority, t.Topic), t.Topic+" belongs to "+t.Priority, fmt.Sprintf("topic %q does not belong to priority %q", t.Topic, t.Priority))
	if known {
		total := t.Costs.Total()
		add("ceiling", !typ.Ceiling.LessThan(total), total.String()+" is within the ceiling of "+typ.Ceiling.String(),
			fmt.Sprintf("%s is above the ceiling of %s for %s", total, typ.Ceiling, typ.Name))
	}
	add("months", t.Months <= book.Running.Months, fmt.Sprintf("%d months", t.Months), fmt.Sprintf("%d months are planned; at most %d are allowed", t.Months, book.Running.Months))
	if book.Eligibility.AdopterAbroad {
		abroad := abroad(t.Countries(t.Originators), t.Countries(t.Adopters))
		add("adopter-abroad", abroad != "", "an adopter is in "+abroad, "no adopter is in another country than an originator")
	}
	if in := book.Eligibility.ContractorIn; in != "" {
		o, _ := t.Organisation(t.Contractor)
		add("contractor-established", Member(in, o.Country, on), fmt.Sprintf("%s was in the %s on %s", o.Country, in, on),
			fmt.Sprintf("the contractor %s is in %s, which was not in the %s on %s", o.Name, o.Country, in, on))
	}
	for _, d := range book.Eligibility.Documents {
		has := slices.ContainsFunc(t.Documents, func(x Document) bool { return x.ID == d.ID })
		add("document-"+d.ID, has, d.Name+" is named with its SHA-256", d.Name+" is missing")
	}
	add("exclusion", t.Exclusion, "the declaration is there", "the declaration that no party is in an exclusion situation is missing")
	return fs
}

// abroad is a country of an adopter that differs from a country of an
// originator, "" where there is none. It is asked of the tender, not of each
// pair: MASK has a French originator and one French adopter among many.
func abroad(originators, adopters []string) string {
	for _, a := range adopters {
		for _, o := range originators {
			if a != o {
				return a
			}
		}
	}
	return ""
}

// changed lists the fields in which another version differs, but for those
// allowed. Sources belong to the file, not to the offer.
func (t Tender) changed(other Tender, allowed []string) []string {
	was, is := t.fields(), other.fields()
	names := slices.Sorted(maps.Keys(was))
	for n := range is {
		if _, ok := was[n]; !ok {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	var out []string
	for _, n := range slices.Compact(names) {
		if n != "sources" && !slices.Contains(allowed, n) && !bytes.Equal(was[n], is[n]) {
			out = append(out, n)
		}
	}
	return out
}

func (t Tender) fields() map[string]json.RawMessage {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // a tender has nothing that JSON cannot say
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(b, &m); err != nil {
		panic(err)
	}
	return m
}
