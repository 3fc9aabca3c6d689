package body

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

func (b Body) evolve(e Event, at law.Recorded) Body {
	now := at.At()
	switch e := e.(type) {
	case BodyOpened:
		b.Stage, b.Rules, b.SHA256, b.By, b.OpenedAt, b.Ends = Active, e.Rules, e.SHA256, e.By, now, e.Rules.Mandate.Ends
		b.Obligations = b.owe(now, e.Owed)
	case BodyExtended:
		b.Ends, b.Why = e.Ends, e.Why
		b.Obligations = b.owe(now, e.Owed)
	case BodyEnded:
		b.Stage, b.EndedAt = Ended, e.At
		b.Obligations = b.end(e.At, func(o obligation.Obligation) bool { return isTerm(o) || isMeeting(o) })
	case BodyDissolved:
		b.Stage, b.EndedAt, b.Why = Dissolved, now, e.Why
		b.Obligations = b.end(now, func(obligation.Obligation) bool { return true })
	case MembersCalled, MemberCallClosed, SeatAppliedFor, ApplicationWithdrawn, MembersSelected:
		return b.evolveCalls(e.(callEvent), now)
	case MemberAppointed, MemberRenewed, MembershipEnded, MembershipExpired, DelegatesNamed, InterestsDeclared, ChairNamed:
		return b.evolveMembers(e.(memberEvent), now)
	case MeetingConvened, MeetingChanged, MeetingCancelled, MeetingDocumentAdded, PresenceRecorded, MinutesDrafted, MinutesCommented, MinutesApproved, MinutesPublished:
		return b.evolveMeetings(e.(meetingEvent), now)
	case ItemConflictDeclared, VoteOpened, BallotCast, VotesCounted:
		return b.evolveDecisions(e.(decisionEvent), now)
	case AdviceAdopted, AdviceFollowed, ActionCommitted, ActionReported:
		return b.evolveOutcomes(e.(outcomeEvent), now)
	case BodyLinked:
		b.Links = append(slices.Clip(b.Links), BodyLink{From: e.From, To: e.To, By: e.By, At: now})
	case BodyStaffChanged:
		b.Rules.Officers, b.Obligations = e.Handed(b.Rules.Officers, b.Obligations, at.At())
	case BodyReminded:
		passed := make(map[string]bool, len(b.Passed)+1)
		maps.Copy(passed, b.Passed)
		passed[e.Key] = true
		b.Passed = passed
	}
	return b
}

func isTerm(o obligation.Obligation) bool { return o.Ladder == TermLadder }

func (b Body) end(at time.Time, which func(obligation.Obligation) bool) []obligation.Obligation {
	return obligation.End(b.Obligations, at, obligation.CauseBodyEnded, which)
}

// owe opens, or dates again, what is owed; the zero Owed is nothing.
func (b Body) owe(at time.Time, owed ...obligation.Owed) []obligation.Obligation {
	list := b.Obligations
	for _, o := range owed {
		if o.ID != "" {
			list = obligation.Owe(list, at, obligation.CauseMoreTime, o)
		}
	}
	return list
}

func (b Body) evolveCalls(e callEvent, now time.Time) Body {
	set := func(id string, change func(*Application)) {
		b.Applications = changed(b.Applications, func(a Application) bool { return a.ID == id }, change)
	}
	switch e := e.(type) {
	case MembersCalled:
		b.Calls = append(slices.Clip(b.Calls), MemberCall{ID: e.Call, Seats: e.Seats, Closes: e.Closes, Text: e.Text, At: now})
	case MemberCallClosed:
		b.Calls = changed(b.Calls, func(c MemberCall) bool { return c.ID == e.Call }, func(c *MemberCall) { c.Closed = true })
	case SeatAppliedFor:
		b.Applications = append(slices.Clip(b.Applications), Application{
			ID: e.Application, Call: e.Call, Seat: e.Seat, Country: e.Country, Name: e.Name, Motivation: e.Motivation, Interests: e.Interests, By: e.By, At: now, Stands: Received,
		})
	case ApplicationWithdrawn:
		set(e.Application, func(a *Application) { a.Stands = Withdrawn })
	case MembersSelected:
		b.Calls = changed(b.Calls, func(c MemberCall) bool { return c.ID == e.Call }, func(c *MemberCall) { c.Decided = now })
		for _, v := range e.Verdicts {
			set(v.Application, func(a *Application) {
				a.Why = v.Why
				if a.Stands = Rejected; v.Selected {
					a.Stands = Selected
				}
			})
		}
	}
	return b
}

