package twinning

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Terms are the rule book that holds for a twinning, with its calendar: the one
// it was contracted under or, before a contract, the one of the call.
type terms struct {
	book  call.RuleBook
	cal   obligation.Calendar
	heads []string // of the call
}

func (t Twinning) terms(c call.Call) (terms, error) {
	book, ok := c.Book(t.RulesSHA())
	if !ok {
		return terms{}, law.Refuse("rule-book", "no-rule-book", law.Ref("tender", t.Reference))
	}
	cal, err := book.Calendar()
	if err != nil {
		return terms{}, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	return terms{book: book, cal: cal, heads: c.People(law.Head)}, nil
}

// day is the date of an instant in the zone of the rule book.
func (t terms) day(at time.Time) calendar.Date { return calendar.DateOf(at, t.cal.Zone) }

// due is the last day of a legal period that begins with an event on a day.
func (t terms) due(from calendar.Date, l calendar.Length) calendar.Date {
	return calendar.Period(from, l, t.cal.Holidays)
}

// open is a day, or the next working day where it is none.
func (t terms) open(on calendar.Date) calendar.Date {
	if t.cal.Holidays.IsWorkingDay(on) {
		return on
	}
	return t.cal.Holidays.NextWorkingDay(on)
}

// late tells whether an instant is after the last day.
func (t terms) late(at time.Time, due calendar.Date) bool { return !at.Before(due.End(t.cal.Zone)) }

// hash is the SHA-256 of a tender as JSON. It is for what is sealed alone: who
// guesses a tender could confirm it by its hash.
func (t Tender) hash() string {
	sum := sha256.Sum256(t.json())
	return hex.EncodeToString(sum[:])
}

// HMAC is the HMAC-SHA256 (RFC 2104) of a tender as JSON, in hexadecimal, by
// which a submission is known. Its key is the text of the nonce of the command
// that brought it. Who has the tender and the nonce can prove what was sent;
// without the nonce nobody can confirm a guess.
func (t Tender) HMAC(nonce string) string {
	h := hmac.New(sha256.New, []byte(nonce))
	h.Write(t.json())
	return hex.EncodeToString(h.Sum(nil))
}

func (t Tender) json() []byte {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // a tender has nothing that JSON cannot say
	}
	return b
}
