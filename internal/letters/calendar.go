package letters

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"twinning.example/engine/internal/calendar"
)

var again = regexp.MustCompile(`-version-[0-9]+$`)

// obligation is what is due, by the name that every letter about it has in
// common. Another version of a log or a report is still that log or report.
func (l Letter) obligation() string {
	if o := flat(l.Words["obligation"]); o != "" {
		return again.ReplaceAllString(o, "")
	}
	switch l.Template {
	case "awarded":
		return "contract"
	case "clarification-requested":
		return "clarification"
	case "log-returned":
		month := flat(l.Words["month"])
		return "log-" + strings.Repeat("0", max(0, 2-len(month))) + month
	case "report-returned":
		return flat(l.Words["report"]) + "-report"
	case "report-to-sign":
		return "report-signature"
	case "deliverable-returned":
		return "deliverable-" + flat(l.Words["deliverable"])
	}
	return flat(l.Words["what"])
}

// calendar is an entry for the day on which something is due, all of that day,
// or nothing where no due date lies ahead. One obligation has one UID in its
// stream, and a later letter about it a higher SEQUENCE, so that a date that
// moved moves the entry instead of adding one.
//
// There is no METHOD: RFC 5546 asks for an organizer with every one of them,
// and nobody organizes a due date.
func (l Letter) calendar(origin, host string, version int, w written) ([]byte, error) {
	if sessions := l.Words["calendar"]; sessions != "" {
		return l.sessions(origin, host, version, sessions)
	}
	due := flat(l.Words["due"])
	if due == "" {
		return nil, nil
	}
	d, err := calendar.ParseDate(due)
	if err != nil {
		return nil, fmt.Errorf("the letter %s has the due date %q: %w", l.Template, due, err)
	}
	if d.Before(calendar.DateOf(l.At, time.UTC)) {
		return nil, nil
	}
	c := ics.NewCalendarFor(host)
	c.SetProductId("-//" + host + "//twinning letters//" + strings.ToUpper(l.language()))
	e := c.AddEvent(token(origin, l.Stream, "obligation", l.obligation()) + "@" + host)
	e.SetDtStampTime(l.At) // golang-ical adds none by itself, and every entry must have one
	e.SetSequence(version)
	e.SetAllDayStartAt(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
	e.SetTimeTransparency(ics.TransparencyTransparent) // a due date keeps nobody busy
	e.SetSummary(around[l.language()].due + cmp.Or(w.item, l.obligation()) + ", " + w.reference)
	e.SetDescription(around[l.language()].dueDetail)
	var b bytes.Buffer
	// Its own line ends are those of the machine it runs on; RFC 5545 asks for CRLF.
	if err := c.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("write the calendar entry of the letter %s: %w", l.Template, err)
	}
	return b.Bytes(), nil
}
