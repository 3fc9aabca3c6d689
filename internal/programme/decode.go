package programme

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Decode reads a file in YAML (or JSON, which is YAML) into v, after comparing
// it with a schema. file is how messages call it. The error, if any, is
// Problems: everything that is wrong, each with its place. Then v means nothing.
func Decode(file string, data []byte, schema Schema, v any) error {
	_, ps := decode(file, data, schema, v)
	return ps.err()
}

// decode is Decode that keeps what is needed for further checks. Where there
// are problems v holds the rest; where the file could not be read, root is nil.
func decode(file string, data []byte, schema Schema, v any) (root *value, ps Problems) {
	root, ps = read(file, data)
	if root == nil {
		return nil, ps
	}
	ps = append(ps, schema.check(file, root)...)
	text, err := json.Marshal(root.plain())
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil && len(ps) == 0 {
		// The schema and the type differ. A test holds them together; if it has a
		// gap, the file is still refused.
		p := root.problem(file, err.Error(), "")
		var mismatch *json.UnmarshalTypeError
		if errors.As(err, &mismatch) {
			p = root.find("/"+strings.ReplaceAll(mismatch.Field, ".", "/")).problem(file, fmt.Sprintf("a %s cannot be read here", mismatch.Value), "")
		}
		ps = append(ps, p)
	}
	return root, ps
}
