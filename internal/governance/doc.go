// Package governance is the law of two kinds of life above the calls: the one
// administration, which says who the administrators are, and the programmes,
// each of which says who its heads, officers and auditors are and what the rule
// books of its calls begin with.
//
// It is pure, as every law.
package governance

import "twinning.example/engine/internal/law"

const (
	// AdministrationStream is the stream of the one administration.
	AdministrationStream = "administration/" + Administrators
	// Administrators is its reference.
	Administrators = "ADMINISTRATORS"
	// ProgrammeFamily is what the streams of all programmes begin with.
	ProgrammeFamily = "programme/"
)

// ProgrammeStream is the stream of a programme, "" where the text cannot be the
// reference of one: letters, digits and single hyphens, at most 60 of them.
func ProgrammeStream(reference string) string {
	if !isReference(reference) {
		return ""
	}
	return ProgrammeFamily + reference
}

func isReference(s string) bool {
	if s == "" || len(s) > 60 {
		return false
	}
	hyphen := true // none at the beginning, no two together, none at the end
	for _, r := range s {
		switch {
		case r == '-' && hyphen:
			return false
		case r == '-':
			hyphen = true
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			hyphen = false
		default:
			return false
		}
	}
	return !hyphen
}

// administration is the administration as a decision on another life needs it.
func administration(f law.Facts) Administration {
	a, _ := f.State(AdministrationStream).(Administration)
	return a
}
