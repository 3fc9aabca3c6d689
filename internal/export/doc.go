// Package export makes documents to take away of what a viewer may see: a ranking, a
// budget, what is owed, a twinning from its tender to its end, a receipt. A document asks
// the questions of internal/query for its reader and nothing else, so that it holds what
// the pages would show them; each is recorded as a read.
//
// A document is a head, which says what it is, of what, as of which instant and position
// of the ledger, for whom and by which rule, and parts: facts, or a table whose rows are
// asked for while it is written. It is written as a workbook (XLSX), as CSV, as JSON Lines,
// as a page for print (HTML), and as PDF with tags, a language, a title and an outline, by
// a Chromium where there is one.
package export
