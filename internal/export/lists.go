package export

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// obligations is what is owed, in a call and its tenders or in one tender.
func (x *making) obligations() error {
	list, err := x.q.Obligations(x.ctx, x.v, x.ask.Stream)
	if err != nil {
		return err
	}
	if err := x.q.Reminders(x.ctx, list); err != nil {
		return err
	}
	x.owed(list)
	type letter struct {
		owed query.ObligationRow
		query.ReminderRow
	}
	var letters []letter
	for _, o := range list {
		for _, r := range o.Letters {
			letters = append(letters, letter{o, r})
		}
	}
	table(x, "reminders", letters, func(l letter) []any {
		return []any{law.Reference(l.owed.Stream), l.owed.What, date(l.Due), x.words.word("rung", l.Letter), instant(l.At), x.words.word("reminder", l.Outcome), x.names.In(l.Why)}
	}, x.col("life"), x.long("owed"), x.col("due"), x.col("letter"), x.col("at"), x.col("outcome"), x.long("why"))
	return nil
}

func (x *making) owed(list []query.ObligationRow) {
	table(x, "obligations", list, func(o query.ObligationRow) []any {
		return []any{law.Reference(o.Stream), o.What, x.names.All(o.Who), date(o.Due), x.words.word("standing", o.Standing), instant(o.Met), x.names.In(o.Why), o.Lapse}
	}, x.col("life"), x.long("owed"), x.col("who"), x.col("due"), x.col("standing"), x.col("met"), x.long("why"), x.long("lapse"))
}

// tenders is every tender that the reader may know of, with the verdict of each rule.
func (x *making) tenders() error {
	if err := x.staff("tenders"); err != nil {
		return err
	}
	tell, err := x.teller(x.names)
	if err != nil {
		return err
	}
	n := 0
	for _, count := range x.call.Tenders {
		n += count
	}
	x.doc.Rows += n
	type verdict struct {
		tender string
		final  bool
		twinning.Finding
	}
	var verdicts []verdict
	x.add(Part{
		Key: "tenders", Title: x.words.say("part.tenders"), Totals: true,
		Columns: []Column{
			x.col("tender"), x.long("tendertitle"), x.col("stage"), x.col("received"), x.col("versions"), x.col("late"), x.col("type"), x.col("countries"),
			x.sum("asked"), x.col("eligible"), x.long("unmet"), x.col("score"), x.col("verdict"),
		},
		Each: func(add func(...any) error) error {
			for after := ""; ; {
				page, err := x.q.TendersPage(x.ctx, x.v, x.ref, after, 0)
				if err != nil {
					return err
				}
				for _, t := range page.Items {
					var eligible, unmet any
					if !t.Sealed {
						p, err := x.q.Tender(x.ctx, x.v, t.Reference)
						if err != nil {
							return err
						}
						list, final := p.Findings, true
						if len(list) == 0 {
							list, final = p.Found, false
						}
						against := []string{}
						for _, f := range list {
							verdicts = append(verdicts, verdict{t.Reference, final, f})
							if !f.OK {
								against = append(against, x.words.word("rule", f.Rule))
							}
						}
						if len(list) > 0 {
							eligible, unmet = x.eligible(p, len(against) == 0, final), strings.Join(against, ", ")
						}
					}
					title := t.Title
					if t.Sealed {
						title = x.words.say("sealed")
					}
					if err := add(t.Reference, title, x.words.word("stage", t.Stage), instant(t.ReceivedAt), t.Versions, t.Late, x.typeName(x.call.Book, t.Type),
						strings.Join(t.Countries, ", "), t.Amount, eligible, unmet, points(t.Score), x.outcome(t.Outcome)); err != nil {
						return err
					}
				}
				if after = page.Next; after == "" {
					return nil
				}
			}
		},
	})
	x.add(Part{
		Key: "verdicts", Title: x.words.say("part.verdicts"), Columns: []Column{x.col("tender"), x.col("rule"), x.col("meets"), x.col("decided"), x.long("why")},
		Each: func(add func(...any) error) error { // of the tenders above
			for _, v := range verdicts {
				if err := add(v.tender, x.words.word("rule", v.Rule), v.OK, v.final, tell.Reason(v.Why)); err != nil {
					return err
				}
			}
			return nil
		},
	})
	return nil
}

