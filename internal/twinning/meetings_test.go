package twinning_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// meetingBook wants a kick-off within the first month, and knows workshops.
func meetingBook() call.RuleBook {
	b := Book()
	b.Running.Meetings = []call.MeetingKind{{ID: "kick-off", Name: "Kick-off meeting", Within: Length("1 month")}, {ID: "workshop", Name: "Workshop"}}
	b.Reminders.Ladders["meeting"] = b.Reminders.Ladders["log"]
	return b
}

func kickOff(starts, ends string) twinning.PlanTwinningMeeting {
	return twinning.PlanTwinningMeeting{Meeting: "kick-off", Sort: "kick-off", Title: "Kick-off", Starts: Wall(starts), Ends: Wall(ends), Place: "Trieste"}
}

func TestMeetingsArePlannedMovedCancelledAndHeld(t *testing.T) {
	t.Parallel()
	w := underBook(t, meetingBook())
	m1 := w.Twinning(A).Contract.M1
	owed, _ := obligation.Find(w.Twinning(A).Obligations, twinning.MeetingOwed("kick-off"))
	due, holds := owed.Current()
	require.True(t, holds && owed.Open())
	require.True(t, due.On.After(m1))
	plan := kickOff("2019-12-05T09:00", "2019-12-06T16:00")
	move := func(starts, ends string) twinning.MoveTwinningMeeting {
		return twinning.MoveTwinningMeeting{Meeting: "kick-off", Starts: Wall(starts), Ends: Wall(ends), Online: true, Why: "the clinic is closed"}
	}
	unkind, unknown := plan, plan
	unkind.Sort, unknown.Sort = "", "song"
	part := w.Twinning(A).Tender.Contractor
	held := twinning.RecordTwinningMeeting{Meeting: "kick-off", Participants: []twinning.MeetingParticipants{{Organisation: part, Persons: 4}}, Outcome: "The work plan is agreed."}
	Run(t, w,
		Row{Name: "of a kind", By: Contact(A), When: unkind, Refused: "meetings/kind-missing"},
		Row{Name: "of one that there is", By: Contact(A), When: unknown, Refused: "meetings/kind-unknown"},
		Row{Name: "its end after its beginning", By: Contact(A), When: kickOff("2019-12-05T09:00", "2019-12-05T09:00"), Refused: "meetings/no-such-time"},
		Row{Name: "at an hour that there is", By: Contact(A), When: kickOff("2020-03-29T02:30", "2020-03-29T04:00"), Refused: "meetings/no-such-time"},
		Row{Name: "by a party or an officer", By: Contact(B), When: plan, Refused: "roles/not-a-party"},
		Row{Name: "by an officer", By: Officer, When: plan, Then: []string{"twinning-meeting-planned.v1"}},
		Row{Name: "not of a day before the award", By: Contact(A), When: kickOff("1900-12-05T09:00", "1900-12-05T10:00"), Refused: "meetings/too-early"},
		Row{Name: "none to move", By: Contact(A), When: move("2019-12-12T09:00", "2019-12-12T16:00"), Refused: "meetings/unknown"},
		Row{Name: "none to record", By: Contact(A), When: held, Refused: "meetings/unknown"},
	)
	w.Do(Tendering(A), Contact(A), plan)
	invited := w.Twinning(A)
	require.Equal(t, twinning.MeetingPlanned, invited.Meetings[0].Stands)
	Run(t, w,
		Row{Name: "once", By: Contact(A), When: plan, Refused: "meetings/known"},
		Row{Name: "ahead", By: Contact(A), When: move("2019-11-19T09:00", "2019-11-19T16:00"), Refused: "meetings/not-ahead"},
		Row{Name: "not recorded before it begins", By: Contact(A), When: held, Refused: "meetings/ahead"},
	)
	w.Do(Tendering(A), Contact(A), move("2019-12-02T09:00", "2019-12-02T16:00"))
	is, _ := w.Twinning(A).Meeting("kick-off")
	require.True(t, is.Online)
	require.Equal(t, "", string(is.Place))
	w.At("2019-12-02T17:00")
	stranger := held
	stranger.Participants = []twinning.MeetingParticipants{{Organisation: "nobody", Persons: 1}}
	file := held
	file.Files = []string{"f-aaaaaaaaaaaaaaaaaaaaaaaaaa"}
	Run(t, w,
		Row{Name: "organisations of the tender", By: Contact(A), When: stranger, Refused: "meetings/organisation-unknown"},
		Row{Name: "files that were added", By: Contact(A), When: file, Refused: "evidence/unknown"},
	)
	add := func(code string) twinning.AddEvidence {
		return twinning.AddEvidence{
			File: file.Files[0], For: "meeting-" + code, SealedSHA256: SHA("sealed"), SealedSize: 100, Title: "minutes.pdf", Type: "application/pdf", SHA256: law.Text(SHA("content")),
		}
	}
	Run(t, w, Row{Name: "no file for a meeting that there is not", By: Contact(A), When: add("song"), Refused: "meetings/unknown"})
	w.Do(Tendering(A), Officer, add("kick-off"))
	w.Do(Tendering(A), Officer, file)
	owed, _ = obligation.Find(w.Twinning(A).Obligations, twinning.MeetingOwed("kick-off"))
	require.False(t, owed.Open(), "it is held")
	Run(t, w,
		Row{Name: "what was held is not moved", By: Contact(A), When: move("2020-01-07T09:00", "2020-01-07T16:00"), Refused: "meetings/over"},
		Row{Name: "nor cancelled", By: Contact(A), When: twinning.CancelTwinningMeeting{Meeting: "kick-off", Why: "x"}, Refused: "meetings/over"},
		Row{Name: "its file counts", By: Officer, When: twinning.WithdrawEvidence{File: file.Files[0], For: "meeting-kick-off"}, Refused: "evidence/counts"},
		Row{Name: "its record is corrected", By: Contact(A), When: held, Then: []string{"twinning-meeting-held.v1"}},
	)
}

