// Package programmes carries the calls that ship with the program, as data:
// rule books, the sample people and tenders beside them, and the schemas of
// these files and of those that the command line reads.
//
// internal/programme reads and checks them. Whoever runs a call of their own
// writes such a file anywhere and names it.
package programmes

import "embed"

// FS holds the files by their names in this folder: dhe-2019.yaml,
// dhe-2019.people.yaml, tenders/mask.yaml, examples/entry.yaml, schema.json, words/fr.json.
//
//go:embed *.yaml tenders/*.yaml markets/*.yaml surveys/*.yaml masterclasses/*.yaml initiatives/*.yaml bodies/*.yaml
//go:embed examples/*.yaml *.json words/*.json
var FS embed.FS
