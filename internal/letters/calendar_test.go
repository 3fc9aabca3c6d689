package letters_test

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters"
)

// entry reads the one entry of a mail's calendar back.
func entry(t *testing.T, m letters.Mail) (*ics.Calendar, *ics.VEvent) {
	c, err := ics.ParseCalendar(bytes.NewReader(m.Calendar))
	require.NoError(t, err)
	require.Len(t, c.Events(), 1)
	return c, c.Events()[0]
}

func value(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

func TestALetterWithADueDateAheadHasACalendarEntryForThatDay(t *testing.T) {
	t.Parallel()
	with := []string{}
	for _, name := range letters.Templates() {
		l := sample(name)
		l.At = time.Date(2019, 8, 1, 6, 0, 0, 0, time.UTC)
		m, err := letters.Write(l, origin)
		require.NoError(t, err)
		if len(m.Calendar) == 0 || l.Words["calendar"] != "" {
			continue
		}
		with = append(with, name)
		_, e := entry(t, m)
		due, err := e.GetAllDayStartAt()
		require.NoError(t, err)
		require.Equal(t, l.Words["due"], due.Format(time.DateOnly))
		stamp, err := e.GetDtStampTime()
		require.NoError(t, err)
		require.Equal(t, l.At, stamp)
		require.Contains(t, value(e, ics.ComponentPropertySummary), "DHE-2019-7Q2MXA")
		require.Equal(t, "TRANSPARENT", value(e, ics.ComponentPropertyTransp))
	}
	require.Equal(t, []string{"amendment-prepared", "arbitration-opened", "awaited-account", "awaited-address", "awaited-authorisation", "awaited-deliverable", "awaited-meeting", "awaited-observations", "awaited-payment", "awaited-repayment", "awaited-retention", "awaited-settlement", "awaited-signature", "awaited-start", "awaited-verification", "awarded", "clarification-requested", "complaint-lodged", "consensus-awaited", "country-report-returned", "deliverable-returned", "escalation", "instalment-due", "interest-accrued", "log-returned", "overdue", "payment-resumed", "recovery-intended", "recovery-ordered", "reminder", "report-returned", "report-to-sign", "respondent-named", "suspension-asked", "termination-decided", "termination-intended"}, with)
}

func TestADueDateThatHasPassedHasNoCalendarEntry(t *testing.T) {
	t.Parallel()
	l := sample("overdue")
	for at, want := range map[time.Time]bool{
		time.Date(2020, 1, 23, 23, 59, 59, 0, time.UTC): true,
		time.Date(2020, 1, 24, 0, 0, 0, 0, time.UTC):    false,
	} {
		l.At = at
		m, err := letters.Write(l, origin)
		require.NoError(t, err)
		require.Equal(t, want, len(m.Calendar) > 0)
	}
}

func TestADueDateThatMovesMovesItsCalendarEntry(t *testing.T) {
	t.Parallel()
	write := func(id, template string, change map[string]string) (uid, sequence string) {
		l := sample(template)
		l.ID, l.At = id, time.Date(2019, 8, 1, 6, 0, 0, 0, time.UTC)
		maps.Copy(l.Words, change)
		m, err := letters.Write(l, origin)
		require.NoError(t, err)
		_, e := entry(t, m)
		return e.Id(), value(e, ics.ComponentPropertySequence)
	}
	uid, first := write("12/0", "reminder", nil)
	require.Equal(t, "12", first)
	require.Regexp(t, `^[a-z2-7]{52}@ledger\.programme\.example$`, uid)

	returned, second := write("15/0", "log-returned", nil)
	require.Equal(t, uid, returned, "another log of the month is the same thing, at another date")
	require.Equal(t, "15", second)

	again, third := write("18/0", "reminder", map[string]string{"obligation": "log-03-version-2", "due": "2020-02-03"})
	require.Equal(t, uid, again)
	require.Equal(t, "18", third)

	other, _ := write("19/0", "reminder", map[string]string{"obligation": "log-04"})
	require.NotEqual(t, uid, other)

	for template, obligation := range map[string]string{
		"awarded": "contract", "clarification-requested": "clarification", "report-returned": "interim-report-version-2",
	} {
		a, _ := write("20/0", template, nil)
		b, _ := write("21/0", "reminder", map[string]string{"obligation": obligation})
		require.Equal(t, a, b, template)
	}
}

func TestACalendarIsWrittenAsRFC5545Asks(t *testing.T) {
	t.Parallel()
	l := sample("reminder")
	l.Words["what"] = "rapport mensuel, « été »; première\\partie\r\nDTSTART:19700101 " + strings.Repeat("é", 80)
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.True(t, bytes.HasSuffix(m.Calendar, []byte("END:VCALENDAR\r\n")))
	for line := range bytes.Lines(m.Calendar) {
		require.True(t, bytes.HasSuffix(line, []byte("\r\n")))
		require.LessOrEqual(t, len(line), 77)
		require.Equal(t, 1, bytes.Count(line, []byte("\r")))
	}
	_, e := entry(t, m)
	require.Equal(t, "Due: rapport mensuel, « été »; première\\partie DTSTART:19700101 "+strings.Repeat("é", 80)+
		" (3), DHE-2019-7Q2MXA", value(e, ics.ComponentPropertySummary))
	due, err := e.GetAllDayStartAt()
	require.NoError(t, err)
	require.Equal(t, "2020-01-23", due.Format(time.DateOnly))
	golden(t, "reminder.ics", string(calendarOf(t, sample("reminder"))))
}

func calendarOf(t *testing.T, l letters.Letter) []byte {
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	return m.Calendar
}

// The sessions of a masterclass are in the letter that gives a place; one that moved moves its entry, and where none takes
// place they are cancelled.
func TestALetterAboutAMasterclassHasItsSessionsForTheCalendar(t *testing.T) {
	t.Parallel()
	uids := map[string]bool{}
	for name, status := range map[string]string{"masterclass-place": "CONFIRMED", "masterclass-confirm": "CONFIRMED", "masterclass-moved": "CONFIRMED", "masterclass-cancelled": "CANCELLED"} {
		m, err := letters.Write(sample(name), origin)
		require.NoError(t, err)
		_, e := entry(t, m)
		from, err := e.GetStartAt()
		require.NoError(t, err)
		require.Equal(t, time.Date(2024, 6, 5, 7, 0, 0, 0, time.UTC), from.UTC())
		to, err := e.GetEndAt()
		require.NoError(t, err)
		require.Equal(t, 9*time.Hour, to.Sub(from))
		require.Equal(t, status, value(e, ics.ComponentPropertyStatus))
		require.Equal(t, "12", value(e, ics.ComponentPropertySequence))
		require.Contains(t, value(e, ics.ComponentPropertyLocation), "Trieste")
		uids[e.Id()] = true
	}
	require.Len(t, uids, 1)
	l := sample("masterclass-place")
	for _, lines := range []string{"day", "day\tx\t2024-06-05T16:00:00.000000Z\ta\tb", "day\t2024-06-05T16:00:00.000000Z\tx\ta\tb"} {
		l.Words["calendar"] = lines
		_, err := letters.Write(l, origin)
		require.Error(t, err)
	}
}

// Whoever is invited to a meeting has one entry of it: it moves with the meeting, and goes with it. The sender of the letters
// organises it.
func TestALetterAboutAMeetingIsAnInvitation(t *testing.T) {
	t.Parallel()
	uids := map[string]bool{}
	for name, want := range map[string][2]string{"twinning-meeting-planned": {"REQUEST", "CONFIRMED"}, "twinning-meeting-moved": {"REQUEST", "CONFIRMED"}, "twinning-meeting-cancelled": {"CANCEL", "CANCELLED"}} {
		l := sample(name)
		l.Organizer = "The programme <programme@example.org>"
		m, err := letters.Write(l, origin)
		require.NoError(t, err)
		require.Equal(t, want[0], m.Method)
		c, e := entry(t, m)
		require.Contains(t, c.Serialize(), "METHOD:"+want[0])
		require.Equal(t, want[1], value(e, ics.ComponentPropertyStatus))
		require.Equal(t, "12", value(e, ics.ComponentPropertySequence))
		require.Equal(t, "mailto:programme@example.org", value(e, ics.ComponentPropertyOrganizer))
		require.Equal(t, "mailto:"+m.ToEmail, value(e, ics.ComponentPropertyAttendee))
		from, err := e.GetStartAt()
		require.NoError(t, err)
		require.Equal(t, time.Date(2019, 11, 5, 8, 0, 0, 0, time.UTC), from.UTC())
		wire, err := m.Message(l.Organizer)
		require.NoError(t, err)
		require.Contains(t, strings.ReplaceAll(string(wire), "\r\n ", " "), "method="+want[0])
		uids[e.Id()] = true
	}
	require.Len(t, uids, 1)
	l := sample("twinning-meeting-planned")
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Empty(t, m.Method, "nobody is known who organises it")
	require.NotContains(t, string(m.Calendar), "METHOD")
	l.Words["place"] = ""
	m, err = letters.Write(l, origin)
	require.NoError(t, err)
	require.Contains(t, string(m.Calendar), "LOCATION:in person and online")
	for _, lines := range []string{"day", "day\tx\t2024-06-05T16:00:00.000000Z", "day\t2024-06-05T16:00:00.000000Z\tx"} {
		l.Words["calendar"] = lines
		_, err := letters.Write(l, origin)
		require.Error(t, err)
	}
	l = sample("twinning-meeting-planned")
	l.Organizer = "nobody"
	_, err = letters.Write(l, origin)
	require.ErrorContains(t, err, "who organises")
	l.Words["calendar"] = ""
	m, err = letters.Write(l, origin)
	require.NoError(t, err)
	require.Empty(t, m.Calendar)
}
