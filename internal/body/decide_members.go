package body

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

func (b Body) call(id string) (MemberCall, bool) {
	return byID(b.Calls, id, func(c MemberCall) string { return c.ID })
}

func (b Body) application(id string) (Application, bool) {
	return byID(b.Applications, id, func(a Application) string { return a.ID })
}

// taken are the seats of a category that are taken.
func (b Body) taken(seat string) (n int) {
	for _, m := range b.Members {
		if m.Sits() && m.Seat == seat {
			n++
		}
	}
	return n
}

func (c CallForMembers) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.steers(r), b.works()); err != nil {
		return nil, err
	}
	if _, ok := b.call(c.Call); ok {
		return nil, isThere("member-call", c.Call)
	}
	for _, s := range c.Seats {
		if _, ok := b.Rules.Seat(s); !ok {
			return nil, noSuch("seat", s)
		}
	}
	if !b.ahead(c.Closes, r.ReceivedAt) {
		return nil, law.Refuse("bodies", "day-in-the-past", law.On("day", c.Closes))
	}
	return []Event{MembersCalled{Call: c.Call, Seats: c.Seats, Closes: c.Closes, Text: c.Text, By: r.Actor}}, nil
}

func (c ApplyForSeat) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	call, ok := b.call(c.Call)
	switch {
	case !ok:
		return nil, noSuch("member-call", c.Call)
	case call.Closed || !b.ahead(call.Closes, r.ReceivedAt) || b.Stage != Active:
		return nil, law.Refuse("bodies", "call-closed", law.Ref("call", c.Call), law.On("closes", call.Closes))
	case !slices.Contains(call.Seats, c.Seat):
		return nil, noSuch("seat", c.Seat)
	case b.Staff(r.Actor):
		return nil, law.Refuse("bodies", "staff-apply-not", law.Who("person", r.Actor))
	}
	if err := b.fits(c.Seat, c.Country, r); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(b.Applications, func(a Application) bool {
		return a.Call == c.Call && a.By == r.Actor && a.Seat == c.Seat && a.Stands == Received
	}) {
		return nil, law.Refuse("bodies", "applied-already", law.Ref("call", c.Call))
	}
	return []Event{SeatAppliedFor{
		Application: fmt.Sprintf("a%d", len(b.Applications)+1), Call: c.Call, Seat: c.Seat, Country: c.Country, Name: c.Name, Motivation: c.Motivation, Interests: c.Interests, By: r.Actor,
	}}, nil
}

// fits refuses a country that a seat does not have, or no country where it is of one.
func (b Body) fits(seat, country string, r law.Receipt) error {
	s, _ := b.Rules.Seat(seat)
	missing := s.Of == OfCountry && country == ""
	if missing && r.By(law.Edition1) {
		return law.Refuse("bodies", "country-missing", law.Ref("seat", seat))
	}
	if missing || country != "" && !s.Sits(country) {
		return law.Refuse("bodies", "country-not-seated", law.Word("country", "country", country), law.Ref("seat", seat))
	}
	return nil
}

func (c WithdrawApplication) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	a, ok := b.application(c.Application)
	switch {
	case !ok || a.By != r.Actor:
		return nil, noSuch("application", c.Application)
	case a.Stands != Received && a.Stands != Selected:
		return nil, law.Refuse("bodies", "application-over", law.Ref("application", a.ID), law.Word("stands", "application", a.Stands))
	}
	return []Event{ApplicationWithdrawn{Application: a.ID, By: r.Actor}}, nil
}

