package explain

import (
	"fmt"
	"regexp"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A Teller says events in sentences: who, what, and why. It knows who people
// are now, at the time of reading; no event names anybody.
type Teller struct {
	// Name says who an id is; nil shows ids.
	Name func(id string) string
	// Sealed keeps what a tender says to itself, and with it every text that
	// somebody wrote about it.
	Sealed bool
	// Unread tells whether the reader may not see yet what an evaluator reported,
	// and for "" what all of them did; nil is that they may.
	Unread func(evaluator string) bool
}

// Sentence is one event as a sentence.
func (t Teller) Sentence(e law.Event, at law.Recorded) string {
	switch e := e.(type) {
	case call.Event:
		return t.ofCall(e, at)
	case twinning.Event:
		return t.ofTwinning(e, at)
	case law.CommandReceived:
		return fmt.Sprintf("%s asked: %s. It is received and has not been judged yet.", t.who(at), plain(e.Name))
	case law.CommandRefused:
		why := ": " + t.refusal(e.Refusal)
		if t.Sealed {
			why = ""
		}
		return fmt.Sprintf("%s asked: %s. It was refused by the rule on %s%s.", t.who(at), plain(e.Name), plain(e.Rule), why)
	case law.CommandUnjudged:
		why := ": " + narrate.English().Word("unjudged", e.Code)
		if t.Sealed {
			why = ""
		}
		return fmt.Sprintf("%s asked: %s. It could not be judged in %d attempts, and staff were told%s.", t.who(at), plain(e.Name), e.Attempts, why)
	case law.HistoryKept:
		return fmt.Sprintf("A run of the life ended, and its history of %d events was kept under its hash %s.", e.Events, brief(e.SHA256))
	}
	if e, ok := e.(law.LifeParked); ok {
		over := ""
		if e.Moment != "" {
			over = fmt.Sprintf(" over the moment %s", e.Moment)
		}
		return fmt.Sprintf("The life %s was left alone after %d failures in a row (%s, met by the %s%s), and staff were told; an operator takes it up again.", e.Stream, e.Attempts, plain(e.Code), e.By, over)
	}
	if told, ok := e.(law.Told); ok && !t.Sealed {
		return t.reason(told.Tell()) + "."
	}
	return t.ofLetter(e)
}

func (t Teller) refusal(r law.Refusal) string { return t.names(narrate.English().Refusal(r)) }

// verdict tells why something was in time or late. Receipts and explanations
// have the instants to the microsecond.
func (t Teller) verdict(r law.Reason) string {
	return t.names(narrate.English().ToTheSecond().Reason(r))
}

func (t Teller) reason(r law.Reason) string { return t.names(narrate.English().Reason(r)) }

func (t Teller) ofLetter(e law.Event) string {
	switch e := e.(type) {
	case law.LetterSending:
		to := t.name(e.To)
		if t.Sealed {
			to = "the one it is for" // who is the contact of a tender is a part of it
		}
		return fmt.Sprintf("Letter %s, %s to %s, is handed over (attempt %d).", e.Letter, plain(e.Template), to, e.Attempt)
	case law.LetterSent:
		return fmt.Sprintf("Letter %s was taken by the mail server.", e.Letter)
	case law.LetterDeferred:
		return fmt.Sprintf("Letter %s was not taken now and is tried again: %s.", e.Letter, narrate.English().Hindrance(e.Hindrance))
	case law.LetterRefused:
		return fmt.Sprintf("Letter %s cannot be delivered; another way must be found: %s.", e.Letter, narrate.English().Hindrance(e.Hindrance))
	case law.LetterInDoubt:
		return fmt.Sprintf("Whether attempt %d of letter %s was taken cannot be known; it is sent again as the same message.", e.Attempt, e.Letter)
	case law.LetterSuppressed:
		return fmt.Sprintf("Letter %s was not sent: %s.", e.Letter, narrate.English().Word("letter-cause", string(e.Why)))
	}
	return "Something of the kind " + e.Kind() + " happened."
}

// who is the actor of an event, and on whose behalf.
func (t Teller) who(at law.Recorded) string {
	switch {
	case at.Actor == "" || at.Actor == law.Engine:
		return "The engine"
	case at.For != "":
		return t.name(at.Actor) + ", on behalf of " + t.name(at.For) + ","
	}
	return t.name(at.Actor)
}

func (t Teller) name(id string) string {
	if t.Name == nil || id == "" {
		return id
	}
	return t.Name(id)
}

func (t Teller) all(ids []string) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = t.name(id)
	}
	return and(list)
}

var ids = regexp.MustCompile(`\bp-[a-z2-7]{10}\b`)

// names puts names in the place of ids in a sentence, without its full stop.
func (t Teller) names(s string) string {
	return strings.TrimSuffix(ids.ReplaceAllStringFunc(s, t.name), ".")
}

// because gives a reason, where there is one.
func (t Teller) because(why string) string {
	if why = strings.TrimSpace(why); why == "" || t.Sealed {
		return ""
	}
	return ", because: " + strings.TrimSuffix(strings.ReplaceAll(why, "\n", " "), ".")
}

func and(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// plain is a kebab-case name in words.
func plain(s string) string { return strings.ReplaceAll(s, "-", " ") }

// brief is the beginning of a hash.
func brief(hash string) string {
	if len(hash) > 12 {
		return hash[:12]
	}
	return hash
}
