package receipt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/twinning"
)

// Largest is the most that is read of a receipt, in bytes.
const Largest = 32 << 20

// NotProven is a field of a receipt that its events do not prove.
type NotProven struct {
	Field string `json:"field"`
	Why   string `json:"why"`
}

// theBefore is the field of the event before the answer.
const theBefore = "before"

// stated are the fields that follow from the headers of an answer.
type stated struct {
	status, verdict, limit, rule, code string
}

// Bind makes the list of what the receipt does not prove anew; it is called
// whenever a field was taken out or put in.
func (r *Receipt) Bind() error {
	headers, err := r.headers()
	if err != nil {
		return err
	}
	r.NotProven = r.unproven(headers)
	return nil
}

// Sealed takes out the bodies that travel with the answer and the parameters of
// the refusal, for a reader who must not see them.
func (r *Receipt) Sealed() {
	r.Refusal = &law.Refusal{Rule: r.Refusal.Rule, Code: r.Refusal.Code}
	for i := range r.Events {
		r.Events[i].Body, r.Events[i].Salt = nil, nil
	}
}

// Check reads the JSON of one receipt strictly and checks it: how proves
// its events (against a checkpoint, or by signed batches), and every field that
// is not in NotProven must be what those events say. An error names the field.
func Check(text []byte, how func(format.Receipt) error) (Receipt, error) {
	r, err := Read(text)
	if err != nil {
		return r, err
	}
	if err := how(r.ledger()); err != nil {
		return r, err
	}
	if err := r.check(); err != nil {
		return r, fmt.Errorf("check receipt of command %s: %w: %w", r.CommandID, err, format.ErrForged)
	}
	return r, nil
}

// ErrNoReceipt says that a text is no receipt as it is printed.
var ErrNoReceipt = errors.New("this is no receipt: give what a command printed with -o json")

// Read reads what a command printed, and nothing else: an unknown field,
// a field that is spelled or written in another way, or a cut text is refused.
func Read(text []byte) (Receipt, error) {
	var r Receipt
	if len(text) > Largest {
		return r, fmt.Errorf("%w; it is larger than %d bytes", ErrNoReceipt, Largest)
	}
	read := json.NewDecoder(bytes.NewReader(text))
	read.DisallowUnknownFields()
	if err := read.Decode(&r); err != nil {
		return r, fmt.Errorf("%w: %w", ErrNoReceipt, err)
	}
	var given bytes.Buffer
	if err := json.Compact(&given, text); err != nil {
		return r, fmt.Errorf("%w: %w", ErrNoReceipt, err)
	}
	for _, escape := range []bool{true, false} {
		var again bytes.Buffer
		write := json.NewEncoder(&again)
		write.SetEscapeHTML(escape)
		if err := write.Encode(r); err != nil {
			return r, fmt.Errorf("%w: %w", ErrNoReceipt, err)
		}
		if bytes.Equal(bytes.TrimSpace(again.Bytes()), given.Bytes()) {
			return r, nil
		}
	}
	return r, fmt.Errorf("%w; a field is missing, doubled, or not as it is printed", ErrNoReceipt)
}

// ledger is the part of the receipt that the ledger proves.
func (r Receipt) ledger() format.Receipt {
	l := format.Receipt{CommandID: r.CommandID, Stream: r.Stream, ReceivedAt: r.ReceivedAt, Received: r.Received, Before: r.Before, Signed: r.Signed}
	l.Withheld = slices.ContainsFunc(r.NotProven, func(n NotProven) bool { return n.Field == theBefore })
	for _, e := range r.Events {
		l.Answer = append(l.Answer, e.Inclusion)
	}
	return l
}

func (r Receipt) headers() ([]format.Header, error) {
	var headers []format.Header
	for i, e := range r.Events {
		h, err := e.Open()
		if err != nil {
			return nil, fmt.Errorf("events[%d]: %w", i, err)
		}
		headers = append(headers, h)
	}
	return headers, nil
}

// says reads what the headers of an answer say.
func says(headers []format.Header) stated {
	s := stated{status: Pending}
	for _, h := range headers {
		if !h.Due.IsZero() {
			s.limit = calendar.Instant(h.Due)
		}
	}
	if len(headers) == 0 {
		return s
	}
	last := headers[len(headers)-1]
	s.status = last.Status
	if s.status == unjudged {
		s.status = Refused
	}
	switch last.Code {
	case twinning.CodeInTime:
		s.verdict = InTime
	case twinning.CodeLate:
		s.verdict = Late
	}
	s.rule, s.code, _ = strings.Cut(last.Code, "/")
	if s.code == "" {
		s.rule = ""
	}
	return s
}

