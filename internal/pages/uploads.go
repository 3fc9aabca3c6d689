package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/evidence"
)

// mostFields is how many bytes the fields of a form beside its files may have.
const mostFields = 2 << 20

// read takes the fields of a form as they come. Each file goes into the store, sealed, and
// its name in the store takes its place, NAME-stored, with what it is called, NAME-title.
// Of a file that a field asks the hash or the text of, that is kept and nothing else.
func (d *desk) read(r *request, t target) (url.Values, []complaint, error) {
	_ = http.NewResponseController(r.w).SetReadDeadline(time.Now().Add(uploadTime)) // where it cannot be set, the server's own holds
	form, err := r.MultipartReader()
	if err != nil {
		if err := r.ParseForm(); err != nil {
			return nil, nil, err
		}
		return maps.Clone(r.PostForm), nil, nil
	}
	values, wrong, size := url.Values{}, []complaint(nil), 0
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return values, wrong, nil
		}
		if err != nil {
			return nil, nil, err
		}
		name, title := part.FormName(), fileName(part.FileName())
		in := slices.IndexFunc(t.fields, func(x input) bool { return x.name == strings.TrimSuffix(name, "-upload") })
		switch {
		case title != "" && in >= 0 && t.fields[in].kind == "hash":
			sum := sha256.New()
			if _, err := io.Copy(sum, part); err != nil {
				return nil, nil, err
			}
			values.Set(t.fields[in].name, hex.EncodeToString(sum.Sum(nil)))
		case title != "" && (in < 0 || t.fields[in].kind != "textfile"):
			if wrong, err = d.keepFile(r, t, values, wrong, name, title, part); err != nil {
				return nil, nil, err
			}
		default:
			text, err := io.ReadAll(io.LimitReader(part, mostFields))
			if size += len(text); err != nil || size > mostFields {
				return nil, nil, errors.Join(err, &http.MaxBytesError{Limit: mostFields})
			}
			switch {
			case title != "":
				values.Set(t.fields[in].name, string(text))
			case strings.HasSuffix(name, "-upload"): // no file was chosen
			case in >= 0 && len(text) == 0 && len(values[name]) > 0: // a file came before it
			default:
				values.Add(name, string(text))
			}
		}
	}
}

// keepFile puts a file into the store; it is not taken where the store does not take it.
func (d *desk) keepFile(r *request, t target, values url.Values, wrong []complaint, name, title string, content io.Reader) ([]complaint, error) {
	if d.Evidence == nil {
		return append(wrong, complaint{name, r.say("document.nostore")}), nil
	}
	f, err := d.Evidence.Put(r.Context(), evidence.Upload{Stream: t.stream, By: r.viewer.Person, Content: content})
	if errors.Is(err, evidence.ErrRefused) {
		return append(wrong, complaint{name, title + r.colon() + r.why(err)}), nil
	}
	if err != nil {
		return wrong, err
	}
	if slices.ContainsFunc(t.fields, func(x input) bool { return x.name == name && x.kind == "uploads" }) {
		values.Add(name+"-stored", f.Name)
		values.Add(name+"-title", title)
		return wrong, nil
	}
	values.Set(name+"-stored", f.Name)
	values.Set(name+"-title", title)
	return wrong, nil
}

// namesOf are the names of the fields that were sent.
func namesOf(v url.Values) iter.Seq[string] { return maps.Keys(v) }
