package invitation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	rulebooks "twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/programmes"
)

const (
	theSurvey = "survey/EHN-2021"
	toSurvey  = "invitation/EHN-2021-ABCDEFGHIJKLMN"
	steers    = "p-steers"
	alsoOne   = "p-also"
)

// withSurvey has a survey with two of its staff.
func withSurvey(t *testing.T) *World {
	text, err := programmes.FS.ReadFile("surveys/ehn-2021.yaml")
	require.NoError(t, err)
	rules, err := rulebooks.ParseSurvey("ehn-2021", text)
	require.NoError(t, err)
	rules.Officers, rules.Closes = []string{steers, alsoOne}, Date("2019-06-28")
	w := New(t)
	w.Do(theSurvey, steers, survey.OpenSurvey{Rules: rules})
	return w
}

func TestTheStaffOfASurveyInvitesWhoeverIsToTakePartAndNamesThemOnceTheyHaveAccepted(t *testing.T) {
	t.Parallel()
	w := withSurvey(t)
	invited := func(w *World) { w.Do(toSurvey, steers, invites(law.Colleague)) }
	over := func(w *World) {
		w.Until(Date("2019-06-29").Start(time.UTC).Add(12 * time.Hour))
		w.Do(theSurvey, steers, survey.PublishSurvey{})
	}
	Run(t, w,
		Row{Name: "one of the staff", To: toSurvey, By: steers, When: invites(law.Colleague), Then: []string{"invitation-made.v1"}, After: func(t *testing.T, w *World) {
			letters := law.Letters(w.History(toSurvey)[0].Event)
			require.Len(t, letters, 1)
			require.Equal(t, "invitation-to-take-part", letters[0].Template)
			require.Equal(t, theSurvey, is(w, toSurvey).Life)
			require.Empty(t, is(w, toSurvey).Call)
			require.ElementsMatch(t, []string{steers, steers, alsoOne}, invitation.Law.Staff(is(w, toSurvey), w))
		}},
		Row{Name: "nobody else", To: toSurvey, By: Stranger, When: invites(law.Colleague), Refused: "invitations/not-yours"},
		Row{Name: "to no role", To: toSurvey, By: steers, When: invites(law.Officer), Refused: "invitations/not-yours"},
		Row{Name: "of a survey that is none the same is said", To: "invitation/OTHER-ABCDEFGHIJKLMN", By: steers, When: invites(law.Colleague), Refused: "invitations/not-yours"},
		Row{Name: "who accepts is known, and has no part in it yet", Given: invited, To: toSurvey, By: guest, When: accepts, Then: []string{"invitation-accepted.v1"}, After: func(t *testing.T, w *World) {
			letters := law.Letters(w.History(toSurvey)[1].Event)
			require.Len(t, letters, 1)
			require.Equal(t, "invitation-taken", letters[0].Template)
			require.Equal(t, steers, letters[0].To)
			require.False(t, w.State(theSurvey).(survey.Survey).Responds(guest, "PT"))
			w.Do(theSurvey, steers, survey.NameRespondent{Country: "PT", Person: guest})
		}},
		Row{Name: "nobody from themselves", Given: invited, To: toSurvey, By: steers, When: accepts, Refused: "invitations/to-oneself"},
		Row{Name: "its link alone", Given: invited, To: toSurvey, By: guest, When: invitation.Accept{Secret: "guessed"}, Refused: "invitations/wrong-link"},
		Row{Name: "another of the staff withdraws it", Given: invited, To: toSurvey, By: alsoOne, When: invitation.Withdraw{}, Then: []string{"invitation-withdrawn.v1"}},
		Row{Name: "a stranger does not", Given: invited, To: toSurvey, By: Stranger, When: invitation.Withdraw{}, Refused: "invitations/not-yours-to-withdraw"},
		Row{Name: "not to a survey that is over", Given: over, To: toSurvey, By: steers, When: invites(law.Colleague), Refused: "invitations/life-over"},
		Row{Name: "it ends with the survey", Given: func(w *World) { invited(w); w.Until(Date("2019-06-20").Start(time.UTC)) }, To: toSurvey, By: law.Engine, When: invitation.NotePurposeOver{}, Refused: "invitations/purpose-stands"},
	)
	require.True(t, invitation.TakesPart(theSurvey))
	require.False(t, invitation.TakesPart("call/EHN-2021"))
	require.Empty(t, invitation.CallOf("EHN-2021-ABCDEFGHIJKLMN"))
	require.Empty(t, invitation.ProgrammeOf("EHN-2021-ABCDEFGHIJKLMN"))
	for stream, length := range map[string]int{"call/A": 10, "programme/A": 12, "survey/A": 14, "body/A": 15, "initiative/A": 16, "masterclass/A": 17, "market/A": 18} {
		reference := invitation.NewReferenceIn(stream, "c-1", "p-1")
		require.Len(t, reference, len("A-")+length)
		require.Equal(t, stream, invitation.Home(reference))
		_, is := invitation.Stream(reference)
		require.True(t, is)
	}
}

func TestWhoMayWithdrawAnInvitationIsWhomTheDecisionLets(t *testing.T) {
	t.Parallel()
	for _, over := range []bool{false, true} {
		w := withSurvey(t)
		w.Until(Date("2019-06-25").Start(time.UTC))
		w.Do(toSurvey, steers, invites(law.Colleague))
		if over {
			w.Until(Date("2019-06-29").Start(time.UTC).Add(12 * time.Hour))
			w.Do(theSurvey, steers, survey.PublishSurvey{})
		}
		for person, may := range map[string]bool{steers: true, alsoOne: !over, guest: false, Stranger: false} {
			r := law.Receipt{Actor: person, ReceivedAt: w.Now}
			require.Equal(t, may, is(w, toSurvey).MayBeWithdrawn(w, r), "%s, over: %v", person, over)
			_, err := w.Clone(t).Send(toSurvey, person, invitation.Withdraw{})
			require.Equal(t, may, err == nil, "%s, over: %v", person, over)
		}
	}
}
