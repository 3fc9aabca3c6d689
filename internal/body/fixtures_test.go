package body_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "twinning.example/engine/internal/body"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/programmes"
)

// starts is a world that begins on another day.
func starts(t T, day string) *World {
	w := New(t)
	w.Now = w.Clock(day + "T09:00")
	return w
}

func surveyed(t *testing.T, w *World, stream, name string, closes string) {
	text, err := programmes.FS.ReadFile("surveys/" + name + ".yaml")
	require.NoError(t, err)
	r, err := programme.ParseSurvey(name, text)
	require.NoError(t, err)
	r.Officers, r.Closes = []string{staff}, Date(closes)
	w.Do(stream, staff, survey.OpenSurvey{Rules: r})
}

// offered drafts the offer of an action in a marketplace, and notes it beside the action, as the pages and the command line do.
func offered(t *testing.T, w *World, stream, action, by string) string {
	text, err := programmes.FS.ReadFile("markets/health.yaml")
	require.NoError(t, err)
	r, err := programme.ParseMarket("health", text)
	require.NoError(t, err)
	r.Officers = []string{staff}
	w.Do(market.Root+"HEALTH", staff, market.OpenMarket{Rules: r})
	w.Do(organisation.Root+"ABCDEFGHIJ", by, organisation.Record{Details: organisation.Details{Name: "Health Board", Address: "Tallinn", Country: "EE"}})
	b, _ := w.State(stream).(Body)
	b.Actions = slices.Clone(b.Actions)
	b.Actions[0].Progress = slices.Clone(b.Actions[0].Progress)
	b.Actions[0].Text, b.Actions[0].Progress[1].Text = "A national registry that others may copy", "It runs." // as whoever asks is told
	offer, ok := b.Practice(action, "ABCDEFGHIJ")
	require.True(t, ok)
	require.Equal(t, market.Offer, offer.Side)
	require.Equal(t, law.Text("A national registry that others may copy"), offer.Title)
	require.Equal(t, law.Text("A national registry that others may copy\n\nIt runs."), offer.Description)
	require.NoError(t, offer.Check())
	entry := market.NewReference("HEALTH", PracticeCommand(b.Reference, action, offer, 1), by)
	offer.Title, offer.Description = "A registry", "It runs." // the world gives them places of their own
	w.Do(market.EntryRoot+entry, by, market.DraftEntry{Content: offer})
	w.Do(stream, by, LinkBody{"action/" + action, market.EntryRoot + entry})
	return entry
}

// recounted counts each step of each decision once more.
func recounted(t T, b Body) {
	for _, d := range b.Decisions {
		for i := range d.Tallies {
			require.Equal(t, d.Tallies[i], b.Again(d, i), d.ID)
		}
	}
}

