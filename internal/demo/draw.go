package demo

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// tries is how often a seed is drawn again until every part can be played.
const tries = 2000

// NewCast draws the demo of a seed: the same one for the same seed. Tenders and
// budget are for tests; 0 and "" are the whole call.
func NewCast(seed uint64, tenders int, budget string) (*Cast, error) {
	if tenders == 0 {
		tenders = all
	}
	f, err := readFiles(budget)
	if err != nil {
		return nil, err
	}
	var why string
	for n := range tries {
		c := &Cast{seed: seed, book: f.book, ids: map[string]string{}, parts: map[part]*entry{}}
		c.fill(f, newDice(seed, "cast", n), tenders)
		if why = c.deal(newDice(seed, "parts", n)); why == "" {
			return c, nil
		}
	}
	return nil, fmt.Errorf("seed %d was drawn %d times, and each time %s: give another seed", seed, tries, why)
}

// fill draws people and tenders.
func (c *Cast) fill(f files, d dice, tenders int) {
	c.people, c.roles = slices.Clone(f.people), f.roles
	for _, p := range c.people {
		c.ids[p.Alias] = people.ID(c.command("people"), p.Alias)
	}
	for n, t := range f.tenders {
		c.entries = append(c.entries, &entry{number: n + 1, tender: t, contact: t.Contact, signatory: t.Signatory, submit: c.command("tender-" + f.names[n])})
	}
	for n, k := range ofKind(d, tenders-known) {
		c.entries = append(c.entries, c.draw(d, n+1, k))
	}
	failing := max(1, tenders/12)
	for _, e := range c.entries {
		e.tender.Contact, e.tender.Signatory = c.id(e.contact), c.id(e.signatory)
		e.ref = door.Reference(c.book.Reference, e.submit, c.id(e.contact))
		switch {
		case !e.synthetic:
			e.quality = float64(d.between(740, 930)) / 10
		case failing > 0 && e.number%3 == 0:
			failing--
			e.quality = float64(d.between(380, 540)) / 10
		default:
			e.quality = float64(d.between(640, 950)) / 10
		}
		e.evaluate(d, c.book.Evaluation.Criteria, c.roles[law.Evaluator], c.book.Evaluation.PerTender)
	}
}

// deal gives the parts out; "" where all can be played, else what cannot.
func (c *Cast) deal(d dice) string {
	var free []*entry
	for _, e := range c.entries {
		if e.synthetic {
			free = append(free, e)
		}
	}
	d.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
	for i, p := range []part{late, withdraws, ineligible, resubmits, clarifies, conflicted, tardy, toTheMicrosecond} {
		c.parts[p] = free[i]
	}
	c.parts[ineligible].tender = c.parts[ineligible].alone()
	for _, e := range c.entries {
		e.at = c.submission(d, e)
	}
	var facts []call.TenderFact
	for _, e := range c.evaluated() {
		facts = append(facts, e.fact(c.book.Evaluation.Criteria))
	}
	c.forecast = call.Decide(facts, c.book.RuleBook, c.book.Budget)
	if why := c.stops(); why != "" {
		return why
	}
	return c.dealAwarded()
}

// stops sees to it that the award ends at the first tender that cannot be
// funded, with one below it that could be.
func (c *Cast) stops() string {
	reserve := c.with(call.Reserve)
	if len(reserve) < 2 || len(c.with(call.Rejected)) == 0 {
		return "the reserve list was too short, or everybody passed the threshold"
	}
	for _, e := range c.entries {
		if !e.synthetic && !slices.Contains(c.with(call.Awarded), e) {
			return e.name() + " was not awarded"
		}
	}
	cheaper := func(e *entry) bool { return !c.forecast.Left.LessThan(e.tender.Costs.Total()) }
	if !slices.ContainsFunc(reserve[1:], cheaper) {
		return "nothing below the first tender that cannot be funded is cheap enough to show that the award stops there"
	}
	return ""
}

// dealAwarded gives out the parts of those who are awarded.
func (c *Cast) dealAwarded() string {
	awarded := c.with(call.Awarded)
	head := c.with(call.Reserve)[0]
	c.parts[activated] = head
	c.parts[signsLate] = c.entitled("Digital Telecare")
	var year, others []*entry // synthetic ones of a whole year, and the rest
	for _, e := range awarded {
		switch {
		case !e.synthetic:
		case e.tender.Months == c.book.Running.Months:
			year = append(year, e)
		case e.tender.Months >= 5:
			others = append(others, e)
		}
	}
	slices.Reverse(year) // the last of the ranking first
	enough := func(e *entry) bool {
		return !c.forecast.Left.Add(e.tender.Costs.Total()).LessThan(head.tender.Costs.Total())
	}
	i := slices.IndexFunc(year, enough)
	if i < 0 || len(year) < 3 || len(year)+len(others) < 5 {
		return "too few synthetic tenders of a whole year were awarded"
	}
	c.parts[declines] = year[i]
	year = slices.Delete(year, i, i+1)
	c.parts[suspended], c.parts[terminated] = year[0], year[1]
	rest := append(slices.Clone(year[2:]), others...)
	for n, p := range []part{logsLate, expenseReturned, logReturned, twoHands, overclaims, thinReport, logsEarly, closesEarly, paidEarly} {
		c.parts[p] = rest[n%len(rest)]
	}
	for _, t := range c.book.Types {
		closes := func(e *entry) bool { return e.tender.Type == t.ID && !c.plays(e, terminated) }
		if !slices.ContainsFunc(c.contracted(), closes) {
			return "nothing of the type " + t.ID + " was awarded that can be closed"
		}
	}
	return ""
}

func (c *Cast) entitled(title string) *entry {
	i := slices.IndexFunc(c.entries, func(e *entry) bool { return e.tender.Title == title })
	return c.entries[i]
}

// clerical is a tender as it was sent in by mistake: without its form.
func (e *entry) clerical() twinning.Tender {
	t := e.tender
	t.Documents = nil
	return t
}

// rough is the first version of a tender that is submitted again: it asked for
// more, and said less.
func (e *entry) rough() twinning.Tender {
	t := e.tender
	t.Plan = "Synthetic: a first version, replaced before the deadline."
	t.Costs.Direct = t.Costs.Direct.Add(cents(10_000))
	return t
}

// alone is a tender without an adopter abroad.
func (e *entry) alone() twinning.Tender {
	t := e.tender
	home, _ := t.Organisation(t.Originators[0])
	t.Organisations = slices.Clone(t.Organisations)
	for i := range t.Organisations {
		o := &t.Organisations[i]
		o.Country = home.Country
		o.Name = o.Name[:len(o.Name)-4] + "(" + home.Country + ")"
	}
	return t
}

func tenths(points float64) decimal.Decimal { return decimal.NewFromFloat(points).Round(1) }

func sum(amounts ...money.Amount) money.Amount { return money.Sum(currency, amounts...) }
