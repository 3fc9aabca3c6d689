// Package texts puts what people wrote in the place of the references that events
// and states hold, for whoever may read it.
package texts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
)

// Receipts is where the commands are read that hold what people wrote: a ledger.
type Receipts interface {
	OpenBodies(ctx context.Context, events []ledger.Event) ([][]byte, error)
	Read(ctx context.Context, q ledger.Query) ([]ledger.Event, error)
}

// Texts puts what people wrote in the place of the references that events and
// states hold. Whoever asks may read it: what a reader may see is decided before.
// A text that was erased, or whose key is not at hand, is told as such. It
// remembers what it has read, and is for one question, by one goroutine.
type Texts struct {
	from     Receipts
	narrator *narrate.Narrator
	known    map[int64]command
	missed   bool // a text was told to be missing
}

// A command is what one receipt holds, or why it cannot be told.
type command struct {
	body    any // decoded JSON
	missing law.Missing
}

// New reads from a ledger. That a text is erased or sealed is told in the language of
// whoever asks (narrate.WithLanguage).
func New(from Receipts) *Texts { return &Texts{from: from, known: map[int64]command{}} }

// In is New for a reader of a language, whoever asks.
func In(from Receipts, lang string) *Texts {
	t := New(from)
	t.narrator = narrate.For(narrate.WithLanguage(context.Background(), lang))
	return t
}

// Told returns a copy of v, such as an event or a state, with texts in the place
// of references. It must not be stored, hashed or decided on.
func Told[T any](ctx context.Context, t *Texts, v T) (T, error) {
	var refs []freetext.Ref
	for _, text := range freetext.All(v) {
		if r, ok := text.Ref(); ok {
			refs = append(refs, r)
		}
	}
	if err := t.read(ctx, refs); err != nil {
		return v, err
	}
	return freetext.Map(v, func(_ string, text freetext.Text) freetext.Text {
		if r, ok := text.Ref(); ok {
			return freetext.Text(t.text(r))
		}
		return text
	}), nil
}

// Sentences are the same with sentences: a text goes on in the line, and its full
// stop is the sentence's.
func (t *Texts) Sentences(ctx context.Context, sentences ...*string) error {
	var refs []freetext.Ref
	for _, s := range sentences {
		refs = append(refs, freetext.Refs(*s)...)
	}
	if err := t.read(ctx, refs); err != nil {
		return err
	}
	for _, s := range sentences {
		*s = freetext.Replace(*s, func(r freetext.Ref) string {
			return strings.TrimSuffix(strings.Join(strings.Fields(t.text(r)), " "), ".")
		})
	}
	return nil
}

// Words puts whole texts into the words of a letter.
func (t *Texts) Words(ctx context.Context, words map[string]string) error {
	var refs []freetext.Ref
	for _, s := range words {
		refs = append(refs, freetext.Refs(s)...)
	}
	if err := t.read(ctx, refs); err != nil {
		return err
	}
	for name, s := range words {
		words[name] = freetext.Replace(s, t.text)
	}
	return nil
}

// refObject is a reference as JSON holds it. Within a JSON string its quotes would
// be escaped.
var refObject = regexp.MustCompile(`\{\s*"position":\s*([0-9]+),\s*"field":\s*"((?:/[!#-.0-\[\]-~]+)+)"\s*\}`)

// refInString is a reference within a JSON string.
var refInString = regexp.MustCompile(`\\u001a([0-9]+)((?:/[!#-.0-\[\]-~]+)+)\\u001a`)

// Refers tells whether an output, as text or as JSON, may hold references.
func Refers(output string) bool {
	return strings.Contains(output, "\x1a") || strings.Contains(output, `\u001a`) || refObject.MatchString(output)
}

// JSON puts texts in the place of the references in a JSON document.
func (t *Texts) JSON(ctx context.Context, doc []byte) ([]byte, error) {
	var refs []freetext.Ref
	for _, form := range []*regexp.Regexp{refObject, refInString} {
		for _, m := range form.FindAllSubmatch(doc, -1) {
			if r, ok := freetext.ParseRef(string(m[1]) + string(m[2])); ok {
				refs = append(refs, r)
			}
		}
	}
	if err := t.read(ctx, refs); err != nil {
		return nil, err
	}
	put := func(form *regexp.Regexp, inString bool) {
		doc = form.ReplaceAllFunc(doc, func(found []byte) []byte {
			m := form.FindSubmatch(found)
			r, ok := freetext.ParseRef(string(m[1]) + string(m[2]))
			text, err := json.Marshal(t.text(r))
			switch {
			case !ok || err != nil:
				return found
			case inString:
				return text[1 : len(text)-1]
			}
			return text
		})
	}
	put(refObject, false)
	put(refInString, true)
	return doc, nil
}

// text is what stands at a reference that has been read.
func (t *Texts) text(r freetext.Ref) string {
	c := t.known[r.Position]
	if c.missing == "" {
		if text, ok := pointed(c.body, r.Field); ok {
			return text
		}
		c.missing = law.TextErased
	}
	t.missed = true
	return t.narrator.Word("missing-text", string(c.missing))
}

// pointed follows a JSON pointer to a text.
func pointed(v any, pointer string) (string, bool) {
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(in) {
				return "", false
			}
			v = in[i]
		default:
			return "", false
		}
	}
	text, ok := v.(string)
	return text, ok
}

// Missed tells whether a text was told to be missing, in the words of its reader's language.
func (t *Texts) Missed() bool { return t.missed }

// most bounds what is read at once.
const most = 1000

// read reads the receipts that are referred to, those that are not known yet.
func (t *Texts) read(ctx context.Context, refs []freetext.Ref) error {
	if t.narrator == nil {
		t.narrator = narrate.For(ctx)
	}
	var positions []int64
	for _, r := range refs {
		if _, known := t.known[r.Position]; !known {
			positions = append(positions, r.Position)
		}
	}
	slices.Sort(positions)
	for part := range slices.Chunk(slices.Compact(positions), most) {
		events, err := t.from.Read(ctx, ledger.Query{Positions: part})
		if err != nil {
			return fmt.Errorf("read what people wrote: %w", err)
		}
		for _, p := range part {
			t.known[p] = command{missing: law.TextErased}
		}
		bodies, bulk := t.from.OpenBodies(ctx, events)
		for i, e := range events {
			var body []byte
			if bulk == nil {
				body = bodies[i]
			} else if one, err := t.from.OpenBodies(ctx, events[i:i+1]); errors.Is(err, ledger.ErrNoKey) {
				t.known[e.Position] = command{missing: law.TextSealed}
				continue
			} else if err != nil {
				return fmt.Errorf("read what people wrote: %w", err)
			} else {
				body = one[0]
			}
			if c, ok := opened(e, body); ok {
				t.known[e.Position] = c
			}
		}
	}
	return nil
}

// opened is the command of a receipt, false where it is erased or none.
func opened(e ledger.Event, body []byte) (command, bool) {
	if e.Removed || body == nil || e.Kind != (law.CommandReceived{}).Kind() {
		return command{}, false
	}
	var received law.CommandReceived
	var c command
	if json.Unmarshal(body, &received) != nil || json.Unmarshal(received.Command, &c.body) != nil {
		return command{}, false
	}
	return c, true
}
