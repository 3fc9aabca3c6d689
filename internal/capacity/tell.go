package capacity

import "twinning.example/engine/internal/law"

// Tell is its sentence.
func (e InitiativeOpened) Tell() law.Reason {
	return law.Why("initiative-opened", law.Who("by", e.By), law.Count("topics", len(e.Rules.Topics)), law.Count("countries", len(e.Rules.Countries.Codes)), law.On("closes", e.Rules.Closes))
}

// Tell is its sentence.
func (e CountryContactNamed) Tell() law.Reason {
	return law.Why("country-contact-named", law.Who("by", e.By), law.Who("person", e.Person), law.Word("country", "country", e.Country))
}

// Tell is its sentence.
func (e CountryContactRemoved) Tell() law.Reason {
	return law.Why("country-contact-removed", law.Who("by", e.By), law.Who("person", e.Person), law.Word("country", "country", e.Country))
}

// Tell is its sentence.
func (e InitiativeClosed) Tell() law.Reason {
	return law.Why("initiative-closed", law.Count("stated", e.Stated), law.Count("asked", e.Asked))
}

// Tell is its sentence.
func (e PairingProposed) Tell() law.Reason {
	return law.Why("pairing-proposed", law.Who("by", e.By), law.Count("number", e.Number), law.Word("topic", "capacity-topic", e.Topic), law.Word("offers", "country", e.Offers), law.Word("seeks", "country", e.Seeks), law.Count("score", e.Score), law.On("until", e.Until))
}

// Tell is its sentence.
func (e PairingAccepted) Tell() law.Reason {
	return law.Why("pairing-accepted", law.Who("by", e.By), law.Count("number", e.Number), law.Word("country", "country", e.Country))
}

// Tell is its sentence.
func (e CountryTwinningBegan) Tell() law.Reason {
	return law.Why("country-twinning-began", law.Count("number", e.Number), law.Word("offers", "country", e.Offers), law.Word("seeks", "country", e.Seeks), law.On("begins", e.Begins), law.Count("months", e.Months))
}

// Tell is its sentence.
func (e CountryTwinningReported) Tell() law.Reason {
	return law.Why("country-twinning-reported", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Count("number", e.Twinning), law.Count("period", e.Period), law.Count("activities", len(e.Activities)))
}

// Tell is its sentence.
func (e JointReportSent) Tell() law.Reason {
	return law.Why("joint-report-sent", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Count("number", e.Twinning))
}

// Tell is its sentence.
func (e CountryTwinningStopped) Tell() law.Reason {
	return law.Why("country-twinning-stopped", law.Who("by", e.By), law.Count("number", e.Twinning), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e InitiativeReminded) Tell() law.Reason {
	return law.Why("initiative-reminder", law.Word("rung", "template", e.Rung), law.Word("obligation", "obligation", e.Obligation), law.On("due", e.Due), law.Word("outcome", "rung-outcome", e.Outcome))
}

// Tell is its sentence.
func (e TopicInterestStated) Tell() law.Reason {
	switch {
	case e.Offers && e.Seeks:
		return law.Why("topic-offered-and-sought", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Word("topic", "capacity-topic", e.Topic))
	case e.Offers:
		return law.Why("topic-offered", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Word("topic", "capacity-topic", e.Topic))
	case e.Seeks:
		return law.Why("topic-sought", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Word("topic", "capacity-topic", e.Topic))
	}
	return law.Why("topic-neither", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Word("topic", "capacity-topic", e.Topic))
}

// Tell is its sentence.
func (e TopicDecided) Tell() law.Reason {
	if e.By != "" {
		return law.Why("topic-decided-by", law.Who("by", e.By), law.Word("topic", "capacity-topic", e.Topic), law.Word("branch", "capacity-branch", e.Branch), law.Quote("why", e.Why))
	}
	return law.Why("topic-decided", law.Word("topic", "capacity-topic", e.Topic), law.Word("branch", "capacity-branch", e.Branch), law.Because("because", e.Because))
}

// Tell is its sentence.
func (e PairingEnded) Tell() law.Reason {
	switch e.How {
	case Lapsed:
		return law.Why("pairing-expired", law.Count("number", e.Number))
	case Withdrawn:
		return law.Why("pairing-withdrawn", law.Who("by", e.By), law.Count("number", e.Number), law.Quote("why", e.Why))
	case Proposed, Accepted, Declined: // it was declined
	}
	if e.Why == "" {
		return law.Why("pairing-declined", law.Who("by", e.By), law.Count("number", e.Number), law.Word("country", "country", e.Country))
	}
	return law.Why("pairing-declined-because", law.Who("by", e.By), law.Count("number", e.Number), law.Word("country", "country", e.Country), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e CountryTwinningClosed) Tell() law.Reason {
	if e.FollowUp {
		return law.Why("country-twinning-closed-follow-up", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Count("number", e.Twinning))
	}
	return law.Why("country-twinning-closed", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Count("number", e.Twinning))
}
