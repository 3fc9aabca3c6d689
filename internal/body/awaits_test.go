package body_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/body"
	. "twinning.example/engine/internal/call/calltest"
)

// waits are the commands that wait for a person.
func waits(w *World, person string) (list []string) {
	for _, x := range is(w).Awaits(person, w.Now) {
		list = append(list, x.Command)
	}
	return list
}

func TestWhatAMeetingLacksWaitsForWhoSuppliesIt(t *testing.T) {
	t.Parallel()
	w := New(t)
	convened(t)(w)
	require.Empty(t, waits(w, staff), "it has not begun")
	w.At("2019-07-01T10:00")
	for _, who := range []string{staff, chair} {
		require.Equal(t, []string{"record-presence"}, waits(w, who))
	}
	require.Empty(t, waits(w, estonia))
	w.Do(network, staff, RecordPresence{"15", there("EE", second, "MT", malta, "CH", observe)})
	w.Do(network, chair, PutToVote{"d1", "Go-live of Estonia", "15", "1"})
	require.Equal(t, []string{"count-votes"}, waits(w, chair))
	require.Equal(t, []string{"cast-vote"}, waits(w, second), "who is there for the member votes")
	require.Equal(t, map[string]string{"decision": "d1", "member": "EE"}, is(w).Awaits(second, w.Now)[0].About)
	for _, who := range []string{estonia, france, observe, Stranger, ""} {
		require.Empty(t, waits(w, who), "%s: was not there, or has no vote", who)
	}
	w.Do(network, second, CastVote{"d1", "EE", Against})
	require.Empty(t, waits(w, second))
	w.Do(network, malta, CastVote{"d1", "MT", For})
	w.Do(network, chair, CountVotes{"d1"})
	require.Equal(t, []string{"cast-vote"}, waits(w, second), "the next step is a vote of its own")
	w.Do(network, second, CastVote{"d1", "EE", For})
	w.Do(network, malta, CastVote{"d1", "MT", For})
	w.Do(network, chair, CountVotes{"d1"})
	require.Empty(t, waits(w, chair))

	w.Do(network, staff, DraftMinutes{"15", "What was said."})
	require.Empty(t, waits(w, staff), "comments are taken")
	w.At("2019-08-01T09:00")
	require.Equal(t, []string{"approve-minutes"}, waits(w, staff))
	w.Do(network, staff, ApproveMinutes{Meeting: "15"})
	require.Equal(t, []string{"publish-minutes"}, waits(w, chair))
	w.Do(network, staff, PublishMinutes{"15"})
	require.Empty(t, waits(w, chair))
}

func TestMinutesThatAreObjectedToWaitForALaterMeeting(t *testing.T) {
	t.Parallel()
	w := New(t)
	held(t)(w)
	w.Do(network, staff, DraftMinutes{"15", "What was said."})
	w.Do(network, malta, CommentMinutes{"15", "It was not said.", true})
	w.At("2019-08-01T09:00")
	require.Empty(t, waits(w, staff), "nobody can approve them in writing")
	w.Do(network, staff, meet("16", "2019-09-02"))
	w.At("2019-09-02T10:00")
	w.Do(network, staff, RecordPresence{"16", there("EE", second, "MT", malta)})
	require.Equal(t, []string{"approve-minutes"}, waits(w, staff))
	require.Equal(t, "16", is(w).Awaits(staff, w.Now)[0].About["at"])
	w.Do(network, staff, ApproveMinutes{"15", "16"})
}

func TestApplicationsWaitForTheSecretariatAndWhatIsOwedNamesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	w := New(t)
	w.Do(network, staff, OpenBody{Rules: rules(t, "ehealth-stakeholder-group")})
	w.Do(network, staff, NameChair{"sante", chair})
	w.Do(network, staff, CallForMembers{"2019", []string{"industry"}, Date("2019-09-27"), "Apply."})
	w.Do(network, estonia, ApplyForSeat{Call: "2019", Seat: "industry", Name: "An umbrella organisation", Motivation: "We know the field.", Interests: "None."})
	require.Empty(t, waits(w, staff), "the call is open")
	w.At("2019-09-30T09:00")
	require.Equal(t, []string{"select-members"}, waits(w, staff))
	require.Empty(t, waits(w, chair), "it is for the secretariat")
	w.Do(network, staff, SelectMembers{"2019", []ApplicationVerdict{{"a1", true, "broad membership"}}})
	require.Equal(t, map[string]string{"seat": "industry", "application": "a1", "country": ""}, is(w).Awaits(staff, w.Now)[0].About)
	w.Do(network, staff, AppointMember{Member: "COCIR", Seat: "industry", Person: estonia, From: Date("2019-09-30"), Application: "a1"})
	require.Empty(t, waits(w, staff))

	w.Do(network, estonia, CommitAction{"x1", "COCIR", "Report on standards.", Date("2019-12-20")})
	for _, o := range is(w).Obligations {
		require.NotEmpty(t, is(w).About(o.ID, estonia), "%s: what settles it is about something", o.ID)
	}
	other := New(t)
	writing(t)(other)
	for _, o := range is(other).Obligations {
		about := is(other).About(o.ID, o.Who[0])
		require.Equal(t, "w1", about["decision"], o.ID)
		require.NotEmpty(t, about["member"], o.ID)
	}
}