// Called for from 13 August to 27 September 2019, named in February 2020, first meeting on 13 July 2020, to the end of its mandate.
func TestTheEHealthStakeholderGroupIsPlayedToItsEnd(t *testing.T) {
	t.Parallel()
	const group = Root + "ESG"
	is := func(w *World) Body { return w.State(group).(Body) }
	w := starts(t, "2019-08-13")
	book := rules(t, "ehealth-stakeholder-group")
	w.Do(group, staff, OpenBody{Rules: book})
	sectors := []string{"industry", "patients", "professionals", "research"}
	w.Do(group, staff, CallForMembers{"2019", sectors, Date("2019-09-27"), "Umbrella organisations with a European outreach may apply."})
	var verdicts []ApplicationVerdict
	for i := range 48 {
		w.Do(group, fmt.Sprintf("p-applicant-%d", i), ApplyForSeat{Call: "2019", Seat: sectors[i%4], Name: law.Text(fmt.Sprintf("Organisation %d", i)), Motivation: "A European outreach.", Interests: "None."})
		verdicts = append(verdicts, ApplicationVerdict{fmt.Sprintf("a%d", i+1), i < 40, "by the criteria"})
	}
	w.At("2020-01-20T09:00")
	w.Do(group, staff, SelectMembers{"2019", verdicts})
	w.At("2020-03-02T09:00")
	for i := range 40 {
		w.Do(group, staff, AppointMember{Member: fmt.Sprintf("m%d", i), Seat: sectors[i%4], Person: fmt.Sprintf("p-applicant-%d", i), From: Date("2020-03-01"), Application: fmt.Sprintf("a%d", i+1)})
	}
	for _, c := range []string{"sante", "cnect", "rtd"} {
		w.Do(group, staff, NameChair{c, "p-" + c})
	}
	w.At("2020-06-02T09:00")
	w.Do(group, "p-sante", ConveneMeeting{"1", "First meeting", Wall("2020-07-13T10:00"), Wall("2020-07-13T16:00"), "", []AgendaItem{
		{"1", "Rules of procedure", ForDecision}, {"2", "Electronic Health record exchange format", ForDiscussion},
	}})
	require.False(t, is(w).Meetings[0].Short)
	w.At("2020-07-13T10:05")
	var present []BodyPresence
	for i := range 25 {
		present = append(present, BodyPresence{fmt.Sprintf("m%d", i), fmt.Sprintf("p-applicant-%d", i)})
	}
	w.Do(group, staff, RecordPresence{"1", present})
	require.Equal(t, QuorumCount{Present: 25, Of: 40, Needed: 21, Reached: true}, is(w).Meetings[0].Quorum)
	w.Do(group, "p-sante", PutToVote{"rules", "Shall the rules of procedure be adopted?", "1", "1"})
	w.Do(group, "p-applicant-0", CastVote{"rules", "m0", Against})
	w.At("2020-07-13T16:00") // who is silent until the meeting is over agrees
	w.Do(group, "p-sante", CountVotes{"rules"})
	for i := range 22 {
		w.Do(group, fmt.Sprintf("p-applicant-%d", i+1), CastVote{"rules", fmt.Sprintf("m%d", i+1), For})
	}
	w.Do(group, "p-sante", CountVotes{"rules"})
	require.Equal(t, Adopted, is(w).Decisions[0].Stands, "22 of 40 members are more than half")
	w.Do(group, staff, DraftMinutes{"1", "The group adopted its rules of procedure."})
	w.At("2020-09-01T09:00")
	w.Do(group, staff, ApproveMinutes{"1", ""})
	w.Do(group, staff, PublishMinutes{"1"})
	w.Do(group, "p-applicant-3", EndMembership{"m3", "The organisation is dissolved."})
	recounted(t, is(w))
	w.At("2023-03-02T09:00")
	require.Equal(t, Ended, is(w).Stage)
	require.False(t, slices.ContainsFunc(is(w).Members, Member.Sits), "the terms ended with the mandate")
	w.Do(group, staff, DissolveBody{"Its mandate is over."})
	require.Equal(t, Dissolved, is(w).Stage)
}

// A mandate, members in a personal capacity, one report with recommendations, dissolved.
func TestTheEHealthTaskForceGivesOneReportAndIsDissolved(t *testing.T) {
	t.Parallel()
	const force = Root + "ETF"
	is := func(w *World) Body { return w.State(force).(Body) }
	w := starts(t, "2011-05-02")
	w.Do(force, staff, OpenBody{Rules: rules(t, "ehealth-task-force")})
	for i, seat := range []string{"professionals", "patients", "industry", "law", "policy"} {
		who := fmt.Sprintf("p-%d", i)
		w.Do(force, who, DeclareInterests{"None."})
		w.Do(force, staff, AppointMember{Member: seat, Seat: seat, Name: law.Text("Member for " + seat), Person: who, From: Date("2011-05-01")})
	}
	w.Do(force, staff, NameChair{"chair", "p-4"})
	w.At("2012-04-16T09:00")
	w.Do(force, "p-4", PutToVote{Decision: "report", Question: "Shall the report be given to the Commission?"})
	w.Do(force, "p-0", CastVote{"report", "professionals", For})
	w.At("2012-05-07T09:00")
	require.Equal(t, Adopted, is(w).Decisions[0].Stands, "nobody is against, and silence agrees")
	w.Do(force, "p-4", AdoptAdvice{Advice: "2020", AdviceKind: "report", Title: "Redesigning health in Europe for 2020", Decision: "report", Recommendations: []Recommendation{
		{ID: "1", To: "European Commission", Text: "A legal basis for health data"},
	}})
	w.Do(force, staff, DissolveBody{"Its report is given."})
	w.Do(force, staff, FollowAdvice{"2020", "1", FollowedUnderWay, "A proposal is prepared."})
	require.Equal(t, FollowedUnderWay, is(w).Advice[0].Status("1"), "what follows is said after the body is dissolved, too")
	recounted(t, is(w))
}