func (c SelectMembers) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.steers(r), b.works()); err != nil {
		return nil, err
	}
	call, ok := b.call(c.Call)
	switch {
	case !ok:
		return nil, noSuch("member-call", c.Call)
	case b.ahead(call.Closes, r.ReceivedAt):
		return nil, law.Refuse("bodies", "call-open", law.Ref("call", c.Call), law.On("closes", call.Closes))
	case !call.Decided.IsZero():
		return nil, law.Refuse("bodies", "decided-already", law.Ref("call", c.Call))
	}
	selected := map[string]int{}
	e := MembersSelected{Call: c.Call, Verdicts: c.Verdicts, By: r.Actor}
	for _, v := range c.Verdicts {
		a, ok := b.application(v.Application)
		if !ok || a.Call != c.Call || a.Stands != Received {
			return nil, noSuch("application", v.Application)
		}
		outcome := Rejected
		if v.Selected {
			outcome = Selected
			selected[a.Seat]++
		}
		e.Letters = append(e.Letters, law.To([]string{a.By}, "application-decided", law.Ref("body", b.Reference), law.Ref("application", a.ID), law.Word("outcome", "application", outcome), law.Quote("why", v.Why))...)
	}
	for _, a := range b.Applications {
		if a.Call == c.Call && a.Stands == Received && !slices.ContainsFunc(c.Verdicts, func(v ApplicationVerdict) bool { return v.Application == a.ID }) {
			return nil, law.Refuse("bodies", "application-undecided", law.Ref("application", a.ID))
		}
	}
	for _, s := range b.Rules.Seats {
		if s.Most > 0 && b.taken(s.ID)+selected[s.ID] > s.Most {
			return nil, law.Refuse("bodies", "too-many", law.Ref("seat", s.ID), law.Count("most", s.Most))
		}
	}
	return []Event{e}, nil
}

// beforeMandate refuses what a body does before its mandate begins.
func (b Body) beforeMandate() error {
	return law.Refuse("bodies", "before-mandate", law.On("begins", b.Rules.Mandate.Begins))
}

// term is the last day of an appointment: not beyond the mandate.
func (b Body) term(seat SeatRule, from calendar.Date) (until calendar.Date) {
	until = b.Ends
	var last calendar.Date
	switch seat.For.Unit {
	case calendar.Months:
		last = from.AddMonths(seat.For.N).AddDays(-1)
	case calendar.Years:
		last = from.AddMonths(12 * seat.For.N).AddDays(-1)
	case calendar.Weeks:
		last = from.AddDays(7*seat.For.N - 1)
	case calendar.Days, calendar.WorkingDays:
		last = from.AddDays(seat.For.N - 1)
	}
	if !last.IsZero() && (until.IsZero() || last.Before(until)) {
		until = last
	}
	return until
}

func termOf(member string) string { return "term-" + member }

// termOwed asks the secretariat to say, before a term is over, what follows.
func (b Body) termOwed(member string, until calendar.Date) obligation.Owed {
	if until.IsZero() {
		return obligation.Owed{}
	}
	return b.owes(TermLadder, termOf(member), until, b.Rules.Officers...)
}

// declared tells whether a person declared interests, alone or with an application.
func (b Body) declared(person string) bool {
	return slices.ContainsFunc(b.Interests, func(i InterestsOf) bool { return i.Person == person }) || slices.ContainsFunc(b.Applications, func(a Application) bool { return a.By == person })
}

// seated refuses people of the secretariat: who names those who vote does not vote.
func (b Body) seated(people []string) error {
	for _, p := range people {
		if b.Staff(p) {
			return law.Refuse("bodies", "staff-sit-not", law.Who("person", p))
		}
	}
	return nil
}

