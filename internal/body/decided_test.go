package body_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/body"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/obligation"
)

func TestAMeetingIsConvenedHeldAndItsMinutesArePublished(t *testing.T) {
	t.Parallel()
	change := func(day string) ChangeMeeting {
		return ChangeMeeting{"15", "Moved", Wall(day + "T09:30"), Wall(day + "T17:00"), "", agenda(), "the room"}
	}
	document := AddMeetingDocument{"15", "2", "Presentation", SHA("x"), "", nil}
	documented := func(w *World) { convened(t)(w); w.Do(network, chair, document) }
	cancelled := func(w *World) { convened(t)(w); w.Do(network, chair, CancelMeeting{"15", "the strike"}) }
	drafted := func(w *World) { held(t)(w); w.Do(network, staff, DraftMinutes{"15", "All went well."}) }
	objected := func(w *World) { drafted(w); w.Do(network, estonia, CommentMinutes{"15", "It did not.", true}) }
	again := func(w *World) { objected(w); w.Do(network, staff, DraftMinutes{"15", "Not all went well."}) }
	approved := func(w *World) { again(w); w.At("2019-07-20T09:00"); w.Do(network, staff, ApproveMinutes{"15", ""}) }
	published := func(w *World) { approved(w); w.Do(network, staff, PublishMinutes{"15"}) }
	next := func(present []BodyPresence) func(w *World) {
		return func(w *World) {
			drafted(w)
			w.Do(network, chair, meet("16", "2019-08-01"))
			w.At("2019-08-01T10:00")
			w.Do(network, chair, RecordPresence{"16", present})
		}
	}
	few := next(there("EE", estonia))
	enough := next(there("EE", estonia, "MT", malta))
	quiet := rules(t, "ehealth-network")
	quiet.Publish.Minutes = false
	secret := func(w *World) {
		w.Do(network, staff, OpenBody{Rules: quiet})
		w.Do(network, staff, seat("EE", "EE", estonia))
		w.Do(network, staff, meet("15", "2019-07-01"))
		w.At("2019-07-01T10:00")
		w.Do(network, staff, RecordPresence{"15", there("EE", estonia)})
	}
	Run(t, New(t),
		row("convened by the chair", seated(t), chair, meet("15", "2019-07-01"), "meeting-convened.v1"),
		row("not by a member", seated(t), estonia, meet("15", "2019-07-01"), "bodies/chair-only"),
		row("once", convened(t), chair, meet("15", "2019-07-02"), "bodies/there-already"),
		row("not in the past", seated(t), chair, meet("15", "2019-06-01"), "bodies/no-such-time"),
		row("changed", convened(t), chair, change("2019-07-08"), "meeting-changed.v1"),
		row("one that is there", seated(t), chair, change("2019-07-08"), "bodies/no-such"),
		row("with the items that have documents", documented, chair, ChangeMeeting{"15", "Moved", Wall("2019-07-08T09:30"), Wall("2019-07-08T17:00"), "", agenda()[:1], "the room"}, "bodies/item-has-documents"),
		row("cancelled", convened(t), staff, CancelMeeting{"15", "the strike"}, "meeting-cancelled.v1"),
		row("not twice", cancelled, staff, CancelMeeting{"15", "the strike"}, "bodies/meeting-over"),
		row("documents", convened(t), staff, document, "meeting-document-added.v1"),
		row("under an item that is there", convened(t), staff, AddMeetingDocument{"15", "9", "Presentation", SHA("x"), "", nil}, "bodies/no-such"),
		row("once", documented, staff, document, "bodies/there-already"),
		row("presence once it has begun", convened(t), staff, RecordPresence{"15", there("EE", estonia)}, "bodies/not-begun"),
		row("not of a cancelled one", cancelled, staff, RecordPresence{"15", there("EE", estonia)}, "bodies/meeting-over"),
		row("of those who speak for the member", held(t), staff, RecordPresence{"15", there("EE", malta)}, "bodies/no-delegate"),
		row("of members", held(t), staff, RecordPresence{"15", there("XX", malta)}, "bodies/no-such"),
		row("corrected", held(t), staff, RecordPresence{"15", there("EE", estonia)}, "presence-recorded.v1"),
		row("not once there was a vote", voting(t), staff, RecordPresence{"15", there("EE", estonia)}, "bodies/presence-settled"),
		row("minutes of one that was held", convened(t), staff, DraftMinutes{"15", "x"}, "bodies/not-held"),
		row("drafted", held(t), staff, DraftMinutes{"15", "x"}, "minutes-drafted.v1"),
		row("commented by members", drafted, estonia, CommentMinutes{"15", "Well.", false}, "minutes-commented.v1"),
		row("not by strangers", drafted, Stranger, CommentMinutes{"15", "Well.", false}, "bodies/not-your-member"),
		row("within the time", func(w *World) { drafted(w); w.At("2019-07-20T09:00") }, estonia, CommentMinutes{"15", "Well.", false}, "bodies/no-comments"),
		row("not without a draft", held(t), chair, ApproveMinutes{"15", ""}, "bodies/no-draft"),
		row("in writing after the time", drafted, chair, ApproveMinutes{"15", ""}, "bodies/not-in-writing"),
		row("and without an objection", func(w *World) { objected(w); w.At("2019-07-20T09:00") }, chair, ApproveMinutes{"15", ""}, "bodies/not-in-writing"),
		row("another draft answers it", func(w *World) { again(w); w.At("2019-07-20T09:00") }, chair, ApproveMinutes{"15", ""}, "minutes-approved.v1"),
		row("once", approved, chair, ApproveMinutes{"15", ""}, "bodies/minutes-approved"),
		row("at the next meeting", enough, chair, ApproveMinutes{"15", "16"}, "minutes-approved.v1"),
		row("with a quorum", few, chair, ApproveMinutes{"15", "16"}, "bodies/no-quorum"),
		row("not at itself", drafted, chair, ApproveMinutes{"15", "15"}, "bodies/not-a-later-meeting"),
		row("published when approved", drafted, staff, PublishMinutes{"15"}, "bodies/not-approved"),
		row("published", approved, staff, PublishMinutes{"15"}, "minutes-published.v1"),
		row("once", published, staff, PublishMinutes{"15"}, "bodies/published-already"),
		row("not where the rule book keeps them", secret, staff, PublishMinutes{"15"}, "bodies/not-public"),
	)
	w := New(t)
	convened(t)(w)
	require.False(t, is(w).Meetings[0].Short)
	w.Do(network, chair, change("2019-06-20"))
	require.True(t, is(w).Meetings[0].Short, "the notice is shorter than the rule book's, and that is said")
	require.Equal(t, 2, told(w, network)[estonia+" meeting-convened"]+told(w, network)[estonia+" meeting-changed"])
	w.At("2019-06-20T10:00")
	w.Do(network, chair, RecordPresence{"15", there("EE", estonia)})
	require.Equal(t, QuorumCount{Present: 1, Of: 3, Needed: 2}, is(w).Meetings[0].Quorum)
	o, _ := obligation.Find(is(w).Obligations, "minutes-15")
	require.True(t, o.Open(), "the secretariat owes the minutes")
	w.Do(network, staff, DraftMinutes{"15", "x"})
	o, _ = obligation.Find(is(w).Obligations, "minutes-15")
	require.False(t, o.Open())
}

