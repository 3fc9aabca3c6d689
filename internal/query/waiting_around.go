package query

import (
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/survey"
)

// settledBy are the commands that settle what is owed in lives that are no calls, no tenders and of no marketplace, by ladder.
var settledBy = map[string]string{
	survey.AnswerLadder:       survey.AnswerSurvey{}.Kind(),
	masterclass.ConfirmLadder: masterclass.ConfirmPlace{}.Kind(), masterclass.AttendanceLadder: masterclass.RecordAttendance{}.Kind(),
	capacity.InterestLadder: capacity.StateTopicInterest{}.Kind(), capacity.AnswerLadder: capacity.AnswerPairing{}.Kind(),
	capacity.ReportLadder: capacity.ReportCountryTwinning{}.Kind(), capacity.ClosureLadder: capacity.SendJointReport{}.Kind(),
	body.MinutesLadder: body.DraftMinutes{}.Kind(), body.VoteLadder: body.CastVote{}.Kind(), body.TermLadder: body.RenewMember{}.Kind(),
	body.FollowUpLadder: body.FollowAdvice{}.Kind(), body.ActionLadder: body.ReportAction{}.Kind(), body.MeetingLadder: body.ConveneMeeting{}.Kind(),
}

// around adds what waits in a survey, a masterclass, an initiative or a body.
func (w *waits) around(is state.Folded, home law.State) {
	w.owed(is, home, func(o ObligationRow, row *WaitRow) bool {
		row.Command = settledBy[o.ladder]
		switch s := is.State.(type) {
		case survey.Survey:
			if o.ladder == survey.AnswerLadder {
				row.About = map[string]string{"country": strings.TrimPrefix(o.ID, "answer-")}
			}
		case masterclass.Masterclass:
			if o.ladder == masterclass.AttendanceLadder {
				row.About = map[string]string{"session": s.Unrecorded()}
			}
		case body.Body:
			row.About = s.About(o.ID, w.v.Person)
			if coming := s.Coming(); o.ladder == body.MeetingLadder && coming != "" {
				row.Command, row.About = body.RecordPresence{}.Kind(), map[string]string{"meeting": coming}
			}
		case capacity.Initiative:
			if row.About = s.About(o.ID); o.ladder == capacity.ClosureLadder && agrees(s, row.About["twinning"]) {
				row.Command = capacity.AgreeJointReport{}.Kind()
			}
		}
		return true
	})
	switch s := is.State.(type) {
	case survey.Survey:
		if s.Stage == survey.Closed && s.Staff(w.v.Person) {
			w.waits(is.Stream, toPublishSurvey, since(s.ClosedAt))
		}
	case masterclass.Masterclass:
		if s.Stage == masterclass.Planned && s.Plan != nil && slices.Contains(s.Plan.Officers, w.v.Person) {
			w.waits(is.Stream, toOpenMasterclass, WaitRow{})
		}
		for _, kind := range s.Awaits(w.v.Person) {
			w.waits(is.Stream, classWaits[kind], WaitRow{})
		}
	case capacity.Initiative:
		for _, x := range s.Awaits(w.v.Person) {
			row := since(x.Since)
			row.About = map[string]string{"topic": x.Topic}
			w.waits(is.Stream, toProposePairing, row)
		}
	case body.Body:
		for _, x := range s.Awaits(w.v.Person, w.now) {
			row := since(x.Since)
			row.About = x.About
			w.waits(is.Stream, bodyWaits[x.Command], row)
		}
	}
}

// classWaits are what a participant of a masterclass may do, by command.
var classWaits = map[string]wait{masterclass.EvaluateMasterclass{}.Kind(): toEvaluateClass, masterclass.TakeCertificate{}.Kind(): toTakeCertificate}

// bodyWaits are the steps of a body by the command that takes each.
var bodyWaits = map[string]wait{
	body.CastVote{}.Kind(): toCastVote, body.CountVotes{}.Kind(): toCountVotes, body.RecordPresence{}.Kind(): toRecordPresence,
	body.ApproveMinutes{}.Kind(): toApproveMinutes, body.PublishMinutes{}.Kind(): toPublishMinutes, body.SelectMembers{}.Kind(): toSelectMembers,
	body.AppointMember{}.Kind(): toAppointMember,
}

// agrees tells whether the joint report of a country twinning is sent, so that the other country agrees or not.
func agrees(i capacity.Initiative, number string) bool {
	return slices.ContainsFunc(i.Twinnings, func(t capacity.Twinning) bool { return strconv.Itoa(t.Number) == number && t.Joint != nil })
}