func (c AppointMember) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.steers(r), b.works()); err != nil {
		return nil, err
	}
	if _, ok := b.Member(c.Member); ok {
		return nil, isThere("member", c.Member)
	}
	seat, ok := b.Rules.Seat(c.Seat)
	if !ok {
		return nil, noSuch("seat", c.Seat)
	}
	if err := b.fits(c.Seat, c.Country, r); err != nil {
		return nil, err
	}
	if c.Application != "" {
		a, ok := b.application(c.Application)
		if !ok || a.Stands != Selected || a.Seat != c.Seat || a.By != c.Person || normal(a.Country) != normal(c.Country) {
			return nil, law.Refuse("bodies", "not-selected", law.Ref("application", c.Application))
		}
		c.Name = a.Name
	}
	until := b.term(seat, c.From)
	switch {
	case c.From.Before(b.Rules.Mandate.Begins) && r.By(law.Edition1):
		return nil, b.beforeMandate()
	case c.From.After(b.today(r.ReceivedAt)):
		return nil, law.Refuse("bodies", "from-ahead", law.On("from", c.From))
	case seat.Of != OfCountry && c.Name.IsBlank():
		return nil, law.Refuse("bodies", "name-missing", law.Ref("seat", c.Seat))
	case seat.Of == OfCountry && slices.ContainsFunc(b.Members, func(m Member) bool { return m.Sits() && m.Seat == c.Seat && normal(m.Country) == normal(c.Country) }):
		return nil, law.Refuse("bodies", "country-seated", law.Word("country", "country", c.Country))
	case seat.Most > 0 && b.taken(seat.ID) >= seat.Most:
		return nil, law.Refuse("bodies", "too-many", law.Ref("seat", seat.ID), law.Count("most", seat.Most))
	case len(c.Alternates) > seat.Alternates:
		return nil, law.Refuse("bodies", "too-many-alternates", law.Ref("seat", seat.ID), law.Count("most", seat.Alternates))
	case seat.Declares && !b.declared(c.Person):
		return nil, law.Refuse("bodies", "interests-missing", law.Who("person", c.Person))
	case !until.IsZero() && (!b.ahead(until, r.ReceivedAt) || until.Before(c.From)):
		return nil, law.Refuse("bodies", "day-in-the-past", law.On("day", until))
	}
	people := append([]string{c.Person}, c.Alternates...)
	if err := b.seated(people); err != nil {
		return nil, err
	}
	return []Event{MemberAppointed{
		Member: c.Member, Seat: c.Seat, Country: c.Country, Name: c.Name, Person: c.Person, Alternates: c.Alternates, From: c.From, Until: until, Application: c.Application, By: r.Actor,
		Owed:    b.termOwed(c.Member, until),
		Promise: law.Promise{Letters: law.To(people, "member-appointed", law.Ref("body", b.Reference), law.Ref("member", c.Member), law.On("from", c.From))},
	}}, nil
}

func (c RenewMember) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.steers(r), b.works()); err != nil {
		return nil, err
	}
	m, ok := b.Member(c.Member)
	if !ok || !m.Sits() {
		return nil, noSuch("member", c.Member)
	}
	seat, _ := b.Rules.Seat(m.Seat)
	var until calendar.Date
	if !m.Until.IsZero() {
		until = b.term(seat, m.Until.AddDays(1))
	}
	if until.IsZero() || !until.After(m.Until) {
		return nil, law.Refuse("bodies", "not-renewable", law.Ref("member", m.ID), law.On("until", m.Until))
	}
	return []Event{MemberRenewed{
		Member: m.ID, Until: until, By: r.Actor, Owed: b.termOwed(m.ID, until),
		Promise: law.Promise{Letters: law.To(m.People(), "member-renewed", law.Ref("body", b.Reference), law.Ref("member", m.ID), law.On("until", until))},
	}}, nil
}

func (c EndMembership) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	m, ok := b.Member(c.Member)
	cause := Excluded
	if ok && m.Sits() && m.Person == r.Actor {
		cause = Resigned
	} else if err := b.steers(r); err != nil {
		return nil, err
	}
	if !ok || !m.Sits() {
		return nil, noSuch("member", c.Member)
	}
	to := append(m.People(), b.Rules.Officers...)
	return []Event{MembershipEnded{
		Member: m.ID, Cause: cause, By: r.Actor, Why: c.Why,
		Promise: law.Promise{Letters: law.To(to, "membership-ended", law.Ref("body", b.Reference), law.Ref("member", m.ID), law.Word("cause", "membership-cause", cause))},
	}}, nil
}

