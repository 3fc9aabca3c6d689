package access

import "twinning.example/engine/internal/twinning"

// SeesEvidence tells whether the viewer sees the files that were added for a
// purpose (twinning.Target): those of the tender with what it says, those of a
// clarification with the findings, and those of the running year with it. A party
// sees its own.
func (s Sight) SeesEvidence(purpose string) bool {
	target, err := twinning.ParseTarget(purpose)
	if err != nil {
		return false
	}
	switch target.Purpose {
	case twinning.ForDocument:
		return s.may("document-files")
	case twinning.ForClarification:
		return s.may("clarification-files")
	}
	return s.may("running-files")
}
