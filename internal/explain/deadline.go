package explain

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// deadlinePaths are the first version of the deadline in the rule book.
var deadlinePaths = []string{"/dates/deadline/date", "/dates/deadline/at", "/dates/deadline/inclusive", "/dates/deadline/grace", "/zone"}

func (m *deriver) tenderSubmitted(e twinning.TenderSubmitted) {
	m.timely(e.Verdict)
	m.outcome("outcome-in-time", law.Count("number", e.Number), law.SHA256("hmac", e.HMAC))
}

func (m *deriver) tenderRefusedLate(e twinning.TenderRefusedLate) {
	m.timely(e.Verdict)
	m.outcome("outcome-late", law.SHA256("hmac", e.HMAC))
}

// timely compares a receipt with the limit of the version that judged it, and
// says which versions were in force.
func (m *deriver) timely(v twinning.TimeVerdict) {
	m.rule("deadlines")
	of, err := m.x.callTimeline(m.ctx, m.timeline)
	if err != nil {
		return
	}
	if e, ok := at(of, v.Position); ok {
		m.fact(e, "fact-version-that-judged", instant("recorded", e.Recorded), reach("reach", v.Deadline))
		if _, first := of.value(e).(call.CallOpened); first {
			m.values(deadlinePaths...)
		}
	}
	names := []string{law.Reference(m.timeline.stream), m.e.Actor}
	received, position := m.instant(), m.e.Position
	if m.receipt != nil {
		position = m.receipt.Position
	}
	for i, d := range m.call().Deadlines {
		if d.Position == v.Position || len(d.Rule.Covers) > 0 && !slices.ContainsFunc(names, d.Rule.AppliesTo) {
			continue // a version for others is their business
		}
		why := "less-time"
		if d.RecordedAt.After(received) || d.Position >= position {
			why = "recorded-later"
		} else if d.Shortened && !d.EndedAt.After(received) && d.EndedBy < position {
			why = "shortened"
		}
		m.say("step-version-aside", law.Count("version", i+1), published("limit", d.Rule), law.Word("why", "version-aside", why))
	}
	if v.Admission > 0 {
		m.say("step-admission-used", law.Count("admission", v.Admission))
	}
	m.limit(v.Deadline)
	limit := v.Deadline.Limit()
	m.say("step-received-minus-limit", instant("received", received), instant("limit", limit), law.Lasting("difference", received.Sub(limit)))
	m.say("step-what-is-in-time", answer("inclusive", v.Deadline.Inclusive), check("holds", v.Deadline.InTime(received)))
}

// limit says what a version of a deadline means, and computes it again.
func (m *deriver) limit(d calendar.Deadline) {
	m.say("step-limit-on-clocks", published("wall", d), narrate.Verbatim("zone", d.Zone), instant("limit", d.Instant), narrate.Verbatim("tzdata", d.TZData), answer("inclusive", d.Inclusive))
	if again, err := d.Wall.Resolve(d.Zone); err != nil || !again.Equal(d.Instant) {
		m.say("step-tzdata-of-today", narrate.Verbatim("tzdata", calendar.TZData), instant("limit", again))
	}
	if d.Grace > 0 {
		m.say("step-limit-with-grace", instant("instant", d.Instant), law.Lasting("grace", d.Grace), instant("limit", d.Limit()))
	}
}

// reach says whom a version covers, without naming anybody.
func reach(name string, d calendar.Deadline) law.Param {
	switch len(d.Covers) {
	case 0:
		return law.Word(name, "reach", "everyone")
	case 1:
		return law.Word(name, "reach", "one")
	}
	return law.Word(name, "reach", "several")
}

// at is the event of a timeline at a position.
func at(l *timeline, position int64) (e ledger.Event, ok bool) {
	if n := l.count(position); n < len(l.events) && l.events[n].Position == position {
		return l.events[n], true
	}
	return e, false
}

