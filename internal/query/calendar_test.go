package query

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// nobody sees versions of the deadline that name somebody.
var nobody covering

// recorded are the states of the call of a world.
func recorded(w *World) []callState {
	var states []callState
	c := call.Law.Zero(Stream)
	for _, f := range w.History(Stream) {
		c = call.Law.Evolve(c, f.Event, f.At)
		states = append(states, callState{call: c.(call.Call), at: f.At.RecordedAt})
	}
	for i := range states {
		states[i].call = Resolved(w, states[i].call)
	}
	return states
}

// feed is the calendar of a world, checked against RFC 5545 and read again.
func feed(t *testing.T, w *World, own covering) map[string]map[string]string {
	t.Helper()
	text := icalendar(Reference, "en", published(narrate.English(), recorded(w), own))
	require.Equal(t, text, icalendar(Reference, "en", published(narrate.English(), recorded(w), own)), "the same ledger gives the same calendar")
	require.True(t, strings.HasSuffix(text, "END:VCALENDAR\r\n"))
	require.NotContains(t, strings.ReplaceAll(text, "\r\n", ""), "\n", "3.1: lines end with CRLF")
	require.NotContains(t, strings.ReplaceAll(text, "\r\n", ""), "\r")
	for line := range strings.SplitSeq(text, "\r\n") {
		require.LessOrEqual(t, len(line), 75, "3.1: a line has at most 75 octets: %q", line)
		require.True(t, utf8.ValidString(line), "a fold never cuts a character: %q", line)
	}
	_, err := ics.ParseCalendar(strings.NewReader(text))
	require.NoError(t, err)

	entries := map[string]map[string]string{}
	var now map[string]string
	header := map[string]string{}
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n ", ""), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		switch {
		case line == "BEGIN:VEVENT":
			now = map[string]string{}
		case line == "END:VEVENT":
			for _, must := range []string{"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED", "CREATED", "SUMMARY"} {
				require.NotEmpty(t, now[must], must)
			}
			require.NotContains(t, entries, now["UID"], "3.8.4.7: an identity is of one entry")
			require.True(t, now["DTEND"] == "" || now["DTEND"] > now["DTSTART"], "3.8.2.2: an end is later than its start")
			key, rest, _ := strings.Cut(now["UID"], ".")
			require.Equal(t, "DHE-2019@twinning.example", rest)
			entries[key], now = now, nil
		case now != nil:
			require.NotContains(t, now, name, "a property is there once")
			now[name] = value
		default:
			header[name] = value
		}
	}
	require.Equal(t, "PUBLISH", header["METHOD"])
	require.Equal(t, "2.0", header["VERSION"])
	require.NotEmpty(t, header["PRODID"])
	return entries
}

func stamp(at time.Time) string { return at.UTC().Format("20060102T150405Z") }

func TestAMovedDeadlineMovesInACalendar(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	opened := w.History(Stream)[0].At.RecordedAt
	before := feed(t, w, nobody)
	require.Equal(t, "20190807T150000Z", before["deadline"]["DTSTART"])
	require.Equal(t, "0", before["deadline"]["SEQUENCE"])
	require.Equal(t, stamp(opened), before["deadline"]["DTSTAMP"])
	require.Equal(t, "20190807T150000Z", before["opening-of-tenders"]["DTSTART"])
	require.Equal(t, "20190916", before["award"]["DTSTART"])

	w.At("2019-07-01T09:00").Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Inclusive: true, Why: "die Tücken der Übertragung, welche länger dauerten als gedacht; und noch mehr: größere Überlastung"})
	moved := w.Now
	after := feed(t, w, nobody)
	for key := range before {
		switch key {
		case "deadline", "opening-of-tenders":
			require.Equal(t, before[key]["UID"], after[key]["UID"])
			require.Equal(t, "1", after[key]["SEQUENCE"])
			require.Equal(t, "20190814T150000Z", after[key]["DTSTART"])
			require.Equal(t, stamp(moved), after[key]["DTSTAMP"])
			require.Equal(t, stamp(moved), after[key]["LAST-MODIFIED"])
			require.Equal(t, before[key]["CREATED"], after[key]["CREATED"])
		default:
			require.Equal(t, before[key], after[key], "what has not moved is as it was")
		}
	}
	require.Contains(t, after["deadline"]["DESCRIPTION"], "Tücken der Übertragung")

	w.At("2019-08-20T09:00")
	require.Equal(t, after, feed(t, w, nobody), "that the call shuts moves nothing")
	w.Do(Stream, Officer, call.OpenTenders{})
	w.Do(Stream, Head, call.OpenTenders{})
	last := feed(t, w, nobody)
	require.Equal(t, "2", last["opening-of-tenders"]["SEQUENCE"])
	require.Equal(t, stamp(w.Now), last["opening-of-tenders"]["DTSTART"])
	require.Equal(t, after["deadline"], last["deadline"])
}

