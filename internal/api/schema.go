package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/schema"
)

const components = schema.Components

// schemas makes JSON Schemas of Go types, of what is sent or of answers.
type schemas struct {
	registry huma.Registry
	sent     bool
}

// of is the schema of a type.
func (s schemas) of(t reflect.Type) *huma.Schema {
	return schema.Set{Registry: s.registry, Sent: s.sent}.Of(t)
}