func TestACancelledKickOffIsStillOwed(t *testing.T) {
	t.Parallel()
	w := underBook(t, meetingBook())
	w.Do(Tendering(A), Contact(A), kickOff("2019-12-05T09:00", "2019-12-06T16:00"))
	w.Do(Tendering(A), Contact(A), twinning.CancelTwinningMeeting{Meeting: "kick-off", Why: "the clinic is closed"})
	owed, _ := obligation.Find(w.Twinning(A).Obligations, twinning.MeetingOwed("kick-off"))
	require.True(t, owed.Open())
	held := twinning.RecordTwinningMeeting{Meeting: "kick-off", Participants: []twinning.MeetingParticipants{{Organisation: w.Twinning(A).Tender.Contractor, Persons: 4}}, Outcome: "x"}
	Run(t, w, Row{Name: "it is not held", By: Contact(A), When: held, Refused: "meetings/over"})
	add := twinning.AddEvidence{
		File: "f-aaaaaaaaaaaaaaaaaaaaaaaaaa", For: "meeting-kick-off", SealedSHA256: SHA("sealed"), SealedSize: 100, Title: "x.pdf", Type: "application/pdf", SHA256: law.Text(SHA("content")),
	}
	Run(t, w, Row{Name: "and takes no files", By: Contact(A), When: add, Refused: "meetings/over"})
}

func TestAKickOffThatIsHeldWhileTheTwinningIsSuspendedIsOwedNoMore(t *testing.T) {
	t.Parallel()
	w := underBook(t, meetingBook()).At("2019-11-04T09:00")
	w.Do(Tendering(A), Contact(A), kickOff("2019-11-05T09:00", "2019-11-05T16:00"))
	w.Do(Tendering(A), Head, twinning.SuspendTwinning{Reason: "the ward is closed"})
	w.At("2019-11-06T09:00")
	w.Do(Tendering(A), Contact(A), twinning.RecordTwinningMeeting{Meeting: "kick-off", Participants: []twinning.MeetingParticipants{{Organisation: w.Twinning(A).Tender.Contractor, Persons: 4}}, Outcome: "x"})
	w.At("2019-11-20T09:00")
	w.Do(Tendering(A), Head, twinning.ResumeTwinning{})
	owed, _ := obligation.Find(w.Twinning(A).Obligations, twinning.MeetingOwed("kick-off"))
	require.False(t, owed.Open())
}

func TestAMeetingThatWasHeldUnplannedInvitesNobody(t *testing.T) {
	t.Parallel()
	w := underBook(t, meetingBook())
	letters := func(c law.Command) (n int) {
		got := w.Do(Tendering(A), Contact(A), c)
		for _, e := range got {
			for _, l := range law.Letters(e) {
				if strings.HasPrefix(l.Template, "twinning-meeting-") {
					n++
				}
			}
		}
		return n
	}
	require.Zero(t, letters(kickOff("2019-11-15T09:00", "2019-11-15T16:00")))
	ahead := kickOff("2019-12-05T09:00", "2019-12-06T16:00")
	ahead.Meeting = "second"
	require.Equal(t, 4, letters(ahead), "the contact, the signatory, the officers")
	require.Equal(t, 4, letters(twinning.CancelTwinningMeeting{Meeting: "second", Why: "the clinic is closed"}))
}

