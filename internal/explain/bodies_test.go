package explain_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
)

const (
	bodyStream       = body.Root + "EHN"
	initiativeStream = capacity.Root + "CAPACITYHD"
	lessonStream     = masterclass.Root + "TRIESTE"
)

func shipped[R any](t *testing.T, parse func(string, []byte) (R, error), name string) R {
	t.Helper()
	text, err := os.ReadFile("../../programmes/" + name)
	require.NoError(t, err)
	r, err := parse(name, text)
	require.NoError(t, err)
	return r
}

// around is a body that votes, an initiative whose topics are decided, and a masterclass that is full.
func around(t *testing.T) *lifetest.House {
	t.Helper()
	h := lifetest.New(t, lifetest.Options{})
	var steps []lifetest.Step
	add := func(at, stream, by string, c law.Command) {
		when, err := time.Parse("2006-01-02T15:04", at)
		require.NoError(t, err)
		steps = append(steps, lifetest.Step{At: when, Stream: stream, By: by, Command: c})
	}
	date := func(text string) calendar.Date {
		d, err := calendar.ParseDate(text)
		require.NoError(t, err)
		return d
	}
	staff := []string{calltest.Officer}
	rules := shipped(t, programme.ParseBody, "bodies/ehealth-network.yaml")
	rules.Officers, rules.Mandate.Begins = staff, date("2019-06-01")
	add("2019-06-11T08:00", bodyStream, calltest.Officer, body.OpenBody{Rules: rules})
	members := map[string]string{"AT": calltest.Ada, "EE": calltest.Ben, "PT": calltest.SecondHand, "SE": calltest.Verifier}
	var present []body.BodyPresence
	for _, country := range []string{"AT", "EE", "PT", "SE"} {
		add("2019-06-11T09:00", bodyStream, calltest.Officer, body.AppointMember{Member: country, Seat: "authorities", Country: country, Person: members[country], From: date("2019-06-11")})
		present = append(present, body.BodyPresence{Member: country, Person: members[country]})
	}
	add("2019-06-12T08:00", bodyStream, calltest.Officer, body.ConveneMeeting{
		Meeting: "16", Title: "Sixteenth", Starts: calltest.Wall("2019-07-03T10:00"), Ends: calltest.Wall("2019-07-03T16:00"), Agenda: []body.AgendaItem{{ID: "1", Title: "Follow-up", For: body.ForDecision}},
	})
	add("2019-07-03T09:00", bodyStream, calltest.Officer, body.RecordPresence{Meeting: "16", Present: present})
	add("2019-07-03T09:10", bodyStream, calltest.Officer, body.PutToVote{Decision: "d1", Question: "Shall it follow?", Meeting: "16", Item: "1"})
	for n, at := range []string{"2019-07-03T10:00", "2019-07-03T11:00"} {
		for _, country := range []string{"AT", "EE", "PT", "SE"}[:4-n] { // who has left the vote casts no more ballot
			vote := body.For
			if country == "AT" {
				vote = body.Against
			}
			add(at, bodyStream, members[country], body.CastVote{Decision: "d1", Member: country, Vote: vote})
		}
		if n == 0 {
			add("2019-07-03T10:30", bodyStream, calltest.Officer, body.CountVotes{Decision: "d1"})
			add("2019-07-03T10:40", bodyStream, members["SE"], body.DeclareItemConflict{Meeting: "16", Item: "1", Member: "SE", Why: "a contract"})
		}
	}
	add("2019-07-03T11:30", bodyStream, calltest.Officer, body.CountVotes{Decision: "d1"})

	topics := shipped(t, programme.ParseInitiative, "initiatives/capacityhd.yaml")
	topics.Officers, topics.Closes, topics.OneSided.Until = staff, date("2019-06-20"), date("2019-07-10")
	add("2019-06-11T08:10", initiativeStream, calltest.Officer, capacity.OpenInitiative{Rules: topics})
	for n, country := range []string{"AT", "EE"} {
		add("2019-06-11T10:00", initiativeStream, calltest.Officer, capacity.NameCountryContact{Country: country, Person: members[country]})
		add("2019-06-12T10:00", initiativeStream, members[country], capacity.StateTopicInterest{
			Country: country, Topic: "strategies", Offers: n == 0, Seeks: n == 1, Activities: []string{"workshops", "training"}, Languages: []string{"en"},
		})
	}
	add("2019-06-24T08:00", initiativeStream, calltest.Officer, capacity.ProposePairing{Topic: "strategies", Offers: "AT", Seeks: "EE", Begins: date("2019-09-01"), Months: 6})

	lesson := shipped(t, programme.ParseMasterclass, "masterclasses/trieste-2024.yaml")
	lesson.Officers, lesson.Capacity, lesson.Experts = staff, 1, nil
	add("2019-06-11T08:20", lessonStream, calltest.Officer, masterclass.OpenMasterclass{Rules: lesson})
	for n, person := range []string{calltest.Ada, calltest.Ben} {
		add([]string{"2019-06-12T08:00", "2019-06-12T09:00"}[n], lessonStream, person, masterclass.RegisterForMasterclass{Group: "skills", Country: "AT", Organisation: "Somewhere"})
	}
	add("2019-06-13T08:00", lessonStream, calltest.Ada, masterclass.EndRegistration{})

	place := shipped(t, programme.ParseMarket, "markets/health.yaml")
	place.Officers = staff
	add("2019-06-11T08:30", market.Root+"HEALTH", calltest.Officer, market.OpenMarket{Rules: place})
	for n, by := range []string{calltest.Ada, calltest.Ben} {
		record, at := []string{"AAAAAAAAAA", "BBBBBBBBBB"}[n], market.EntryRoot+market.NewReference("HEALTH", "1", by)
		country := []string{"AT", "EE"}[n]
		add("2019-06-12T08:10", organisation.Root+record, by, organisation.Record{Details: organisation.Details{Name: "Of " + country, Address: "Somewhere 1", Country: country}})
		add("2019-06-12T08:20", at, by, market.DraftEntry{Content: market.Content{
			Side: []market.Side{market.Offer, market.Requirement}[n], Title: "A portal", Description: "Citizens read their own record.", Kind: "product", Priority: "secure-access", Topic: "own-data",
			Types: []string{"adaptation"}, Organisation: record, Country: country, Languages: []string{"en"},
		}})
		add("2019-06-12T08:30", at, by, market.SubmitEntry{})
		add("2019-06-12T08:40", at, calltest.Officer, market.PublishEntry{})
	}
	add("2019-06-12T10:00", interestStream, calltest.Ben, market.ExpressInterest{
		Entry: market.NewReference("HEALTH", "1", calltest.Ada), From: market.NewReference("HEALTH", "1", calltest.Ben), Message: "We would like to see it.",
	})
	h.Play(lifetest.Sorted(steps))
	return h
}

