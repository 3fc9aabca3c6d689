package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/ledger/format"
)

// Limits of one request. A door takes bodies of up to 1 MB; the slack is for what it wraps around them.
const (
	maxBody    = 1<<20 + 1<<16
	maxRequest = 32 << 20
	maxDrafts  = 10_000
	maxValue   = 256
	maxName    = 80
)

// tenders begins the streams of tenders, which name their call too.
const tenders = "twinning/"

// CheckStream says why a name cannot be a stream's. The ledger does not know
// which kinds of streams there are: one is a word in lower case and a name.
func CheckStream(stream string) error {
	family, name, _ := strings.Cut(stream, "/")
	base, in := strings.CutSuffix(name, "/in")
	if !in {
		base = strings.TrimSuffix(name, "/letters")
	}
	if family+"/" == tenders {
		i := strings.IndexByte(base, '/')
		if i < 1 || !isSix(base[i+1:]) {
			return fmt.Errorf("%q is not a tender's stream: one is twinning/, the reference of its call, / and six of A-Z 2-7, then /in, /letters or nothing", stream)
		}
		base = base[:i]
	}
	if !isFamily(family) || base == "" || base == "in" || base == "letters" || len(base) > maxName || strings.ContainsFunc(base, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-')
	}) {
		return fmt.Errorf("%q is not a stream: one is its kind (as call, person, what-if; twinning/CALL), / and up to %d of A-Z a-z 0-9 . _ -, then /in, /letters or nothing", stream, maxName)
	}
	return nil
}

// isFamily tells whether a word may stand before the first / of a stream: up to
// 40 of a-z, with single hyphens between them.
func isFamily(word string) bool {
	if len(word) > 40 {
		return false
	}
	for _, part := range strings.Split(word, "-") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return r < 'a' || r > 'z' }) {
			return false
		}
	}
	return true
}

// checkGuard holds to: a guard is a stream, all tenders of one call, all lives of another family, or those of its lives whose references begin
// with a reference, a hyphen and six of A-Z and 2-7.
func checkGuard(guard string) error {
	prefix, open := strings.CutSuffix(guard, "*")
	if !open {
		return CheckStream(guard)
	}
	if prefix == tenders {
		return fmt.Errorf("the guard twinning/* is of no call: one is twinning/, the reference of a call and /*, for the tenders of that call")
	}
	if of, nested := strings.CutPrefix(prefix, tenders); nested && strings.HasSuffix(of, "/") && CheckStream(prefix+"AAAAAA") == nil {
		return nil
	}
	if family, ok := strings.CutSuffix(prefix, "/"); ok && isFamily(family) {
		return nil
	}
	family, owned, _ := strings.Cut(prefix, "/")
	if i := strings.LastIndexByte(owned, '-'); family+"/" != tenders && isFamily(family) && i > 0 && isSix(owned[i+1:]) && CheckStream(prefix+"AAAAAA") == nil {
		return nil
	}
	return fmt.Errorf("%q is not a guard: one is a stream, twinning/CALL/* for the tenders of a call, call/* for all calls, or entry/MARKET-SIXSIX* for those of one person", guard)
}

func isSix(s string) bool {
	return len(s) == 6 && !strings.ContainsFunc(s, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= '2' && r <= '7') })
}

