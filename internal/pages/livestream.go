package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// A stream writes server-sent events.
type stream struct {
	w http.ResponseWriter
	c *http.ResponseController
}

// newStream begins one: nothing between keeps or changes what is sent.
func newStream(w http.ResponseWriter) (*stream, error) {
	s := &stream{w, http.NewResponseController(w)}
	if err := s.c.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("keep a page up to date: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	return s, s.write("retry: 3000\n\n")
}

func (s *stream) write(text string) error {
	if err := s.c.SetWriteDeadline(time.Now().Add(writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.c.Flush()
}

func (s *stream) beat() error { return s.write(": still here\n\n") }

// send writes one event; data is JSON, which has no line ends.
func (s *stream) send(event, id string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	return s.write(id + "event: " + event + "\ndata: " + string(text) + "\n\n")
}

func (s *stream) end(why string) error { return s.send("end", "", ending{why}) }
