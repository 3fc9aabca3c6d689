package client

import "encoding/json"

// A Text is what a person wrote in their own words. Where it is not shown, or was erased,
// Said is "" and Position and Field say where it stands.
type Text struct {
	Said     string
	Position int64  // of the receipt in the ledger
	Field    string // JSON pointer into the command
}

type reference struct {
	Position int64  `json:"position"`
	Field    string `json:"field"`
}

// UnmarshalJSON reads a text or a reference to one.
func (t *Text) UnmarshalJSON(text []byte) error {
	*t = Text{}
	if len(text) > 0 && text[0] == '{' {
		var r reference
		err := json.Unmarshal(text, &r)
		t.Position, t.Field = r.Position, r.Field
		return err
	}
	return json.Unmarshal(text, &t.Said)
}

// MarshalJSON writes what UnmarshalJSON reads.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.Said == "" && t.Field != "" {
		return json.Marshal(reference{t.Position, t.Field})
	}
	return json.Marshal(t.Said)
}
