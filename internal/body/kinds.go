package body

import "twinning.example/engine/internal/law"

// The members of the two unions.
var (
	Events = law.NewCatalogue[Event](
		BodyOpened{}, BodyExtended{}, BodyEnded{}, BodyDissolved{}, MembersCalled{}, MemberCallClosed{}, SeatAppliedFor{},
		ApplicationWithdrawn{}, MembersSelected{}, MemberAppointed{}, MemberRenewed{}, MembershipEnded{}, MembershipExpired{}, DelegatesNamed{},
		InterestsDeclared{}, ChairNamed{}, MeetingConvened{}, MeetingChanged{}, MeetingCancelled{}, MeetingDocumentAdded{}, PresenceRecorded{},
		ItemConflictDeclared{}, MinutesDrafted{}, MinutesCommented{}, MinutesApproved{}, MinutesPublished{}, VoteOpened{}, BallotCast{},
		VotesCounted{}, AdviceAdopted{}, AdviceFollowed{}, ActionCommitted{}, ActionReported{}, BodyLinked{}, BodyReminded{}, BodyStaffChanged{},
	)
	Commands = law.NewCatalogue[Command](
		OpenBody{}, ExtendBody{}, DissolveBody{}, CallForMembers{}, ApplyForSeat{}, WithdrawApplication{}, SelectMembers{}, AppointMember{},
		RenewMember{}, EndMembership{}, NameDelegates{}, DeclareInterests{}, NameChair{}, ConveneMeeting{}, ChangeMeeting{}, CancelMeeting{},
		AddMeetingDocument{}, RecordPresence{}, DeclareItemConflict{}, DraftMinutes{}, CommentMinutes{}, ApproveMinutes{}, PublishMinutes{},
		PutToVote{}, CastVote{}, CountVotes{}, AdoptAdvice{}, FollowAdvice{}, CommitAction{}, ReportAction{}, LinkBody{}, ChangeBodyStaff{},
	)
)

// Kind is the kind's name.
func (OpenBody) Kind() string { return "open-body" }

// Kind is the kind's name.
func (ExtendBody) Kind() string { return "extend-body" }

// Kind is the kind's name.
func (DissolveBody) Kind() string { return "dissolve-body" }

// Kind is the kind's name.
func (CallForMembers) Kind() string { return "call-for-members" }

// Kind is the kind's name.
func (ApplyForSeat) Kind() string { return "apply-for-seat" }

// Kind is the kind's name.
func (WithdrawApplication) Kind() string { return "withdraw-application" }

// Kind is the kind's name.
func (SelectMembers) Kind() string { return "select-members" }

// Kind is the kind's name.
func (AppointMember) Kind() string { return "appoint-member" }

// Kind is the kind's name.
func (RenewMember) Kind() string { return "renew-member" }

// Kind is the kind's name.
func (EndMembership) Kind() string { return "end-membership" }

// Kind is the kind's name.
func (NameDelegates) Kind() string { return "name-delegates" }

// Kind is the kind's name.
func (DeclareInterests) Kind() string { return "declare-interests" }

// Kind is the kind's name.
func (NameChair) Kind() string { return "name-chair" }

// Kind is the kind's name.
func (ConveneMeeting) Kind() string { return "convene-meeting" }

// Kind is the kind's name.
func (ChangeMeeting) Kind() string { return "change-meeting" }

// Kind is the kind's name.
func (CancelMeeting) Kind() string { return "cancel-meeting" }

// Filed is the file, where there is one.
func (c AddMeetingDocument) Filed() []law.StoredFile {
	if c.Stored == nil {
		return nil
	}
	return c.Stored.Filed()
}

// Kind is the kind's name.
func (AddMeetingDocument) Kind() string { return "add-meeting-document" }

// Kind is the kind's name.
func (RecordPresence) Kind() string { return "record-presence" }

// Kind is the kind's name.
func (DeclareItemConflict) Kind() string { return "declare-item-conflict" }

// Kind is the kind's name.
func (DraftMinutes) Kind() string { return "draft-minutes" }

// Kind is the kind's name.
func (CommentMinutes) Kind() string { return "comment-minutes" }

// Kind is the kind's name.
func (ApproveMinutes) Kind() string { return "approve-minutes" }

// Kind is the kind's name.
func (PublishMinutes) Kind() string { return "publish-minutes" }

// Kind is the kind's name.
func (PutToVote) Kind() string { return "put-to-vote" }

// Kind is the kind's name.
func (CastVote) Kind() string { return "cast-vote" }

// Kind is the kind's name.
func (CountVotes) Kind() string { return "count-votes" }

// Kind is the kind's name.
func (AdoptAdvice) Kind() string { return "adopt-advice" }

// Kind is the kind's name.
func (FollowAdvice) Kind() string { return "follow-advice" }

// Kind is the kind's name.
func (CommitAction) Kind() string { return "commit-action" }

// Kind is the kind's name.
func (ReportAction) Kind() string { return "report-action" }

// Kind is the kind's name.
func (LinkBody) Kind() string { return "link-body" }

