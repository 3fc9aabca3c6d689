package body_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/body"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

const (
	network = Root + "EHN"
	staff   = "p-staff"
	chair   = "p-chair"
	estonia = "p-estonia"
	second  = "p-second" // alternate of Estonia
	malta   = "p-malta"
	france  = "p-france"
	observe = "p-swiss"
)

// rules are a rule book that ships, with a mandate in the world of tests.
func rules(t testing.TB, name string) BodyRules {
	text, err := programmes.FS.ReadFile("bodies/" + name + ".yaml")
	require.NoError(t, err)
	r, err := programme.ParseBody(name, text)
	require.NoError(t, err)
	r.Officers = []string{staff}
	return r
}

func seat(code, country, person string, alternates ...string) AppointMember {
	return AppointMember{Member: code, Seat: "authorities", Country: country, Person: person, Alternates: alternates, From: Date("2019-06-10")}
}

func opened(t testing.TB) func(*World) {
	return func(w *World) { w.Do(network, staff, OpenBody{Rules: rules(t, "ehealth-network")}) }
}

// seated is the network with three countries and an observer.
func seated(t testing.TB) func(*World) {
	return func(w *World) {
		opened(t)(w)
		w.Do(network, staff, NameChair{"member", chair})
		w.Do(network, staff, seat("EE", "EE", estonia, second))
		w.Do(network, staff, seat("MT", "MT", malta))
		w.Do(network, staff, seat("FR", "FR", france))
		w.Do(network, staff, AppointMember{Member: "CH", Seat: "observers", Country: "CH", Person: observe, From: Date("2019-06-10")})
	}
}

func agenda() []AgendaItem {
	return []AgendaItem{{"1", "Opening and approval of the agenda", ForDecision}, {"2", "State of play", ForInformation}}
}

func meet(id, day string) ConveneMeeting {
	return ConveneMeeting{Meeting: id, Title: "Meeting " + law.Text(id), Starts: Wall(day + "T09:30"), Ends: Wall(day + "T17:00"), Agenda: agenda()}
}

func convened(t testing.TB) func(*World) {
	return func(w *World) { seated(t)(w); w.Do(network, chair, meet("15", "2019-07-01")) }
}

func there(list ...string) (present []BodyPresence) {
	for i := 0; i+1 < len(list); i += 2 {
		present = append(present, BodyPresence{list[i], list[i+1]})
	}
	return present
}

func held(t testing.TB) func(*World) {
	return func(w *World) {
		convened(t)(w)
		w.At("2019-07-01T10:00")
		w.Do(network, staff, RecordPresence{"15", there("EE", second, "MT", malta, "FR", france, "CH", observe)})
	}
}

func voting(t testing.TB) func(*World) {
	return func(w *World) { held(t)(w); w.Do(network, chair, PutToVote{"d1", "Go-live of Estonia", "15", "1"}) }
}

func writing(t testing.TB) func(*World) {
	return func(w *World) { seated(t)(w); w.Do(network, staff, PutToVote{Decision: "w1", Question: "Guidelines"}) }
}

func is(w *World) Body { b, _ := w.State(network).(Body); return b }

func told(w *World, stream string) map[string]int {
	told := map[string]int{}
	for _, h := range w.History(stream) {
		for _, l := range law.Letters(h.Event) {
			told[l.To+" "+l.Template]++
		}
	}
	return told
}

func row(name string, given func(*World), by string, c law.Command, then string) Row {
	r := Row{Name: name, Given: given, To: network, By: by, When: c}
	if strings.Contains(then, "/") {
		r.Refused = then
	} else {
		r.Then = strings.Fields(then)
	}
	return r
}

