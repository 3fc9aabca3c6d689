package format

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Header is what the ledger says about an event besides its body. It holds no personal data: an actor is an opaque id.
// The zero value of an optional field, and -1 for Seen, is written "-".
type Header struct {
	Position  int64     // dense from 0 over the whole ledger
	Stream    string    // call/<REF>, twinning/<CALL>/<SIX>, person/<id>, each with /in and /letters beside it
	Version   int64     // dense from 1 in its stream
	Kind      string    // a final name with a version: proposal-submitted.v1
	Recorded  time.Time // when the ledger took it, on the programme clock; never goes back
	Received  time.Time // when the door had the last byte, on the programme clock
	Effective string    // a date in the world, YYYY-MM-DD
	Actor     string
	For       string // on behalf of whom
	Command   string // the command that this event answers
	Cause     string
	Seen      int64 // the size of the ledger that was read before this was decided
	Rules     string
	Workflow  string
	Run       string
	Stamped   time.Time // the instant of Received on PostgreSQL's clock
	Due       time.Time // the instant of the rule by which this was decided: a limit, or the moment that elapsed; programme clock
	SealedBy  string    // id of the key that sealed the body, a hash of that key; "": the body is not sealed

	// Of the last event of an answer: how the command was answered, and the state after it.
	Status string // done, refused, ...; "" where this event ends no answer
	Code   string // the verdict, or the rule and the code of a refusal
	Fold   int    // the number of the fold that computed State
	State  string // hex SHA-256 of the state; "": none
}

const (
	headerTitle   = "twinning-event v1\n"
	InstantLayout = "2006-01-02T15:04:05.000000Z"
	dateLayout    = "2006-01-02"
)

var headerNames = [...]string{
	"position", "stream", "version", "kind", "recorded", "received", "effective", "actor",
	"for", "command", "cause", "seen", "rules", "workflow", "run", "stamped", "due", "sealed", "status", "code", "fold", "state",
}

// Bytes is the header as it is hashed and kept: one "name value" a line, in this order, for ever.
func (h Header) Bytes() ([]byte, error) {
	if err := h.Check(); err != nil {
		return nil, fmt.Errorf("write header: %w", err)
	}
	return h.write(), nil
}

// Check says why a header cannot be written: everything that is wrong with it.
func (h Header) Check() error {
	if h.Position < 0 || h.Version < 1 || h.Seen < -1 || h.Fold < 0 {
		return fmt.Errorf("%s: position %d, version %d, seen %d or fold %d is out of range", h.Stream, h.Position, h.Version, h.Seen, h.Fold)
	}
	if h.Effective != "" {
		if _, err := time.Parse(dateLayout, h.Effective); err != nil {
			return fmt.Errorf("effective %q is not a date: %w", h.Effective, err)
		}
	}
	var wrong error
	for _, v := range [...]struct {
		name, value string
		required    bool
	}{
		{"stream", h.Stream, true},
		{"kind", h.Kind, true},
		{"actor", h.Actor, false},
		{"for", h.For, false},
		{"command", h.Command, false},
		{"cause", h.Cause, false},
		{"rules", h.Rules, false},
		{"workflow", h.Workflow, false},
		{"run", h.Run, false},
		{"sealed", h.SealedBy, false},
		{"status", h.Status, false},
		{"code", h.Code, false},
		{"state", h.State, false},
	} {
		switch {
		case v.value == "" && v.required:
			wrong = errors.Join(wrong, fmt.Errorf("%s is missing", v.name))
		case v.value == "-" || v.value != "" && !Printable(v.value):
			wrong = errors.Join(wrong, fmt.Errorf("%s %q is not a run of the characters ! to ~", v.name, v.value))
		}
	}
	if h.Recorded.IsZero() {
		wrong = errors.Join(wrong, errors.New("recorded is missing"))
	}
	for _, v := range [...]struct {
		name string
		at   time.Time
	}{{"recorded", h.Recorded}, {"received", h.Received}, {"stamped", h.Stamped}, {"due", h.Due}} {
		if year := v.at.UTC().Year(); !v.at.IsZero() && (v.at.Nanosecond()%1000 != 0 || year < 1 || year > 9999) {
			wrong = errors.Join(wrong, fmt.Errorf("%s %s is not a whole microsecond of a four-digit year", v.name, v.at))
		}
	}
	return wrong
}

