package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// CorrectLog corrects the activities of a month that has been accepted. Both
// stay readable.
type CorrectLog struct {
	Month      int        `json:"month"`
	Activities []Activity `json:"activities,omitempty"`
	Nothing    law.Text   `json:"nothing,omitempty"`
	Reason     law.Text   `json:"reason"`
}

// LogCorrected is what an accepted month says from now on.
type LogCorrected struct {
	Month      int        `json:"month"`
	Activities []Activity `json:"activities,omitempty"`
	Nothing    law.Text   `json:"nothing,omitempty"`
	Reason     law.Text   `json:"reason"`
}

// A LogCorrection is what a log said before it was corrected.
type LogCorrection struct {
	By         string     `json:"by"`
	At         time.Time  `json:"at"`
	Reason     law.Text   `json:"reason"` // of the correction
	Activities []Activity `json:"activities,omitempty"`
	Nothing    law.Text   `json:"nothing,omitempty"`
}

func (CorrectLog) Kind() string   { return "correct-log" }
func (LogCorrected) Kind() string { return "log-corrected.v1" }
func (CorrectLog) command()       {}
func (LogCorrected) event()       {}
func (LogCorrected) year()        {}

// Check wants a reason, and a log that the month could have.
func (o CorrectLog) Check() error {
	if o.Month < 1 || o.Month > 60 {
		return law.Nonsensef(law.WrongFromOne("month"), "month is %d; a project month from 1 is allowed", o.Month)
	}
	if err := checkActivities(o.Activities, o.Nothing); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide corrects an accepted month, until the final report is accepted. A log
// that is not accepted yet is submitted again instead.
func (o CorrectLog) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("correcting-a-log", Active, Reporting); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if t.Reports[Final].Status == StatusAccepted {
		return nil, law.Refuse("logs", "final-report-accepted", law.Ref("tender", t.Reference))
	}
	if t.Logs[o.Month].Status != StatusAccepted {
		return nil, law.Refuse("logs", "not-accepted", law.Count("month", o.Month))
	}
	if err := t.activities(o.Activities, o.Month, terms.book, terms.day(r.ReceivedAt)); err != nil {
		return nil, err
	}
	return []Event{LogCorrected(o)}, nil
}

func (t Twinning) correctLog(e LogCorrected, at law.Recorded) Twinning {
	l := t.Logs[e.Month]
	was := LogCorrection{By: at.Actor, At: at.At(), Reason: e.Reason, Activities: l.Activities, Nothing: l.Nothing}
	l.Corrected = append(slices.Clip(l.Corrected), was)
	l.Activities, l.Nothing = e.Activities, e.Nothing
	t.Logs = with(t.Logs, e.Month, l)
	return t
}