var interestStream = market.InterestRoot + market.NewReference("HEALTH", "2", calltest.Ben)

func TestDecisionsAroundACallAreExplainedWithTheirArithmetic(t *testing.T) {
	t.Parallel()
	h := around(t)
	for _, r := range []struct {
		stream, kind, outcome string
		says                  []string
	}{
		{bodyStream, "presence-recorded.v1", "quorum of the meeting 16: yes", []string{"4 of 4 voting members were there, 3 are needed: yes"}},
		{bodyStream, "votes-counted.v1", "d1 is adopted", []string{
			"for it 2, against 1, abstained 0, silent 0", "3 have a vote, one each: by country; left the vote: SE", "2 of 3 (at least that) of 3, ", "is 2; in favour 2: yes",
			"counted once more from the ballots it is the same: yes", "the ballot of EE: for", "a conflict of interest of SE",
		}},
		{initiativeStream, "pairing-proposed.v1", "Austria and Estonia are asked whether they twin", []string{
			"2 for each activity and 3 for a language in common come to 7: yes", "it is suggestion 1 of 1",
		}},
		{initiativeStream, "topic-decided.v1", "it becomes a masterclass", []string{"of 31 countries 0 offer it and 0 seek it", "no country showed interest or availability: it becomes a masterclass: yes"}},
		{lessonStream, "registration-made.v1", "registration 2 waits; before it nobody waits", []string{"1 places - 1 taken = 0 free; waiting: 0"}},
		{lessonStream, "place-given.v1", "registration 2 has place 1", []string{"of those who wait, registration 2 came first: yes"}},
	} {
		d := newest(t, h, r.stream, r.kind)
		text := lines(d)
		for _, f := range d.Facts {
			text += "\n" + f.What.Text
		}
		for _, says := range r.says {
			require.Contains(t, text, says, r.kind)
		}
		require.Contains(t, d.Outcome.Text, r.outcome, r.kind)
		require.True(t, d.Recomputed.Same, d.Recomputed.Difference.Text)
	}
	told := newest(t, h, bodyStream, "meeting-convened.v1").Decision.Text
	require.Contains(t, told, "for 2019-07-03 10:00 in Europe/Brussels", "a meeting is told on the clocks of its rule book")
	for person, place := range map[string]string{calltest.Ada: "registration 1 has place 1", calltest.Ben: "registration 2 has place 1"} { // each is told of what is about them
		own, err := explained(t, h, explain.Reader{Viewer: access.As(person)}, ofStream(lessonStream))
		require.NoError(t, err)
		text := ""
		for _, d := range own {
			text += d.Outcome.Text + "\n"
			require.True(t, d.Recomputed.Same)
			require.True(t, d.Command == nil || d.Command.Actor == person, "nobody is told who made room: %s", d.Kind)
			for _, s := range d.Arithmetic {
				require.False(t, d.Kind == "place-given.v1" && s.Code == "step-places", "how many wait")
			}
			require.Zero(t, d.Version+d.Seen, "how many facts there are tells of others: %s", d.Kind)
			for _, f := range d.Facts {
				require.Equal(t, f.Stream == lessonStream+"/in", d.Command != nil, "nobody is told that somebody gave a place back, and when: %s", f.What.Text)
			}
		}
		require.Contains(t, text, place)
		require.NotContains(t, text, map[string]string{calltest.Ada: "registration 2", calltest.Ben: "registration 1"}[person])
	}
	requireUncounted(t, h)
	_, err := explained(t, h, explain.Reader{Viewer: access.As(calltest.Stranger)}, ofStream(lessonStream))
	var hidden *explain.Hidden
	require.ErrorAs(t, err, &hidden, "who has no part in it is told of nothing")
	for _, lang := range narrate.Languages()[1:] {
		for _, stream := range []string{bodyStream, initiativeStream, lessonStream} {
			all, err := explained(t, h, explain.Reader{Viewer: access.Operator, Language: lang}, ofStream(stream))
			require.NoError(t, err)
			for _, d := range all {
				require.True(t, d.Recomputed.Same, "%s: %s", d.Kind, d.Recomputed.Difference.Text)
				for _, s := range d.Arithmetic {
					require.NotEmpty(t, s.Text, s.Code)
					require.False(t, strings.HasPrefix(s.Text, "step-"), s.Text)
				}
			}
		}
	}
}

