package explain

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// ofMeeting describes a fact about a meeting of a twinning.
func (d describer) ofMeeting(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.TwinningMeetingsOwed:
		return law.Why("twinning-meetings-owed", law.Count("number", len(e.Owed)))
	case twinning.TwinningMeetingPlanned:
		return law.Why("twinning-meeting-planned", who, law.Word("meeting", "twinning-meeting", e.Meeting), instant("starts", e.Starts), instant("ends", e.Ends))
	case twinning.TwinningMeetingMoved:
		return law.Why("twinning-meeting-moved", who, law.Word("meeting", "twinning-meeting", e.Meeting), instant("starts", e.Starts), instant("ends", e.Ends), d.because("why", e.Why))
	case twinning.TwinningMeetingCancelled:
		return law.Why("twinning-meeting-cancelled", who, law.Word("meeting", "twinning-meeting", e.Meeting), d.because("why", e.Why))
	case twinning.TwinningMeetingHeld:
		persons := 0
		for _, p := range e.Participants {
			persons += p.Persons
		}
		return law.Why("twinning-meeting-held", who, law.Word("meeting", "twinning-meeting", e.Meeting), law.Count("persons", persons), law.Count("organisations", len(e.Participants)), law.Count("number", e.Number), d.because("why", e.Outcome))
	default:
		return law.Reason{}
	}
}
