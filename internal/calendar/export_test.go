package calendar

import (
	"fmt"
	"time"
)

// ReadZone reads a zone from the embedded file without the cache of Zone.
func ReadZone(name string) (*time.Location, error) { return read(name, zoneFiles()[name]) }

// ZoneFile is the embedded file.
func ZoneFile() []byte { return zoneinfo }

// ZoneNames are all names in the embedded file, also those that Zone refuses.
func ZoneNames() []string {
	var names []string
	for name := range zoneFiles() {
		names = append(names, name)
	}
	return names
}

// CheckStretches compares what was found around an instant at which a zone changes with the zone's offsets just before
// it, at it, and nowhere else.
func CheckStretches(change time.Time, loc *time.Location) error {
	before, at := offsetAt(change.Add(-time.Second), loc), offsetAt(change, loc)
	all := stretchesAround(change, loc)
	for i, s := range all {
		if i > 0 && (s.start != all[i-1].end || s.offset == all[i-1].offset || s.offset != offsetAt(s.start, loc)) {
			return fmt.Errorf("stretches do not meet at %s", s.start)
		}
		if s.contains(change.Add(-time.Second)) && s.offset != before || s.contains(change) && s.offset != at {
			return fmt.Errorf("wrong offset %s", s.offset)
		}
	}
	return nil
}
