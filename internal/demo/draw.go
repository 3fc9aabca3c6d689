package demo

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
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
			c.story.advanced, err = c.readAdvanced()
			return c, err
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
	c.delegates()
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
		e.evaluate(d, c.book.Evaluation)
	}
}

// passing is the quality from which a tender may play any part: those below
// are for the one that complains.
const passing = 60

// deal gives the parts out; "" where all can be played, else what cannot.
func (c *Cast) deal(d dice) string {
	var free []*entry
	for _, e := range c.entries {
		if e.synthetic && e.quality >= passing {
			free = append(free, e)
		}
	}
	d.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
	for i, p := range []part{late, withdraws, ineligible, admitted, resubmits, clarifies, overridden, conflicted, tardy, toTheMicrosecond, arbitrated, differs, struck} {
		c.parts[p] = free[i]
	}
	c.parts[drafted], c.parts[formerlyTied] = c.parts[tardy], c.parts[tardy]
	c.parts[ineligible].tender = c.parts[ineligible].alone()
	c.parts[overridden].tender = c.parts[overridden].outside()
	for _, e := range c.entries {
		e.at = c.submission(d, e)
	}
	if why := c.disagree(d); why != "" {
		return why
	}
	var facts []call.TenderFact
	for _, e := range c.evaluated() {
		facts = append(facts, e.fact(c.book.Evaluation))
	}
	c.forecast = call.Decide(facts, c.book.RuleBook, c.book.Budget)
	if why := c.stops(); why != "" {
		return why
	}
	if why := c.dealAwarded(d); why != "" {
		return why
	}
	if why := c.dealStory(); why != "" {
		return why
	}
	return c.assign()
}

// disagree draws the reports of those whose evaluators are not of one mind.
func (c *Cast) disagree(d dice) string {
	rules := c.book.Evaluation
	near := func(e *entry, share float64) report { return scored(d, e.quality*share, rules.Criteria) }
	apart := func(p part, quality, share float64) *entry {
		e := c.parts[p]
		e.quality = quality
		e.reports = []report{near(e, 1), near(e, share)}
		return e
	}
	e := apart(arbitrated, 84, 0.5)
	e.reports = append(e.reports, near(e, 0.95))
	allowed := func(e *entry) decimal.Decimal {
		return tally(e.reports[:1], rules).Score.Mul(rules.Arbitration.Share).Shift(-2)
	}
	e = apart(differs, 84, 0.82)
	if spread := tally(e.reports, rules).Spread; spread.GreaterThan(allowed(e)) || spread.Mul(decimal.NewFromInt(2)).LessThan(allowed(e)) {
		return "the two scores that differ by less were too close, or too far apart"
	}
	e = c.parts[struck]
	e.void = near(e, 0.9)
	return ""
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

// dealAwarded gives out the parts of those who are awarded, at once or later.
func (c *Cast) dealAwarded(d dice) string {
	awarded, reserve := c.with(call.Awarded), c.with(call.Reserve)
	c.parts[activated] = reserve[0]
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
	enough := func(e *entry) bool { return !sum(c.forecast.Left, e.amount()).LessThan(reserve[0].amount()) }
	i := slices.IndexFunc(year, enough)
	if i < 0 || len(year) < 4 || len(year)+len(others) < 6 {
		return "too few synthetic tenders of a whole year were awarded"
	}
	c.parts[declines] = year[i]
	year = slices.Delete(year, i, i+1)
	c.parts[suspended], c.parts[terminated] = year[0], year[1]
	rest := append(slices.Clone(year[2:]), others...)
	later := c.dealComplaint(d, rest)
	if later < 0 {
		return "no contract that is declined later frees enough for the one that complains, and too little for the next of the reserve list"
	}
	rest = slices.Delete(rest, later, later+1)
	for n, p := range []part{logsLate, expenseReturned, logReturned, twoHands, overclaims, thinReport, logsEarly, closesEarly, paidEarly} {
		c.parts[p] = rest[n%len(rest)]
	}
	long := slices.DeleteFunc(slices.Clone(rest), func(e *entry) bool { return e.tender.Months < 6 }) // they claim in two halves
	if len(long) == 0 {
		return "too few tenders of half a year and more were awarded"
	}
	c.parts[foreign], c.parts[byUnits], c.parts[recovered] = long[0], long[len(long)/2], long[len(long)-1]
	for _, t := range c.book.Types {
		closes := func(e *entry) bool { return e.tender.Type == t.ID && !c.plays(e, terminated) }
		if !slices.ContainsFunc(c.contracted(), closes) {
			return "nothing of the type " + t.ID + " was awarded that can be closed"
		}
	}
	return ""
}

// dealComplaint finds a rejected tender that is evaluated again, above the cut,
// and one of those awarded whose money it gets, so that what is left then funds
// nobody else. Less than 0 where there is no such pair.
func (c *Cast) dealComplaint(d dice, awarded []*entry) int {
	rules, cut := c.book.Evaluation, decimal.Zero
	if s, ok := call.Cut(c.forecast); ok {
		cut = s
	}
	next := c.with(call.Reserve)[1]
	before := sum(c.forecast.Left, c.parts[declines].amount()).Sub(c.parts[activated].amount())
	for _, e := range c.with(call.Rejected) {
		if e.quality >= passing {
			continue
		}
		e.again = []report{scored(d, 93, rules.Criteria), scored(d, 93, rules.Criteria)}
		if tally(e.again, rules).Score.LessThan(cut) {
			continue
		}
		for n, o := range awarded {
			left := sum(before, o.amount()).Sub(e.amount())
			if left.IsNegative() || left.IsZero() || !left.LessThan(next.amount()) {
				continue
			}
			c.parts[complains], c.parts[declinesLater], c.leftover = e, o, left
			return n
		}
	}
	return -1
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

// outside is a tender whose contractor is not established in the EU.
func (e *entry) outside() twinning.Tender {
	t := e.tender
	t.Organisations = slices.Clone(t.Organisations)
	for i := range t.Organisations {
		if o := &t.Organisations[i]; o.ID == t.Contractor {
			o.Country = "NO"
			o.Name = o.Name[:len(o.Name)-4] + "(NO)"
		}
	}
	return t
}

func tenths(points float64) decimal.Decimal { return decimal.NewFromFloat(points).Round(1) }

func sum(amounts ...money.Amount) money.Amount { return money.Sum(currency, amounts...) }
