package body

// A callEvent is a fact of a call for members.
//
//sumtype:decl
type callEvent interface {
	Event
	ofCall()
}

func (MembersCalled) ofCall()        {}
func (MemberCallClosed) ofCall()     {}
func (SeatAppliedFor) ofCall()       {}
func (ApplicationWithdrawn) ofCall() {}
func (MembersSelected) ofCall()      {}

// A memberEvent is a fact of a member, or of who speaks for one.
//
//sumtype:decl
type memberEvent interface {
	Event
	ofMember()
}

func (MemberAppointed) ofMember()   {}
func (MemberRenewed) ofMember()     {}
func (MembershipEnded) ofMember()   {}
func (MembershipExpired) ofMember() {}
func (DelegatesNamed) ofMember()    {}
func (InterestsDeclared) ofMember() {}
func (ChairNamed) ofMember()        {}

// A meetingEvent is a fact of a meeting.
//
//sumtype:decl
type meetingEvent interface {
	Event
	ofMeeting()
}

func (MeetingConvened) ofMeeting()      {}
func (MeetingChanged) ofMeeting()       {}
func (MeetingCancelled) ofMeeting()     {}
func (MeetingDocumentAdded) ofMeeting() {}
func (PresenceRecorded) ofMeeting()     {}
func (MinutesDrafted) ofMeeting()       {}
func (MinutesCommented) ofMeeting()     {}
func (MinutesApproved) ofMeeting()      {}
func (MinutesPublished) ofMeeting()     {}

// A decisionEvent is a fact of a decision.
//
//sumtype:decl
type decisionEvent interface {
	Event
	ofDecision()
}

func (ItemConflictDeclared) ofDecision() {}
func (VoteOpened) ofDecision()           {}
func (BallotCast) ofDecision()           {}
func (VotesCounted) ofDecision()         {}

// An outcomeEvent is a fact of what follows from the work of a body.
//
//sumtype:decl
type outcomeEvent interface {
	Event
	ofOutcome()
}

func (AdviceAdopted) ofOutcome()   {}
func (AdviceFollowed) ofOutcome()  {}
func (ActionCommitted) ofOutcome() {}
func (ActionReported) ofOutcome()  {}
