package calendar_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
)

func TestZonesAreFoundByTheirFullName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/Brussels", "Europe/Kyiv", "Europe/Kiev", "America/Argentina/Buenos_Aires", "America/St_Johns", "UTC"} {
		require.Equal(t, name, zone(t, name).String())
		require.Same(t, zone(t, name), zone(t, name))
	}
	for _, name := range []string{
		"", "Local", "CET", "EST", "Zulu", "Brussels", "europe/brussels", "Europe/", "Europe", "Europe/Bruxelles",
		"../etc/passwd", "/usr/share/zoneinfo/UTC", "+02:00", strings.Repeat("x", 1000),
	} {
		_, err := calendar.Zone(name)
		require.ErrorContains(t, err, "is not a time zone: write a full name of the IANA database (2025c here), such as Europe/Brussels, or UTC", name)
		require.Less(t, len(err.Error()), 200)
	}
}

func TestTheEmbeddedFileAndItsVersionChangeTogether(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256(calendar.ZoneFile())
	require.Equal(t, "2025c 8f55634d05f8bca1f7bc7c69c5933428c69357e0bdf565e5ba224e3f88ff12e8",
		calendar.TZData+" "+hex.EncodeToString(sum[:]), "the file was replaced: set TZData and this sum")
}

func TestEveryEmbeddedZoneCanBeRead(t *testing.T) {
	t.Parallel()
	names := calendar.ZoneNames()
	require.Greater(t, len(names), 500)
	for _, name := range names {
		loc, err := calendar.ReadZone(name)
		require.NoError(t, err, name)
		_, err = calendar.Zone(name)
		require.Equal(t, strings.Contains(name, "/") || name == "UTC", err == nil, name)
		require.NotNil(t, loc)
	}
}

// changes are the instants at which a zone changes its offset, or only its name, in some years.
func changes(loc *time.Location, from, to int) []time.Time {
	var all []time.Time
	for at := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).In(loc); at.Year() < to; {
		_, next := at.ZoneBounds()
		switch {
		case next.IsZero():
			return all
		case next.After(at):
			at = next
			all = append(all, at.UTC())
		default:
			at = at.AddDate(0, 0, 1) // https://go.dev/issue/81583
		}
	}
	return all
}

// The End of a day is exact as long as no zone goes back over midnight: then the calendar would show a date again after
// its End. St John's did until 2011.
func TestNoZoneHasShownADateAgainAfterItsEndSince2012(t *testing.T) {
	t.Parallel()
	for _, name := range calendar.ZoneNames() {
		loc, err := calendar.ReadZone(name)
		require.NoError(t, err)
		for _, at := range changes(loc, 2012, 2060) {
			before := calendar.DateOf(at.Add(-time.Microsecond), loc)
			require.False(t, calendar.DateOf(at, loc).Before(before), "%s at %s", name, at)
		}
	}
}

// A clock just before and just after each change of offset, in every zone, is found again: none is stepped over.
func TestNoChangeOfClocksIsOverlooked(t *testing.T) {
	t.Parallel()
	for _, name := range calendar.ZoneNames() {
		loc, err := calendar.ReadZone(name)
		require.NoError(t, err)
		for _, at := range changes(loc, 1900, 2045) {
			require.NoError(t, calendar.CheckStretches(at, loc), "%s at %s", name, at)
		}
	}
}

// TestTheMachineHasNoSayInZones runs this test once more in a process whose ZONEINFO makes Brussels a zone without summer
// time. The standard library believes it; Zone does not.
func TestTheMachineHasNoSayInZones(t *testing.T) {
	t.Parallel()
	if os.Getenv("CALENDAR_TEST_MISLED") == "" {
		dir := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(dir, "Europe"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "Europe", "Brussels"), misleading(t), 0o600))
		run := exec.Command(os.Args[0], "-test.run=^TestTheMachineHasNoSayInZones$", "-test.v")
		run.Env = append(os.Environ(), "CALENDAR_TEST_MISLED=1", "ZONEINFO="+dir, "TZ=Asia/Kathmandu")
		out, err := run.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), "the standard library was misled")
		return
	}
	at := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	misled, err := time.LoadLocation("Europe/Brussels")
	require.NoError(t, err)
	require.Equal(t, "15:00", at.In(misled).Format("15:04"))
	t.Log("the standard library was misled")
	require.Equal(t, "17:00", at.In(zone(t, "Europe/Brussels")).Format("15:04"))
	require.Equal(t, "2019-08-07T15:00:00.000000Z", calendar.Instant(at.Local()))
}

// misleading is the file of a zone that is always UTC, in the form that the standard library reads.
func misleading(t *testing.T) []byte {
	header := func(version byte) []byte {
		h := append([]byte("TZif"), version)
		h = append(h, make([]byte, 15)...)
		// counts: isut, isstd, leap, transitions, types, characters
		for _, n := range []byte{0, 0, 0, 0, 1, 4} {
			h = append(h, 0, 0, 0, n)
		}
		return append(h, 0, 0, 0, 0, 0, 0, 'U', 'T', 'C', 0) // one type: offset 0, not summer time, name 0
	}
	file := append(header('2'), header('2')...)
	file = append(file, "\nUTC0\n"...)
	_, err := time.LoadLocationFromTZData("misleading", file)
	require.NoError(t, err)
	return file
}
