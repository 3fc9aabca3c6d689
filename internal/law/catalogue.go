package law

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// ErrUnknownKind is the cause of a decoding error for a kind that the law does not have.
var ErrUnknownKind = errors.New("unknown kind")

// A Catalogue reads the members of a closed union by their kind.
type Catalogue[T interface{ Kind() string }] struct {
	types map[string]reflect.Type
	kinds []string
}

// NewCatalogue lists the members of a union, by example, in the order of a life.
func NewCatalogue[T interface{ Kind() string }](members ...T) Catalogue[T] {
	c := Catalogue[T]{types: make(map[string]reflect.Type, len(members))}
	for _, m := range members {
		if _, twice := c.types[m.Kind()]; twice {
			panic("law: kind " + m.Kind() + " is in the catalogue twice")
		}
		c.types[m.Kind()] = reflect.TypeOf(m)
		c.kinds = append(c.kinds, m.Kind())
	}
	return c
}

// Kinds lists the kinds of the union.
func (c Catalogue[T]) Kinds() []string { return c.kinds }

// Zero returns the empty member of a kind.
func (c Catalogue[T]) Zero(kind string) (T, bool) {
	t, ok := c.types[kind]
	if !ok {
		var none T
		return none, false
	}
	return reflect.New(t).Elem().Interface().(T), true
}

// Decode reads one member. Fields that the member does not have are refused.
func (c Catalogue[T]) Decode(kind string, body []byte) (T, error) {
	var none T
	t, ok := c.types[kind]
	if !ok {
		return none, fmt.Errorf("%s: %w", kind, ErrUnknownKind)
	}
	v := reflect.New(t)
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	switch err := d.Decode(v.Interface()); {
	case errors.Is(err, io.EOF):
		return none, fmt.Errorf("read %s: it is empty; write {} where it says nothing", kind)
	case err != nil:
		return none, fmt.Errorf("read %s: %w", kind, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return none, fmt.Errorf("read %s: there is something after its end", kind)
	}
	return v.Elem().Interface().(T), nil
}

// DecodeEvent reads an event from its body as it is stored. Its envelope is
// not read: nothing that a law decides may rest on it.
func DecodeEvent[T interface{ Kind() string }](c Catalogue[T], kind string, body []byte) (T, error) {
	own, err := WithoutEnvelope(body)
	if err != nil {
		var none T
		return none, fmt.Errorf("%s: %w", kind, err)
	}
	return c.Decode(kind, own)
}

// Hash is the SHA-256 of a state, by which a replay is compared with what stood
// when the answer was given.
func Hash(s State) ([32]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return [32]byte{}, fmt.Errorf("hash state: %w", err)
	}
	return sha256.Sum256(b), nil
}
