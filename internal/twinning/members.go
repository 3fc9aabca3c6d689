package twinning

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A membership is the time for which a country belonged to a union: from the
// day of accession, until the last day.
type membership struct {
	country     string // ISO 3166-1 alpha-2
	from, until string // ISO 8601; until "" is still
}

// members is the dated table of the Member States of the European Union and
// its predecessors: the treaties of accession and, for the United Kingdom, the
// Withdrawal Agreement, which ended membership with the day of 31 January 2020
// (Brussels time).
var members = map[string][]membership{
	"EU": {
		{"BE", "1958-01-01", ""},
		{"DE", "1958-01-01", ""},
		{"FR", "1958-01-01", ""},
		{"IT", "1958-01-01", ""},
		{"LU", "1958-01-01", ""},
		{"NL", "1958-01-01", ""},
		{"DK", "1973-01-01", ""},
		{"IE", "1973-01-01", ""},
		{"GB", "1973-01-01", "2020-01-31"},
		{"GR", "1981-01-01", ""},
		{"ES", "1986-01-01", ""},
		{"PT", "1986-01-01", ""},
		{"AT", "1995-01-01", ""},
		{"FI", "1995-01-01", ""},
		{"SE", "1995-01-01", ""},
		{"CY", "2004-05-01", ""},
		{"CZ", "2004-05-01", ""},
		{"EE", "2004-05-01", ""},
		{"HU", "2004-05-01", ""},
		{"LT", "2004-05-01", ""},
		{"LV", "2004-05-01", ""},
		{"MT", "2004-05-01", ""},
		{"PL", "2004-05-01", ""},
		{"SI", "2004-05-01", ""},
		{"SK", "2004-05-01", ""},
		{"BG", "2007-01-01", ""},
		{"RO", "2007-01-01", ""},
		{"HR", "2013-07-01", ""},
	},
}

// Unions lists the unions whose members the table knows.
func Unions() []string { return []string{"EU"} }

// Member tells whether a country belonged to a union on a day.
func Member(union, country string, on calendar.Date) bool {
	country = law.NormalCountry(country)
	day := on.String()
	for _, m := range members[union] {
		if m.country == country && m.from <= day && (m.until == "" || day <= m.until) {
			return true
		}
	}
	return false
}