func TestABodyIsOpenedSeatsMembersAndEnds(t *testing.T) {
	t.Parallel()
	book := rules(t, "ehealth-network")
	past, ending := book, book
	past.Mandate.Begins, past.Mandate.Ends = Date("2011-01-01"), Date("2012-01-01")
	ending.Mandate.Begins, ending.Mandate.Ends = Date("2019-01-01"), Date("2019-12-31")
	ends := func(w *World) { w.Do(network, staff, OpenBody{Rules: ending}) }
	over := func(w *World) { ends(w); w.At("2020-01-01T00:01") }
	Run(t, New(t),
		row("opened", nil, staff, OpenBody{Rules: book}, "body-opened.v1"),
		row("once", opened(t), staff, OpenBody{Rules: book}, "bodies/opened-already"),
		row("not one that is over", nil, staff, OpenBody{Rules: past}, "bodies/ends-in-the-past"),
		row("seated by the secretariat", opened(t), estonia, seat("EE", "EE", estonia), "bodies/staff-only"),
		row("appointed", opened(t), staff, seat("EE", "EE", estonia, second), "member-appointed.v1"),
		row("once each", seated(t), staff, seat("EE", "EE", estonia), "bodies/there-already"),
		row("one of a country", seated(t), staff, seat("E2", "EE", second), "bodies/country-seated"),
		row("of the list", opened(t), staff, seat("NO", "NO", estonia), "bodies/country-not-seated"),
		row("of a seat that is there", opened(t), staff, AppointMember{Member: "X", Seat: "chiefs", Person: estonia, From: Date("2019-06-10")}, "bodies/no-such"),
		row("not ahead of its day", opened(t), staff, AppointMember{Member: "X", Seat: "authorities", Country: "EE", Person: estonia, From: Date("2019-09-10")}, "bodies/from-ahead"),
		row("with so many alternates", opened(t), staff, seat("EE", "EE", estonia, "p-a", "p-b", "p-c"), "bodies/too-many-alternates"),
		row("a chair of the rule book", opened(t), staff, NameChair{"king", chair}, "bodies/no-such"),
		row("a chair once", seated(t), staff, NameChair{"member", chair}, "bodies/there-already"),
		row("delegates by who represents it", seated(t), estonia, NameDelegates{"EE", second, []string{estonia}}, "delegates-named.v1"),
		row("not by an alternate", seated(t), second, NameDelegates{"EE", second, nil}, "bodies/staff-only"),
		row("not too many", seated(t), staff, NameDelegates{"EE", second, []string{"p-a", "p-b", "p-c"}}, "bodies/too-many-alternates"),
		row("of a member that is there", seated(t), staff, NameDelegates{"XX", second, nil}, "bodies/no-such"),
		row("not to somebody of the secretariat, who names them", seated(t), staff, NameDelegates{"EE", second, []string{staff}}, "bodies/staff-sit-not"),
		row("nor by the member", seated(t), estonia, NameDelegates{"EE", staff, nil}, "bodies/staff-sit-not"),
		row("interests", seated(t), estonia, DeclareInterests{"None."}, "interests-declared.v1"),
		row("resigned", seated(t), estonia, EndMembership{"EE", "another post"}, "membership-ended.v1"),
		row("not by others", seated(t), malta, EndMembership{"EE", "another post"}, "bodies/staff-only"),
		row("excluded", seated(t), staff, EndMembership{"EE", "it left the network"}, "membership-ended.v1"),
		row("not twice", func(w *World) { seated(t)(w); w.Do(network, staff, EndMembership{"EE", "it left"}) }, staff, EndMembership{"EE", "again"}, "bodies/no-such"),
		row("no term to renew", seated(t), staff, RenewMember{"EE"}, "bodies/not-renewable"),
		row("no such member to renew", seated(t), staff, RenewMember{"XX"}, "bodies/no-such"),
		row("extended", ends, staff, ExtendBody{Date("2020-12-31"), "the work goes on"}, "body-extended.v1"),
		row("not earlier", ends, staff, ExtendBody{Date("2019-10-31"), "no"}, "bodies/not-later"),
		row("not where there is no last day", opened(t), staff, ExtendBody{Date("2020-12-31"), "no"}, "bodies/not-later"),
		row("the mandate ends by itself", over, staff, seat("EE", "EE", estonia), "bodies/not-active"),
		row("dissolved", over, staff, DissolveBody{"its work is done"}, "body-dissolved.v1"),
		row("once", func(w *World) { over(w); w.Do(network, staff, DissolveBody{"done"}) }, staff, DissolveBody{"done"}, "bodies/not-active"),
		row("not with a vote open", voting(t), staff, DissolveBody{"done"}, "bodies/vote-open"),
	)
	w := New(t)
	over(w)
	require.Equal(t, Ended, is(w).Stage)
	require.Equal(t, 1, told(w, network)[staff+" body-ended"])
}

// beside are facts of other lives.
type beside map[string]law.State

func (b beside) State(stream string) law.State { return b[stream] }
func (b beside) Streams(string) []string       { return nil }

