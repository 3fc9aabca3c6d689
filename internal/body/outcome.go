package body

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// An Advice is what a body gives: an opinion, a report, a recommendation.
type Advice struct {
	ID              string           `json:"id"`
	Kind            string           `json:"kind"` // of the rule book
	Title           law.Text         `json:"title"`
	SHA256          string           `json:"sha256,omitempty"` // of its text as a file
	Decision        string           `json:"decision"`         // by which it was adopted
	Recommendations []Recommendation `json:"recommendations,omitempty"`
	By              string           `json:"by"`
	At              time.Time        `json:"at"`
	FollowUps       []FollowUp       `json:"follow_ups,omitempty"`
}

// A Recommendation of an advice is followed up for itself.
type Recommendation struct {
	ID   string        `json:"id"`
	To   law.Text      `json:"to"`
	Text law.Text      `json:"text"`
	Due  calendar.Date `json:"due,omitzero"` // by which what follows is to be said; none: no day
}

// How a recommendation is followed.
const (
	FollowedAccepted = "accepted"
	FollowedPartly   = "partly"
	FollowedUnderWay = "under-way"
	FollowedDone     = "done"
	FollowedRejected = "rejected"
)

func followUps() []string {
	return []string{FollowedAccepted, FollowedPartly, FollowedUnderWay, FollowedDone, FollowedRejected}
}

// A FollowUp says what became of a recommendation; the last one counts.
type FollowUp struct {
	Recommendation string    `json:"recommendation"`
	Status         string    `json:"status"`
	Text           law.Text  `json:"text"`
	By             string    `json:"by"`
	At             time.Time `json:"at"`
}

// Status is how a recommendation is followed; "" where nothing is said.
func (a Advice) Status(recommendation string) (status string) {
	for _, f := range a.FollowUps {
		if f.Recommendation == recommendation {
			status = f.Status
		}
	}
	return status
}

// A PlannedAction is what a member commits itself to.
type PlannedAction struct {
	ID       string           `json:"id"`
	Member   string           `json:"member"`
	Text     law.Text         `json:"text"`
	Due      calendar.Date    `json:"due"`
	By       string           `json:"by"`
	At       time.Time        `json:"at"`
	Progress []ActionProgress `json:"progress,omitempty"`
}

// ActionProgress is one report on an action; the last one counts.
type ActionProgress struct {
	Percent int       `json:"percent"`
	Text    law.Text  `json:"text"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// Percent is how far an action is.
func (a PlannedAction) Percent() int {
	if len(a.Progress) == 0 {
		return 0
	}
	return a.Progress[len(a.Progress)-1].Percent
}