// checkKind holds to names like proposal-submitted.v1.
func checkKind(kind string) error {
	name, version, ok := strings.Cut(kind, ".v")
	ok = ok && name != "" && len(kind) <= maxName && version != "" && version[0] != '0' &&
		!strings.ContainsFunc(version, func(r rune) bool { return r < '0' || r > '9' }) &&
		!strings.ContainsFunc(name, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') })
	if !ok || slices.Contains(strings.Split(name, "-"), "") {
		return fmt.Errorf("%q is not an event kind: one is words in lower case joined by -, then .v and a number", kind)
	}
	return nil
}

func (r Request) check() error {
	if err := CheckStream(r.Stream); err != nil {
		return err
	}
	switch {
	case strings.HasPrefix(r.Stream, "ledger/") && !r.own:
		return fmt.Errorf("%s is the ledger's own: nobody else appends to it", r.Stream)
	case r.Expect < Any:
		return fmt.Errorf("no stream can have %d events", r.Expect)
	case r.Seen < -1:
		return fmt.Errorf("no ledger can have %d events; -1 says that nothing was read", r.Seen)
	case len(r.Guards) > 0 && r.Seen < 0:
		return fmt.Errorf("guards need to know at which size of the ledger the caller read")
	case len(r.Drafts) == 0:
		return fmt.Errorf("there is nothing to append")
	case len(r.Drafts) > maxDrafts:
		return fmt.Errorf("%d events are more than one append takes, which is %d", len(r.Drafts), maxDrafts)
	}
	for _, guard := range r.Guards {
		if err := checkGuard(guard); err != nil {
			return fmt.Errorf("guard: %w", err)
		}
	}
	total := 0
	for i, d := range r.Drafts {
		if err := d.check(); err != nil {
			return fmt.Errorf("event %d: %w", i+1, err)
		}
		if total += len(d.Body); total > maxRequest {
			return fmt.Errorf("the bodies are more than one append takes, which is %d bytes", maxRequest)
		}
	}
	return r.checkAnswers()
}

func (d Draft) check() error {
	if err := checkKind(d.Kind); err != nil {
		return err
	}
	if len(d.Body) > maxBody {
		return fmt.Errorf("a body of %d bytes is more than %d", len(d.Body), maxBody)
	}
	for _, v := range [...]struct{ name, value string }{
		{"actor", d.Actor}, {"for", d.For}, {"command", d.Command}, {"cause", d.Cause}, {"rules", d.Rules}, {"workflow", d.Workflow}, {"run", d.Run},
	} {
		if len(v.value) > maxValue {
			return fmt.Errorf("%s has %d characters, more than %d", v.name, len(v.value), maxValue)
		}
	}
	for i, s := range d.Subjects {
		if len(s) > maxValue || !format.Printable(s) || slices.Contains(d.Subjects[:i], s) {
			return fmt.Errorf("%q is not a subject, or is named twice", s)
		}
	}
	// The header as it would stand proves the other values; the ledger's own are filled in here.
	return d.header(Header{Position: 0, Stream: "call/x", Version: 1, Recorded: time.Unix(0, 0), Seen: -1}).Check()
}

// isValue says whether a header can hold a word.
func isValue(s string) bool { return s != "-" && len(s) <= maxValue && format.Printable(s) }

// checkAnswers holds to: each answer is a run of events that carry its command, and each event with a command is in one answer.
func (r Request) checkAnswers() error {
	of := make([]string, len(r.Drafts))
	names := map[string]bool{}
	for _, a := range r.Answers {
		switch {
		case a.Command == "" || len(a.Command) > maxValue || !format.Printable(a.Command) || a.Command == "-":
			return fmt.Errorf("%q is not the identity of a command", a.Command)
		case names[a.Command]:
			return fmt.Errorf("command %s is answered twice", a.Command)
		case a.First < 0 || a.Count < 1 || a.First > len(r.Drafts)-a.Count:
			return fmt.Errorf("the answer to %s has events %d to %d of %d", a.Command, a.First+1, a.First+a.Count, len(r.Drafts))
		case !isValue(a.Status) || a.Code != "" && !isValue(a.Code) || a.Fold < 0 || a.Fold > 1<<30 || a.State != ([32]byte{}) && a.Fold == 0:
			return fmt.Errorf("the answer to %s has no status, or a status, a code or a fold that cannot be kept", a.Command)
		}
		names[a.Command] = true
		for i := a.First; i < a.First+a.Count; i++ {
			if of[i] != "" {
				return fmt.Errorf("event %d answers both %s and %s", i+1, of[i], a.Command)
			}
			of[i] = a.Command
		}
	}
	if len(r.Answers) > 0 && r.Command != "" && !names[r.Command] {
		return fmt.Errorf("command %s identifies the request and is not among what it answers", r.Command)
	}
	for i, d := range r.Drafts {
		if d.Command != of[i] {
			return fmt.Errorf("event %d carries the command %q and is in the answer to %q", i+1, d.Command, of[i])
		}
	}
	return nil
}
