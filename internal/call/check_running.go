package call

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// award checks how tenders are scored and ranked.
func (c *check) award(b RuleBook) {
	const criteria = "/evaluation/criteria"
	e := b.Evaluation
	c.within(e.PerTender, 1, 20, "/evaluation/per_tender")
	c.once(criteria, "id", ids(e.Criteria, func(k Criterion) string { return k.ID }))
	sum := int64(0)
	var weights []string
	for i, k := range e.Criteria {
		path := fmt.Sprintf("%s/%d", criteria, i)
		c.within(int(k.Weight), 1, 100, path+"/weight")
		c.within(int(k.Max), 1, 1000, path+"/max")
		sum += k.Weight
		weights = append(weights, path+"/weight")
	}
	c.unless(sum == 100, criteria, "weights that add up to 100", weights, "the weights add up to %d", sum)
	if err := law.CheckNumber("it", e.Threshold); err != nil {
		c.refused(err, "/evaluation/threshold", "a number from 0 to 100")
		e.Threshold = decimal.Zero
	}
	c.unless(!e.Threshold.IsNegative() && !decimal.NewFromInt(100).LessThan(e.Threshold), "/evaluation/threshold",
		"a number from 0 to 100", nil, "%s is not between 0 and 100", e.Threshold)

	c.unless(b.Award.Policy == "" || b.Award.Policy == Stop || b.Award.Policy == Skip, "/award/policy", Stop+", which is the default, or "+Skip, nil, "%q is not known", b.Award.Policy)
	c.ties(b.Award.Ties, ids(e.Criteria, func(k Criterion) string { return k.ID }))
}

func (c *check) ties(rules, criteria []string) {
	const ties = "/award/ties"
	known := []string{TieLowerAmount, TieEarlier, TieReference}
	for _, id := range criteria {
		known = append(known, TieCriterion+id)
	}
	for i, rule := range rules {
		path := fmt.Sprintf("%s/%d", ties, i)
		c.unless(slices.Contains(known, rule), path, strings.Join(known, ", "), []string{"/evaluation/criteria"}, "%q is not known", rule)
		c.unless(slices.Index(rules, rule) == i, path, "each tie rule once", nil, "%q is there twice", rule)
	}
	c.unless(len(rules) > 0 && rules[len(rules)-1] == TieReference, ties, TieReference+" as the last tie rule", nil,
		"the last tie rule is not %s, so that a ranking could stay undecided", TieReference)
}

// running checks the lengths, and the year of a twinning.
func (c *check) running(b RuleBook) {
	e, r := b.Eligibility, b.Running
	for _, l := range []struct {
		path   string
		length calendar.Length
	}{
		{"/eligibility/decide_within", e.DecideWithin},
		{"/eligibility/clarify_within", e.ClarifyWithin},
		{"/evaluation/within", b.Evaluation.Within},
		{"/award/notify_within", b.Award.NotifyWithin},
		{"/contract/sign_within", b.Contract.SignWithin},
		{"/running/log_within", r.LogWithin},
		{"/running/review_within", r.ReviewWithin},
		{"/running/interim_within", r.InterimWithin},
		{"/running/final_within", r.FinalWithin},
		{"/running/close_within", r.CloseWithin},
		{"/retention/after", b.Retention.After},
	} {
		_, err := calendar.ParseLength(l.length.String())
		c.unless(err == nil, l.path, aLength, nil, "%q is not a length above zero", l.length)
	}
	c.within(r.Months, 1, 60, "/running/months")
	c.unless(r.Period >= 0 && r.Period <= r.Months, "/running/period", fmt.Sprintf("a number of months from 1 to %d, or no such field for a log each month", r.Months),
		[]string{"/running/months"}, "%d is not one of the %d months", r.Period, r.Months)
	c.unless(r.InterimMonth >= 0 && r.InterimMonth <= r.Months, "/running/interim_month", fmt.Sprintf("a month from 1 to %d, or 0 for none", r.Months),
		[]string{"/running/months"}, "%d is not one of the %d months", r.InterimMonth, r.Months)
	c.unless(slices.Contains([]string{"", WithLogs, AfterFinalReport}, r.FixedSum), "/running/fixed_sum", WithLogs+", which is the default, or "+AfterFinalReport, nil, "%q is not known", r.FixedSum)
	c.unless(r.SuspendedMonths == "" || r.SuspendedMonths == NoLog, "/running/suspended_months", NoLog, nil, "%q is not known", r.SuspendedMonths)
	c.unless(slices.Contains([]string{"", ClampedMonths, WholeMonths}, r.ShortMonths), "/running/short_months", ClampedMonths+", which is the default, or "+WholeMonths, nil, "%q is not known", r.ShortMonths)
	if x := r.Termination; x != nil {
		c.aboveZero(x.Observations, "/running/termination/observations")
		c.aboveZero(x.ClaimWithin, "/running/termination/claim_within")
	}
	if x := r.Recovery; x != nil {
		c.unless(!b.Moneyless(), "/running/recovery", "no recovery where there is no budget", []string{"/budget"}, "the programme has no money")
		c.aboveZero(x.Observations, "/running/recovery/observations")
		c.aboveZero(x.PayWithin, "/running/recovery/pay_within")
	}
	c.expenses(b)
	c.within(b.Retention.Years, 1, 100, "/retention/years")
	if b.Moneyless() {
		return // nothing is small, and nothing is not
	}
	c.within(b.Retention.SmallYears, 1, 100, "/retention/small_years")
	c.unless(b.Retention.SmallYears <= b.Retention.Years, "/retention/small_years", fmt.Sprintf("at most %d", b.Retention.Years),
		[]string{"/retention/years"}, "%d years for small amounts are more than %d for others", b.Retention.SmallYears, b.Retention.Years)
}

