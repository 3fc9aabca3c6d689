package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
)

// deepest is how deep JSON may be nested.
const deepest = 32

// Names of members are taken as the document has them, and not in other letters.
func init() { huma.ValidateStrictCasing = true }

// body reads what was sent, as the schema has it; {} where nothing was.
func (s *server) body(w http.ResponseWriter, r *http.Request, schema *huma.Schema) ([]byte, error) {
	return s.bodyUpTo(w, r, schema, door.Limit)
}

func (s *server) bodyUpTo(w http.ResponseWriter, r *http.Request, schema *huma.Schema, limit int64) ([]byte, error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, because(http.StatusRequestEntityTooLarge, "too-large", law.Why("too-many-bytes", law.Count("limit", limit)))
	}
	if err != nil {
		return nil, because(http.StatusBadRequest, "unread", law.Why("not-read-to-its-end"))
	}
	if len(bytes.TrimSpace(text)) == 0 {
		text = []byte("{}")
	} else if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, because(http.StatusUnsupportedMediaType, "media-type", law.Why("send-json"))
	}
	if err := nested(text); err != nil {
		return nil, err
	}
	var value any
	if err := unmarshal(text, &value); err != nil {
		return nil, err
	}
	var found huma.ValidateResult
	huma.Validate(s.sent.registry, schema, huma.NewPathBuffer([]byte("body"), 4), huma.ModeWriteToServer, value, &found)
	if len(found.Errors) > 0 {
		return nil, faults(found.Errors)
	}
	return text, nil
}

// nested refuses JSON that is nested too deeply, before anything is made of it.
func nested(text []byte) error {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > deepest {
				return because(http.StatusBadRequest, "too-deep", law.Why("nested-too-deeply", law.Count("most", deepest)))
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}