// requireUncounted asks for the history of a masterclass as somebody who registered, and as its staff.
func requireUncounted(t *testing.T, h *lifetest.House) {
	t.Helper()
	for person, whole := range map[string]bool{calltest.Ben: false, calltest.Officer: true} {
		require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
			told, err := explain.NewExplainer(h.Ledger, from, explain.Reader{Viewer: access.As(person)}).History(ctx, lessonStream, false)
			require.NotEmpty(t, told)
			for _, l := range told {
				require.Equal(t, whole, l.Event.Version > 0, "%s of %s", l.Event.Kind, person)
				if l.Event.Actor == "" && !whole {
					require.Zero(t, l.Event.Received, "that somebody asked for it: %s", l.Event.Kind)
				}
			}
			return err
		}))
	}
	all, err := explained(t, h, explain.Reader{Viewer: access.As(calltest.Officer)}, ofStream(lessonStream))
	require.NoError(t, err)
	for _, d := range all {
		require.Positive(t, d.Version)
	}
}

// An interest is explained to the two whom it concerns by what their entries have in common, in any language, and to nobody else.
func TestAnInterestIsExplainedByTheSuggestionThatItRestsOn(t *testing.T) {
	t.Parallel()
	h := around(t)
	for _, person := range []string{calltest.Ben, calltest.Ada} {
		for _, lang := range narrate.Languages() {
			all, err := explained(t, h, explain.Reader{Viewer: access.As(person), Language: lang}, ofStream(interestStream))
			require.NoError(t, err)
			i := slices.IndexFunc(all, func(d explain.Derivation) bool { return d.Kind == "interest-expressed.v1" })
			require.GreaterOrEqual(t, i, 0)
			d := all[i]
			require.True(t, d.Recomputed.Same, d.Recomputed.Difference.Text)
			codes := map[string]int{}
			for _, s := range d.Arithmetic {
				codes[s.Code]++
				require.NotEmpty(t, s.Text)
			}
			require.Equal(t, 6, codes["step-suggestion-reason"], "priority, topic, kind, type, language, country")
			require.Equal(t, 1, codes["step-suggestion-sum"])
			if lang != "en" {
				continue
			}
			for _, says := range []string{"Same topic: Citizens' secure access to their health data", "Same kind of solution: ", "Your countries differ: Austria and Estonia", "from the other entry the sum is the same: yes"} {
				require.Contains(t, lines(d), says)
			}
			require.Contains(t, d.Outcome.Text, "is asked for an answer until")
		}
	}
	for _, person := range []string{calltest.Stranger, calltest.Officer} {
		_, err := explained(t, h, explain.Reader{Viewer: access.As(person)}, ofStream(interestStream))
		var hidden *explain.Hidden
		require.ErrorAs(t, err, &hidden, person)
	}
}