func TestWithoutAListAMeetingNeedsNoKind(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	none, named := kickOff("2020-01-05T09:00", "2020-01-06T16:00"), kickOff("2020-01-05T09:00", "2020-01-06T16:00")
	none.Sort = ""
	require.Nil(t, w.Twinning(A).Meetings)
	Run(t, w,
		Row{Name: "none is needed", By: Contact(A), When: none, Then: []string{"twinning-meeting-planned.v1"}},
		Row{Name: "and there is none", By: Contact(A), When: named, Refused: "meetings/kind-unknown"},
	)
}

func TestAMeetingSaysWhatAMeetingHas(t *testing.T) {
	t.Parallel()
	held := func(change func(*twinning.RecordTwinningMeeting)) error {
		o := twinning.RecordTwinningMeeting{Meeting: "x", Participants: []twinning.MeetingParticipants{{Organisation: "a", Persons: 1}}, Outcome: "x"}
		change(&o)
		return o.Check()
	}
	require.NoError(t, held(func(*twinning.RecordTwinningMeeting) {}))
	for want, change := range map[string]func(*twinning.RecordTwinningMeeting){
		"participants":   func(o *twinning.RecordTwinningMeeting) { o.Participants = nil },
		"is there twice": func(o *twinning.RecordTwinningMeeting) { o.Participants = append(o.Participants, o.Participants[0]) },
		"persons is 0":   func(o *twinning.RecordTwinningMeeting) { o.Participants[0].Persons = 0 },
		"outcome":        func(o *twinning.RecordTwinningMeeting) { o.Outcome = "" },
		"files":          func(o *twinning.RecordTwinningMeeting) { o.Files = []string{"x"} },
		"small letters":  func(o *twinning.RecordTwinningMeeting) { o.Meeting = "Kick-Off" },
	} {
		require.ErrorContains(t, held(change), want)
	}
	for _, o := range []law.Command{
		twinning.PlanTwinningMeeting{Meeting: "x"},
		twinning.MoveTwinningMeeting{Meeting: "x"},
		twinning.CancelTwinningMeeting{Meeting: "x"},
		twinning.PlanTwinningMeeting{Meeting: "x", Sort: "a b", Title: "x"},
		twinning.MoveTwinningMeeting{},
		twinning.CancelTwinningMeeting{},
		twinning.PlanTwinningMeeting{},
	} {
		require.Error(t, o.Check())
	}
}

func TestATwinningHasAtMostTwoHundredMeetings(t *testing.T) {
	t.Parallel()
	w := underBook(t, meetingBook())
	next := kickOff("2019-11-15T09:00", "2019-11-15T16:00")
	for n := range 200 {
		next.Meeting = fmt.Sprintf("m-%d", n)
		w.Do(Tendering(A), Contact(A), next)
	}
	Run(t, w, Row{Name: "no more", By: Contact(A), When: kickOff("2019-12-05T09:00", "2019-12-06T16:00"), Refused: "meetings/too-many"})
}

func TestAMeetingBeginsBeforeTheTimeForTheClosureIsOver(t *testing.T) {
	t.Parallel()
	w := underBook(t, meetingBook())
	w.Do(Tendering(A), Contact(A), kickOff("2019-12-05T09:00", "2019-12-06T16:00"))
	far := kickOff("9999-12-05T09:00", "9999-12-06T16:00")
	far.Meeting = "far"
	end := w.Twinning(A).Contract.End()
	near := kickOff(end.AddDays(20).String()+"T09:00", end.AddDays(20).String()+"T16:00")
	near.Meeting = "near"
	Run(t, w,
		Row{Name: "planned", By: Contact(A), When: far, Refused: "meetings/too-late"},
		Row{Name: "moved", By: Contact(A), When: twinning.MoveTwinningMeeting{Meeting: "kick-off", Starts: far.Starts, Ends: far.Ends, Why: "x"}, Refused: "meetings/too-late"},
		Row{Name: "after the last month", By: Contact(A), When: near, Then: []string{"twinning-meeting-planned.v1"}},
	)
}