// eligible is the verdict on a tender: decided, or what the rules find.
func (x *making) eligible(p query.TenderPage, clear, final bool) string {
	switch {
	case !final && clear:
		return x.words.say("eligible.found")
	case !final:
		return x.words.say("eligible.notfound")
	case p.Stage == "ineligible":
		return x.words.say("eligible.no")
	case p.Override != nil:
		return x.words.say("eligible.override")
	case clear:
		return x.words.say("eligible.yes")
	}
	return x.words.say("eligible.no")
}

func (x *making) outcome(o *call.Outcome) any {
	if o == nil {
		return nil
	}
	return x.words.word("verdict", o.Verdict)
}

// summary is the programme of a call: its calls that the reader may know of, and what became of the tenders of this one.
func (x *making) summary() error {
	calls, err := x.q.Calls(x.ctx, x.v)
	if err != nil {
		return err
	}
	calls = slices.DeleteFunc(calls, func(c query.CallRow) bool { return c.Programme != x.call.Programme })
	table(x, "calls", calls, func(c query.CallRow) []any {
		received := 0
		for _, n := range c.Tenders {
			received += n
		}
		var counted any
		if received > 0 {
			counted = received
		}
		return []any{c.Reference, c.Title, x.words.word("stage", c.Stage), instant(c.Deadline), c.Budget, c.Left, counted}
	}, x.col("call"), x.long("calltitle"), x.col("stage"), x.col("deadline"), x.sum("budget"), x.sum("left"), x.col("tenders"))

	stages := sortedKeys(x.call.Tenders)
	if len(stages) > 0 {
		table(x, "stages", stages, func(s string) []any { return []any{x.words.word("stage", s), x.call.Tenders[s]} }, x.col("stage"), x.col("tenders"))
	}
	list, err := x.q.Tenders(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	x.counted("types", "type", list, func(t query.TenderRow) []string { return []string{x.typeName(x.call.Book, t.Type)} })
	x.counted("countries", "country", list, func(t query.TenderRow) []string { return t.Countries })
	return nil
}

// counted counts tenders by something, with those that are awarded and what they get.
func (x *making) counted(part, by string, list []query.TenderRow, of func(query.TenderRow) []string) {
	type count struct {
		key           string
		all, awarded  int
		asked, gotten sum
	}
	counts := map[string]*count{}
	for _, t := range list {
		if t.Sealed || t.Title == "" {
			continue
		}
		for _, key := range of(t) {
			c := counts[key]
			if c == nil {
				c = &count{key: key}
				counts[key] = c
			}
			c.all++
			if t.Amount != nil {
				c.asked.add(*t.Amount)
			}
			if t.Outcome != nil && t.Outcome.Verdict == call.Awarded {
				c.awarded++
				c.gotten.add(t.Outcome.Amount)
			}
		}
	}
	var lines []*count
	for _, key := range sortedKeys(counts) {
		lines = append(lines, counts[key])
	}
	slices.SortStableFunc(lines, func(a, b *count) int { return cmp.Compare(b.all, a.all) })
	columns := []Column{x.col(by), x.col("tenders"), x.col("asked"), x.col("awardedcount"), x.col("awarded")}
	if part == "types" { // a tender has one type, and several countries: only by type the amounts add up
		columns[2], columns[4] = x.sum("asked"), x.sum("awarded")
	}
	table(x, part, lines, func(c *count) []any {
		row := []any{c.key, c.all, nil, c.awarded, nil}
		if c.asked.any && !c.asked.mixed {
			row[2] = c.asked.total
		}
		if c.gotten.any && !c.gotten.mixed {
			row[4] = c.gotten.total
		}
		return row
	}, columns...)
	if part == "countries" {
		x.doc.Parts[len(x.doc.Parts)-1].Note = x.words.say("note.countries")
	}
}

// recipients is the list of third parties that receive money, in the fields that the EU's
// portal asks of financial support to third parties.
func (x *making) recipients() error {
	list, err := x.awardedTenders(x.ref)
	if err != nil {
		return err
	}
	pics, known, err := x.pics()
	if err != nil {
		return err
	}
	x.add(Part{Key: "subcall", Title: x.words.say("part.subcall"), Facts: []Fact{
		x.fact("calltitle", x.call.Title), x.fact("programme", x.call.Programme), x.fact("publication", x.call.Book.Dates.Publication),
		x.fact("opening", x.call.Book.Dates.Opening), x.fact("deadline", instant(x.call.Deadline)), x.fact("budget", x.call.Budget),
		x.fact("awards", len(list)),
	}})
	type line struct {
		a      awardedTender
		o      twinning.Organisation
		role   string
		amount any
	}
	var lines []line
	for _, a := range list {
		if a.page.Tender == nil {
			continue
		}
		t := a.page.Tender
		for _, o := range t.Organisations {
			l := line{a: a, o: o}
			var roles []string
			for _, r := range []struct {
				name string
				is   bool
			}{
				{"contractor", t.Contractor == o.ID},
				{"originator", slices.Contains(t.Originators, o.ID)},
				{"adopter", slices.Contains(t.Adopters, o.ID)},
				{"facilitator", slices.Contains(t.Facilitators, o.ID)},
			} {
				if r.is {
					roles = append(roles, x.words.say("party."+r.name))
				}
			}
			l.role = strings.Join(roles, ", ")
			if t.Contractor == o.ID { // the contract, and so the money, is the contractor's
				l.amount = paidTo(a)
			}
			lines = append(lines, l)
		}
	}
	table(x, "recipients", lines, func(l line) []any {
		d := pics[l.o.Name+"\n"+law.NormalCountry(l.o.Country)]
		return []any{l.a.row.Reference, l.a.row.Title, x.typeName(x.call.Book, l.a.row.Type), l.o.Name, d.PIC, d.VAT, d.Address, l.o.Country, l.o.Region, l.role, l.amount}
	}, x.col("tender"), x.long("tendertitle"), x.col("type"), x.long("organisation"), x.col("pic"), x.col("vat"), x.long("address"), x.col("country"), x.col("region"), x.col("partyrole"), x.sum("awarded"))
	note := x.words.say("note.recipients")
	if !known {
		note += " " + x.words.say("note.nopics")
	}
	x.doc.Parts[len(x.doc.Parts)-1].Note = note
	return nil
}

// paidTo is what a contractor gets: the amount of the contract, else that of the award.
func paidTo(a awardedTender) money.Amount {
	if a.page.Contract != nil {
		return a.page.Contract.Amount
	}
	return a.row.Outcome.Amount
}

// pics are the records of organisations that the reader may see, by name and country; where
// two records have one name, none. known is false where they may see none.
func (x *making) pics() (by map[string]organisation.Details, known bool, err error) {
	by = map[string]organisation.Details{}
	list, err := x.q.Organisations(x.ctx, x.v, "")
	var nobody *query.Nobody
	if errors.As(err, &nobody) {
		return by, false, nil
	}
	if err != nil {
		return by, false, err
	}
	for _, o := range list {
		if o.Stage != organisation.Kept {
			continue
		}
		key := o.Name + "\n" + law.NormalCountry(o.Country)
		if _, twice := by[key]; twice {
			by[key] = organisation.Details{}
			continue
		}
		by[key] = o.Details
	}
	return by, true, nil
}
