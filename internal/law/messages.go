package law

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// A Message is a command that follows, in another life, from a fact in this one.
type Message struct {
	Stream string // the other life
	Kind   string // of the command
	Body   any    // the command; where it is Sealed it is received sealed
}

// A StoredMessage is a message as it stands in the body of the event that it
// follows from. It is read without a law, so that a build that does not know
// the kind of the event, or of the command, still passes it on.
type StoredMessage struct {
	Stream   string          `json:"stream"`
	Kind     string          `json:"kind"`
	Body     json.RawMessage `json:"body"`
	Subjects []string        `json:"subjects,omitempty"` // whom a sealed command concerns; none: it is not sealed
}

// messagesField is the field of an event's body that holds its messages. It
// stands last, and only where there are messages. No event has a field of its
// own with this name.
const messagesField = "messages"

// StoreMessages returns messages in the form in which they are stored.
func StoreMessages(messages []Message) ([]StoredMessage, error) {
	stored := make([]StoredMessage, len(messages))
	for n, m := range messages {
		body, err := json.Marshal(m.Body)
		if err != nil {
			return nil, fmt.Errorf("write the message %s to %s: %w", m.Kind, m.Stream, err)
		}
		stored[n] = StoredMessage{Stream: m.Stream, Kind: m.Kind, Body: body}
		if IsSealed(m.Body) {
			stored[n].Subjects = []string{m.Stream}
		}
	}
	return stored, nil
}

// WriteEvent returns the body of an event as it is stored: its own fields and,
// behind them, its messages.
func WriteEvent(e Event, messages []Message) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", e.Kind(), err)
	}
	if len(messages) == 0 {
		return body, nil
	}
	stored, err := StoreMessages(messages)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", e.Kind(), err)
	}
	list, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", e.Kind(), err)
	}
	body = body[:len(body)-1]
	if len(body) > 1 {
		body = append(body, ',')
	}
	body = append(append(append(body, `"`+messagesField+`":`...), list...), '}')
	return body, nil
}

// ReadMessages returns the messages in the body of an event, in their order.
func ReadMessages(body []byte) ([]StoredMessage, error) {
	_, list, err := splitMessages(body)
	switch {
	case err != nil:
		return nil, err
	case list == nil && !json.Valid(body):
		return nil, errors.New("read the messages of an event: its body is no JSON")
	case list == nil:
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(list))
	d.DisallowUnknownFields() // whoever does not know a field cannot pass on what it means
	var messages []StoredMessage
	if err := d.Decode(&messages); err != nil {
		return nil, fmt.Errorf("read the messages of an event: %w", err)
	}
	for n, m := range messages {
		if m.Stream == "" || m.Kind == "" || m.Body == nil {
			return nil, fmt.Errorf("read the messages of an event: message %d lacks its stream, its kind or its body", n)
		}
	}
	return messages, nil
}

// WithoutMessages returns the body of an event with its own fields alone.
func WithoutMessages(body []byte) ([]byte, error) {
	own, _, err := splitMessages(body)
	return own, err
}

// splitMessages parts the own fields of a body from its messages, nil where it
// has none. It does not look into either.
func splitMessages(body []byte) (own, messages []byte, err error) {
	// Inside a text the quotes are escaped: few bodies hold this and have no messages.
	if !bytes.Contains(body, []byte(`"`+messagesField+`":`)) {
		return body, nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, fmt.Errorf("read the body of an event: it begins with %v, not with {", open)
	}
	for d.More() {
		end := d.InputOffset() // of the field before
		name, err := d.Token()
		if err != nil {
			return nil, nil, fmt.Errorf("read the body of an event: %w", err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, nil, fmt.Errorf("read the field %v of an event: %w", name, err)
		}
		if name != messagesField {
			continue
		}
		if string(bytes.TrimSpace(body[d.InputOffset():])) != "}" {
			return nil, nil, errNotLast
		}
		return append(append(make([]byte, 0, end+1), body[:end]...), '}'), value, nil
	}
	return body, nil, nil
}

var errNotLast = errors.New("read the body of an event: its messages do not stand last")
