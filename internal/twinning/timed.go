package twinning

import "time"

// Events that follow from a moment carry its instant.

func (e ComplaintWindowClosed) HappenedAt() time.Time { return e.At }
func (e ActivitiesBegan) HappenedAt() time.Time       { return e.At }
func (e ReportingBegan) HappenedAt() time.Time        { return e.At }
func (e RetentionBegan) HappenedAt() time.Time        { return e.At }
func (e RetentionEnded) HappenedAt() time.Time        { return e.At }
func (e RungPassed) HappenedAt() time.Time            { return e.At }
