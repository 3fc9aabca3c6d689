package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"unicode/utf8"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// unmarshal reads JSON that was sent. What is wrong with it is told in the language of whoever sent it.
func unmarshal(text []byte, to any) error {
	if err := json.Unmarshal(text, to); err != nil {
		return because(http.StatusBadRequest, "no-json", law.Why("not-json", law.Because("why", notJSON(text, err))))
	}
	return nil
}

// notJSON says why a text cannot be read as JSON, and where.
func notJSON(text []byte, err error) law.Reason {
	var syntax *json.SyntaxError
	var other *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input":
		return law.Why("json-ends-early")
	case errors.As(err, &syntax) && syntax.Offset > 0 && syntax.Offset <= int64(len(text)):
		before := text[:syntax.Offset-1]
		line := bytes.LastIndexByte(before, '\n') + 1
		r, _ := utf8.DecodeRune(text[syntax.Offset-1:])
		return law.Why("json-not-expected", narrate.Verbatim("text", string(r)), law.Count("line", bytes.Count(before, []byte("\n"))+1), law.Count("column", utf8.RuneCount(before[line:])+1))
	case errors.As(err, &other) && other.Field != "":
		return law.Why("json-of-another-kind", narrate.Verbatim("name", other.Field))
	}
	return law.Why("json-unread")
}
