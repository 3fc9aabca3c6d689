package twinning

import "time"

// The codes of the verdict on a tender's instant.
const (
	CodeInTime = "in-time"
	CodeLate   = "deadlines/late"
)

// limit is the last instant that is in time, or the first that is late where the limit itself is.
func (v TimeVerdict) limit() time.Time { return v.Deadline.Instant.Add(v.Deadline.Grace) }

// Outcome is that the tender is in time, and the limit.
func (e TenderSubmitted) Outcome() (string, time.Time) { return CodeInTime, e.Verdict.limit() }

// Outcome is that the tender is late, and the limit.
func (e TenderRefusedLate) Outcome() (string, time.Time) { return CodeLate, e.Verdict.limit() }

// TenderRefused has no Outcome: why a sealed tender was refused is as sealed as the tender, and a header is read by everybody. The receipt
// proves it by the body.
