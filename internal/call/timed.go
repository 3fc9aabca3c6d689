package call

import "time"

// Events that follow from a moment carry its instant; CallFinished only where time alone was awaited.

func (e SubmissionOpened) HappenedAt() time.Time      { return e.At }
func (e SubmissionShut) HappenedAt() time.Time        { return e.At }
func (e TendersOpened) HappenedAt() time.Time         { return e.At }
func (e EvaluatorsExcluded) HappenedAt() time.Time    { return e.At }
func (e RungPassed) HappenedAt() time.Time            { return e.At }
func (e OutcomesAnnounced) HappenedAt() time.Time     { return e.At }
func (e StandstillEnded) HappenedAt() time.Time       { return e.At }
func (e ComplaintWindowClosed) HappenedAt() time.Time { return e.At }
func (e CallFinished) HappenedAt() time.Time          { return e.At }