func TestADecisionIsTakenByConsensusFailingThatByTwoThirds(t *testing.T) {
	t.Parallel()
	vote := func(member, by, vote string) func(*World) {
		return func(w *World) { w.Do(network, by, CastVote{"d1", member, vote}) }
	}
	all := func(given func(*World), steps ...func(*World)) func(*World) {
		return func(w *World) {
			given(w)
			for _, s := range steps {
				s(w)
			}
		}
	}
	over := func(w *World) { w.At("2019-07-01T17:00") } // the meeting
	count := func(w *World) {
		over(w)
		w.Do(network, chair, CountVotes{"d1"})
	}
	few := func(w *World) {
		convened(t)(w)
		w.At("2019-07-01T10:00")
		w.Do(network, staff, RecordPresence{"15", there("EE", estonia)})
	}
	alone := func(w *World) {
		opened(t)(w)
		w.Do(network, staff, AppointMember{Member: "CH", Seat: "observers", Country: "CH", Person: observe, From: Date("2019-06-10")})
	}
	oral := rules(t, "ehealth-network")
	oral.Decisions.Written = WrittenRule{}
	Run(t, New(t),
		row("put by the chair", held(t), chair, PutToVote{"d1", "Go-live?", "15", "1"}, "vote-opened.v1"),
		row("not by a member", held(t), estonia, PutToVote{"d1", "Go-live?", "15", "1"}, "bodies/chair-only"),
		row("once", voting(t), chair, PutToVote{"d1", "Go-live?", "15", "1"}, "bodies/there-already"),
		row("on an item for decision", held(t), chair, PutToVote{"d1", "Go-live?", "15", "2"}, "bodies/not-for-decision"),
		row("that is there", held(t), chair, PutToVote{"d1", "Go-live?", "15", "9"}, "bodies/no-such"),
		row("with a quorum", few, chair, PutToVote{"d1", "Go-live?", "15", "1"}, "bodies/no-quorum"),
		row("where somebody votes", alone, staff, PutToVote{Decision: "d1", Question: "Go-live?"}, "bodies/nobody-votes"),
		row("in writing where there is a procedure", func(w *World) { w.Do(network, staff, OpenBody{Rules: oral}) }, staff, PutToVote{Decision: "d1", Question: "Go-live?"}, "bodies/not-written"),
		row("cast by who was there", voting(t), second, CastVote{"d1", "EE", For}, "ballot-cast.v1"),
		row("not by who was not", voting(t), estonia, CastVote{"d1", "EE", For}, "bodies/not-there"),
		row("not for another", voting(t), malta, CastVote{"d1", "EE", For}, "bodies/not-your-member"),
		row("not by an observer", voting(t), observe, CastVote{"d1", "CH", For}, "bodies/no-vote"),
		row("on a decision that is there", voting(t), second, CastVote{"d9", "EE", For}, "bodies/no-such"),
		row("counted by the chair", all(voting(t), over), chair, CountVotes{"d1"}, "votes-counted.v1"),
		row("not while somebody may still vote", voting(t), chair, CountVotes{"d1"}, "bodies/not-all-voted"),
		row("not at once with silence as consent", all(voting(t), vote("EE", second, For), vote("MT", malta, For)), chair, CountVotes{"d1"}, "bodies/not-all-voted"),
		row("when all have voted", all(voting(t), vote("EE", second, For), vote("MT", malta, For), vote("FR", france, For)), chair, CountVotes{"d1"}, "votes-counted.v1"),
		row("nobody's voice is changed once a vote has begun", all(voting(t), vote("EE", second, For)), staff, NameDelegates{Member: "MT", Person: "p-another"}, "bodies/vote-begun"),
		row("but by the member itself", all(voting(t), vote("EE", second, For)), malta, NameDelegates{Member: "MT", Person: malta, Alternates: []string{"p-another"}}, "delegates-named.v1"),
		row("a decision that is there", voting(t), chair, CountVotes{"d9"}, "bodies/no-such"),
		row("not by members", voting(t), estonia, CountVotes{"d1"}, "bodies/chair-only"),
		row("once", all(voting(t), count), chair, CountVotes{"d1"}, "bodies/decision-over"),
		row("no ballot after it", all(voting(t), count), second, CastVote{"d1", "EE", For}, "bodies/decision-over"),
		row("in writing it counts itself", writing(t), chair, CountVotes{"w1"}, "bodies/counts-itself"),
		row("a conflict of interest", voting(t), second, DeclareItemConflict{Meeting: "15", Item: "1", Member: "EE", Why: "its own go-live"}, "item-conflict-declared.v1"),
		row("said by the chair", voting(t), chair, DeclareItemConflict{Meeting: "15", Item: "1", Member: "EE", Why: "its own go-live"}, "item-conflict-declared.v1"),
		row("not by another member", voting(t), malta, DeclareItemConflict{Meeting: "15", Item: "1", Member: "EE", Why: "its own go-live"}, "bodies/chair-only"),
		row("of an item that is there", voting(t), chair, DeclareItemConflict{Meeting: "15", Item: "9", Member: "EE", Why: "x"}, "bodies/no-such"),
		row("of a decision in writing", voting(t), chair, DeclareItemConflict{Decision: "d1", Member: "EE", Why: "x"}, "bodies/no-such"),
		row("in writing", writing(t), estonia, DeclareItemConflict{Decision: "w1", Member: "EE", Why: "x"}, "item-conflict-declared.v1"),
		row("once", all(voting(t), func(w *World) {
			w.Do(network, chair, DeclareItemConflict{Meeting: "15", Item: "1", Member: "EE", Why: "x"})
		}), chair, DeclareItemConflict{Meeting: "15", Item: "1", Member: "EE", Why: "x"}, "bodies/there-already"),
		row("not after the count", all(voting(t), count), chair, DeclareItemConflict{Meeting: "15", Item: "1", Member: "EE", Why: "x"}, "bodies/decision-over"),
		row("it leaves the vote", all(voting(t), func(w *World) {
			w.Do(network, chair, DeclareItemConflict{Meeting: "15", Item: "1", Member: "EE", Why: "x"})
		}), second, CastVote{"d1", "EE", For}, "bodies/left-the-vote"),
	)

	w := New(t)
	all(voting(t), vote("EE", second, For), vote("MT", malta, Against), count)(w)
	d := is(w).Decisions[0]
	require.Equal(t, Open, d.Stands, "consensus fails, and two thirds are asked for")
	require.Equal(t, []string{"FR"}, d.Tallies[0].Silent)
	all(func(*World) {}, vote("EE", second, For), vote("MT", malta, Against), vote("FR", france, For), count)(w)
	d = is(w).Decisions[0]
	require.Equal(t, Adopted, d.Stands, "two of three")
	require.Equal(t, 2, d.Tallies[1].Needed)
	for i, tally := range d.Tallies {
		require.Equal(t, tally, is(w).Again(d, i), "counted again from the ballots")
	}
	require.Equal(t, 1, told(w, network)[france+" decision-taken"])

	w = New(t)
	all(voting(t), vote("MT", malta, Against), count, vote("EE", second, For), vote("MT", malta, Against), count)(w)
	require.Equal(t, NotAdopted, is(w).Decisions[0].Stands, "one of two is less than two thirds")

	w = New(t)
	all(voting(t), vote("MT", malta, Against), func(w *World) {
		w.Do(network, malta, DeclareItemConflict{Meeting: "15", Item: "1", Member: "MT", Why: "a contract"})
	}, count)(w)
	d = is(w).Decisions[0]
	require.Equal(t, Adopted, d.Stands, "whoever has a conflict leaves the vote, and the ballot with it")
	require.Equal(t, []string{"MT"}, d.Tallies[0].Left)
	var dropped []string
	for _, f := range w.History(network) {
		if e, declared := f.Event.(ItemConflictDeclared); declared {
			dropped = e.Dropped
		}
	}
	require.Equal(t, []string{"d1"}, dropped, "the fact says that a ballot counts no more")

	w = New(t)
	all(voting(t), vote("EE", second, For), vote("MT", malta, Against), func(w *World) { w.Do(network, malta, EndMembership{"MT", "a reform"}) }, count)(w)
	d = is(w).Decisions[0]
	require.Equal(t, []string{"MT"}, d.Tallies[0].Against, "a ballot that was cast stays when the membership ends")
	require.Equal(t, Open, d.Stands)
	all(func(*World) {}, vote("EE", second, For), count)(w)
	require.Equal(t, []string{"EE", "FR"}, is(w).Decisions[0].Tallies[1].Entitled, "at the next step it has none")
}

