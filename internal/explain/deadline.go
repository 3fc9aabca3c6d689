package explain

import (
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// deadlinePaths are the first version of the deadline in the rule book.
var deadlinePaths = []string{"/dates/deadline/date", "/dates/deadline/at", "/dates/deadline/inclusive", "/dates/deadline/grace", "/zone"}

func (m *matter) tenderSubmitted(e twinning.TenderSubmitted) {
	m.timely(e.Verdict)
	m.outcome("in time: version %d of the tender, which counts from now on, HMAC-SHA256 %s", e.Number, e.HMAC)
}

func (m *matter) tenderRefusedLate(e twinning.TenderRefusedLate) {
	m.timely(e.Verdict)
	m.outcome("late: the tender is refused, and the attempt is kept, HMAC-SHA256 %s", e.HMAC)
}

// timely compares a receipt with the limit of the version that judged it, and
// says which versions were in force.
func (m *matter) timely(v twinning.TimeVerdict) {
	m.rule("deadlines")
	of, err := m.x.callLine(m.ctx, m.line)
	if err != nil {
		return
	}
	if e, ok := at(of, v.Position); ok {
		m.fact(e, "the version of the deadline that judged, recorded %s, %s", instant(e.Recorded), reach(v.Deadline))
		if _, first := of.value(e).(call.CallOpened); first {
			m.values(deadlinePaths...)
		}
	}
	names := []string{law.Reference(m.line.stream), m.e.Actor}
	received, position := m.instant(), m.e.Position
	if m.receipt != nil {
		position = m.receipt.Position
	}
	for i, d := range m.call().Deadlines {
		if d.Position == v.Position || len(d.Rule.Covers) > 0 && !slices.ContainsFunc(names, d.Rule.AppliesTo) {
			continue // a version for others is their business
		}
		why := "it leaves less time"
		if d.RecordedAt.After(received) || d.Position >= position {
			why = "it was recorded later than this was received"
		} else if d.Shortened && !d.EndedAt.After(received) && d.EndedBy < position {
			why = "it had been shortened by then"
		}
		m.say("version %d of the deadline, %s %s, did not judge: %s", i+1, d.Rule.Wall, d.Rule.Zone, why)
	}
	if v.Admission > 0 {
		m.say("it is late admission %d, for this tender alone, which this submission uses up", v.Admission)
	}
	m.limit(v.Deadline)
	limit := v.Deadline.Limit()
	m.say("received %s - limit %s = %s", instant(received), instant(limit), seconds(received.Sub(limit)))
	bound := "below zero"
	if v.Deadline.Inclusive {
		bound = "zero or below"
	}
	m.say("in time is what is %s: %s", bound, yes(v.Deadline.InTime(received)))
}

// limit says what a version of a deadline means, and computes it again.
func (m *matter) limit(d calendar.Deadline) {
	is, counts := d.Instant, "the limit itself does not count"
	if d.Inclusive {
		counts = "the limit itself counts"
	}
	m.say("%s on clocks in %s is %s by tzdata %s; %s", d.Wall, d.Zone, instant(is), d.TZData, counts)
	if again, err := d.Wall.Resolve(d.Zone); err != nil || !again.Equal(is) {
		m.say("tzdata %s of today reads it as %s; what was recorded holds", calendar.TZData, instant(again))
	}
	if d.Grace > 0 {
		m.say("limit = %s + public grace of %s = %s", instant(is), d.Grace, instant(d.Limit()))
	}
}

// reach says whom a version covers, without naming anybody.
func reach(d calendar.Deadline) string {
	switch len(d.Covers) {
	case 0:
		return "for everyone"
	case 1:
		return "for one party or tender"
	}
	return "for named parties or tenders"
}

// at is the event of a line at a position.
func at(l *line, position int64) (e ledger.Event, ok bool) {
	if n := l.count(position); n < len(l.events) && l.events[n].Position == position {
		return l.events[n], true
	}
	return e, false
}

func (m *matter) deadlineSet(e call.DeadlineSet) {
	m.rule("deadlines")
	was := m.before.(call.Call)
	whom := "everyone"
	if len(e.Deadline.Covers) > 0 {
		whom = m.people(e.Deadline.Covers)
	}
	m.say("version %d of the deadline is for %s, and in force from its recording, %s", len(was.Deadlines)+1, whom, instant(m.e.Recorded))
	m.limit(e.Deadline)
	for i, d := range was.Deadlines {
		if f, ok := at(m.line, d.Position); ok {
			m.fact(f, "version %d of the deadline, until %s", i+1, instant(d.Rule.Limit()))
		}
		m.say("%s - %s of version %d = %s", instant(e.Deadline.Limit()), instant(d.Rule.Limit()), i+1, seconds(e.Deadline.Limit().Sub(d.Rule.Limit())))
	}
	m.say("it lies after the command: %s", seconds(e.Deadline.Last().Sub(m.instant())))
	m.outcome("the limit is %s for %s", instant(e.Deadline.Limit()), whom)
}

func (m *matter) submissionOpened(e call.SubmissionOpened) {
	m.rule("dates", "/dates/opening", "/zone")
	d := m.book.rules.Dates.Opening
	m.say("the day %s begins in %s at %s", d, m.book.rules.Zone, instant(d.Start(m.zone()).UTC()))
	if f, ok := m.own(isA[call.CallPublished]); ok {
		m.fact(f, "published at %s", instant(state.Around(f).At()))
	}
	m.outcome("tenders are taken from %s", instant(e.At))
}

func (m *matter) submissionShut(e call.SubmissionShut) {
	m.rule("deadlines", deadlinePaths...)
	var last time.Time
	for i, d := range m.before.(call.Call).Deadlines {
		if f, ok := at(m.line, d.Position); ok {
			m.fact(f, "version %d of the deadline, %s", i+1, reach(d.Rule))
		}
		if d.Shortened {
			m.say("version %d: shortened, and no longer in force", i+1)
			continue
		}
		if d.Rule.Last().After(last) {
			last = d.Rule.Last()
		}
		m.say("version %d: from %s nothing is in time", i+1, instant(d.Rule.Last()))
	}
	m.say("the latest of them is %s", instant(last))
	m.outcome("from %s nothing is in time for anybody", instant(e.At))
}

func (m *matter) callOpened(e call.CallOpened) {
	m.rule("rule book", append([]string{"/budget", "/dates/opening", "/dates/award"}, deadlinePaths...)...)
	m.limit(e.Deadline)
	if !e.Rules.Moneyless() {
		m.say("the budget, %s, is not committed", e.Rules.Budget.Human())
	}
	samples := 0
	for _, k := range e.Rules.Marks {
		if k.Sample {
			samples++
		}
	}
	m.say("%d of the %d values of the rule book that say where they come from are samples", samples, len(e.Rules.Marks))
	m.outcome("the call is drafted under the rule book %s", e.SHA256)
}

func (m *matter) rulesChanged(e call.RulesChanged) {
	m.rule("rule book", "/budget")
	was, is := m.before.(call.Call), m.after.(call.Call)
	m.say("not committed: %s + (%s - %s) = %s", was.Left, e.Rules.Budget, was.Rules.Budget, is.Left)
	if f, ok := m.own(isA[call.RulesProposed]); ok {
		m.fact(f, "the version as it was proposed")
	}
	m.say("proposed by %s and signed by %s: two people: %s", m.who.name(e.ProposedBy), m.who.name(m.e.Actor), yes(e.ProposedBy != m.e.Actor))
	changed := changes(was.Rules, e.Rules)
	m.say("changed: %s", strings.Join(changed, ", "))
	m.say("told: %s", count(len(e.Told), "tender", "tenders"))
	m.outcome("the rule book %s holds for whoever is not under contract", e.SHA256)
}

// changes are the paths of the top values in which two rule books differ.
func changes(a, b call.RuleBook) []string {
	var list []string
	was, is := fields(a), fields(b)
	for _, name := range both(was, is) {
		if name != "marks" && string(was[name]) != string(is[name]) {
			list = append(list, "/"+name)
		}
	}
	return list
}
