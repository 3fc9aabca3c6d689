package query

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/bounce"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// A BouncedLetter is what a message of a mail server says of a letter of a call that it did not deliver. Nothing is recorded by reading it:
// the command that records it has an identity of its own, so that a message that is read twice records nothing twice.
type BouncedLetter struct {
	Tender   string             `json:"tender"`
	Letter   string             `json:"letter"` // <event version>/<n>
	Template string             `json:"template"`
	To       string             `json:"to"` // person id
	Status   law.EnhancedStatus `json:"status,omitempty"`
	Recorded bool               `json:"recorded"`   // already
	Command  string             `json:"command"`    // the kind of the command that records it
	Identity string             `json:"command_id"` // of the command: the same whenever the message is read

	stream string // of the life whose letter it is
}

// Sends is the command that records that the letter came back.
func (b BouncedLetter) Sends() law.Command {
	return twinning.ReportBounce{Letter: b.Letter, Status: b.Status}
}

// Bounced reads a message that came back (a delivery status notification, RFC 3464) for the officers and the head of the call whose letter it
// is about. Of a tender of which they do not know who stands behind it, it finds no letter.
func (q *Queries) Bounced(ctx context.Context, v access.Viewer, reference, message string) (BouncedLetter, error) {
	if v.Person == "" {
		return BouncedLetter{}, &Nobody{}
	}
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return BouncedLetter{}, err
	}
	if _, err := q.Call(ctx, v, reference); err != nil { // who may not see the call is refused there
		return BouncedLetter{}, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return BouncedLetter{}, err
	}
	if !access.Holds(v, c.As(now), law.Officer, law.Head) {
		return BouncedLetter{}, withheld(law.Why("bounced-of-staff", law.Ref("call", c.Reference)))
	}
	report, err := bounce.Read([]byte(message))
	if err != nil {
		return BouncedLetter{}, wrong(err)
	}
	if !report.Failed {
		return BouncedLetter{}, invalid(law.Why("bounce-not-failed"))
	}
	is, found, err := q.sentAs(ctx, c, report.MessageID)
	if err != nil {
		return BouncedLetter{}, err
	}
	none := invalid(law.Why("bounce-no-letter", law.Ref("call", c.Reference)))
	if !found {
		return BouncedLetter{}, q.ofAnotherLife(ctx, v, report.MessageID, none)
	}
	if is.Tender == c.Reference {
		return BouncedLetter{}, invalid(law.Why("bounce-of-call", law.Ref("call", c.Reference), law.Who("person", is.To)))
	}
	folded, _, err := q.tender(ctx, is.Tender)
	if err != nil {
		return BouncedLetter{}, err
	}
	t, _ := folded.State.(twinning.Twinning)
	if !access.Of(v, c, t).Sees(access.Content) {
		return BouncedLetter{}, none
	}
	is.Status, is.Command = report.Status, twinning.ReportBounce{}.Kind()
	_, is.Recorded = t.CameBack(is.Letter)
	sum := sha256.Sum256([]byte(is.Tender + " " + is.Letter))
	is.Identity = "bounce-" + hex.EncodeToString(sum[:12])
	return is, nil
}

// sentAs finds the letter of a tender of a call, or of the call itself, that was handed over with a Message-ID. What is written to whom is read
// page by page, first among what was recorded last: a message comes back soon.
func (q *Queries) sentAs(ctx context.Context, c call.Call, id string) (is BouncedLetter, found bool, err error) {
	var to int64
	err = q.snapshot(ctx, func(_ context.Context, from ledger.Snapshot) error {
		to = from.Size()
		return nil
	})
	if err != nil {
		return is, false, err
	}
	for span := int64(recentEvents); to > 0; span *= 4 {
		from := max(0, to-span)
		for _, of := range []ledger.Query{{Prefix: call.TenderPrefix(c.Reference)}, {Stream: life.Letters(law.CallStream(c.Reference))}} {
			of.From, of.To, of.Kinds, of.Trusted = from, to, []string{law.LetterSending{}.Kind()}, true
			if is, found, err = q.sentAmong(ctx, of, id); found || err != nil {
				return is, found, err
			}
		}
		to = from
	}
	return is, false, nil
}

// ofAnotherLife says what the letter is about, and to whom it went, where it is one of a life that the reader steers: a survey, a body, a
// masterclass. It is looked for among the last events alone, since a message comes back soon.
func (q *Queries) ofAnotherLife(ctx context.Context, v access.Viewer, id string, none error) error {
	var size int64
	err := q.snapshot(ctx, func(_ context.Context, from ledger.Snapshot) error {
		size = from.Size()
		return nil
	})
	if err != nil {
		return err
	}
	letter, found, err := q.sentAmong(ctx, ledger.Query{From: max(0, size-lately), To: size, Kinds: []string{law.LetterSending{}.Kind()}, Trusted: true}, id)
	switch {
	case err != nil:
		return err
	case !found, !slices.ContainsFunc(steered, func(root string) bool { return strings.HasPrefix(letter.stream, root) }):
		return none
	}
	is, err := q.fold(ctx, letter.stream)
	if err != nil {
		return err
	}
	if !slices.Contains(is.Law.Staff(is.State, state.Only(letter.stream, is.State)), v.Person) {
		return none
	}
	return invalid(law.Why("bounce-of-life", law.Ref("of", law.Reference(letter.stream)), law.Who("person", letter.To)))
}

// steered are the kinds of life whose staff are told of a letter that came back. The two of an interest in an entry are no staff: a letter to one
// of them is not for the other.
var steered = []string{survey.Root, body.Root, masterclass.Root, capacity.Root, market.Root}

// lately is among how many of the last events a letter of another life is looked for.
const lately = 16 * recentEvents

// recentEvents is among how many of the last events a letter is looked for first.
const recentEvents = 10_000

// sentAmong is the letter among events that was handed over with a Message-ID.
func (q *Queries) sentAmong(ctx context.Context, of ledger.Query, id string) (is BouncedLetter, found bool, err error) {
	for e, err := range q.ledger.Events(ctx, of) {
		if err != nil {
			return is, false, err
		}
		if e.Untrusted != "" || e.Removed {
			continue
		}
		body, err := q.ledger.Body(ctx, e)
		if errors.Is(err, ledger.ErrRemoved) {
			continue
		}
		if err != nil {
			return is, false, err
		}
		fate, err := law.Fates.Decode(e.Kind, body)
		if err != nil {
			return is, false, err
		}
		if x, sending := fate.(law.LetterSending); sending && x.MessageID == id {
			stream := strings.TrimSuffix(e.Stream, life.LettersSuffix)
			return BouncedLetter{Tender: law.Reference(stream), Letter: x.Letter, Template: x.Template, To: x.To, stream: stream}, true, nil
		}
	}
	return is, false, nil
}
