package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// dossier is everything of one twinning that its reader may see.
func (x *making) dossier() error {
	p, err := x.q.Tender(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	x.names = p.Named(x.names)
	t, row, err := x.life(x.ref)
	if err != nil {
		return err
	}
	x.about(p, t, row)
	if p.Tender != nil {
		x.offer(p)
	}
	x.judged(p)
	if err := x.running(t); err != nil {
		return err
	}
	owed := slices.Clone(row.Obligations)
	if x.past { // those of a state name their letters by themselves
		x.owed(owed)
	} else if err := x.obligations(); err != nil {
		return err
	}
	table(x, "complaints", p.Complaints, func(c query.ComplaintRow) []any {
		return []any{c.Number, instant(c.At), x.words.word("stage", c.Against), x.words.word("grounds", c.Grounds), x.words.word("complaint", c.Status), c.Text, c.Reason}
	}, x.col("number"), x.col("at"), x.col("against"), x.col("grounds"), x.col("status"), x.long("text"), x.long("answer"))
	if err := x.decisions(); err != nil {
		return err
	}
	if err := x.filed(); err != nil {
		return err
	}
	return x.history(row)
}

// about is how the twinning stands.
func (x *making) about(p query.TenderPage, t twinning.Twinning, row query.StateRow) {
	facts := []Fact{
		x.fact("tender", x.ref), x.fact("tendertitle", p.Title), x.fact("type", x.typeName(x.call.Book, p.Type)), x.fact("stage", x.words.word("stage", p.Stage)),
		x.fact("received", instant(p.ReceivedAt)),
	}
	if p.Sealed {
		facts = append(facts, x.fact("sealed", x.words.say("sealed")))
	}
	facts = append(facts, x.fact("asked", p.Amount), x.fact("score", points(p.Score)), x.fact("verdict", x.outcome(p.Outcome)))
	if o := p.Outcome; o != nil {
		facts = append(facts, x.fact("place", o.Place), x.fact("awarded", o.Amount))
	}
	if c := p.Contract; c != nil {
		facts = append(facts, x.fact("contracted", c.Amount), x.fact("signedat", c.At), x.fact("m1", c.M1), x.fact("months", c.Months), x.fact("until", c.End().AddDays(-1)), x.fact("contractrules", c.Rules))
	}
	facts = append(facts, x.fact("ended", t.EndedAt), x.fact("retained", t.RetainTil))
	var kept []string
	for _, w := range row.Withheld {
		kept = append(kept, x.words.word("aspect", w))
	}
	facts = append(facts, x.fact("withheld", strings.Join(kept, ", ")))
	x.add(Part{Key: "twinning", Title: x.words.say("part.twinning"), Facts: facts})
}

// offer is what the tender says: parties, texts, costs, versions and documents.
func (x *making) offer(p query.TenderPage) {
	t := p.Tender
	table(x, "parties", t.Organisations, func(o twinning.Organisation) []any {
		return []any{o.Name, o.Country, o.Region, strings.Join(x.roles(t, o.ID), ", ")}
	}, x.long("organisation"), x.col("country"), x.col("region"), x.long("partyrole"))
	x.add(Part{Key: "offer", Title: x.words.say("part.offer"), Facts: []Fact{
		x.fact("priority", x.priority(t)), x.fact("topic", x.topic(t)), x.fact("months", positive(t.Months)), x.fact("contact", x.names.Of(t.Contact)),
		x.fact("signatory", x.names.Of(t.Signatory)), x.fact("solution", t.Solution), x.fact("plan", t.Plan), x.fact("description", t.Description),
	}})
	if !t.Costs.None() {
		table(x, "costs", twinning.CostKinds(), func(k twinning.CostKind) []any { return []any{x.words.word("cost-kind", k), t.Costs.Of(k)} }, x.col("kind"), x.sum("asked"))
	}
	if len(t.Documents) > 0 {
		table(x, "documents", t.Documents, func(d twinning.Document) []any { return []any{x.document(d.ID), d.Name, d.SHA256, d.File} },
			x.col("document"), x.long("name"), x.long("sha256"), x.col("file"))
	}
	table(x, "versions", p.Submissions, func(v twinning.Version) []any {
		return []any{v.Number, v.ReceivedAt, x.names.Of(v.By), v.HMAC}
	}, x.col("version"), x.col("received"), x.col("by"), x.long("hmac"))
}

func positive(n int) any {
	if n <= 0 {
		return nil
	}
	return n
}

// roles are those of an organisation in a tender.
func (x *making) roles(t *twinning.Tender, id string) []string {
	var list []string
	for _, r := range []struct {
		name string
		is   bool
	}{
		{"tenderer", t.Tenderer == id},
		{"contractor", t.Contractor == id},
		{"originator", slices.Contains(t.Originators, id)},
		{"adopter", slices.Contains(t.Adopters, id)},
		{"facilitator", slices.Contains(t.Facilitators, id)},
	} {
		if r.is {
			list = append(list, x.words.say("party."+r.name))
		}
	}
	return list
}

func (x *making) priority(t *twinning.Tender) string {
	for _, p := range x.call.Book.Priorities {
		if p.ID == t.Priority {
			return p.Name
		}
	}
	return t.Priority
}

func (x *making) topic(t *twinning.Tender) string {
	for _, p := range x.call.Book.Priorities {
		for _, topic := range p.Topics {
			if p.ID == t.Priority && topic.ID == t.Topic {
				return topic.Name
			}
		}
	}
	return t.Topic
}

func (x *making) document(id string) string {
	if d, known := x.call.Book.Document(id); known {
		return d.Name
	}
	return id
}

// judged is how the tender was judged: rules, questions, reports.
func (x *making) judged(p query.TenderPage) {
	tell, err := x.teller(x.names)
	if err != nil {
		return // the language is one of those that there are
	}
	findings, final := p.Findings, true
	if len(findings) == 0 {
		findings, final = p.Found, false
	}
	table(x, "verdicts", findings, func(f twinning.Finding) []any {
		return []any{x.words.word("rule", f.Rule), f.OK, final, tell.Reason(f.Why)}
	}, x.long("rule"), x.col("meets"), x.col("decided"), x.long("why"))
	if q := p.Question; q != nil {
		x.add(Part{Key: "clarification", Title: x.words.say("part.clarification"), Facts: []Fact{
			x.fact("question", string(q.Question)), x.fact("answer", string(q.Answer)),
		}})
	}
	type line struct {
		report    twinning.Review
		criterion twinning.Score
	}
	var lines []line
	for _, r := range p.Reviews {
		if len(r.Scores) == 0 {
			lines = append(lines, line{report: r})
		}
		for _, s := range r.Scores {
			lines = append(lines, line{r, s})
		}
	}
	table(x, "reports", lines, func(l line) []any {
		name := l.criterion.Criterion
		for _, k := range x.call.Book.Evaluation.Criteria {
			if k.ID == name {
				name = k.Name
			}
		}
		row := []any{x.names.Of(l.report.Evaluator), l.report.Total, name}
		if name == "" {
			return row
		}
		return append(row, l.criterion.Points, string(l.criterion.Comment))
	}, x.col("evaluator"), x.col("total"), x.col("criterion"), x.col("points"), x.long("comments"))
}

// running is the running year: months, what was done in them, expenses, reports.
func (x *making) running(t twinning.Twinning) error {
	if t.Contract == nil {
		return nil
	}
	type activity struct {
		month int
		twinning.Activity
	}
	months, activities := []int{}, []activity{}
	for _, m := range t.Contract.Logs() {
		months = append(months, m)
		for _, a := range t.Logs[m].Activities {
			activities = append(activities, activity{m, a})
		}
	}
	table(x, "months", months, func(m int) []any {
		span := t.Contract.LogSpan(m)
		l, there := t.Logs[m]
		status := x.words.say("log.none")
		if there {
			status = x.words.word("log", l.Status)
		}
		return []any{m, span.From, span.Until.AddDays(-1), status, there && l.Late, len(l.Activities)}
	}, x.col("month"), x.col("from"), x.col("until"), x.col("status"), x.col("late"), x.col("activities"))
	table(x, "activities", activities, func(a activity) []any {
		return []any{a.month, a.On, string(a.What), string(a.Where), positive(a.Participants)}
	}, x.col("month"), x.col("date"), x.long("what"), x.long("where"), x.col("participants"))
	by := spending(t)
	table(x, "spending", twinning.CostKinds(), func(k twinning.CostKind) []any {
		s := by[k]
		return []any{x.words.word("cost-kind", k), s.planned, s.claimed, s.verified, s.authorised, s.paid, s.open}
	}, x.col("kind"), x.sum("contracted"), x.sum("claimed"), x.sum("verified"), x.sum("authorised"), x.sum("paid"), x.sum("unclaimed"))
	var expenses []expense
	for _, e := range t.Expenses {
		expenses = append(expenses, expense{x.ref, e})
	}
	x.expenses(expenses)
	x.handed(t)
	x.met(t)
	table(x, "finalreports", sortedKeys(t.Reports), func(name string) []any {
		r := t.Reports[name]
		var shown []string
		for _, e := range r.Evidence {
			shown = append(shown, string(e.What))
		}
		return []any{x.words.word("report", name), r.Number, x.words.word("log", r.Status), r.Late, string(r.Summary), strings.Join(shown, "\n")}
	}, x.col("report"), x.col("number"), x.col("status"), x.col("late"), x.long("summary"), x.long("evidence"))
	return nil
}

// handed is what the type of the twinning hands over, as it stands.
func (x *making) handed(t twinning.Twinning) {
	if len(t.Deliverables) == 0 {
		return
	}
	table(x, "deliverables", t.Deliverables, func(d twinning.Deliverable) []any {
		name := d.ID
		if rule, known := x.call.Book.Deliverable(d.ID); known {
			name = rule.Name
		}
		return []any{name, t.DeliverableDue(d), x.words.say("deliverable." + cmp.Or(d.Status, "planned")), d.Late, string(d.What), string(d.WhyLate), len(d.Files)}
	}, x.long("deliverable"), x.col("due"), x.col("status"), x.col("late"), x.long("submitted"), x.long("whylate"), x.col("files"))
}

// met are the meetings of the parties.
func (x *making) met(t twinning.Twinning) {
	if len(t.Meetings) == 0 {
		return
	}
	table(x, "meetings", t.Meetings, func(m twinning.TwinningMeeting) []any {
		var present []string
		for _, p := range m.Participants {
			o, _ := t.Tender.Organisation(p.Organisation)
			present = append(present, fmt.Sprintf("%s: %d", cmp.Or(o.Name, p.Organisation), p.Persons))
		}
		return []any{string(m.Title), m.Starts, m.Ends, string(m.Place), m.Online, x.words.say("meeting." + m.Stands), strings.Join(present, "\n"), string(m.Outcome), string(m.Why)}
	}, x.long("meeting"), x.col("begins"), x.col("ends"), x.long("where"), x.col("online"), x.col("status"), x.long("participants"), x.long("outcome"), x.long("why"))
}