func TestFromTheFirstAdministratorOnABodyBelongsToAProgramme(t *testing.T) {
	t.Parallel()
	r := rules(t, "ehealth-network")
	r.Programme = "DHE"
	p := governance.Programme{Reference: "DHE", Stage: governance.Open, Roles: map[law.Role][]string{law.Officer: {staff}}}
	facts := beside{governance.AdministrationStream: governance.Administration{People: []string{Head}}, governance.ProgrammeStream("DHE"): p}
	opens := func(by string, r BodyRules) error {
		_, err := Law.Decide(Law.Zero(network), facts, OpenBody{Rules: r}, law.Receipt{Actor: by, ReceivedAt: time.Date(2019, 6, 1, 0, 0, 0, 0, time.UTC)})
		return err
	}
	require.NoError(t, opens(Head, r))
	require.NoError(t, opens(staff, r))
	no, refused := law.Refused(opens(Stranger, r))
	require.True(t, refused)
	require.Equal(t, "bodies/not-yours-to-open", no.Rule+"/"+no.Code)
	r.Zone = "Nowhere"
	no, refused = law.Refused(opens(Head, r))
	require.True(t, refused)
	require.Equal(t, "bodies/no-calendar", no.Rule+"/"+no.Code)
}

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

func TestMembersAreCalledForSelectedWithReasonsAppointedForATermAndRenewed(t *testing.T) {
	t.Parallel()
	book := rules(t, "ehealth-stakeholder-group")
	book.Seats[0].Most = 1
	open := func(w *World) { w.Do(network, staff, OpenBody{Rules: book}) }
	called := func(w *World) {
		open(w)
		w.Do(network, staff, CallForMembers{"2019", []string{"industry", "patients"}, Date("2019-09-27"), "Apply."})
	}
	apply := func(seat string) ApplyForSeat {
		return ApplyForSeat{Call: "2019", Seat: seat, Name: "An umbrella organisation", Motivation: "We know the field.", Interests: "None."}
	}
	applied := func(w *World) {
		called(w)
		w.Do(network, estonia, apply("industry"))
		w.Do(network, malta, apply("industry"))
		w.Do(network, france, apply("patients"))
	}
	shut := func(w *World) { applied(w); w.At("2019-09-30T09:00") }
	verdicts := func(first, second bool) SelectMembers {
		return SelectMembers{"2019", []ApplicationVerdict{{"a1", first, "broad membership"}, {"a2", second, "one is enough"}, {"a3", true, "patients"}}}
	}
	selected := func(w *World) { shut(w); w.Do(network, staff, verdicts(true, false)) }
	appoint := AppointMember{Member: "COCIR", Seat: "industry", Person: estonia, From: Date("2019-09-30"), Application: "a1"}
	appointed := func(w *World) { selected(w); w.Do(network, staff, appoint) }
	personal := func(w *World) {
		w.Do(network, staff, OpenBody{Rules: func() BodyRules {
			r := rules(t, "ehealth-task-force")
			r.Mandate.Begins, r.Mandate.Ends = Date("2019-01-01"), Date("2020-12-31")
			return r
		}()})
		w.Do(network, estonia, DeclareInterests{"None."})
		w.Do(network, staff, AppointMember{Member: "x", Seat: "law", Name: "A lawyer", Person: estonia, From: Date("2019-06-10")})
	}
	Run(t, New(t),
		row("called", open, staff, CallForMembers{"2019", []string{"industry"}, Date("2019-09-27"), "Apply."}, "members-called.v1"),
		row("by the secretariat", open, estonia, CallForMembers{"2019", []string{"industry"}, Date("2019-09-27"), "Apply."}, "bodies/staff-only"),
		row("once", called, staff, CallForMembers{"2019", []string{"industry"}, Date("2019-09-27"), "Apply."}, "bodies/there-already"),
		row("for seats that are there", open, staff, CallForMembers{"2019", []string{"kings"}, Date("2019-09-27"), "Apply."}, "bodies/no-such"),
		row("not until yesterday", open, staff, CallForMembers{"2019", []string{"industry"}, Date("2019-05-27"), "Apply."}, "bodies/day-in-the-past"),
		row("applied for by anybody", called, Stranger, apply("industry"), "seat-applied-for.v1"),
		row("not by the secretariat", called, staff, apply("industry"), "bodies/staff-apply-not"),
		row("for a seat that is called", called, Stranger, apply("research"), "bodies/no-such"),
		row("on a call that is there", open, Stranger, apply("industry"), "bodies/no-such"),
		row("once", applied, estonia, apply("industry"), "bodies/applied-already"),
		row("in time", shut, Stranger, apply("industry"), "bodies/call-closed"),
		row("withdrawn", applied, estonia, WithdrawApplication{"a1"}, "application-withdrawn.v1"),
		row("not by others", applied, malta, WithdrawApplication{"a1"}, "bodies/no-such"),
		row("not when it is decided", selected, malta, WithdrawApplication{"a2"}, "bodies/application-over"),
		row("decided when it is closed", applied, staff, verdicts(true, false), "bodies/call-open"),
		row("decided", shut, staff, verdicts(true, false), "members-selected.v1"),
		row("a call that is there", shut, staff, SelectMembers{"2018", nil}, "bodies/no-such"),
		row("all of them", shut, staff, SelectMembers{"2019", verdicts(true, false).Verdicts[:2]}, "bodies/application-undecided"),
		row("that are there", shut, staff, SelectMembers{"2019", []ApplicationVerdict{{"a9", true, "x"}}}, "bodies/no-such"),
		row("no more than there are seats", shut, staff, verdicts(true, true), "bodies/too-many"),
		row("once", selected, staff, verdicts(true, false), "bodies/decided-already"),
		row("appointed", selected, staff, appoint, "member-appointed.v1"),
		row("not who was not selected", selected, staff, AppointMember{Member: "X", Seat: "industry", Person: malta, From: Date("2019-09-30"), Application: "a2"}, "bodies/not-selected"),
		row("no more than there are seats", appointed, staff, AppointMember{Member: "X", Seat: "industry", Name: "Other", Person: malta, From: Date("2019-09-30")}, "bodies/too-many"),
		row("with a name", selected, staff, AppointMember{Member: "X", Seat: "patients", Person: malta, From: Date("2019-09-30")}, "bodies/name-missing"),
		row("with interests declared", open, staff, AppointMember{Member: "X", Seat: "patients", Name: "Other", Person: Stranger, From: Date("2019-06-10")}, "bodies/interests-missing"),
		row("for a term that is not over", selected, staff, AppointMember{Member: "X", Seat: "patients", Name: "Other", Person: malta, From: Date("2012-09-30")}, "bodies/day-in-the-past"),
		row("renewed", appointed, staff, RenewMember{"COCIR"}, "member-renewed.v1"),
		row("a person in a personal capacity is nobody else", personal, staff, NameDelegates{"x", malta, nil}, "bodies/personal"),
	)
	w := New(t)
	selected(w)
	require.Equal(t, 1, told(w, network)[malta+" application-decided"])
	require.Equal(t, 1, told(w, network)[staff+" member-call-closed"])
	w.Do(network, staff, appoint)
	require.Equal(t, Date("2022-09-29"), is(w).Members[0].Until, "three years")
	require.Equal(t, Appointed, is(w).Applications[0].Stands)
	w.At("2022-09-01T09:00")
	require.Equal(t, 1, told(w, network)[staff+" reminder"], "the secretariat is reminded before the term is over")
	w.Do(network, staff, RenewMember{"COCIR"})
	require.Equal(t, Date("2023-02-28"), is(w).Members[0].Until, "not beyond the mandate")
	w.At("2023-03-01T00:01")
	require.Equal(t, TermOver, is(w).Members[0].Cause)
	require.Equal(t, Ended, is(w).Stage)
}