// The steering committee that the rule books of the institutional twinning name: it meets each quarter, agrees by consensus, and ends with its
// mandate.
func TestTheSteeringCommitteeOfATwinningMeetsEachQuarterAndEndsWithIt(t *testing.T) {
	t.Parallel()
	text, err := programmes.FS.ReadFile("institutional-2020.yaml")
	require.NoError(t, err)
	book, err := programme.Parse("institutional-2020.yaml", text)
	require.NoError(t, err)
	require.Len(t, book.Committees, 1)
	committee := Root + book.Committees[0].Body
	is := func(w *World) Body { return w.State(committee).(Body) }
	w := starts(t, "2021-09-02")
	w.Do(committee, staff, OpenBody{Rules: rules(t, "steering-committee")})
	for code, seat := range map[string]string{"LEAD": "member-state", "BC": "beneficiary", "CA": "authority", "RTA": "adviser"} {
		w.Do(committee, staff, AppointMember{Member: code, Seat: seat, Name: law.Text("Of " + code), Person: "p-" + strings.ToLower(code), From: Date("2021-09-01")})
	}
	w.Do(committee, staff, NameChair{"beneficiary", "p-bc"})
	before := ""
	for n, on := range []string{"2021-12-01", "2022-03-01", "2022-06-01", "2022-09-01"} {
		id := strconv.Itoa(n + 1)
		day := Date(on)
		w.At(day.AddDays(-21).String() + "T09:00")
		w.Do(committee, "p-bc", meet(id, on))
		require.False(t, is(w).Meetings[n].Short, "it is convened in time")
		w.At(on + "T10:00")
		w.Do(committee, "p-bc", RecordPresence{id, there("LEAD", "p-lead", "BC", "p-bc", "RTA", "p-rta")})
		require.Equal(t, QuorumCount{Present: 2, Of: 3, Needed: 2, Reached: true}, is(w).Meetings[n].Quorum, "the adviser has no vote")
		w.Do(committee, "p-bc", PutToVote{"plan-" + id, "Shall the work plan be as the report says?", id, "1"})
		for _, code := range []string{"LEAD", "BC"} {
			w.Do(committee, "p-"+strings.ToLower(code), CastVote{"plan-" + id, code, For})
		}
		w.Do(committee, "p-bc", CountVotes{"plan-" + id})
		if before != "" {
			w.Do(committee, "p-bc", ApproveMinutes{before, id})
		}
		w.At(on + "T18:00")
		w.Do(committee, staff, DraftMinutes{id, "The work plan is agreed."})
		before = id
	}
	require.Len(t, is(w).Decisions, 4)
	for _, d := range is(w).Decisions {
		require.Equal(t, Adopted, d.Stands)
	}
	recounted(t, is(w))
	w.At("2023-09-01T09:00")
	require.Equal(t, Ended, is(w).Stage, "its mandate ends by itself")
	w.Do(committee, staff, DissolveBody{"The twinning is over."})
	require.Equal(t, Dissolved, is(w).Stage)
}