// Kind is the kind's name.
func (BodyOpened) Kind() string { return "body-opened.v1" }

// Kind is the kind's name.
func (BodyExtended) Kind() string { return "body-extended.v1" }

// Kind is the kind's name.
func (BodyEnded) Kind() string { return "body-ended.v1" }

// Kind is the kind's name.
func (BodyDissolved) Kind() string { return "body-dissolved.v1" }

// Kind is the kind's name.
func (MembersCalled) Kind() string { return "members-called.v1" }

// Kind is the kind's name.
func (MemberCallClosed) Kind() string { return "member-call-closed.v1" }

// Kind is the kind's name.
func (SeatAppliedFor) Kind() string { return "seat-applied-for.v1" }

// Kind is the kind's name.
func (ApplicationWithdrawn) Kind() string { return "application-withdrawn.v1" }

// Kind is the kind's name.
func (MembersSelected) Kind() string { return "members-selected.v1" }

// Kind is the kind's name.
func (MemberAppointed) Kind() string { return "member-appointed.v1" }

// Kind is the kind's name.
func (MemberRenewed) Kind() string { return "member-renewed.v1" }

// Kind is the kind's name.
func (MembershipEnded) Kind() string { return "membership-ended.v1" }

// Kind is the kind's name.
func (MembershipExpired) Kind() string { return "membership-expired.v1" }

// Kind is the kind's name.
func (DelegatesNamed) Kind() string { return "delegates-named.v1" }

// Kind is the kind's name.
func (InterestsDeclared) Kind() string { return "interests-declared.v1" }

// Kind is the kind's name.
func (ChairNamed) Kind() string { return "chair-named.v1" }

// Kind is the kind's name.
func (MeetingConvened) Kind() string { return "meeting-convened.v1" }

// Kind is the kind's name.
func (MeetingChanged) Kind() string { return "meeting-changed.v1" }

// Kind is the kind's name.
func (MeetingCancelled) Kind() string { return "meeting-cancelled.v1" }

// Kind is the kind's name.
func (MeetingDocumentAdded) Kind() string { return "meeting-document-added.v1" }

// Kind is the kind's name.
func (PresenceRecorded) Kind() string { return "presence-recorded.v1" }

// Kind is the kind's name.
func (ItemConflictDeclared) Kind() string { return "item-conflict-declared.v1" }

// Kind is the kind's name.
func (MinutesDrafted) Kind() string { return "minutes-drafted.v1" }

// Kind is the kind's name.
func (MinutesCommented) Kind() string { return "minutes-commented.v1" }

// Kind is the kind's name.
func (MinutesApproved) Kind() string { return "minutes-approved.v1" }

// Kind is the kind's name.
func (MinutesPublished) Kind() string { return "minutes-published.v1" }

// Kind is the kind's name.
func (VoteOpened) Kind() string { return "vote-opened.v1" }

// Kind is the kind's name.
func (BallotCast) Kind() string { return "ballot-cast.v1" }

// Kind is the kind's name.
func (VotesCounted) Kind() string { return "votes-counted.v1" }

// Kind is the kind's name.
func (AdviceAdopted) Kind() string { return "advice-adopted.v1" }

// Kind is the kind's name.
func (AdviceFollowed) Kind() string { return "advice-followed.v1" }

// Kind is the kind's name.
func (ActionCommitted) Kind() string { return "action-committed.v1" }

// Kind is the kind's name.
func (ActionReported) Kind() string { return "action-reported.v1" }

// Kind is the kind's name.
func (BodyLinked) Kind() string { return "body-linked.v1" }

// Kind is the kind's name.
func (BodyReminded) Kind() string { return "body-reminded.v1" }

func (BodyOpened) body()           {}
func (BodyExtended) body()         {}
func (BodyEnded) body()            {}
func (BodyDissolved) body()        {}
func (MembersCalled) body()        {}
func (MemberCallClosed) body()     {}
func (SeatAppliedFor) body()       {}
func (ApplicationWithdrawn) body() {}
func (MembersSelected) body()      {}
func (MemberAppointed) body()      {}
func (MemberRenewed) body()        {}
func (MembershipEnded) body()      {}
func (MembershipExpired) body()    {}
func (DelegatesNamed) body()       {}
func (InterestsDeclared) body()    {}
func (ChairNamed) body()           {}
func (MeetingConvened) body()      {}
func (MeetingChanged) body()       {}
func (MeetingCancelled) body()     {}
func (MeetingDocumentAdded) body() {}
func (PresenceRecorded) body()     {}
func (ItemConflictDeclared) body() {}
func (MinutesDrafted) body()       {}
func (MinutesCommented) body()     {}
func (MinutesApproved) body()      {}
func (MinutesPublished) body()     {}
func (VoteOpened) body()           {}
func (BallotCast) body()           {}
func (VotesCounted) body()         {}
func (AdviceAdopted) body()        {}
func (AdviceFollowed) body()       {}
func (ActionCommitted) body()      {}
func (ActionReported) body()       {}
func (BodyLinked) body()           {}
func (BodyReminded) body()         {}
