package ledger

import (
	"encoding/hex"
	"errors"
	"math"
)

// openAnswer is an answer whose last event has not come yet, as the headers tell it.
type openAnswer struct {
	stream, command string
	first           int64
	unread          int64 // the first of its events whose header cannot be read; -1: none
}

// blame is where to say that something is wrong with an answer: at the first of its events that is bad itself, else where it begins. An answer
// is in one batch.
func (v *verifier) blame(o openAnswer) int64 {
	switch {
	case o.unread >= 0:
		return o.unread
	case v.badSince >= o.first:
		return v.badSince
	}
	return o.first
}

// answer holds to: each event that carries a command belongs to one answer, which ends with the event that has a status; and the table of
// answers, which only finds them, says the same.
func (v *verifier) answer(at int64, h Header) error {
	if o := v.open; o != nil && (o.stream != h.Stream || o.command != h.Command) {
		v.found(v.blame(*o), "the answer to %s in %s, which begins at position %d, does not end", o.command, o.stream, o.first)
		v.open = nil
	}
	if h.Command == "" {
		if h.Status != "" || h.Code != "" || h.Fold != 0 || h.State != "" {
			v.found(at, "it ends an answer to no command")
		}
		return nil
	}
	if v.open == nil {
		v.open = &openAnswer{h.Stream, h.Command, at, -1}
	}
	if h.Status == "" {
		return nil
	}
	a := *v.open
	v.open = nil
	v.report.Answers++
	v.compareAnswer(a, h)
	if v.options.StateHash == nil || h.State == "" {
		return nil
	}
	state, ok, err := v.options.StateHash(h.Stream, h.Version, h.Fold)
	switch {
	case err != nil && !errors.Is(err, ErrCorrupt):
		return err
	case err != nil:
		v.found(at, "%v", err)
	case ok && hex.EncodeToString(state[:]) != h.State:
		v.found(at, "version %d of %s, folded again by fold %d, is not the state that stood with the answer", h.Version, h.Stream, h.Fold)
	}
	return nil
}

// compareAnswer looks at the row that should lead to an answer.
func (v *verifier) compareAnswer(a openAnswer, h Header) {
	row := v.answers.row
	if !v.answers.ok || row.last > h.Position {
		v.found(v.blame(a), "the answer to %s in %s has no row that leads to it", a.command, a.stream)
		return
	}
	v.answers.advance()
	if row.stream != a.stream || row.Command != a.command || row.first != a.first || row.version != h.Version || row.Fold != h.Fold ||
		row.Status != h.Status || row.state != h.State {
		v.found(v.blame(a), "the row of the answer to %s in %s does not say what its events say", a.command, a.stream)
	}
}

// answersBefore looks at the rows whose answer would have ended before a position, and none did. That is said before anything is found further
// on, so that it is laid to what is wrong in that answer.
func (v *verifier) answersBefore(position int64) {
	for v.answers.ok && v.answers.row.last < position {
		v.answerOfNothing()
	}
}

// answerOfNothing names the first event of the answer, or one of them that is missing or was changed.
func (v *verifier) answerOfNothing() {
	row := v.answers.row
	at := row.first
	if v.missing.first <= row.last && row.first <= v.missing.last {
		at = max(at, v.missing.first)
	} else if row.first <= v.badEvent && v.badEvent <= row.last {
		at = v.badEvent
	}
	v.found(at, "a row says that %s in %s was answered here, and no event does", row.Command, row.stream)
	v.answers.advance()
}

// answersEnd looks at what is left when the events have ended.
func (v *verifier) answersEnd() {
	if o := v.open; o != nil {
		v.found(v.blame(*o), "the answer to %s in %s, which begins at position %d, does not end", o.command, o.stream, o.first)
	}
	v.missing = span{v.want, math.MaxInt64}
	for v.answers.ok {
		v.answerOfNothing()
	}
}
