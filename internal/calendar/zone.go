package calendar

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// TZData is the version of the IANA time zone database that this package carries and every zone here comes from. It
// stands in each [Deadline], so that a later version cannot silently give an old rule another instant.
//
// zoneinfo.zip is lib/time/zoneinfo.zip of the Go 1.26.8 distribution, unchanged; that distribution names the version in
// lib/time/update.bash. The database is in the public domain. File and constant change together.
const TZData = "2025c"

//go:embed zoneinfo.zip
var zoneinfo []byte

// zoneFiles is the directory of the embedded file, by name of zone.
var zoneFiles = sync.OnceValue(func() map[string]*zip.File {
	r, err := zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		panic("calendar: zoneinfo.zip: " + err.Error())
	}
	files := make(map[string]*zip.File, len(r.File))
	for _, f := range r.File {
		if !f.FileInfo().IsDir() {
			files[f.Name] = f
		}
	}
	return files
})

// zones keeps what Zone has read: name to *time.Location, which never changes.
var zones sync.Map

// Zone finds a time zone by its full name in the IANA database, such as "Europe/Brussels", or "UTC". It refuses with a
// sentence any other name: abbreviations (CET, EST) and old names without a place, because they do not mean one rule to
// all readers; the empty name; and "Local", because the machine has no say here.
func Zone(name string) (*time.Location, error) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	f := zoneFiles()[name]
	if f == nil || name != "UTC" && !strings.Contains(name, "/") {
		return nil, fmt.Errorf("%s is not a time zone: write a full name of the IANA database (%s here), such as Europe/Brussels, or UTC",
			quote(name), TZData)
	}
	loc, err := read(name, f)
	if err != nil {
		return nil, fmt.Errorf("read time zone %s: %w", name, err)
	}
	kept, _ := zones.LoadOrStore(name, loc)
	return kept.(*time.Location), nil
}

func read(name string, f *zip.File) (*time.Location, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(name, data)
}
