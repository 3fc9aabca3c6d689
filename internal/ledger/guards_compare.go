package ledger

import (
	"maps"
	"slices"
	"strings"
)

// compareGuards says what differs between two inventories, a sentence each, in order of their lines. Nothing more is said of a table that is
// missing, nor of the columns, constraints and indexes of one that should not be there.
func compareGuards(has, wants []string) (what []string) {
	found, expected := byGuard(has), byGuard(wants)
	missing, added := wholeTables(expected, found), wholeTables(found, expected)
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		definition, ok := found[name]
		switch {
		case ok && definition == expected[name] || !ok && ofAny(name, missing):
		case ok:
			what = append(what, name+" is not the one of this version: it is \""+definition+"\", and should be \""+expected[name]+"\"")
		case expected[name] != "":
			what = append(what, name+" is missing")
		default:
			what = append(what, negate(name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if _, ok := expected[name]; ok || isPart(name) && ofAny(name, added) {
			continue
		}
		if found[name] == "" {
			what = append(what, name)
		} else {
			what = append(what, name+" is not of this version: \""+found[name]+"\"")
		}
	}
	return what
}

// byGuard maps the names of objects to their definitions, and sentences to nothing.
func byGuard(lines []string) map[string]string {
	out := make(map[string]string, len(lines))
	for _, line := range lines {
		name, definition, _ := strings.Cut(line, ": ")
		out[name] = definition
	}
	return out
}

// wholeTables are the tables of one inventory that another lacks.
func wholeTables(of, lacks map[string]string) (tables []string) {
	for name := range of {
		if table, ok := strings.CutPrefix(name, "the table "); ok {
			if _, ok := lacks[name]; !ok {
				tables = append(tables, table)
			}
		}
	}
	return tables
}

// ofAny tells whether a guard belongs to one of the tables, but is not the table itself.
func ofAny(name string, tables []string) bool {
	return slices.ContainsFunc(tables, func(table string) bool {
		return strings.HasSuffix(name, " "+table) && name != "the table "+table
	})
}

// isPart tells whether a guard is a part of its table's definition.
func isPart(name string) bool {
	return strings.HasPrefix(name, "the column ") || strings.HasPrefix(name, "the constraint ") || strings.HasPrefix(name, "the index ")
}

// negate says that a sentence of an inventory does not hold.
func negate(sentence string) string {
	for _, verb := range []string{" may ", " is ", " has "} {
		if before, after, ok := strings.Cut(sentence, verb); ok {
			return before + verb + "not " + after
		}
	}
	return "it does not hold that " + sentence
}