// The 20th meeting, 8 November 2021, from which the survey of five questions follows.
func TestTheSurveyFollowsFromTheTwentiethMeetingOfTheEHealthNetwork(t *testing.T) {
	t.Parallel()
	is := func(w *World) Body { return w.State(network).(Body) }
	w := starts(t, "2021-10-04")
	book := rules(t, "ehealth-network")
	w.Do(network, staff, OpenBody{Rules: book})
	for _, c := range book.Seats[0].Countries.Codes {
		w.Do(network, staff, AppointMember{Member: c, Seat: "authorities", Country: c, Person: "p-" + c, Alternates: []string{"p-alt-" + c}, From: Date("2021-10-04")})
	}
	w.Do(network, staff, NameChair{"member", "p-EE"})
	w.Do(network, staff, ConveneMeeting{"20", "20th meeting of the eHealth Network", Wall("2021-11-08T09:30"), Wall("2021-11-08T17:00"), "", []AgendaItem{
		{"1", "Opening and approval of the agenda", ForDecision}, {"2", "Capacity building initiative", ForInformation}, {"3", "Questions to the Member States on capacity building", ForDecision},
	}})
	w.Do(network, staff, AddMeetingDocument{"20", "2", "Background of the capacity building initiative", SHA("presentation"), "", nil})
	w.At("2021-11-08T10:00")
	var present []BodyPresence
	for _, c := range book.Seats[0].Countries.Codes[:24] {
		present = append(present, BodyPresence{c, "p-alt-" + c})
	}
	w.Do(network, staff, RecordPresence{"20", present})
	w.Do(network, "p-EE", PutToVote{"survey", "Shall the five questions be put to the Member States?", "20", "3"})
	w.Do(network, "p-alt-HU", CastVote{"survey", "HU", Against})
	w.At("2021-11-08T17:00")
	w.Do(network, "p-EE", CountVotes{"survey"})
	for _, p := range present[:20] {
		w.Do(network, p.Person, CastVote{"survey", p.Member, For})
	}
	w.Do(network, "p-EE", CountVotes{"survey"})
	require.Equal(t, Adopted, is(w).Decisions[0].Stands, "two thirds, after consensus failed")
	surveyed(t, w, survey.Root+"EHN-2021", "ehn-2021", "2021-12-15")
	w.Do(network, staff, LinkBody{"decision/survey", survey.Root + "EHN-2021"})
	require.Equal(t, survey.Root+"EHN-2021", is(w).Links[0].To)
	w.Do(network, staff, DraftMinutes{"20", "The network decided to put five questions to its members."})
	w.At("2021-12-01T09:00")
	w.Do(network, staff, ApproveMinutes{"20", ""})
	w.Do(network, staff, PublishMinutes{"20"})
	recounted(t, is(w))
	w.Do(network, staff, DissolveBody{"Its tasks pass to the steering groups of the European Health Data Space."})
}

// 53 countries say what they need, lack and know; they commit themselves to actions, and report on them.
func TestTheHealthInformationNetworkPlansActionsAndFollowsThem(t *testing.T) {
	t.Parallel()
	const hin = Root + "HIN"
	is := func(w *World) Body { return w.State(hin).(Body) }
	w := starts(t, "2023-12-01")
	book := rules(t, "health-information-network")
	w.Do(hin, staff, OpenBody{Rules: book})
	require.Equal(t, "EUR 12000000.00", is(w).Rules.Mandate.Funds.String())
	require.Len(t, book.Seats[0].Countries.Codes, 53)
	for _, c := range book.Seats[0].Countries.Codes {
		w.Do(hin, staff, AppointMember{Member: c, Seat: "countries", Country: c, Person: "p-" + c, From: Date("2023-12-01")})
	}
	w.Do(hin, staff, NameChair{"chair", "p-KZ"})
	w.Do(hin, staff, ConveneMeeting{"1", "First meeting", Wall("2024-02-06T10:00"), Wall("2024-02-07T16:00"), "Copenhagen", []AgendaItem{{"1", "Action plan", ForDecision}}})
	surveyed(t, w, survey.Root+"HIN-NEEDS", "hin-needs", "2024-01-31")
	w.At("2024-02-06T10:30")
	var present []BodyPresence
	for _, c := range book.Seats[0].Countries.Codes[:30] {
		present = append(present, BodyPresence{c, "p-" + c})
	}
	w.Do(hin, staff, RecordPresence{"1", present})
	w.Do(hin, staff, LinkBody{"meeting/1", survey.Root + "HIN-NEEDS"})
	w.Do(hin, "p-KZ", PutToVote{"plan", "Shall the action plan be adopted?", "1", "1"})
	w.At("2024-02-07T16:00")
	w.Do(hin, "p-KZ", CountVotes{"plan"})
	require.Equal(t, Adopted, is(w).Decisions[0].Stands, "nobody is against")
	w.Do(hin, "p-EE", CommitAction{"ee-registry", "EE", "A national registry that others may copy", Date("2025-06-30")})
	w.Do(hin, "p-AM", CommitAction{"am-policy", "AM", "A policy on health data", Date("2024-12-31")})
	w.At("2024-12-05T09:00")
	w.Do(hin, "p-EE", ReportAction{"ee-registry", 90, "It runs in Tartu."})
	_, done := is(w).Practice("ee-registry", "ABCDEFGHIJ")
	require.False(t, done, "it is not done yet")
	w.Do(hin, "p-EE", ReportAction{"ee-registry", 100, "It runs."})
	entry := offered(t, w, hin, "ee-registry", "p-EE")
	require.Equal(t, entry, is(w).Offered("ee-registry"), "a practice that succeeded is offered to others through the marketplace")
	_, again := is(w).Practice("ee-registry", "ABCDEFGHIJ")
	require.False(t, again, "one action is offered once")
	require.Equal(t, 1, told(w, hin)["p-AM reminder"])
	w.At("2025-02-15T09:00")
	require.Equal(t, 1, told(w, hin)["p-AM overdue"])
	require.Equal(t, 1, told(w, hin)[staff+" escalation"])
	w.Do(hin, "p-AM", ReportAction{"am-policy", 60, "It is before parliament."})
	recounted(t, is(w))
	w.At("2027-12-02T09:00")
	require.Equal(t, Ended, is(w).Stage, "after four years")
}

