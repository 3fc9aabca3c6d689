package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// answer gives JSON to whoever asked.
func answer(w http.ResponseWriter, r *http.Request, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return written(w, r, status, "application/json", append(body, '\n'), -1)
}

// written gives an answer with its ETag: the version of the life, where there is one,
// and the beginning of the answer's hash. An answer may change although its life has
// not: what somebody may see depends on other lives, too.
func written(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte, version int64) error {
	h := w.Header()
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		sum := sha256.Sum256(body)
		tag := `"` + hex.EncodeToString(sum[:8]) + `"`
		if version >= 0 {
			tag = fmt.Sprintf(`"%d-%s"`, version, hex.EncodeToString(sum[:8]))
		}
		h.Set("ETag", tag)
		if known(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Type", kind)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = bytes.NewReader(body).WriteTo(w) // whoever asked may be gone
	}
	return nil
}

// known tells whether If-None-Match names a tag.
func known(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return true
		}
	}
	return false
}