func (b Body) evolveMembers(e memberEvent, now time.Time) Body {
	set := func(id string, change func(*Member)) {
		b.Members = changed(b.Members, func(m Member) bool { return m.ID == id }, change)
	}
	leave := func(id string, at time.Time, change func(*Member)) {
		m, _ := b.Member(id)
		voter := b.voter(m)
		set(id, change)
		owes := []string{termOf(id)} // who has left the body owes it nothing
		for _, a := range b.Actions {
			if a.Member == id {
				owes = append(owes, actionOf(a.ID))
			}
		}
		for _, d := range b.Decisions {
			if len(b.speaking(voter)) == 0 {
				owes = append(owes, voteOf(d.ID, d.Step(), voter))
			}
		}
		b.Obligations = obligation.End(b.Obligations, at, obligation.CauseMembershipEnded, func(o obligation.Obligation) bool { return slices.Contains(owes, o.ID) })
	}
	switch e := e.(type) {
	case MemberAppointed:
		b.Members = append(slices.Clip(b.Members), Member{
			ID: e.Member, Seat: e.Seat, Country: e.Country, Name: e.Name, Person: e.Person, Alternates: e.Alternates, From: e.From, Until: e.Until, Application: e.Application,
		})
		b.Applications = changed(b.Applications, func(a Application) bool { return e.Application != "" && a.ID == e.Application }, func(a *Application) { a.Stands = Appointed })
		b.Obligations = b.owe(now, e.Owed)
	case MemberRenewed:
		set(e.Member, func(m *Member) { m.Until = e.Until })
		b.Obligations = b.owe(now, e.Owed)
	case MembershipEnded:
		leave(e.Member, now, func(m *Member) { m.Ended, m.Cause, m.Why = now, e.Cause, e.Why })
	case MembershipExpired:
		leave(e.Member, e.At, func(m *Member) { m.Ended, m.Cause = e.At, TermOver })
	case DelegatesNamed:
		set(e.Member, func(m *Member) { m.Person, m.Alternates = e.Person, e.Alternates })
		b.Obligations = b.delegated(now, e.Member)
	case InterestsDeclared:
		b.Interests = append(slices.Clip(b.Interests), InterestsOf{Person: e.Person, At: now, Text: e.Text})
	case ChairNamed:
		b.Chairs = changed(b.Chairs, func(c Chair) bool { return c.Chair == e.Chair && c.Until.IsZero() }, func(c *Chair) { c.Until = now })
		b.Chairs = append(b.Chairs, Chair{Chair: e.Chair, Person: e.Person, Since: now})
	}
	return b
}

// delegated is what is owed when others speak for a member: by them.
func (b Body) delegated(now time.Time, member string) []obligation.Obligation {
	m, _ := b.Member(member)
	list := b.Obligations
	for _, o := range list {
		due, ok := o.Current()
		if !ok || !o.Open() {
			continue
		}
		var who []string
		for _, a := range b.Actions {
			if a.Member == member && o.ID == actionOf(a.ID) {
				who = m.People()
			}
		}
		for _, d := range b.Decisions {
			if d.Stands == Open && o.ID == voteOf(d.ID, d.Step(), b.voter(m)) {
				who = b.speaking(b.voter(m))
			}
		}
		if who != nil {
			list = obligation.Owe(list, now, obligation.CauseMoreTime, obligation.Owed{ID: o.ID, Ladder: o.Ladder, Who: who, Due: due.On})
		}
	}
	return list
}

func (b Body) evolveMeetings(e meetingEvent, now time.Time) Body {
	set := func(id string, change func(*Meeting)) {
		b.Meetings = changed(b.Meetings, func(m Meeting) bool { return m.ID == id }, change)
	}
	switch e := e.(type) {
	case MeetingConvened:
		b.Meetings = append(slices.Clip(b.Meetings), Meeting{
			ID: e.Meeting, Title: e.Title, Starts: e.Starts, Ends: e.Ends, Place: e.Place, Agenda: e.Agenda, Stands: Convened, ConvenedAt: now, Short: e.Short, Versions: 1,
		})
	case MeetingChanged:
		set(e.Meeting, func(m *Meeting) {
			m.Title, m.Starts, m.Ends, m.Place, m.Agenda, m.Short, m.Why = e.Title, e.Starts, e.Ends, e.Place, e.Agenda, e.Short, e.Why
			m.Versions++
		})
	case MeetingCancelled:
		set(e.Meeting, func(m *Meeting) { m.Stands, m.Why = Cancelled, e.Why; m.Versions++ })
	case MeetingDocumentAdded:
		set(e.Meeting, func(m *Meeting) {
			m.Documents = append(slices.Clip(m.Documents), MeetingDocument{Item: e.Item, Title: e.Title, SHA256: e.SHA256, Where: e.Where, By: e.By, At: now, Stored: e.Stored})
		})
	case PresenceRecorded:
		set(e.Meeting, func(m *Meeting) { m.Stands, m.Present, m.Quorum = Held, e.Present, e.Quorum })
		b.Obligations = b.owe(now, e.Owed)
		if e.Met != "" {
			b.Obligations = obligation.Meet(b.Obligations, e.Met, now)
		}
		b.Obligations = b.owe(now, e.Next)
	case MinutesDrafted:
		set(e.Meeting, func(m *Meeting) {
			m.Minutes.Drafts = append(slices.Clip(m.Minutes.Drafts), MinutesDraft{By: e.By, At: now, Text: e.Text})
			m.Minutes.Until = e.Until
		})
		b.Obligations = obligation.Meet(b.Obligations, minutesOf(e.Meeting), now)
	case MinutesCommented:
		set(e.Meeting, func(m *Meeting) {
			m.Minutes.Comments = append(slices.Clip(m.Minutes.Comments), MinutesComment{By: e.By, At: now, Draft: len(m.Minutes.Drafts), Text: e.Text, Objects: e.Objects})
		})
	case MinutesApproved:
		set(e.Meeting, func(m *Meeting) { m.Minutes.ApprovedAt, m.Minutes.Approved = now, e.At })
	case MinutesPublished:
		set(e.Meeting, func(m *Meeting) { m.Minutes.PublishedAt = now })
	}
	return b
}

