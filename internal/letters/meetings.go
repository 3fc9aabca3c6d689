package letters

import (
	"bytes"
	"fmt"
	"strings"

	ics "github.com/arran4/golang-ical"

	"twinning.example/engine/internal/calendar"
)

// Methods of iTIP (RFC 5546): what an invitation asks a calendar to do.
const (
	methodRequest = "REQUEST"
	methodCancel  = "CANCEL"
)

// meeting is the invitation to a meeting of a twinning: its word calendar has code, start and
// end, with tabs between them. A meeting has one UID in its stream, and a later letter a higher
// SEQUENCE: one that is moved moves its entry, one that is cancelled takes it away. It is
// organised by the sender of the letters, and asks for no answer, which nobody would read.
func (l Letter) meeting(origin, host string, version int) (method string, file []byte, err error) {
	if l.Words["calendar"] == "" { // a sample has none
		return "", nil, nil
	}
	parts := strings.Split(strings.TrimSpace(l.Words["calendar"]), "\t")
	if len(parts) != 3 {
		return "", nil, fmt.Errorf("the letter %s has the meeting %q: it has %d parts", l.Template, l.Words["calendar"], len(parts))
	}
	from, err := calendar.ParseInstant(parts[1])
	if err != nil {
		return "", nil, fmt.Errorf("the letter %s has a meeting that starts at %q: %w", l.Template, parts[1], err)
	}
	to, err := calendar.ParseInstant(parts[2])
	if err != nil {
		return "", nil, fmt.Errorf("the letter %s has a meeting that ends at %q: %w", l.Template, parts[2], err)
	}
	c := ics.NewCalendarFor(host)
	c.SetProductId("-//" + host + "//twinning letters//" + strings.ToUpper(l.language()))
	e := c.AddEvent(token(origin, l.Stream, "meeting", parts[0]) + "@" + host)
	e.SetDtStampTime(l.At)
	e.SetSequence(version)
	e.SetStartAt(from)
	e.SetEndAt(to)
	e.SetSummary(flat(l.Words["title"]) + ", " + l.reference())
	if place := flat(l.Words["place"]); place != "" {
		e.SetLocation(place)
	} else {
		e.SetLocation(flat(l.Words["mode"]))
	}
	method, status := methodRequest, ics.ObjectStatusConfirmed
	if l.Template == "twinning-meeting-cancelled" {
		method, status = methodCancel, ics.ObjectStatusCancelled
	}
	e.SetStatus(status)
	if l.Organizer == "" { // RFC 5546 allows no method without one
		method = ""
	} else {
		sender, err := parseSender(l.Organizer)
		if err != nil {
			return "", nil, fmt.Errorf("read who organises the meeting: %w", err)
		}
		attendee, err := parseAddress(l.To.Email)
		if err != nil {
			return "", nil, err
		}
		c.SetMethod(ics.Method(method))
		e.SetOrganizer("mailto:" + sender.Address)
		e.AddAttendee(attendee, ics.ParticipationRoleReqParticipant, ics.ParticipationStatusNeedsAction, ics.WithRSVP(false))
	}
	var b bytes.Buffer
	if err := c.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return "", nil, fmt.Errorf("write the invitation of the letter %s: %w", l.Template, err)
	}
	return method, b.Bytes(), nil
}
