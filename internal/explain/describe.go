package explain

import (
	"strconv"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// A describer says what an event is: a code and the parameters of its sentence, with
// no more than the reader may see of it. The catalogues have the sentences.
type describer struct {
	// sealed keeps what a tender says to itself, and with it every text that
	// somebody wrote about it.
	sealed bool
	// unread tells whether the reader may not see yet what an evaluator reported,
	// and for "" what all of them did; nil is that they may.
	unread func(evaluator string) bool
}

// event describes one event.
func (d describer) event(e law.Event, at law.Recorded) law.Reason {
	switch e := e.(type) {
	case call.Event:
		return d.ofCall(e, at)
	case twinning.Event:
		return d.ofTwinning(e, at)
	case law.CommandReceived:
		return law.Why("command-received", d.who("who", at), law.Word("command", "command", e.Name))
	case law.CommandRefused:
		return law.Why("command-refused", d.who("who", at), law.Word("command", "command", e.Name), law.Word("rule", "rule", e.Rule), d.refusal("why", e.Refusal))
	case law.CommandUnjudged:
		why := law.Word("why", "unjudged", e.Code)
		if d.sealed {
			why.Value = ""
		}
		return law.Why("command-unjudged", d.who("who", at), law.Word("command", "command", e.Name), law.Count("attempts", e.Attempts), why)
	case law.HistoryKept:
		return law.Why("history-kept", law.Count("events", e.Events), law.SHA256("hash", e.SHA256))
	case law.LifeParked:
		return law.Why("life-parked", law.Word("life", "stream", e.Stream), law.Count("attempts", e.Attempts),
			law.Word("failure", "parked", e.Code), law.Word("by", "parked-by", e.By), narrate.Verbatim("moment", e.Moment))
	}
	if told, ok := e.(law.Told); ok && !d.sealed {
		return law.Why("event-of-its-own", law.Because("what", told.Tell()))
	}
	return d.ofLetter(e)
}

// ofLetter describes the fate of a letter.
func (d describer) ofLetter(e law.Event) law.Reason {
	switch e := e.(type) {
	case law.LetterWritten:
		return law.Why("letter-written", law.Word("letter", "letter", e.Letter), law.Word("language", "language", string(e.Language)))
	case law.LetterSending:
		to := law.Who("to", e.To)
		if d.sealed {
			to.Value = "" // who is the contact of a tender is a part of it
		}
		return law.Why("letter-sending", law.Word("letter", "letter", e.Letter), law.Word("template", "template", e.Template), to, law.Count("attempt", e.Attempt))
	case law.LetterSent:
		return law.Why("letter-sent", law.Word("letter", "letter", e.Letter))
	case law.LetterDeferred:
		return law.Why("letter-deferred", law.Word("letter", "letter", e.Letter), law.Word("why", "letter-cause", e.Why), mailStatus("status", e.Hindrance))
	case law.LetterRefused:
		return law.Why("letter-refused", law.Word("letter", "letter", e.Letter), law.Word("why", "letter-cause", e.Why), mailStatus("status", e.Hindrance))
	case law.LetterInDoubt:
		return law.Why("letter-in-doubt", law.Word("letter", "letter", e.Letter), law.Count("attempt", e.Attempt))
	case law.LetterSuppressed:
		return law.Why("letter-suppressed", law.Word("letter", "letter", e.Letter), law.Word("why", "letter-cause", e.Why))
	}
	return law.Why("event-of-a-kind", law.Word("kind", "event", e.Kind()))
}

// mailStatus is what a mail server answered: 550 5.1.1, or nothing.
func mailStatus(name string, h law.Hindrance) law.Param {
	if h.Status == 0 {
		return narrate.Verbatim(name, "")
	}
	text := strconv.Itoa(h.Status)
	if h.Enhanced != "" {
		text += " " + string(h.Enhanced)
	}
	return narrate.Verbatim(name, text)
}

// rung describes the one outcome of one rung of a reminder.
func (d describer) rung(p obligation.Passed, letters []law.Letter) law.Reason {
	letter, about, due, why := law.Word("letter", "template", p.Rung), law.Word("about", "obligation", p.Obligation), law.On("due", p.Due), cause("why", p)
	switch p.Outcome {
	case obligation.Sent:
		to := make([]string, 0, len(letters))
		for _, l := range letters {
			to = append(to, l.To)
		}
		return law.Why("reminder-goes", letter, about, due, law.People("to", to), why)
	case obligation.Suppressed:
		return law.Why("reminder-not-sent", letter, about, due, why)
	case obligation.Superseded:
		return law.Why("reminder-superseded", letter, about, due, why)
	}
	return law.Why("reminder-was", letter, about, due, narrate.Verbatim("outcome", string(p.Outcome)), why)
}

// who is the actor of an event, and on whose behalf.
func (d describer) who(name string, at law.Recorded) law.Param {
	switch {
	case at.Actor == "" || at.Actor == law.Engine:
		return law.Because(name, law.Why("actor-engine"))
	case at.For != "":
		return law.Because(name, law.Why("actor-on-behalf", law.Who("person", at.Actor), law.Who("for", at.For)))
	}
	return law.Because(name, law.Why("actor", law.Who("person", at.Actor)))
}

// because is why somebody did something, in their own words; nothing where it is sealed.
func (d describer) because(name string, why law.Text) law.Param {
	if d.sealed {
		why = ""
	}
	return written(name, why)
}

// found is why the law found something; nothing where it is sealed.
func (d describer) found(name string, why law.Reason) law.Param {
	if d.sealed {
		why = law.Reason{}
	}
	return law.Because(name, why)
}

// refusal is why something was refused; nothing where it is sealed.
func (d describer) refusal(name string, r law.Refusal) law.Param {
	if d.sealed {
		return law.Because(name, law.Reason{})
	}
	return law.BecauseOf(name, r)
}

// isUnread tells whether the reader may not see what an evaluator reported; for
// nobody in particular, what all did.
func (d describer) isUnread(evaluator string) bool { return d.unread != nil && d.unread(evaluator) }

// amount is an amount, none where it is zero.
func amount(name string, a money.Amount) law.Param {
	if a.IsZero() {
		return law.Param{Name: name, Type: law.TypeAmount}
	}
	return law.Money(name, a)
}
