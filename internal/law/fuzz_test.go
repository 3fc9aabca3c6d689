package law

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func FuzzMessagesAreReadOrRefused(f *testing.F) {
	for _, pattern := range []string{"testdata/messages/*.json", "testdata/events/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Add([]byte(`{"a":1,"messages":[{"stream":"call/A","kind":"note-end","body":{}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		messages, err := ReadMessages(body)
		if err != nil {
			return
		}
		own, err := WithoutEnvelope(body)
		if err != nil {
			t.Fatalf("the messages are read, the body without them is not: %v", err)
		}
		if _, err := ReadNotSent(body); err != nil {
			return
		}
		if len(messages) > 0 && !json.Valid(own) {
			t.Fatalf("without its messages the body is no JSON: %q", own)
		}
	})
}
