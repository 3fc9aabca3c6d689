package query

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/whatif"
)

var refForm = regexp.MustCompile(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`)

// Ref takes a reference as people write it: DHE-2019, or with its kind before it.
func Ref(text string, kinds ...string) (string, error) {
	word := text
	if slices.Contains(kinds, "twinning") && strings.HasPrefix(text, law.TenderFamily) {
		word = law.Reference(text) // twinning/DHE-2019/K7Q2MD, as the record writes it
	}
	for _, kind := range kinds {
		word = strings.TrimPrefix(word, kind+"/")
	}
	if len(word) > 100 || !refForm.MatchString(word) {
		return "", noReference(text)
	}
	return word, nil
}

// CallRef is the reference of a call that people name.
func CallRef(text string) (string, error) { return Ref(text, "call") }

// TenderRef is the reference of a tender that people name.
func TenderRef(text string) (string, error) {
	r, err := Ref(text, "twinning", "tender")
	if err == nil && law.CallOf(r) == "" {
		err = invalid(law.Why("no-reference-of-tender", narrate.Verbatim("text", Cut(text))))
	}
	return r, err
}

// Begun tells whether a life has received or recorded anything.
func (q *Queries) Begun(ctx context.Context, stream string) (bool, error) {
	if !lives.Is(stream) {
		return false, nil // as an inbox is none
	}
	for _, s := range []string{life.Inbox(stream), stream} {
		events, err := q.events(ctx, ledger.Query{Stream: s, Limit: 1})
		if err != nil || len(events) > 0 {
			return len(events) > 0, err
		}
	}
	return false, nil
}

// MustBegin refuses a life that never began, with an Absent.
func (q *Queries) MustBegin(ctx context.Context, stream string) error {
	ok, err := q.Begun(ctx, stream)
	if err != nil || ok {
		return err
	}
	return missing(stream)
}

// NounOf is what people call a life of a stream's kind.
func NounOf(stream string) string {
	kind, _ := lives.Of(stream)
	return cmp.Or(kind.Noun, "life")
}

// Find is the stream of the life that people name by its reference, with or
// without its kind before it. A reference alone names a call or a tender; where
// there is none, what Alone finds.
func (q *Queries) Find(ctx context.Context, v access.Viewer, text string) (string, error) {
	if of, asked := strings.CutPrefix(text, whatif.Stream("")); asked {
		return "", absentOf("what-if", law.Why("what-ifs-are-no-life", narrate.Verbatim("text", Cut(text)), narrate.Verbatim("call", Cut(of))))
	}
	streams, err := Candidates(text)
	if err != nil {
		return "", err
	}
	var found []string
	for _, s := range streams {
		ok, err := q.Begun(ctx, s)
		if err != nil {
			return "", err
		}
		if ok {
			found = append(found, s)
		}
	}
	switch {
	case len(found) > 1:
		return "", invalid(law.Why("two-lives", narrate.Verbatim("text", text), narrate.Verbatim("one", found[0]), narrate.Verbatim("other", found[1])))
	case len(found) == 1:
		return found[0], nil
	}
	switch other, err := q.Alone(ctx, v, text); {
	case err != nil || other != "":
		return other, err
	case len(streams) == 1:
		return "", missing(streams[0])
	}
	return "", anyAbsent(text)
}

// Alone is the life that a reference names without its kind before it, among the kinds whose references have it there: EHN for
// body/EHN. It is "" where a viewer may know of none, and refused where they may know of two.
func (q *Queries) Alone(ctx context.Context, v access.Viewer, text string) (string, error) {
	if _, err := Ref(text); err != nil {
		return "", nil //nolint:nilerr // with its kind before it, it is no reference alone
	}
	var found []string
	for _, k := range lives.All() {
		stream, ok := k.StreamOf(text)
		if !ok || !k.Prefixed {
			continue
		}
		_, err := q.Known(ctx, v, stream)
		var absent *Absent
		switch {
		case err == nil:
			found = append(found, stream)
		case !errors.As(err, &absent):
			return "", err
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", invalid(law.Why("two-lives", narrate.Verbatim("text", text), narrate.Verbatim("one", found[0]), narrate.Verbatim("other", found[1])))
}

// Candidates are the streams that a text may name: one of the kind before it, else
// one for each kind of life.
func Candidates(text string) ([]string, error) {
	word, rest, isNamed := strings.Cut(text, "/")
	var streams []string
	for _, k := range lives.All() {
		named := text
		if !isNamed && k.Prefixed {
			continue
		}
		if isNamed {
			if !k.Called(word) {
				continue
			}
			named = law.Reference(k.Root + rest) // twinning/DHE-2019/K7Q2MD, as the record writes it
		}
		r, err := Ref(named)
		if err != nil {
			return nil, err
		}
		stream, ok := k.StreamOf(r)
		switch {
		case ok:
			streams = append(streams, stream)
		case isNamed:
			return nil, invalid(law.Why("no-reference-of-kind", narrate.Verbatim("text", Cut(text)), narrate.Verbatim("life", k.Noun)))
		}
	}
	if len(streams) == 0 {
		return nil, noReference(text)
	}
	return streams, nil
}

// Cut keeps a text that was refused short.
func Cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
