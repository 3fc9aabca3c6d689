package main

import (
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are licences whose works may be linked into a program under the Apache License
// 2.0. MPL-2.0 asks for the source of its own files alone, and says that it may stand
// beside others (3.3).
var allowed = []string{
	"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-2-Clause-Views", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "PostgreSQL", "Unicode-DFS-2016", "Unlicense", "Zlib",
}

// unknown is a licence file whose text is none that is known.
const unknown = "unknown"

// identify names the licences of a text, by their SPDX ids; unknown where less than three
// quarters of it are known.
func identify(text []byte) []string {
	cover := licensecheck.Scan(text)
	var ids []string
	for _, m := range cover.Match {
		if !m.IsURL {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 || cover.Percent < 75 {
		ids = append(ids, unknown)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// judge says why a work with these licences may not be used; "" where it may.
func judge(licences []string) string {
	if len(licences) == 0 {
		return "it has no licence"
	}
	var not []string
	for _, id := range licences {
		if !slices.Contains(allowed, id) {
			not = append(not, id)
		}
	}
	if len(not) == 0 {
		return ""
	}
	return "not allowed: " + strings.Join(not, ", ") + ", of " + strings.Join(licences, ", ")
}
