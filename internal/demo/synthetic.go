package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// What synthetic tenders are made of.
var (
	themes = []string{
		"remote monitoring of heart failure", "a shared medication plan", "tele-rehabilitation after stroke", "a portal of laboratory results",
		"fall prevention at home", "a diabetes diary", "digital triage of dermatology", "video visits for rural practices",
		"a cancer care pathway", "an asthma coach for schools", "an early warning score in nursing homes", "a patient-reported outcome set",
		"ePrescription across a border", "a vaccination booklet", "risk stratification of chronic patients", "a mental health first-contact app",
	}
	places    = []string{"Health Region", "University Hospital", "Municipality", "Health Agency", "Care Network"}
	countries = []string{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "EL", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT",
		"RO", "SE", "SI", "SK",
	}
)

// A kind is what a synthetic tender of a type looks like.
type kind struct {
	id                      string
	leastMonths, mostMonths int
	least, most             int // euros
	of45                    int // how many of the 39 synthetic ones
}

var kinds = []kind{
	{"full-adoption", 12, 12, 37_000, 42_900, 25},
	{"partial-adoption", 8, 12, 13_500, 16_900, 6},
	{"adaptation", 5, 8, 7_200, 9_450, 4},
	{"knowledge-exchange", 3, 6, 3_600, 4_950, 4},
}

// ofKind deals the types out to n synthetic tenders, in a drawn order.
func ofKind(d dice, n int) []kind {
	var dealt []kind
	for _, k := range kinds {
		share := max(2, k.of45*n/(all-known))
		for range share {
			dealt = append(dealt, k)
		}
	}
	for len(dealt) < n {
		dealt = append(dealt, kinds[0])
	}
	dealt = dealt[:n]
	d.Shuffle(n, func(i, j int) { dealt[i], dealt[j] = dealt[j], dealt[i] })
	return dealt
}

// draw makes synthetic tender n, with its two people. No such tender,
// organisation or person exists, and each says so in its name.
func (c *Cast) draw(d dice, n int, k kind) *entry {
	theme := one(d, themes)
	t := twinning.Tender{
		Title: fmt.Sprintf("Synthetic %d: %s", n, theme), Type: k.id,
		Solution: fmt.Sprintf("Synthetic: %s, as it works in one region, is handed to another.", theme),
		Plan:     "Synthetic: a kick-off, monthly meetings, a trial with a first group, an account of what was learned.",
		Months:   d.between(k.leastMonths, k.mostMonths), Exclusion: true,
		Documents: []twinning.Document{formOf(n)},
		Sources:   []string{fmt.Sprintf("/: synthetic: every field was drawn from seed %d; no such tender, organisation or person exists", c.seed)},
	}
	priority := one(d, c.book.Priorities)
	t.Priority, t.Topic = priority.ID, one(d, priority.Topics).ID
	t.Organisations, t.Originators, t.Adopters = parties(d)
	t.Tenderer, t.Contractor = t.Originators[0], t.Originators[0]
	t.Costs = costs(d, k)

	e := &entry{
		number: known + n, synthetic: true, tender: t, submit: c.command(fmt.Sprintf("tender-%02d", n)),
		contact: fmt.Sprintf("synthetic-%02d-contact", n), signatory: fmt.Sprintf("synthetic-%02d-signatory", n),
	}
	for _, p := range []people.Person{synthetic("Contact", n, e.contact), synthetic("Signatory", n, e.signatory)} {
		c.people = append(c.people, p)
		c.ids[p.Alias] = people.ID(c.command("people"), p.Alias)
	}
	return e
}

func synthetic(role string, n int, alias string) people.Person {
	return people.Person{Alias: alias, Name: fmt.Sprintf("Synthetic %s %d", role, n), Email: alias + "@example.org", Language: "en"}
}

func formOf(n int) twinning.Document {
	text := fmt.Sprintf("synthetic tender form %d", n)
	sum := sha256.Sum256([]byte(text))
	return twinning.Document{ID: "tender-form", Name: "Tender form", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(text))}
}

// parties are an originator and up to three adopters, the first of them abroad.
func parties(d dice) (orgs []twinning.Organisation, originators, adopters []string) {
	home := one(d, countries)
	add := func(country string) string {
		id := fmt.Sprintf("org-%d", len(orgs)+1)
		orgs = append(orgs, twinning.Organisation{ID: id, Name: fmt.Sprintf("Synthetic %s %d (%s)", one(d, places), d.between(1, 99), country), Country: country})
		return id
	}
	originators = []string{add(home)}
	for n := range d.between(1, 3) {
		country := one(d, countries)
		for n == 0 && country == home {
			country = one(d, countries)
		}
		adopters = append(adopters, add(country))
	}
	return orgs, originators, adopters
}

// costs are drawn to the cent, below the ceiling of the type.
func costs(d dice, k kind) twinning.Costs {
	total := int64(d.between(k.least*100, k.most*100))
	personnel := total * int64(d.between(38, 48)) / 100
	direct := total * int64(d.between(22, 30)) / 100
	return twinning.Costs{Personnel: cents(personnel), Direct: cents(direct), Subcontracting: cents(total - personnel - direct)}
}

// evaluate draws as many reports as are asked for around a tender's quality;
// who gives them is drawn later.
func (e *entry) evaluate(d dice, rules call.Evaluation) {
	for range rules.PerTender {
		e.reports = append(e.reports, scored(d, e.quality, rules.Criteria))
	}
}

// scored is a report of nobody yet, around a quality of 100.
func scored(d dice, quality float64, criteria []call.Criterion) (r report) {
	for _, k := range criteria {
		points := quality/100*float64(k.Max) + float64(d.between(-3, 3))/10
		r.scores = append(r.scores, twinning.Score{
			Criterion: k.ID, Points: tenths(min(max(points, 0), float64(k.Max))), Comment: "Synthetic: drawn for the demo, an opinion of nobody.",
		})
	}
	return r
}
