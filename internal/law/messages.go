package law

import (
	"encoding/json"
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

// MessageID is the id of the command that a message leads to: the position of its event, and its place among the
// messages of that, from 0. One message leads to one command, however often it is read.
func MessageID(position int64, n int) string { return fmt.Sprintf("%d/%d", position, n) }

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

// ReadMessages returns the messages in the body of an event, in their order.
func ReadMessages(body []byte) ([]StoredMessage, error) {
	var messages []StoredMessage
	if err := readField(body, messagesField, &messages); err != nil {
		return nil, fmt.Errorf("read the messages of an event: %w", err)
	}
	for n, m := range messages {
		if m.Stream == "" || m.Kind == "" || m.Body == nil {
			return nil, fmt.Errorf("read the messages of an event: message %d lacks its stream, its kind or its body", n)
		}
	}
	return messages, nil
}