func (m *deriver) deadlineSet(e call.DeadlineSet) {
	m.rule("deadlines")
	was := m.before.(call.Call)
	m.say("step-version-in-force", law.Count("version", len(was.Deadlines)+1), law.People("covers", e.Deadline.Covers), instant("recorded", m.e.Recorded))
	m.limit(e.Deadline)
	for i, d := range was.Deadlines {
		if f, ok := at(m.timeline, d.Position); ok {
			m.fact(f, "fact-version-until", law.Count("version", i+1), instant("limit", d.Rule.Limit()))
		}
		m.say("step-limit-minus-version", instant("limit", e.Deadline.Limit()), instant("was", d.Rule.Limit()), law.Count("version", i+1), law.Lasting("difference", e.Deadline.Limit().Sub(d.Rule.Limit())))
	}
	m.say("step-after-the-command", law.Lasting("by", e.Deadline.Last().Sub(m.instant())))
	m.outcome("outcome-limit-for", instant("limit", e.Deadline.Limit()), law.People("covers", e.Deadline.Covers))
}

func (m *deriver) submissionOpened(e call.SubmissionOpened) {
	m.rule("dates", "/dates/opening", "/zone")
	d := m.book.rules.Dates.Opening
	m.say("step-day-begins", law.On("day", d), narrate.Verbatim("zone", m.book.rules.Zone), instant("instant", d.Start(m.zone()).UTC()))
	if f, ok := m.own(isA[call.CallPublished]); ok {
		m.fact(f, "fact-published", instant("at", state.Around(f).At()))
	}
	m.outcome("outcome-tenders-taken", instant("from", e.At))
}

func (m *deriver) submissionShut(e call.SubmissionShut) {
	m.rule("deadlines", deadlinePaths...)
	var last time.Time
	for i, d := range m.before.(call.Call).Deadlines {
		if f, ok := at(m.timeline, d.Position); ok {
			m.fact(f, "fact-version-for", law.Count("version", i+1), reach("reach", d.Rule))
		}
		if d.Shortened {
			m.say("step-version-shortened", law.Count("version", i+1))
			continue
		}
		if d.Rule.Last().After(last) {
			last = d.Rule.Last()
		}
		m.say("step-version-ends", law.Count("version", i+1), instant("from", d.Rule.Last()))
	}
	m.say("step-latest-version", instant("last", last))
	m.outcome("outcome-nothing-in-time", instant("from", e.At))
}

func (m *deriver) callOpened(e call.CallOpened) {
	m.rule("rule-book", append([]string{"/budget", "/dates/opening", "/dates/award"}, deadlinePaths...)...)
	m.limit(e.Deadline)
	if !e.Rules.Moneyless() {
		m.say("step-budget-not-committed", law.Money("budget", e.Rules.Budget))
	}
	samples := 0
	for _, k := range e.Rules.Marks {
		if k.Sample {
			samples++
		}
	}
	m.say("step-samples", law.Count("samples", samples), law.Count("values", len(e.Rules.Marks)))
	m.outcome("outcome-call-drafted", law.SHA256("rules", e.SHA256))
}

func (m *deriver) rulesChanged(e call.RulesChanged) {
	m.rule("rule-book", "/budget")
	was, is := m.before.(call.Call), m.after.(call.Call)
	m.say("step-not-committed", law.Money("before", was.Left), law.Money("budget", e.Rules.Budget), law.Money("was", was.Rules.Budget), law.Money("left", is.Left))
	if f, ok := m.own(isA[call.RulesProposed]); ok {
		m.fact(f, "fact-version-proposed")
	}
	m.say("step-proposed-and-signed", law.Who("proposer", e.ProposedBy), law.Who("signer", m.e.Actor), check("holds", e.ProposedBy != m.e.Actor))
	m.say("step-changed", law.Words("paths", "path", changes(was.Rules, e.Rules)))
	m.say("step-told", law.Count("number", len(e.Told)))
	m.outcome("outcome-rule-book-holds", law.SHA256("rules", e.SHA256))
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