func (b Body) evolveDecisions(e decisionEvent, now time.Time) Body {
	set := func(id string, change func(*Decision)) {
		b.Decisions = changed(b.Decisions, func(d Decision) bool { return d.ID == id }, change)
	}
	switch e := e.(type) {
	case ItemConflictDeclared:
		b.Conflicts = append(slices.Clip(b.Conflicts), ItemConflict{Meeting: e.Meeting, Item: e.Item, Decision: e.Decision, Member: e.Member, By: e.By, At: now, Why: e.Why})
		m, ok := b.Member(e.Member)
		if d, is := b.Decision(e.Decision); ok && is {
			b.Obligations = obligation.End(b.Obligations, now, obligation.CauseLeftVote, func(o obligation.Obligation) bool { return o.ID == voteOf(d.ID, d.Step(), b.voter(m)) })
		}
	case VoteOpened:
		b.Decisions = append(slices.Clip(b.Decisions), Decision{
			ID: e.Decision, Question: e.Question, Meeting: e.Meeting, Item: e.Item, Until: e.Until, By: e.By, At: now, Voters: e.Voters, Members: e.Members, Stands: Open,
		})
		b.Obligations = b.owe(now, e.Owed...)
	case BallotCast:
		set(e.Decision, func(d *Decision) {
			d.Ballots = append(slices.Clip(d.Ballots), Ballot{Step: e.Step, Voter: e.Voter, Member: e.Member, By: e.By, Vote: e.Vote, At: now})
		})
		b.Obligations = obligation.Meet(b.Obligations, voteOf(e.Decision, e.Step, e.Voter), now)
	case VotesCounted:
		if !e.At.IsZero() {
			now = e.At
		}
		was, _ := b.Decision(e.Decision)
		set(e.Decision, func(d *Decision) {
			d.Tallies = append(slices.Clip(d.Tallies), e.Tally)
			d.Stands, d.Until = e.Stands, e.Until
			if e.Stands != Open {
				d.Over = now
			}
		})
		for _, v := range was.Voters { // who has not voted owes it no more
			b.Obligations = obligation.End(b.Obligations, now, obligation.CauseVoteCounted, func(o obligation.Obligation) bool { return o.ID == voteOf(was.ID, was.Step(), v) })
		}
		b.Obligations = b.owe(now, e.Owed...)
	}
	return b
}

func (b Body) evolveOutcomes(e outcomeEvent, now time.Time) Body {
	switch e := e.(type) {
	case AdviceAdopted:
		b.Advice = append(slices.Clip(b.Advice), Advice{
			ID: e.Advice, Kind: e.AdviceKind, Title: e.Title, SHA256: e.SHA256, Decision: e.Decision, Recommendations: e.Recommendations, By: e.By, At: now,
		})
		b.Obligations = b.owe(now, e.Owed...)
	case AdviceFollowed:
		b.Advice = changed(b.Advice, func(a Advice) bool { return a.ID == e.Advice }, func(a *Advice) {
			a.FollowUps = append(slices.Clip(a.FollowUps), FollowUp{Recommendation: e.Recommendation, Status: e.Status, Text: e.Text, By: e.By, At: now})
		})
		b.Obligations = obligation.Meet(b.Obligations, followUpOf(e.Advice, e.Recommendation), now)
	case ActionCommitted:
		b.Actions = append(slices.Clip(b.Actions), PlannedAction{ID: e.Action, Member: e.Member, Text: e.Text, Due: e.Due, By: e.By, At: now})
		b.Obligations = b.owe(now, e.Owed)
	case ActionReported:
		b.Actions = changed(b.Actions, func(a PlannedAction) bool { return a.ID == e.Action }, func(a *PlannedAction) {
			a.Progress = append(slices.Clip(a.Progress), ActionProgress{Percent: e.Percent, Text: e.Text, By: e.By, At: now})
		})
		if e.Percent == 100 {
			b.Obligations = obligation.Meet(b.Obligations, actionOf(e.Action), now)
		}
	}
	return b
}