// check compares every readable field with what the events say.
func (r Receipt) check() error {
	headers, err := r.headers()
	if err != nil {
		return err
	}
	for i, h := range headers {
		e := r.Events[i]
		switch {
		case e.Kind != h.Kind:
			return fmt.Errorf("events[%d].kind: its header says %s", i, h.Kind)
		case e.Version != h.Version:
			return fmt.Errorf("events[%d].version: its header says %d", i, h.Version)
		case e.RecordedAt != calendar.Instant(h.Recorded):
			return fmt.Errorf("events[%d].recorded_at: its header says %s", i, calendar.Instant(h.Recorded))
		}
	}
	s := says(headers)
	for _, f := range []struct{ name, has, want string }{
		{"reference", r.Reference, law.Reference(r.Stream)},
		{"status", r.Status, s.status},
		{"verdict", r.Verdict, s.verdict},
		{"limit", r.Limit, s.limit},
	} {
		if f.has != f.want {
			return fmt.Errorf("%s: the receipt says %q, its events %q", f.name, f.has, f.want)
		}
	}
	if err := r.checkRefusal(headers, s); err != nil {
		return err
	}
	if r.Deadline != nil && (r.Verdict == "" || calendar.Instant(r.Deadline.Rule.Limit()) != r.Limit) {
		return fmt.Errorf("deadline: its limit is not the one by which its events say it was judged")
	}
	if want := r.unproven(headers); !reflect.DeepEqual(want, r.NotProven) {
		return errors.New("not_proven: it is not the list of what its events leave open")
	}
	return nil
}

func (r Receipt) checkRefusal(headers []format.Header, s stated) error {
	switch {
	case sealedRefusal(headers):
		return nil // the whole of it is in not_proven
	case (r.Refusal != nil) != (s.code != ""):
		return errors.New("refusal: the events of the answer say otherwise whether there is one")
	case r.Refusal == nil:
		return nil
	case r.Refusal.Rule != s.rule:
		return fmt.Errorf("refusal.rule: its events say %q", s.rule)
	case r.Refusal.Code != s.code:
		return fmt.Errorf("refusal.code: its events say %q", s.code)
	}
	for i, e := range r.Events {
		said := Receipt{}
		if err := said.read(e.Kind, e.Body); err != nil {
			return fmt.Errorf("events[%d].body: %w", i, err)
		}
		if said.Refusal != nil && !reflect.DeepEqual(*said.Refusal, *r.Refusal) {
			return fmt.Errorf("refusal.with: the body of events[%d] has others", i)
		}
	}
	return nil
}

func sealedRefusal(headers []format.Header) bool {
	return len(headers) > 0 && headers[len(headers)-1].Status == Refused && headers[len(headers)-1].Code == ""
}

// unproven lists what the events leave open, in the order of the fields.
func (r Receipt) unproven(headers []format.Header) []NotProven {
	list := []NotProven{}
	add := func(field, why string) { list = append(list, NotProven{field, why}) }
	if len(headers) == 0 {
		add("status", "nothing shows that the command has not been answered since")
	}
	if len(headers) > 0 && headers[0].Version > 1 && r.Before == nil {
		add(theBefore, "it is somebody else's, and not told to whoever has the receipt: nothing shows that the answer begins with its first event")
	}
	if r.Deadline != nil {
		add("deadline", "its event does not travel with the receipt; the limit alone is proven")
	}
	switch carried := len(r.Events) > 0 && len(r.Events[len(r.Events)-1].Body) > 0; {
	case r.Refusal == nil && !sealedRefusal(headers):
	case sealedRefusal(headers):
		add("refusal", "the event that holds it is sealed, and its header does not name rule and code")
	case !carried:
		add("refusal.with", "the event that holds it is sealed, or does not travel with the receipt")
	}
	if r.Nonce != "" {
		add("nonce", "it stands in a sealed body; the file of the tender proves it")
	}
	if r.Signed != nil {
		add("signed.keys", "keys that were revoked after the last key event of the receipt are not in it")
	}
	return list
}
