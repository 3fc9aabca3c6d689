package law

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/obligation"
)

// An Envelope is what the engine stores in the body of an event behind the
// event's own fields. It follows from the event and from the states on either
// side of it, and is the same for events of all kinds.
type Envelope struct {
	NotSent  []obligation.Passed // rungs of reminders that the event made needless
	Messages []Message           // what it means for other lives
}

// The fields of the body that hold an envelope, in the order in which they
// stand, last, and only where there is something in them. No event has a field
// of its own with one of these names.
const (
	notSentField  = "not_sent"
	messagesField = "messages"
)

var envelopeFields = []string{notSentField, messagesField}

// Enclose returns the envelope of an event between two states of its life.
func Enclose(l Law, before, after State, f Facts, e Event) Envelope {
	return Envelope{NotSent: obligation.NotSent(l.Schedule(before, f), l.Schedule(after, f)), Messages: l.Messages(before, e)}
}

// WriteEvent returns the body of an event as it is stored: its own fields and,
// behind them, its envelope. Neither may hold a text of a person, only references.
func WriteEvent(e Event, around Envelope) ([]byte, error) {
	if freetext.HasText(e) || freetext.HasText(around.Messages) {
		return nil, fmt.Errorf("write %s: %w", e.Kind(), freetext.ErrText)
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", e.Kind(), err)
	}
	if len(around.NotSent) > 0 {
		if body, err = appendField(body, notSentField, around.NotSent); err != nil {
			return nil, fmt.Errorf("write %s: %w", e.Kind(), err)
		}
	}
	if len(around.Messages) > 0 {
		stored, err := StoreMessages(around.Messages)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", e.Kind(), err)
		}
		if body, err = appendField(body, messagesField, stored); err != nil {
			return nil, fmt.Errorf("write %s: %w", e.Kind(), err)
		}
	}
	return body, nil
}

// appendField puts another field behind those of a JSON object.
func appendField(body []byte, name string, value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	body = body[:len(body)-1]
	if len(body) > 1 {
		body = append(body, ',')
	}
	return append(append(append(body, `"`+name+`":`...), text...), '}'), nil
}

// ReadNotSent returns the rungs that an event made needless, from its body.
func ReadNotSent(body []byte) ([]obligation.Passed, error) {
	var list []obligation.Passed
	if err := readField(body, notSentField, &list); err != nil {
		return nil, fmt.Errorf("read the letters that an event made needless: %w", err)
	}
	return list, nil
}

// RungOutcomes lists the rungs that an event says the one outcome of: the one
// whose moment it is and, from its body, those that it made needless.
func RungOutcomes(e Event, body []byte) ([]obligation.Passed, error) {
	list, err := ReadNotSent(body)
	if p, ok := e.(interface{ RungOutcome() obligation.Passed }); ok {
		list = append([]obligation.Passed{p.RungOutcome()}, list...)
	}
	return list, err
}

// readField reads a field of the envelope, where it is there, into a pointer.
func readField(body []byte, name string, into any) error {
	_, fields, err := splitEnvelope(body)
	if err != nil {
		return err
	}
	if fields == nil && !json.Valid(body) {
		return errors.New("the body of the event is no JSON")
	}
	text, ok := fields[name]
	if !ok {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields() // whoever does not know a field cannot pass on what it means
	return d.Decode(into)
}

// WithoutEnvelope returns the body of an event with its own fields alone.
func WithoutEnvelope(body []byte) ([]byte, error) {
	own, _, err := splitEnvelope(body)
	return own, err
}

// splitEnvelope parts the own fields of a body from those of its envelope, nil
// where it has none. It does not look into either.
func splitEnvelope(body []byte) (own []byte, envelope map[string]json.RawMessage, err error) {
	// Inside a text the quotes are escaped: few bodies hold this and have no envelope.
	if !bytes.Contains(body, []byte(`"`+notSentField+`":`)) && !bytes.Contains(body, []byte(`"`+messagesField+`":`)) {
		return body, nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, fmt.Errorf("read the body of an event: it begins with %v, not with {", open)
	}
	own, last := body, -1
	for d.More() {
		end := d.InputOffset() // of the field before
		token, err := d.Token()
		if err != nil {
			return nil, nil, fmt.Errorf("read the body of an event: %w", err)
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, nil, fmt.Errorf("read the field %s of an event: %w", name, err)
		}
		place := slices.Index(envelopeFields, name)
		switch {
		case place < 0 && last < 0:
			continue
		case place <= last: // a field of the event's own, or one that stands twice or too late
			return nil, nil, errNotLast
		case last < 0:
			own, envelope = append(append(make([]byte, 0, end+1), body[:end]...), '}'), map[string]json.RawMessage{}
		}
		envelope[name], last = value, place
	}
	if last >= 0 && string(bytes.TrimSpace(body[d.InputOffset():])) != "}" {
		return nil, nil, errNotLast
	}
	return own, envelope, nil
}

var errNotLast = errors.New("read the body of an event: what it means for reminders and other lives does not stand last")
