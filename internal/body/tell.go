package body

import "twinning.example/engine/internal/law"

// Tell is its sentence.
func (e BodyOpened) Tell() law.Reason {
	return law.Why("body-opened", law.Who("by", e.By), law.Count("seats", len(e.Rules.Seats)), law.On("begins", e.Rules.Mandate.Begins))
}

// Tell is its sentence.
func (e BodyExtended) Tell() law.Reason {
	return law.Why("body-extended", law.Who("by", e.By), law.On("ends", e.Ends), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e BodyEnded) Tell() law.Reason { return law.Why("body-ended") }

// Tell is its sentence.
func (e BodyDissolved) Tell() law.Reason {
	return law.Why("body-dissolved", law.Who("by", e.By), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MembersCalled) Tell() law.Reason {
	return law.Why("members-called", law.Who("by", e.By), law.Ref("call", e.Call), law.Refs("seats", e.Seats), law.On("closes", e.Closes))
}

// Tell is its sentence.
func (e MemberCallClosed) Tell() law.Reason {
	return law.Why("member-call-closed", law.Ref("call", e.Call), law.Count("received", e.Received))
}

// Tell is its sentence.
func (e SeatAppliedFor) Tell() law.Reason {
	return law.Why("seat-applied-for", law.Who("by", e.By), law.Ref("application", e.Application), law.Ref("seat", e.Seat))
}

// Tell is its sentence.
func (e ApplicationWithdrawn) Tell() law.Reason {
	return law.Why("application-withdrawn", law.Who("by", e.By), law.Ref("application", e.Application))
}

// Tell is its sentence.
func (e MembersSelected) Tell() law.Reason {
	var selected, rejected []string
	for _, v := range e.Verdicts {
		if v.Selected {
			selected = append(selected, v.Application)
		} else {
			rejected = append(rejected, v.Application)
		}
	}
	return law.Why("members-selected", law.Who("by", e.By), law.Ref("call", e.Call), law.Count("selected", len(selected)), law.Count("rejected", len(rejected)))
}

// Tell is its sentence.
func (e MemberAppointed) Tell() law.Reason {
	if e.Until.IsZero() {
		return law.Why("member-appointed", law.Who("by", e.By), law.Ref("member", e.Member), law.Ref("seat", e.Seat), law.On("from", e.From))
	}
	return law.Why("member-appointed-until", law.Who("by", e.By), law.Ref("member", e.Member), law.Ref("seat", e.Seat), law.On("from", e.From), law.On("until", e.Until))
}

// Tell is its sentence.
func (e MemberRenewed) Tell() law.Reason {
	return law.Why("member-renewed", law.Who("by", e.By), law.Ref("member", e.Member), law.On("until", e.Until))
}

// Tell is its sentence.
func (e MembershipEnded) Tell() law.Reason {
	return law.Why("membership-ended", law.Who("by", e.By), law.Ref("member", e.Member), law.Word("cause", "membership-cause", e.Cause), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MembershipExpired) Tell() law.Reason {
	return law.Why("membership-expired", law.Ref("member", e.Member))
}

// Tell is its sentence.
func (e DelegatesNamed) Tell() law.Reason {
	return law.Why("delegates-named", law.Who("by", e.By), law.Ref("member", e.Member), law.Who("person", e.Person), law.Count("alternates", len(e.Alternates)))
}

// Tell is its sentence.
func (e InterestsDeclared) Tell() law.Reason {
	return law.Why("interests-declared", law.Who("by", e.Person))
}

// Tell is its sentence.
func (e ChairNamed) Tell() law.Reason {
	return law.Why("chair-named", law.Who("by", e.By), law.Who("person", e.Person), law.Ref("chair", e.Chair))
}

// Tell is its sentence.
func (e MeetingConvened) Tell() law.Reason {
	if e.Short {
		return law.Why("meeting-convened-short", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.At("starts", e.Starts, "UTC"), law.Count("items", len(e.Agenda)))
	}
	return law.Why("meeting-convened", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.At("starts", e.Starts, "UTC"), law.Count("items", len(e.Agenda)))
}

// Tell is its sentence.
func (e MeetingChanged) Tell() law.Reason {
	if e.Short {
		return law.Why("meeting-changed-short", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.At("starts", e.Starts, "UTC"), law.Quote("why", e.Why))
	}
	return law.Why("meeting-changed", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.At("starts", e.Starts, "UTC"), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MeetingCancelled) Tell() law.Reason {
	return law.Why("meeting-cancelled", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MeetingDocumentAdded) Tell() law.Reason {
	return law.Why("meeting-document-added", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.Ref("item", e.Item), law.Quote("title", e.Title))
}

// Tell is its sentence.
func (e PresenceRecorded) Tell() law.Reason {
	is := e.Quorum
	if !is.Reached {
		return law.Why("presence-without-quorum", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.Count("present", is.Present), law.Count("of", is.Of), law.Count("needed", is.Needed))
	}
	return law.Why("presence-recorded", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.Count("present", is.Present), law.Count("of", is.Of), law.Count("needed", is.Needed))
}

// Tell is its sentence.
func (e ItemConflictDeclared) Tell() law.Reason {
	if len(e.Dropped) > 0 {
		return law.Why("item-conflict-drops-ballot", law.Who("by", e.By), law.Ref("member", e.Member), law.Ref("of", e.Meeting+e.Decision), law.Refs("dropped", e.Dropped), law.Quote("why", e.Why))
	}
	return law.Why("item-conflict-declared", law.Who("by", e.By), law.Ref("member", e.Member), law.Ref("of", e.Meeting+e.Decision), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MinutesDrafted) Tell() law.Reason {
	return law.Why("minutes-drafted", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.On("until", e.Until))
}

// Tell is its sentence.
func (e MinutesCommented) Tell() law.Reason {
	if e.Objects {
		return law.Why("minutes-objected", law.Who("by", e.By), law.Ref("meeting", e.Meeting))
	}
	return law.Why("minutes-commented", law.Who("by", e.By), law.Ref("meeting", e.Meeting))
}

// Tell is its sentence.
func (e MinutesApproved) Tell() law.Reason {
	if e.At == "" {
		return law.Why("minutes-approved-in-writing", law.Who("by", e.By), law.Ref("meeting", e.Meeting))
	}
	return law.Why("minutes-approved", law.Who("by", e.By), law.Ref("meeting", e.Meeting), law.Ref("at", e.At))
}

// Tell is its sentence.
func (e MinutesPublished) Tell() law.Reason {
	return law.Why("minutes-published", law.Who("by", e.By), law.Ref("meeting", e.Meeting))
}

// Tell is its sentence.
func (e VoteOpened) Tell() law.Reason {
	if e.Meeting == "" {
		return law.Why("vote-opened-in-writing", law.Who("by", e.By), law.Ref("decision", e.Decision), law.Count("voters", len(e.Voters)), law.Quote("question", e.Question), law.On("until", e.Until))
	}
	return law.Why("vote-opened", law.Who("by", e.By), law.Ref("decision", e.Decision), law.Count("voters", len(e.Voters)), law.Quote("question", e.Question), law.Ref("meeting", e.Meeting), law.Ref("item", e.Item))
}

// Tell is its sentence.
func (e BallotCast) Tell() law.Reason {
	return law.Why("ballot-cast", law.Who("by", e.By), law.Ref("decision", e.Decision), law.Ref("voter", e.Voter), law.Word("vote", "ballot", e.Vote))
}

// Tell is its sentence: the count, with all numbers that it rests on.
func (e VotesCounted) Tell() law.Reason {
	return law.Why("votes-counted", law.Ref("decision", e.Decision), law.Because("count", e.Tally.Tell()), law.Word("stands", "decision", e.Stands))
}

// Tell says how a step was counted.
func (t Tally) Tell() law.Reason {
	reached, silence := "missed", SilenceNone
	if t.Reached {
		reached = "reached"
	}
	if t.Consents {
		silence = SilenceFor
	}
	if t.By == Consensus {
		return law.Why("tally-consensus", law.Ref("step", t.Step), law.Word("reached", "tally", reached), law.Count("for", len(t.For)), law.Count("against", len(t.Against)),
			law.Count("abstained", len(t.Abstained)), law.Count("silent", len(t.Silent)), law.Word("silence", "body-silence", silence), law.Count("entitled", len(t.Entitled)), law.Count("left", len(t.Left)))
	}
	return law.Why("tally-majority", law.Ref("step", t.Step), law.Word("reached", "tally", reached), law.Count("for", len(t.For)), law.Count("against", len(t.Against)),
		law.Count("abstained", len(t.Abstained)), law.Count("silent", len(t.Silent)), law.Word("silence", "body-silence", silence), law.Count("entitled", len(t.Entitled)), law.Count("left", len(t.Left)),
		law.Count("favour", t.InFavour), law.Count("needed", t.Needed), law.Count("base", t.Base), law.Word("counted", "tally-base", t.Of))
}

// Tell is its sentence.
func (e AdviceAdopted) Tell() law.Reason {
	return law.Why("advice-adopted", law.Who("by", e.By), law.Ref("advice", e.Advice), law.Ref("decision", e.Decision), law.Quote("title", e.Title), law.Count("recommendations", len(e.Recommendations)))
}

// Tell is its sentence.
func (e AdviceFollowed) Tell() law.Reason {
	return law.Why("advice-followed", law.Who("by", e.By), law.Ref("advice", e.Advice), law.Ref("recommendation", e.Recommendation), law.Word("status", "follow-up", e.Status), law.Quote("text", e.Text))
}

// Tell is its sentence.
func (e ActionCommitted) Tell() law.Reason {
	return law.Why("action-committed", law.Who("by", e.By), law.Ref("action", e.Action), law.Ref("member", e.Member), law.On("due", e.Due), law.Quote("text", e.Text))
}

// Tell is its sentence.
func (e ActionReported) Tell() law.Reason {
	return law.Why("action-reported", law.Who("by", e.By), law.Ref("action", e.Action), law.Count("percent", e.Percent), law.Quote("text", e.Text))
}

// Tell is its sentence.
func (e BodyLinked) Tell() law.Reason {
	return law.Why("body-linked", law.Who("by", e.By), law.Ref("from", e.From), law.Ref("to", e.To))
}

// Tell is its sentence.
func (e BodyReminded) Tell() law.Reason {
	return law.Why("body-reminder", law.Word("rung", "template", e.Rung), law.Word("obligation", "obligation", e.Obligation), law.On("due", e.Due), law.Word("outcome", "rung-outcome", e.Outcome))
}
