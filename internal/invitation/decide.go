package invitation

import (
	"crypto/subtle"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// decide makes an invitation, by whoever could give the role now. Whoever could not is
// told the same whether there is such a call or tender or not.
func (o Invite) decide(i Invitation, f law.Facts, r law.Receipt) ([]Event, error) {
	if i.Stage != "" {
		return nil, law.Refuse("invitations", "made-already", law.Ref("invitation", i.Reference))
	}
	c := callOf(i, f).As(r.ReceivedAt)
	to := Invitation{Reference: i.Reference, Call: i.Call, Programme: i.Programme, Life: i.Life, Tender: o.Tender, Role: o.Role, By: r.Actor}
	if err := to.mayBeMade(c, f, r); err != nil {
		return nil, err
	}
	rules := c.Rules.Inviting() // a programme has none of its own
	if err := i.notTooMany(rules.MostADay, f, r); err != nil {
		return nil, err
	}
	cal, err := i.calendar(c, f)
	if err != nil {
		return nil, err
	}
	last := calendar.Period(calendar.DateOf(r.ReceivedAt, cal.Zone), rules.ValidFor, cal.Holidays)
	e := Made{
		By: r.Actor, Role: o.Role, Tender: o.Tender, Address: o.Address, Name: o.Name, Language: o.Language, Why: o.Why,
		SHA256: hashOf(Secret(r.Nonce)), Until: last.End(cal.Zone).UTC(),
	}
	if i.Life != "" {
		e.Letters = law.To([]string{Root + i.Reference}, "invitation-to-take-part", law.Ref("invitation", i.Reference), law.Ref("life", law.Reference(i.Life)), law.Word("kind", "taking-part", i.family()),
			law.On("until", last), law.Quote("why", o.Why))
	} else if i.Programme != "" {
		e.Letters = law.To([]string{Root + i.Reference}, "invitation-to-programme", law.Ref("invitation", i.Reference), law.Ref("programme", i.Programme),
			law.Word("role", "role", o.Role), law.On("until", last), law.Quote("why", o.Why))
	} else if o.Tender != "" {
		e.Was = tenderOf(o.Tender, f).Speaker(o.Role)
		e.Letters = law.To([]string{Root + i.Reference}, "invitation-to-tender", law.Ref("invitation", i.Reference), law.Ref("tender", o.Tender),
			law.Word("role", "role", o.Role), law.On("until", last), law.Quote("why", o.Why))
	} else {
		e.Letters = law.To([]string{Root + i.Reference}, "invitation", law.Ref("invitation", i.Reference), law.Ref("call", i.Call),
			law.Word("role", "role", o.Role), law.On("until", last), law.Quote("why", o.Why))
	}
	return []Event{e}, nil
}

// calendar is that of the call, or the zone of the programme or of the life alone: they have no holidays here.
func (i Invitation) calendar(c call.Call, f law.Facts) (obligation.Calendar, error) {
	if i.Life != "" {
		return obligation.Calendar{Zone: i.host(f).location()}, nil
	}
	if i.Programme != "" {
		return obligation.Calendar{Zone: programmeOf(i, f).Location()}, nil
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return cal, law.Refuse("rule-book", "no-calendar", law.Ref("call", i.Call))
	}
	return cal, nil
}

// zone is in which the instants of the invitation are told.
func (i Invitation) zone(f law.Facts) string {
	if i.Programme != "" {
		return programmeOf(i, f).Zone
	}
	if i.Life != "" {
		return i.host(f).zone
	}
	return callOf(i, f).Rules.Zone
}

// mayBeMade refuses whoever could not give the role of an invitation themselves, and a
// purpose that is over.
func (i Invitation) mayBeMade(c call.Call, f law.Facts, r law.Receipt) error {
	notYours := law.Refuse("invitations", "not-yours", law.Who("person", r.Actor), law.Word("role", "role", i.Role))
	if i.Life != "" {
		return i.mayTakePart(f, r, notYours)
	}
	if i.Programme != "" {
		if i.Tender != "" || !slices.Contains(governance.ProgrammeRoles(), i.Role) || programmeOf(i, f).As(r.ReceivedAt).MayInvite(f, r) != nil {
			return notYours
		}
		return nil
	}
	if c.Stage == call.None || i.Tender != "" && law.CallOf(i.Tender) != i.Call {
		return notYours
	}
	switch {
	case i.Tender != "":
		err := tenderOf(i.Tender, f).MayInvite(i.Role, r)
		if no, refused := law.Refused(err); refused && no.Code == "not-a-party" {
			return notYours
		}
		return err
	case i.gives():
		err := c.MayInvite(i.Role, r)
		if no, refused := law.Refused(err); refused && no.Rule == "roles" {
			return notYours
		}
		return err
	case c.Stage == call.Drafted:
		return notYours
	}
	return i.stillTenders(c, r.ReceivedAt)
}

// stillTenders refuses what is for a tender that can be submitted no more.
func (i Invitation) stillTenders(c call.Call, at time.Time) error {
	if limit := c.Limit(); c.Stage != call.Published && c.Stage != call.Open || at.After(limit) {
		return law.Refuse("invitations", "limit-passed", law.Ref("call", i.Call))
	}
	return nil
}

// day is the time within which invitations are counted.
const day = 24 * time.Hour

// notTooMany refuses more invitations of one person within 24 hours than the rule book allows.
func (i Invitation) notTooMany(most int, f law.Facts, r law.Receipt) error {
	var recent []time.Time
	for _, stream := range f.Streams(Root) {
		other, _ := f.State(stream).(Invitation)
		if other.By == r.Actor && other.Call == i.Call && other.Programme == i.Programme && other.Life == i.Life && other.MadeAt.After(r.ReceivedAt.Add(-day)) {
			recent = append(recent, other.MadeAt)
		}
	}
	if len(recent) < most {
		return nil
	}
	slices.SortFunc(recent, time.Time.Compare)
	return law.Refuse("invitations", "too-many", law.Count("most", most), law.At("from", recent[len(recent)-most].Add(day), i.zone(f)))
}

// decide takes the acceptance of whoever has the link, once, and while its purpose stands.
func (o Accept) decide(i Invitation, f law.Facts, r law.Receipt) ([]Event, error) {
	if i.Stage == "" || subtle.ConstantTimeCompare([]byte(hashOf(o.Secret)), []byte(i.SHA256)) != 1 {
		return nil, law.Refuse("invitations", "wrong-link", law.Ref("invitation", i.Reference))
	}
	if err := i.Ended(f, r.ReceivedAt); err != nil {
		return nil, err
	}
	if r.Actor == i.By {
		return nil, law.Refuse("invitations", "to-oneself", law.Who("person", r.Actor))
	}
	e := Accepted{Person: r.Actor}
	if i.Role == law.Evaluator {
		e.Organisation, e.Country = o.Organisation, o.Country
	}
	if err := i.given(e, f, r); err != nil {
		return nil, err
	}
	if i.Life != "" {
		e.Letters = law.To([]string{i.By}, "invitation-taken", law.Ref("life", law.Reference(i.Life)), law.Word("kind", "taking-part", i.family()), law.Who("person", e.Person))
	} else if !i.gives() {
		e.Letters = law.To([]string{i.By}, "invitation-accepted", law.Ref("call", i.Call), law.Word("role", "role", i.Role), law.Who("person", e.Person))
	}
	return []Event{e}, nil
}

// given refuses what the decision on the role would refuse.
func (i Invitation) given(e Accepted, f law.Facts, r law.Receipt) error {
	if !i.gives() {
		return nil
	}
	c := callOf(i, f).As(r.ReceivedAt)
	r.Actor = law.Engine
	var err error
	if i.Programme != "" {
		_, err = i.toProgramme(e.Person).Decide(programmeOf(i, f).As(r.ReceivedAt), f, r)
	} else if i.Tender != "" {
		_, err = i.toTender(e.Person).Decide(tenderOf(i.Tender, f), c, r)
	} else {
		_, err = i.toCall(e).Decide(c, f, r)
	}
	return err
}

// Ended refuses an invitation that holds no longer at an instant: it was accepted,
// withdrawn or has expired, or its purpose is over.
func (i Invitation) Ended(f law.Facts, at time.Time) error {
	c := callOf(i, f)
	switch {
	case i.Stage == Taken:
		return law.Refuse("invitations", "accepted-already", law.At("at", i.EndedAt, i.zone(f)))
	case i.Stage == Retracted:
		return law.Refuse("invitations", "withdrawn", law.At("at", i.EndedAt, i.zone(f)))
	case i.Stage == Served && i.Because != nil:
		return i.Because
	case i.Stage == Lapsed, !at.Before(i.Until):
		return law.Refuse("invitations", "expired", law.At("until", i.Until, i.zone(f)))
	case i.Life != "":
		if i.host(f).over {
			return i.lifeOver()
		}
		return nil
	case i.Programme != "": // whoever has a role of it already is refused when they accept
		return nil
	case c.Stage == call.Finished, c.Stage == call.Cancelled:
		return law.Refuse("invitations", "call-over", law.Ref("call", i.Call))
	case i.Tender == "" && !i.gives():
		if i.submitted(f) {
			return law.Refuse("invitations", "tender-submitted", law.Ref("call", i.Call))
		}
		return i.stillTenders(c, at)
	case i.Tender == "":
		return nil
	}
	t := tenderOf(i.Tender, f)
	if t.MayChange(i.Role) != nil {
		return law.Refuse("invitations", "tender-over", law.Ref("tender", i.Tender), law.Word("role", "role", i.Role))
	}
	if t.Speaker(i.Role) != i.Was {
		return law.Refuse("invitations", "filled", law.Word("role", "role", i.Role), law.Ref("tender", i.Tender))
	}
	return nil
}

// submitted tells whether whoever sent the invitation has submitted a tender since: it
// names its signatory, and whom it concerns.
func (i Invitation) submitted(f law.Facts) bool {
	for _, stream := range f.Streams(call.TenderPrefix(i.Call)) {
		t, _ := f.State(stream).(twinning.Twinning)
		if t.SubmittedBy == i.By && slices.ContainsFunc(t.Versions, func(v twinning.Version) bool { return v.ReceivedAt.After(i.MadeAt) }) {
			return true
		}
	}
	return false
}

// MayBeWithdrawn tells whether the invitation is the actor's to withdraw while it is open: whoever sent it and, but for one to a tender that is
// to come, whoever could have sent it.
func (i Invitation) MayBeWithdrawn(f law.Facts, r law.Receipt) bool {
	return r.Actor == i.By || (i.gives() || i.Life != "") && i.mayBeMade(callOf(i, f).As(r.ReceivedAt), f, r) == nil
}

// decide ends an invitation, by whoever sent it or could have.
func (o Withdraw) decide(i Invitation, f law.Facts, r law.Receipt) ([]Event, error) {
	switch {
	case i.Stage == "":
		return nil, law.Refuse("invitations", "no-such", law.Ref("invitation", i.Reference))
	case !i.MayBeWithdrawn(f, r):
		return nil, law.Refuse("invitations", "not-yours-to-withdraw", law.Ref("invitation", i.Reference))
	case i.Stage != Open:
		return nil, i.Ended(f, r.ReceivedAt)
	}
	return []Event{Withdrawn(o)}, nil
}

// decide records that the purpose is over, where it is. An invitation that has ended
// otherwise stays as it is.
func (NotePurposeOver) decide(i Invitation, f law.Facts, r law.Receipt) ([]Event, error) {
	if r.Actor != law.Engine {
		return nil, law.Refuse("roles", "engine-only")
	}
	over := i.PurposeOver(f, r.ReceivedAt)
	if over == nil {
		return nil, law.Refuse("invitations", "purpose-stands", law.Ref("invitation", i.Reference))
	}
	return []Event{Ended{Because: *over}}, nil
}

// PurposeOver is why nobody needs an invitation any more that is open and has not expired; nil where it may still be accepted.
func (i Invitation) PurposeOver(f law.Facts, at time.Time) *law.Refusal {
	if i.Stage != Open || !at.Before(i.Until) {
		return nil
	}
	over, _ := law.Refused(i.Ended(f, at))
	return over
}

// PurposeNeeds are the streams with which PurposeOver is found.
func (i Invitation) PurposeNeeds() []string { return i.needs(NotePurposeOver{}) }

func contains(roles []law.Role, r law.Role) bool { return slices.Contains(roles, r) }
