package explain

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// ofClosing describes a fact about a deliverable, or about what a closure rests on.
func (d describer) ofClosing(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.ReportSigned:
		return law.Why("report-signed", who, law.Word("party", "party", e.Party), law.Count("number", e.Number), law.SHA256("sha256", e.SHA256))
	case twinning.TwinningCompleted:
		return law.Why("twinning-completed", law.Count("months", len(e.Unlogged)))
	case twinning.DeliverablesPlanned:
		return law.Why("deliverables-planned", law.Count("number", len(e.Owed)))
	case twinning.DeliverableRedated:
		return law.Why("deliverable-redated", who, law.Word("deliverable", "deliverable", e.Deliverable), law.On("was", e.Was), law.On("due", e.Due), d.because("why", e.Reason))
	case twinning.DeliverableSubmitted:
		return law.Why("deliverable-submitted", who, law.Word("deliverable", "deliverable", e.Deliverable), law.Count("number", e.Number), answer("late", e.Late), d.because("why", e.WhyLate))
	case twinning.DeliverableAccepted:
		return law.Why("deliverable-accepted", who, law.Word("deliverable", "deliverable", e.Deliverable))
	case twinning.DeliverableReturned:
		return law.Why("deliverable-returned", who, law.Word("deliverable", "deliverable", e.Deliverable), d.because("why", e.Reason))
	default:
		return law.Reason{}
	}
}