// No vote counts twice, whoever alternates: whatever is sent by whomever, each voter is counted once, in one place.
func TestNoVoteCountsTwiceWhoeverAlternates(t *testing.T) {
	t.Parallel()
	base := New(t)
	seated(t)(base)
	rapid.Check(t, func(rt *rapid.T) {
		w := base.Clone(rt)
		if rapid.Bool().Draw(rt, "at a meeting") {
			w.Do(network, chair, meet("15", "2019-07-01"))
			w.At("2019-07-01T10:00")
			w.Do(network, staff, RecordPresence{"15", there("EE", rapid.SampledFrom([]string{estonia, second}).Draw(rt, "who"), "MT", malta, "FR", france)})
			w.Do(network, chair, PutToVote{"d", "Yes?", "15", "1"})
		} else {
			w.Do(network, staff, PutToVote{Decision: "d", Question: "Yes?"})
		}
		people := []string{estonia, second, malta, france, observe, chair, Stranger}
		members := []string{"EE", "MT", "FR", "CH"}
		for range rapid.IntRange(0, 12).Draw(rt, "steps") {
			by, member := rapid.SampledFrom(people).Draw(rt, "by"), rapid.SampledFrom(members).Draw(rt, "member")
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0:
				now := rapid.SampledFrom([][]string{{estonia, second}, {second, estonia}, {malta, second}, {Stranger}}).Draw(rt, "now")
				_, _ = w.Send(network, staff, NameDelegates{"EE", now[0], now[1:]})
			case 1:
				_, _ = w.Send(network, by, DeclareItemConflict{Decision: "d", Member: member, Why: "x"})
			case 2:
				_, _ = w.Send(network, chair, CountVotes{"d"})
			default:
				_, _ = w.Send(network, by, CastVote{"d", member, rapid.SampledFrom([]string{For, Against, Abstain}).Draw(rt, "vote")})
			}
			b := w.State(network).(Body)
			d := b.Decisions[0]
			for _, tally := range append(slices.Clone(d.Tallies), b.Count(d)) {
				counted := slices.Concat(tally.For, tally.Against, tally.Abstained, tally.Silent)
				slices.Sort(counted)
				require.Equal(rt, slices.Sorted(slices.Values(tally.Entitled)), counted, "each voter once")
				require.Equal(rt, counted, slices.Compact(slices.Clone(counted)))
				require.LessOrEqual(rt, len(counted), 3)
				require.NotContains(rt, counted, "CH")
			}
			recounted(rt, b)
		}
	})
}
