package call

import "twinning.example/engine/internal/law"

// SeesScores refuses who may not read every score of a call: before the award
// is released its officers, head and auditors may, and afterwards the
// procurer's signatory, too. There are none before evaluation has begun.
func (c Call) SeesScores(person string) error {
	switch c.Stage {
	case None, Drafted, Published, Open, Shut, Opened:
		return law.Refuse("sealed", "no-scores", law.Ref("call", c.Reference), law.Word("stage", "stage", c.stageCode()))
	case Evaluating, Decided, Running, Finished:
	}
	roles := []law.Role{law.Officer, law.Head, law.Auditor}
	if c.Released != nil {
		roles = append(roles, law.ProcurerSignatory)
	}
	return c.may(law.Receipt{Actor: person}, roles...)
}

func (c Call) stageCode() Stage {
	if c.Stage == None {
		return "not-opened"
	}
	return c.Stage
}

// EvaluationBegan tells whether the evaluation of the call has begun, or a call that was
// cancelled had been opened.
func (c Call) EvaluationBegan() bool {
	switch c.Stage {
	case Evaluating, Decided, Running, Finished:
		return true
	case Cancelled:
		return !c.OpenedAt.IsZero()
	case None, Drafted, Published, Open, Shut, Opened:
	}
	return false
}
