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

// before makes what follows received as before refusals joined the law.
func before(given func(*World)) func(*World) {
	return func(w *World) { given(w); w.Edition = 0 }
}

func TestABodyIsOpenedSeatsMembersAndEnds(t *testing.T) {
	t.Parallel()
	book := rules(t, "ehealth-network")
	past, ending, begins := book, book, book
	change := func(comes, gone string) ChangeBodyStaff {
		return ChangeBodyStaff{governance.StaffChange{Comes: comes, Gone: gone, Why: "another post"}}
	}
	begins.Mandate.Begins = Date("2019-08-01")
	later := func(w *World) { w.Do(network, staff, OpenBody{Rules: begins}) }
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
		row("what was received before refusals joined is judged as then: a country missing", before(opened(t)), staff, AppointMember{Member: "X", Seat: "authorities", Person: estonia, From: Date("2019-06-10")}, "bodies/country-not-seated"),
		row("a member before the mandate", before(later), staff, seat("EE", "EE", estonia), "member-appointed.v1"),
		row("a meeting before it", before(later), staff, meet("1", "2019-07-01"), "meeting-convened.v1"),
		row("no last day", before(opened(t)), staff, ExtendBody{Date("2020-12-31"), "no"}, "bodies/not-later"),
		row("of a country", opened(t), staff, AppointMember{Member: "X", Seat: "authorities", Person: estonia, From: Date("2019-06-10")}, "bodies/country-missing"),
		row("not before the mandate", later, staff, AppointMember{Member: "X", Seat: "authorities", Country: "EE", Person: estonia, From: Date("2019-06-10")}, "bodies/before-mandate"),
		row("nor is a meeting held before it", later, staff, meet("1", "2019-07-01"), "bodies/before-mandate"),
		row("but it may be convened", later, staff, meet("1", "2019-08-01"), "meeting-convened.v1"),
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
		row("steered by another", ends, staff, change(chair, staff), "body-staff-changed.v1"),
		row("not by others", ends, estonia, change(estonia, ""), "bodies/staff-only"),
		row("by an administrator, though", func(w *World) { ends(w); w.Administered(Stranger) }, Stranger, change(chair, ""), "body-staff-changed.v1"),
		row("by nobody who sits", seated(t), staff, change(estonia, ""), "bodies/staff-sit-not"),
		row("always by somebody", ends, staff, change("", staff), "staff/nobody-left"),
		row("by each once", ends, staff, change(staff, ""), "staff/of-it-already"),
		row("who goes is of it", ends, staff, change("", chair), "staff/not-of-it"),
		row("not where there is no last day", opened(t), staff, ExtendBody{Date("2020-12-31"), "no"}, "bodies/no-last-day"),
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
	require.Equal(t, "bodies/not-yours-to-open", RuleAndCode(no))
	r.Zone = "Nowhere"
	no, refused = law.Refused(opens(Head, r))
	require.True(t, refused)
	require.Equal(t, "bodies/no-calendar", RuleAndCode(no))
}

func TestMembersAreCalledForSelectedWithReasonsAppointedForATermAndRenewed(t *testing.T) {
	t.Parallel()
	book := rules(t, "ehealth-stakeholder-group")
	book.Mandate.Begins = Date("2012-01-01")
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
