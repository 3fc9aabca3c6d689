// Package privacy makes docs/privacy.md, the record of processing, from the code: its
// tests name every field that holds words or ids of people, and every column beside the
// ledger, and fail for one that nobody has described. UPDATE=1 go test ./internal/privacy
// writes the document anew.
package privacy