func TestAdviceIsFollowedUpActionsAreReportedAndWhatFollowsIsLinked(t *testing.T) {
	t.Parallel()
	decided := func(w *World) {
		voting(t)(w)
		w.At("2019-07-01T17:00")
		w.Do(network, chair, CountVotes{"d1"})
	}
	advice := func(id, kind, decision string) AdoptAdvice {
		return AdoptAdvice{Advice: id, AdviceKind: kind, Title: "On data", Decision: decision, Recommendations: []Recommendation{{"1", "Commission", "A legal basis for health data", Date("2019-12-31")}, {"2", "Member States", "Share", Date("2019-12-31")}}}
	}
	given := func(w *World) { decided(w); w.Do(network, chair, advice("r1", "report", "d1")) }
	committed := func(w *World) {
		decided(w)
		w.Do(network, estonia, CommitAction{"ee-1", "EE", "A register", Date("2019-12-31")})
	}
	linked := func(w *World) { committed(w); w.Do(network, chair, LinkBody{"meeting/15", "body/EHN"}) }
	Run(t, New(t),
		row("adopted", decided, chair, advice("r1", "report", "d1"), "advice-adopted.v1"),
		row("once", given, chair, advice("r1", "report", "d1"), "bodies/there-already"),
		row("of a kind of the rule book", decided, chair, advice("r1", "poem", "d1"), "bodies/no-such"),
		row("by a decision", decided, chair, advice("r1", "report", "d9"), "bodies/no-such"),
		row("that was taken", voting(t), chair, advice("r1", "report", "d1"), "bodies/not-adopted"),
		row("followed", given, staff, FollowAdvice{"r1", "1", FollowedAccepted, "a proposal"}, "advice-followed.v1"),
		row("by the secretariat", given, chair, FollowAdvice{"r1", "1", FollowedAccepted, "a proposal"}, "bodies/staff-only"),
		row("what is there", given, staff, FollowAdvice{"r9", "1", FollowedAccepted, "a proposal"}, "bodies/no-such"),
		row("as it is there", given, staff, FollowAdvice{"r1", "9", FollowedAccepted, "a proposal"}, "bodies/no-such"),
		row("committed by a member", decided, estonia, CommitAction{"ee-1", "EE", "A register", Date("2019-12-31")}, "action-committed.v1"),
		row("not for another", decided, malta, CommitAction{"ee-1", "EE", "A register", Date("2019-12-31")}, "bodies/not-your-member"),
		row("once", committed, estonia, CommitAction{"ee-1", "EE", "A register", Date("2019-12-31")}, "bodies/there-already"),
		row("not for yesterday", decided, estonia, CommitAction{"ee-1", "EE", "A register", Date("2019-06-30")}, "bodies/day-in-the-past"),
		row("reported", committed, second, ReportAction{"ee-1", 50, "half"}, "action-reported.v1"),
		row("not by another", committed, malta, ReportAction{"ee-1", 50, "half"}, "bodies/not-your-action"),
		row("nor is it told whether there is one", committed, malta, ReportAction{"ee-9", 50, "half"}, "bodies/not-your-action"),
		row("linked by the member", committed, estonia, LinkBody{"action/ee-1", "body/EHN"}, "body-linked.v1"),
		row("to a life that is there", committed, estonia, LinkBody{"action/ee-1", "survey/EHN-2021"}, "bodies/no-such"),
		row("from what is there", committed, chair, LinkBody{"action/ee-9", "body/EHN"}, "bodies/no-such"),
		row("by who leads", committed, malta, LinkBody{"action/ee-1", "body/EHN"}, "bodies/not-yours-to-link"),
		row("nor is it told whether there is what is linked", committed, malta, LinkBody{"action/ee-9", "body/EHN"}, "bodies/not-yours-to-link"),
		row("once", linked, chair, LinkBody{"meeting/15", "body/EHN"}, "bodies/there-already"),
	)
	w := New(t)
	given(w)
	w.Do(network, estonia, CommitAction{"ee-1", "EE", "A register", Date("2019-12-31")})
	w.Do(network, staff, FollowAdvice{"r1", "1", FollowedAccepted, "a proposal"})
	w.Do(network, estonia, ReportAction{"ee-1", 100, "done"})
	open := map[string]bool{}
	for _, o := range is(w).Obligations {
		open[o.ID] = o.Open()
	}
	require.False(t, open["follow-up-r1-1"])
	require.True(t, open["follow-up-r1-2"])
	require.False(t, open["action-ee-1"])
	require.Equal(t, FollowedAccepted, is(w).Advice[0].Status("1"))
	require.Equal(t, 100, is(w).Actions[0].Percent())
}

func TestARuleBookThatNamesWhatCannotBeIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	r := rules(t, "ehealth-network")
	r.Officers, r.Decisions.Steps = nil, []DecisionStep{{Term: r.Decisions.Steps[0].Term, By: "lot"}}
	r.Seats = slices.Clone(r.Seats)
	r.Seats[0].Of, r.Meetings.Quorum = "planet", BodyShare{Num: 3, Den: 2}
	err := r.Check()
	for _, says := range []string{"officers names nobody", `by "lot"`, `of "planet"`, "quorum is 3 of 2"} {
		require.ErrorContains(t, err, says)
	}
}

func TestEachKindOfEventAndCommandIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/events", Events)
	Frozen(t, "testdata/commands", Commands)
}

func TestEachRefusalHasItsTest(t *testing.T) {
	t.Parallel()
	EveryRefusalIsTested(t)
}
