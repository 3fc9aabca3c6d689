package letters

import (
	"bytes"
	"fmt"
	"strings"

	ics "github.com/arran4/golang-ical"

	"twinning.example/engine/internal/calendar"
)

// sessions are entries for the sessions of a masterclass, one a line of its word calendar: id,
// start, end, title and place, with tabs between them. A session has one UID in its stream, and a
// later letter a higher SEQUENCE, so that one that moved moves its entry; where the masterclass
// does not take place the entries are cancelled.
func (l Letter) sessions(origin, host string, version int, lines string) ([]byte, error) {
	c := ics.NewCalendarFor(host)
	c.SetProductId("-//" + host + "//twinning letters//" + strings.ToUpper(l.language()))
	status := ics.ObjectStatusConfirmed
	if l.Template == "masterclass-cancelled" {
		status = ics.ObjectStatusCancelled
	}
	for line := range strings.Lines(lines) {
		parts := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(parts) != 5 {
			return nil, fmt.Errorf("the letter %s has the session %q: it has %d parts", l.Template, line, len(parts))
		}
		from, err := calendar.ParseInstant(parts[1])
		if err != nil {
			return nil, fmt.Errorf("the letter %s has a session that starts at %q: %w", l.Template, parts[1], err)
		}
		to, err := calendar.ParseInstant(parts[2])
		if err != nil {
			return nil, fmt.Errorf("the letter %s has a session that ends at %q: %w", l.Template, parts[2], err)
		}
		e := c.AddEvent(token(origin, l.Stream, "session", parts[0]) + "@" + host)
		e.SetDtStampTime(l.At)
		e.SetSequence(version)
		e.SetStartAt(from)
		e.SetEndAt(to)
		e.SetSummary(parts[3])
		e.SetLocation(parts[4])
		e.SetStatus(status)
	}
	var b bytes.Buffer
	if err := c.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("write the calendar entries of the letter %s: %w", l.Template, err)
	}
	return b.Bytes(), nil
}