func TestTheWrittenProcedureCountsItselfAndSilenceIsWhatTheRuleBookSays(t *testing.T) {
	t.Parallel()
	w := New(t)
	writing(t)(w)
	until := is(w).Decisions[0].Until
	require.Equal(t, Date("2019-06-24"), until, "10 working days")
	w.Do(network, estonia, CastVote{"w1", "EE", For})
	w.Do(network, second, CastVote{"w1", "EE", Against})
	o, _ := obligation.Find(is(w).Obligations, "vote-w1-1-MT")
	require.Equal(t, []string{malta}, o.Who)
	w.At("2019-06-25T00:01")
	d := is(w).Decisions[0]
	require.Equal(t, Open, d.Stands)
	require.Equal(t, []string{"EE"}, d.Tallies[0].Against, "one vote a country, the last one")
	require.True(t, d.Until.After(until), "the next step has its own time")
	require.Equal(t, 2, told(w, network)[malta+" vote-opened"])
	w.Do(network, estonia, CastVote{"w1", "EE", Against})
	w.At("2019-08-01T00:01")
	d = is(w).Decisions[0]
	require.Equal(t, Adopted, d.Stands, "two are silent and agree: two of three")
	require.Positive(t, told(w, network)[malta+" reminder"])
	require.Equal(t, d.Tallies[1], is(w).Again(d, 1))
	require.Empty(t, slices.DeleteFunc(slices.Clone(is(w).Obligations), func(o obligation.Obligation) bool { return !o.Open() }))
}
