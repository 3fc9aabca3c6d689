package masterclass

import "twinning.example/engine/internal/law"

// Tell is its sentence.
func (e MasterclassPlanned) Tell() law.Reason {
	return law.Why("masterclass-planned", law.Ref("initiative", e.Initiative), law.Word("topic", "capacity-topic", e.Topic))
}

// Tell is its sentence.
func (e MasterclassOpened) Tell() law.Reason {
	return law.Why("masterclass-opened", law.Who("by", e.By), law.Count("places", e.Rules.Capacity), law.On("until", e.Rules.RegisterBy))
}

// Tell is its sentence.
func (e PlaceGiven) Tell() law.Reason {
	return law.Why("place-given", law.Who("person", e.Person), law.Count("place", e.Place))
}

// Tell is its sentence.
func (e PlaceConfirmed) Tell() law.Reason {
	return law.Why("place-confirmed", law.Who("person", e.Person))
}

// Tell is its sentence.
func (e PlaceLapsed) Tell() law.Reason {
	return law.Why("place-lapsed", law.Who("person", e.Person), law.Count("place", e.Place))
}

// Tell is its sentence.
func (e CapacitySet) Tell() law.Reason {
	return law.Why("masterclass-capacity-set", law.Who("by", e.By), law.Count("places", e.Capacity), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e SessionMoved) Tell() law.Reason {
	return law.Why("session-moved", law.Who("by", e.By), law.Word("session", "masterclass-session", e.Session), law.Clock("starts", e.Starts, e.Zone), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MaterialAdded) Tell() law.Reason {
	return law.Why("material-added", law.Who("by", e.By), law.Quote("title", e.Title))
}

// Tell is its sentence.
func (e RegistrationClosed) Tell() law.Reason {
	return law.Why("registration-closed", law.Count("taken", e.Taken), law.Count("waiting", e.Waiting))
}

// Tell is its sentence.
func (e AttendanceRecorded) Tell() law.Reason {
	return law.Why("attendance-recorded", law.Who("by", e.By), law.Word("session", "masterclass-session", e.Session), law.Count("present", len(e.Numbers)))
}

// Tell is its sentence.
func (e MasterclassHeld) Tell() law.Reason {
	return law.Why("masterclass-held", law.Count("taken", e.Taken))
}

// Tell is its sentence.
func (e MasterclassEvaluated) Tell() law.Reason {
	return law.Why("masterclass-evaluated", law.Who("person", e.Person))
}

// Tell is its sentence.
func (e CertificateIssued) Tell() law.Reason {
	return law.Why("certificate-issued", law.Who("person", e.Person), law.Words("sessions", "masterclass-session", e.Sessions), law.Count("minutes", e.Minutes))
}

// Tell is its sentence.
func (e MasterclassEnded) Tell() law.Reason {
	return law.Why("masterclass-over", law.Count("evaluated", e.Evaluated), law.Count("certificates", e.Certificates))
}

// Tell is its sentence.
func (e MasterclassCancelled) Tell() law.Reason {
	return law.Why("masterclass-cancelled", law.Who("by", e.By), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MasterclassReminded) Tell() law.Reason {
	return law.Why("masterclass-reminder", law.Word("rung", "template", e.Rung), law.Word("obligation", "obligation", e.Obligation), law.On("due", e.Due), law.Word("outcome", "rung-outcome", e.Outcome))
}

// Tell is its sentence.
func (e RegistrationMade) Tell() law.Reason {
	if e.Place == 0 {
		return law.Why("registration-waits", law.Who("person", e.Person), law.Word("group", "masterclass-group", e.Group), law.Word("country", "country", e.Country), law.Count("ahead", e.Ahead))
	}
	return law.Why("registration-made", law.Who("person", e.Person), law.Word("group", "masterclass-group", e.Group), law.Word("country", "country", e.Country), law.Count("place", e.Place))
}

// Tell is its sentence.
func (e RegistrationEnded) Tell() law.Reason {
	if e.How == Removed {
		return law.Why("registration-removed", law.Who("by", e.By), law.Who("person", e.Person), law.Quote("why", e.Why))
	}
	return law.Why("registration-withdrawn", law.Who("person", e.Person))
}
