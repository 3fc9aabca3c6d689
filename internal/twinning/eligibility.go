package twinning

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
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
	if in := book.Eligibility.PartiesIn; len(in) > 0 {
		outside := t.outside(in, on)
		where := inWords(in)
		add("parties-in", len(outside) == 0, fmt.Sprintf("every party was in %s on %s", where, on),
			fmt.Sprintf("outside of %s on %s: %s", where, on, strings.Join(outside, "; ")))
	}
	if book.Eligibility.AdopterRegion {
		adopter, region := t.region()
		add("adopter-region", region != "", fmt.Sprintf("the adopter %s is in the region %s", adopter, region), "no adopter names its region")
	}
	for _, d := range book.Eligibility.Documents {
		ok, why := t.document(d)
		add("document-"+d.ID, ok, why, why)
	}
	add("exclusion", t.Exclusion, "the declaration is there", "the declaration that no party is in an exclusion situation is missing")
	return fs
}

// outside lists the parties that were in none of the places on a day.
func (t Tender) outside(in []string, on calendar.Date) []string {
	var out []string
	for _, o := range t.Organisations {
		if !slices.ContainsFunc(in, func(place string) bool {
			return law.NormalCountry(place) == law.NormalCountry(o.Country) || Member(place, o.Country, on)
		}) {
			out = append(out, o.Name+" is in "+o.Country)
		}
	}
	return out
}

// inWords writes countries and unions in a sentence.
func inWords(in []string) string {
	return words(in, func(place string) string {
		if slices.Contains(Unions(), place) {
			return "the " + place
		}
		return place
	})
}

// region is the first adopter that names its region.
func (t Tender) region() (adopter, region string) {
	for _, id := range t.Adopters {
		if o, ok := t.Organisation(id); ok && strings.TrimSpace(o.Region) != "" {
			return o.Name, o.Region
		}
	}
	return "", ""
}

// document judges whether a required document is named, with its SHA-256 and a
// size that is allowed.
func (t Tender) document(d call.RequiredDocument) (ok bool, why string) {
	i := slices.IndexFunc(t.Documents, func(x Document) bool { return x.ID == d.ID })
	if i < 0 {
		return false, d.Name + " is missing"
	}
	named := fmt.Sprintf("%s is named with the SHA-256 %s and %s", d.Name, t.Documents[i].SHA256, inBytes(t.Documents[i].Size))
	switch size := t.Documents[i].Size; {
	case size <= 0:
		return false, named + ": it is empty"
	case d.MaxBytes > 0 && size > d.MaxBytes:
		return false, fmt.Sprintf("%s: the most allowed is %s", named, inBytes(d.MaxBytes))
	}
	return true, named
}

func inBytes(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// failing are the findings against a tender.
func failing(fs []Finding) []Finding {
	var failed []Finding
	for _, f := range fs {
		if !f.OK {
			failed = append(failed, f)
		}
	}
	return failed
}

// rulesOf names the rules of findings.
func rulesOf(fs []Finding) []string {
	rules := make([]string, 0, len(fs))
	for _, f := range fs {
		rules = append(rules, f.Rule)
	}
	return rules
}

// Found is what every rule of the call finds about the tender as it stands,
// before anybody has decided; nothing without a tender or a rule book.
func (t Twinning) Found(c call.Call) []Finding {
	terms, err := t.terms(c)
	if err != nil || len(t.Versions) == 0 {
		return nil
	}
	return t.found(terms)
}

// found judges the version that counts by the day on which it was received.
func (t Twinning) found(terms terms) []Finding {
	return t.Tender.findings(terms.book, terms.day(t.Versions[len(t.Versions)-1].ReceivedAt))
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
