package explain

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// firstDifference says where two JSON texts differ first.
func firstDifference(recorded, computed []byte) law.Reason {
	var was, is any
	if json.Unmarshal(recorded, &was) != nil || json.Unmarshal(computed, &is) != nil {
		return law.Why("differs-unreadable")
	}
	path, a, b := differ("", was, is)
	if path == "" {
		return law.Why("differs-in-writing")
	}
	return law.Why("differs-at", narrate.Verbatim("path", path), narrate.Verbatim("recorded", shortly(a)), narrate.Verbatim("computed", shortly(b)))
}

func differ(path string, a, b any) (string, any, any) {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			return path + "/", a, b
		}
		keys := slices.Sorted(maps.Keys(x))
		for k := range y {
			if _, has := x[k]; !has {
				keys = append(keys, k)
			}
		}
		for _, k := range keys {
			if at, va, vb := differ(path+"/"+k, x[k], y[k]); at != "" {
				return at, va, vb
			}
		}
		return "", nil, nil
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return path + "/", a, b
		}
		for i := range x {
			if at, va, vb := differ(fmt.Sprintf("%s/%d", path, i), x[i], y[i]); at != "" {
				return at, va, vb
			}
		}
		return "", nil, nil
	}
	if a != b {
		return path, a, b
	}
	return "", nil, nil
}

// shortly is a value as JSON, cut where it is long.
func shortly(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if r := []rune(string(text)); len(r) > 120 {
		return string(r[:120]) + "..."
	}
	return string(text)
}