// write writes a header that was checked.
func (h Header) write() []byte {
	b := append(make([]byte, 0, 640), headerTitle...)
	text := func(name, value string) {
		if value == "" {
			value = "-"
		}
		b = append(append(append(append(b, name...), ' '), value...), '\n')
	}
	number := func(name string, n, none int64) {
		if b = append(append(b, name...), ' '); n == none {
			b = append(b, '-', '\n')
			return
		}
		b = append(strconv.AppendInt(b, n, 10), '\n')
	}
	instant := func(name string, t time.Time) {
		if b = append(append(b, name...), ' '); t.IsZero() {
			b = append(b, '-', '\n')
			return
		}
		b = append(t.UTC().AppendFormat(b, InstantLayout), '\n')
	}
	number("position", h.Position, -1)
	text("stream", h.Stream)
	number("version", h.Version, -1)
	text("kind", h.Kind)
	instant("recorded", h.Recorded)
	instant("received", h.Received)
	text("effective", h.Effective)
	text("actor", h.Actor)
	text("for", h.For)
	text("command", h.Command)
	text("cause", h.Cause)
	number("seen", h.Seen, -1)
	text("rules", h.Rules)
	text("workflow", h.Workflow)
	text("run", h.Run)
	instant("stamped", h.Stamped)
	instant("due", h.Due)
	text("sealed", h.SealedBy)
	text("status", h.Status)
	text("code", h.Code)
	number("fold", int64(h.Fold), 0)
	text("state", h.State)
	return b
}

func Printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

// ParseHeader reads what Bytes wrote and nothing else: one header has one text, so no two texts can be taken for the same header.
func ParseHeader(b []byte) (Header, error) {
	rest, ok := bytes.CutPrefix(b, []byte(headerTitle))
	if !ok {
		return Header{}, errors.New("read header: it does not begin with the line twinning-event v1")
	}
	var value [len(headerNames)]string
	text := string(rest) // one copy, which all values share
	for i, name := range headerNames {
		if len(text) < len(name)+1 || text[:len(name)] != name || text[len(name)] != ' ' {
			return Header{}, fmt.Errorf("read header: the line %s is missing", name)
		}
		text = text[len(name)+1:]
		end := 0
		for end < len(text) && text[end] >= '!' && text[end] <= '~' {
			end++
		}
		if end == 0 || end == len(text) || text[end] != '\n' {
			return Header{}, fmt.Errorf("read header: the value of %s is not a run of the characters ! to ~", name)
		}
		value[i], text = text[:end], text[end+1:]
	}
	if text != "" {
		return Header{}, errors.New("read header: there is something after the line state")
	}
	p := fieldParser{}
	h := Header{
		Position: p.number("position", value[0], 0), Stream: p.text("stream", value[1], true),
		Version: p.number("version", value[2], 1), Kind: p.text("kind", value[3], true),
		Recorded: p.instant("recorded", value[4], true), Received: p.instant("received", value[5], false),
		Effective: p.date("effective", value[6]), Actor: p.text("actor", value[7], false), For: p.text("for", value[8], false),
		Command: p.text("command", value[9], false), Cause: p.text("cause", value[10], false), Seen: -1,
		Rules: p.text("rules", value[12], false), Workflow: p.text("workflow", value[13], false), Run: p.text("run", value[14], false),
		Stamped: p.instant("stamped", value[15], false), Due: p.instant("due", value[16], false), SealedBy: p.text("sealed", value[17], false),
		Status: p.text("status", value[18], false), Code: p.text("code", value[19], false), State: p.text("state", value[21], false),
	}
	if value[20] != "-" {
		h.Fold = int(p.number("fold", value[20], 1))
	}
	if value[11] != "-" {
		h.Seen = p.number("seen", value[11], 0)
	}
	if p.err != nil {
		return Header{}, p.err
	}
	return h, nil
}

// BodyHash commits to a body by its stored bytes (the ciphertext where it is sealed) and 32 random bytes, so that a short body cannot
// be guessed from its hash once it and its salt are gone.
func BodyHash(salt, stored []byte) [32]byte {
	s := sha256.New()
	s.Write(salt)
	s.Write(stored)
	return [32]byte(s.Sum(nil))
}

// LeafHash is the RFC 6962 leaf hash of header and body hash.
func LeafHash(header []byte, body [32]byte) [32]byte {
	b := make([]byte, 0, 1+len(header)+len(body))
	b = append(append(append(b, 0), header...), body[:]...)
	return sha256.Sum256(b)
}
