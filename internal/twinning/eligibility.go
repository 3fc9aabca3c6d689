package twinning

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// findings judges a tender by every eligibility rule of the rule book, each
// with its own verdict and reason. Membership is asked on the day of receipt.
// Parties are named by their ids in the tender, not by their names. files are
// those that were added to the tender; verified tells what was found of what organisations declare.
func (t Tender) findings(book call.RuleBook, on calendar.Date, files []File, verified verdictOn) []Finding {
	var fs []Finding
	add := func(rule string, ok bool, yes, no law.Reason) {
		why := yes
		if !ok {
			why = no
		}
		fs = append(fs, Finding{Rule: rule, OK: ok, Why: why})
	}
	typ, known := book.Type(t.Type)
	kind := law.Word("type", "type", t.Type)
	add(call.RuleType, known, law.Why("type-known", kind), law.Why("type-unknown", kind))
	topic, priority := law.Word("topic", "topic", t.Topic), law.Word("priority", "priority", t.Priority)
	add(call.RuleTopic, book.Topic(t.Priority, t.Topic), law.Why("topic-known", topic, priority), law.Why("topic-unknown", topic, priority))
	if known && !typ.Ceiling.IsNone() {
		total := t.Costs.Total()
		asked, ceiling := law.Money("total", total), law.Money("ceiling", typ.Ceiling)
		add(call.RuleCeiling, !typ.Ceiling.LessThan(total), law.Why("within-ceiling", asked, ceiling), law.Why("above-ceiling", asked, ceiling, kind))
	}
	months, allowed := law.Count("months", t.Months), law.Count("allowed", book.Running.Months)
	add(call.RuleMonths, t.Months <= book.Running.Months, law.Why("months-allowed", months), law.Why("too-many-months", months, allowed))
	if book.Eligibility.AdopterAbroad {
		abroad := abroad(t.Countries(t.Originators), t.Countries(t.Adopters))
		add(call.RuleAdopterAbroad, abroad != "", law.Why("adopter-abroad", law.Word("country", "country", abroad)), law.Why("no-adopter-abroad"))
	}
	if in := book.Eligibility.ContractorIn; in != "" {
		o, _ := t.Organisation(t.Contractor)
		country, place, day := law.Word("country", "country", o.Country), law.Word("place", "place", in), law.On("date", on)
		add(call.RuleContractorEstablished, Member(in, o.Country, on), law.Why("contractor-inside", country, place, day), law.Why("contractor-outside", country, place, day))
	}
	if in := book.Eligibility.PartiesIn; len(in) > 0 {
		outside := t.outside(in, on)
		places, day := law.Words("places", "place", in), law.On("date", on)
		add(call.RulePartiesIn, len(outside) == 0, law.Why("parties-inside", places, day), law.Why("parties-outside", places, day, law.Reasons("parties", outside)))
	}
	if other := t.otherCodes(); len(other) > 0 {
		unknown := slices.DeleteFunc(slices.Clone(other), func(code string) bool { return book.TakesCountry(code, on) })
		day := law.On("date", on)
		add(call.RuleCountries, len(unknown) == 0, law.Why("countries-known", law.Words("countries", "country", other), day), law.Why("countries-unknown", law.Words("countries", "country", unknown), day))
	}
	if book.Eligibility.AdopterRegion {
		adopter := t.adopterWithRegion()
		add(call.RuleAdopterRegion, adopter != "", law.Why("adopter-with-region", law.Word("adopter", "organisation", adopter)), law.Why("no-adopter-with-region"))
	}
	fs = append(fs, t.numbers(call.RuleNumberOf, book.Eligibility.Parties)...)
	fs = append(fs, t.numbers(call.RuleTypeNumberOf, typ.Parties)...)
	for _, a := range book.Eligibility.Attributes {
		attribute, lacking := law.Word("attribute", "attribute", a.ID), t.lacking(a, on, verified)
		add(call.RuleAttribute+a.ID, len(lacking) == 0, law.Why("attribute-held", attribute, law.Word("of", "party-role", string(a.Of))),
			law.Why("attribute-lacking", attribute, law.Reasons("parties", lacking)))
	}
	if book.Eligibility.Shares {
		fs = append(fs, t.shared())
	}
	for _, d := range book.Eligibility.Documents {
		ok, why := t.document(d, files)
		add(call.RuleDocument+d.ID, ok, why, why)
	}
	add(call.RuleExclusion, t.Exclusion, law.Why("declaration-there"), law.Why("declaration-missing"))
	return fs
}

// outside lists the parties that were in none of the places on a day.
func (t Tender) outside(in []string, on calendar.Date) []law.Reason {
	var out []law.Reason
	for _, o := range t.Organisations {
		if !slices.ContainsFunc(in, func(place string) bool {
			return law.NormalCountry(place) == law.NormalCountry(o.Country) || Member(place, o.Country, on)
		}) {
			out = append(out, law.Why("party-in-country", law.Word("party", "organisation", o.ID), law.Word("country", "country", o.Country)))
		}
	}
	return out
}

// otherCodes are the countries of a tender that ISO 3166-1 does not have, sorted, once each.
func (t Tender) otherCodes() []string {
	var codes []string
	for _, o := range t.Organisations {
		if !law.KnownCountry(o.Country) {
			codes = append(codes, o.Country)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// adopterWithRegion is the first adopter that names its region, "" for none.
func (t Tender) adopterWithRegion() string {
	for _, id := range t.Adopters {
		if o, ok := t.Organisation(id); ok && strings.TrimSpace(o.Region) != "" {
			return o.ID
		}
	}
	return ""
}

// document judges whether a required document is there: its file was added, for
// it or for a clarification that names it; or,
// where the rule book does not ask for the file itself, it is named with its
// SHA-256 and a size that is allowed.
func (t Tender) document(d call.RequiredDocument, files []File) (ok bool, why law.Reason) {
	document := law.Word("document", "document", d.ID)
	added := slices.IndexFunc(files, func(f File) bool {
		return f.For == Target{Purpose: ForDocument, ID: d.ID}.String() || f.For == ForClarification &&
			slices.ContainsFunc(t.Documents, func(x Document) bool { return x.ID == d.ID && x.File == f.File })
	})
	switch {
	case added >= 0:
		return true, law.Why("document-uploaded", document, law.Count("bytes", contentOf(files[added].SealedSize)))
	case d.Upload:
		return false, law.Why("document-not-uploaded", document)
	}
	i := slices.IndexFunc(t.Documents, func(x Document) bool { return x.ID == d.ID })
	if i < 0 {
		return false, law.Why("document-missing", document)
	}
	if t.Documents[i].File != "" { // it was not added, or was withdrawn
		return false, law.Why("document-not-uploaded", document)
	}
	hash, bytes := law.SHA256("sha256", t.Documents[i].SHA256), law.Count("bytes", t.Documents[i].Size)
	switch size := t.Documents[i].Size; {
	case size <= 0:
		return false, law.Why("document-empty", document, hash)
	case d.MaxBytes > 0 && size > d.MaxBytes:
		return false, law.Why("document-too-big", document, hash, bytes, law.Count("allowed", d.MaxBytes))
	}
	return true, law.Why("document-named", document, hash, bytes)
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
	return t.Tender.findings(terms.book, terms.day(t.Versions[len(t.Versions)-1].ReceivedAt), t.Files, t.verified)
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
	for n := range is { // any order: the names are sorted below
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