func (c NameDelegates) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	m, ok := b.Member(c.Member)
	if !ok || !m.Sits() || m.Person != r.Actor {
		if err := b.steers(r); err != nil {
			return nil, err
		}
	}
	if !ok || !m.Sits() {
		return nil, noSuch("member", c.Member)
	}
	if m.Person != r.Actor { // the secretariat changes nobody's voice once a vote has begun
		i := slices.IndexFunc(b.Decisions, func(d Decision) bool {
			return d.Stands == Open && slices.Contains(d.Voters, b.voter(m)) && (len(d.Ballots) > 0 || d.Step() > 0)
		})
		if i >= 0 {
			return nil, law.Refuse("bodies", "vote-begun", law.Ref("decision", b.Decisions[i].ID), law.Ref("member", m.ID))
		}
	}
	seat, _ := b.Rules.Seat(m.Seat)
	switch {
	case len(c.Alternates) > seat.Alternates:
		return nil, law.Refuse("bodies", "too-many-alternates", law.Ref("seat", seat.ID), law.Count("most", seat.Alternates))
	case seat.Of == OfPerson && c.Person != m.Person:
		return nil, law.Refuse("bodies", "personal", law.Ref("member", m.ID))
	}
	if err := b.seated(append([]string{c.Person}, c.Alternates...)); err != nil {
		return nil, err
	}
	var fresh []string
	for _, p := range append([]string{c.Person}, c.Alternates...) {
		if !m.Speaks(p) {
			fresh = append(fresh, p)
		}
	}
	return []Event{DelegatesNamed{
		Member: m.ID, Person: c.Person, Alternates: c.Alternates, By: r.Actor,
		Promise: law.Promise{Letters: law.To(fresh, "member-appointed", law.Ref("body", b.Reference), law.Ref("member", m.ID), law.On("from", b.today(r.ReceivedAt)))},
	}}, nil
}

func (c DeclareInterests) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.works(); err != nil {
		return nil, err
	}
	return []Event{InterestsDeclared{Person: r.Actor, Text: c.Text}}, nil
}

func (c NameChair) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.steers(r), b.works()); err != nil {
		return nil, err
	}
	if !hasTerm(b.Rules.Chairs, c.Chair) {
		return nil, noSuch("chair", c.Chair)
	}
	if slices.ContainsFunc(b.Chairs, func(x Chair) bool { return x.Chair == c.Chair && x.Person == c.Person && x.Until.IsZero() }) {
		return nil, isThere("chair", c.Chair)
	}
	return []Event{ChairNamed{Chair: c.Chair, Person: c.Person, By: r.Actor, Promise: law.Promise{Letters: law.To([]string{c.Person}, "chair-named", law.Ref("body", b.Reference))}}}, nil
}

// terms are the moments at which terms end.
func (b Body) terms() (ms []law.Moment) {
	for _, m := range b.Members {
		if m.Sits() && !m.Until.IsZero() {
			ms = append(ms, law.Moment{At: m.Until.End(b.zone()), Key: momentTerm + m.ID + "@" + m.Until.String()})
		}
	}
	for _, c := range b.Calls {
		if !c.Closed {
			ms = append(ms, law.Moment{At: c.Closes.End(b.zone()), Key: momentCall + c.ID})
		}
	}
	return ms
}

// termOver ends the membership whose moment it is; a call for members closes.
func (b Body) termOver(key string, at time.Time) []Event {
	for _, m := range b.Members {
		if m.Sits() && key == momentTerm+m.ID+"@"+m.Until.String() {
			to := append(m.People(), b.Rules.Officers...)
			return []Event{MembershipExpired{Member: m.ID, At: at, Promise: law.Promise{Letters: law.To(to, "membership-ended", law.Ref("body", b.Reference), law.Ref("member", m.ID), law.Word("cause", "membership-cause", TermOver))}}}
		}
	}
	for _, c := range b.Calls {
		if !c.Closed && key == momentCall+c.ID {
			n := 0
			for _, a := range b.Applications {
				if a.Call == c.ID && a.Stands == Received {
					n++
				}
			}
			return []Event{MemberCallClosed{Call: c.ID, At: at, Received: n, Promise: law.Promise{Letters: law.To(b.Rules.Officers, "member-call-closed", law.Ref("body", b.Reference), law.Count("received", n))}}}
		}
	}
	return nil
}
