package programme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"twinning.example/engine/internal/market"
)

// LoadMarket reads and checks the rule book of a marketplace in a file. Its officers are still
// the aliases of the file.
func LoadMarket(path string) (market.Rules, error) {
	data, err := readFile(path)
	if err != nil {
		return market.Rules{}, err
	}
	return ParseMarket(path, data)
}

// ParseMarket is LoadMarket of a file that was read. Marks become the Sources of the rule book.
func ParseMarket(name string, data []byte) (market.Rules, error) {
	return parsed(name, data, func(r *market.Rules, from []string) { r.Sources = append(r.Sources, from...) })
}

// ParseEntry reads and checks what an entry of a marketplace says, in a file.
func ParseEntry(name string, data []byte) (market.Content, error) {
	c, err := ParseContent[market.Content](name, data)
	if err != nil {
		return c, err
	}
	return c, c.Check()
}

// strictly reads a file into v, and refuses fields that v does not have.
func strictly(name string, data []byte, v any) (*value, error) {
	root, ps := read(name, data)
	if root == nil || len(ps) > 0 {
		return nil, ps.err()
	}
	text, err := json.Marshal(root.plain())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return nil, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "json: "))
	}
	return root, nil
}