func (c *check) within(n, low, high int, path string) {
	c.unless(n >= low && n <= high, path, fmt.Sprintf("a whole number from %d to %d", low, high), nil, "%d is not between %d and %d", n, low, high)
}

// reminders checks that every obligation has a ladder, and every rung a letter
// and somebody to write to.
func (c *check) reminders(b RuleBook) {
	const path = "/reminders/ladders"
	if _, err := obligation.ParseHour(b.Reminders.At); err != nil {
		c.refused(err, "/reminders/at", "an hour, as in 08:00")
	}
	for _, name := range Ladders() {
		_, there := b.Reminders.Ladders[name]
		c.unless(there, path+"/"+name, "a ladder for each of "+strings.Join(Ladders(), ", "), nil, "is missing")
	}
	known := append(Ladders(), OptionalLadders()...)
	for _, name := range slices.Sorted(maps.Keys(b.Reminders.Ladders)) {
		c.unless(slices.Contains(known, name), path+"/"+pointer(name), joined(known), nil, "%q is no obligation", name)
		c.ladder(path+"/"+pointer(name), b.Reminders.Ladders[name], lettersOf(name), addresseesOf(name))
	}
}

// pointer escapes a name for a JSON pointer.
func pointer(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

func (c *check) ladder(path string, l obligation.Ladder, letters, addressees []string) {
	c.unless(strings.TrimSpace(l.What) != "", path+"/what", "what is owed, in words", nil, "is missing")
	c.unless(strings.TrimSpace(l.Lapse) != "", path+"/lapse", "what follows when it lapses, in words", nil, "is missing")
	c.once(path+"/rungs", "name", ids(l.Rungs, func(r obligation.Rung) string { return r.Name }))
	for i, r := range l.Rungs {
		at := fmt.Sprintf("%s/rungs/%d", path, i)
		if r.Name != "" {
			c.refused(law.CheckCode("it", r.Name), at+"/name", "a name without spaces, as in reminder")
		}
		c.unless(r.Days >= -3650 && r.Days <= 3650, at+"/days", "a whole number from -3650 to 3650", nil, "%d days are too many", r.Days)
		c.unless(slices.Contains(letters, r.Letter), at+"/letter", strings.Join(letters, ", "), nil, "%q is not a letter", r.Letter)
		c.unless(len(r.To) > 0, at+"/to", "one or more of "+strings.Join(addressees, ", "), nil, "names nobody")
		for j, to := range r.To {
			c.unless(slices.Contains(addressees, to), fmt.Sprintf("%s/to/%d", at, j), strings.Join(addressees, ", "), nil, "%q is nobody to write to", to)
		}
		c.once(at+"/to", "", r.To)
	}
}
