package programme

import (
	"encoding/json"

	"twinning.example/engine/internal/twinning"
)

// A Draft is a tender's file as far as it is written.
type Draft struct {
	// Tender is what could be read; the rest is empty.
	Tender twinning.Tender
	// Missing is what keeps it from being submitted, in the order of the file:
	// fields that are not there, and values that are not as they should be. It is
	// nil where ParseTender would take the file.
	Missing Problems
	// Values are the fields as they are written, unfit ones too, without marks: groups,
	// lists, texts, json.Number, booleans and nil.
	Values map[string]any
}

// ParseDraft reads the file of a tender that may be incomplete: any field may be
// missing, empty or unfit. name is how messages call the file. The error, if
// any, is Problems: bytes that are no text, or text that is no group of fields
// in YAML (or JSON, which is YAML).
func ParseDraft(name string, data []byte) (Draft, error) {
	root, ps := read(name, data)
	if root == nil || len(ps) > 0 {
		return Draft{}, ps.err()
	}
	d := Draft{Values: map[string]any{}}
	for _, field := range root.fields {
		d.Values[field.name] = field.unmarked()
	}
	d.Missing = TenderSchema.check(name, root)
	for _, field := range root.fields {
		if field.broken {
			continue
		}
		// Field by field, so that one which cannot be read takes no other with it.
		text, err := json.Marshal(map[string]any{field.name: field.tree(true)})
		if err == nil {
			err = json.Unmarshal(text, &d.Tender)
		}
		if err != nil && !d.Missing.touch(field.path()) {
			d.Missing = append(d.Missing, field.problem(name, "cannot be read", allowed(base+string(TenderSchema), "properties", field.name)))
		}
	}
	if len(d.Missing) == 0 {
		if err := d.Tender.Check(); err != nil {
			d.Missing = Problems{root.find(pathOf(err.Error())).problem(name, err.Error(), "")}
		}
	}
	d.Tender.Sources = append(d.Tender.Sources, root.sources()...)
	d.Missing = d.Missing.ordered()
	return d, nil
}