func TestAnExtensionForSomeIsNotPublishedToOthers(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	before := feed(t, w, nobody)
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-09T17:00"), Covers: []string{A}, Why: "their hospital burnt"})
	w.Sealed().Do(Tendering(B), Contact(B), twinning.SubmitTender{Tender: Tender(B)})
	w.Do(Stream, Head, call.AdmitLate{Tender: B, To: Wall("2019-08-08T12:00"), Why: "an unusual reason"})
	after := feed(t, w, nobody)
	require.Equal(t, before["deadline"], after["deadline"])
	require.NotContains(t, after, "named-deadline-"+A)
	require.Equal(t, "20190809T150000Z", after["opening-of-tenders"]["DTSTART"], "the opening waits for it")
	text := icalendar(Reference, "en", published(narrate.English(), recorded(w), nobody))
	for _, secret := range []string{A, B, "burnt", "unusual", "late admission"} {
		require.NotContains(t, text, secret)
	}
	own := feed(t, w, covering{names: []string{A}})
	require.Equal(t, "20190809T150000Z", own["named-deadline-"+A]["DTSTART"])
	require.Equal(t, "0", own["named-deadline-"+A]["SEQUENCE"])
	require.Equal(t, before["deadline"], own["deadline"], "the deadline for everyone is the same for everyone")
	require.NotContains(t, icalendar(Reference, "en", published(narrate.English(), recorded(w), covering{names: []string{A}})), "unusual")
}

func TestEachTenderOfAPartyHasADeadlineOfItsOwnInTheirCalendar(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B)
	own := covering{names: []string{Contact(A), A, B}}
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-20T17:00"), Covers: []string{A}, Why: "their hospital burnt"})
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-12T17:00"), Covers: []string{B}, Why: "a failed upload"})
	got := feed(t, w, own)
	require.Equal(t, "20190820T150000Z", got["named-deadline-"+A]["DTSTART"])
	require.Equal(t, "20190812T150000Z", got["named-deadline-"+B]["DTSTART"])

	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-13T17:00"), Covers: []string{B}, Why: "and another one"})
	moved := feed(t, w, own)
	require.Equal(t, got["named-deadline-"+A], moved["named-deadline-"+A])
	require.Equal(t, "20190813T150000Z", moved["named-deadline-"+B]["DTSTART"])
	require.Equal(t, "1", moved["named-deadline-"+B]["SEQUENCE"])

	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-15T17:00"), Why: "for all"})
	last := feed(t, w, own)
	require.Equal(t, got["named-deadline-"+A], last["named-deadline-"+A])
	require.Equal(t, "CANCELLED", last["named-deadline-"+B]["STATUS"], "there is more time for everyone now")
	require.Equal(t, "20190815T150000Z", last["deadline"]["DTSTART"])
}

func TestAChangedRuleBookMovesOnlyWhatItMoves(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	b := Book()
	b.Dates.Award, b.Dates.Webinars = Date("2019-09-20"), nil
	b.Dates.OpeningSession = &call.Session{On: Date("2019-08-09"), At: "10:00"}
	w.Revise(Change(b, "v2"))
	got := feed(t, w, nobody)
	require.Equal(t, "20190920", got["award"]["DTSTART"])
	require.Equal(t, "1", got["award"]["SEQUENCE"])
	require.Equal(t, "0", got["start"]["SEQUENCE"])
	require.Equal(t, "20190809T080000Z", got["opening-of-tenders"]["DTSTART"])
	require.Equal(t, "CANCELLED", got["webinar-1"]["STATUS"], "what is no date any more is taken away")
	require.Equal(t, "1", got["webinar-1"]["SEQUENCE"])
	w.Revise(Change(Book(), "v3"))
	got = feed(t, w, nobody)
	require.Equal(t, "CONFIRMED", got["webinar-1"]["STATUS"])
	require.Equal(t, "2", got["webinar-1"]["SEQUENCE"])
	require.Equal(t, "2", got["award"]["SEQUENCE"])
}

func TestTheWindowOfTheOpeningHasAnEndWhereTheRuleBookGivesOne(t *testing.T) {
	t.Parallel()
	b := Book()
	b.Dates.OpenWithin = Length("3 working days")
	w := New(t).Opened(b).Published()
	got := feed(t, w, nobody)["opening-of-tenders"]
	require.Equal(t, "20190807T150000Z", got["DTSTART"])
	require.Equal(t, "20190812T220000Z", got["DTEND"], "the end of 12 August in Brussels")
	rows := withEntries(dates(narrate.English(), w.Call(), nobody), published(narrate.English(), recorded(w), nobody))
	i := slices.IndexFunc(rows, func(r DateRow) bool { return r.Key == "opening-of-tenders" })
	require.Equal(t, "2019-08-12T22:00:00.000000Z", rows[i].Until)
	require.Equal(t, "opening-of-tenders.DHE-2019@twinning.example", rows[i].UID)
	require.Equal(t, 0, *rows[i].Sequence)
}
