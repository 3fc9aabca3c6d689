package chart_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/kedacore/keda/v2/version" // its module holds the schemas of KEDA
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	_ "k8s.io/kube-openapi/pkg/schemaconv" // its module holds the OpenAPI document of Kubernetes 1.27
	"sigs.k8s.io/yaml"
)

// schemas are what objects are compared with.
type schemas struct {
	compiler *jsonschema.Compiler
	keda     map[string]string // addresses of the schemas of KEDA's kinds
	metadata map[string]bool   // what the trigger temporal of KEDA takes
}

const kubernetes = "https://schemas.test/kubernetes.json"

func newSchemas(t *testing.T) schemas {
	t.Helper()
	s := schemas{jsonschema.NewCompiler(), map[string]string{}, map[string]bool{}}
	var swagger any
	require.NoError(t, json.Unmarshal(read(t, filepath.Join(folderOf(t, "k8s.io/kube-openapi"), "pkg/schemaconv/testdata/swagger.json")), &swagger))
	strict(swagger)
	require.NoError(t, s.compiler.AddResource(kubernetes, swagger))

	keda := folderOf(t, "github.com/kedacore/keda/v2")
	for kind, file := range map[string]string{"ScaledObject": "keda.sh_scaledobjects.yaml", "TriggerAuthentication": "keda.sh_triggerauthentications.yaml"} {
		var crd struct {
			Spec struct {
				Versions []struct {
					Name   string `json:"name"`
					Schema struct {
						OpenAPIV3Schema any `json:"openAPIV3Schema"`
					} `json:"schema"`
				} `json:"versions"`
			} `json:"spec"`
		}
		require.NoError(t, yaml.Unmarshal(read(t, filepath.Join(keda, "config/crd/bases", file)), &crd))
		require.Equal(t, "v1alpha1", crd.Spec.Versions[0].Name)
		is := crd.Spec.Versions[0].Schema.OpenAPIV3Schema
		strict(is)
		s.keda[kind] = "https://schemas.test/" + kind
		require.NoError(t, s.compiler.AddResource(s.keda[kind], is))
	}
	var scalers struct {
		Scalers []struct {
			Type       string
			Parameters []struct {
				Name       string
				Deprecated string
			}
		}
	}
	require.NoError(t, json.Unmarshal(read(t, filepath.Join(keda, "schema/generated/scalers-schema.json")), &scalers))
	for _, scaler := range scalers.Scalers {
		for _, p := range scaler.Parameters {
			if scaler.Type == "temporal" && p.Deprecated == "" {
				s.metadata[p.Name] = true
			}
		}
	}
	require.NotEmpty(t, s.metadata)
	return s
}

// folderOf is where a module is in the module cache.
func folderOf(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	require.NoError(t, err, module)
	return strings.TrimSpace(string(out))
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return text
}

// strict lets an object have the members alone that its schema names, and a number stand
// where either a number or a text may.
func strict(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, names := v["properties"].(map[string]any); names && v["type"] != nil && v["additionalProperties"] == nil && v["x-kubernetes-preserve-unknown-fields"] == nil {
			v["additionalProperties"] = false
		}
		if v["format"] == "int-or-string" || v["x-kubernetes-int-or-string"] == true {
			delete(v, "type")
		}
		for _, each := range v {
			strict(each)
		}
	case []any:
		for _, each := range v {
			strict(each)
		}
	}
}

// check holds an object to the schema of its kind, and to the Go type of the newest
// Kubernetes that this module knows.
func (s schemas) check(t *testing.T, o object) {
	t.Helper()
	version, kind := o.text("apiVersion"), o.text("kind")
	group, short, ok := strings.Cut(version, "/")
	if !ok {
		group, short = "", version
	}
	at := s.keda[kind]
	if at == "" {
		family := strings.TrimSuffix(group, ".k8s.io")
		if family == "" {
			family = "core"
		}
		at = kubernetes + "#/definitions/io.k8s.api." + family + "." + short + "." + kind
	}
	compiled, err := s.compiler.Compile(at)
	require.NoError(t, err, "%s %s", version, kind)
	text, err := json.Marshal(o)
	require.NoError(t, err)
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, compiled.Validate(v), "%s %s: %s", kind, o.name(), text)
	if group == "keda.sh" {
		return
	}
	typed, err := scheme.Scheme.New(schema.GroupVersionKind{Group: group, Version: short, Kind: kind})
	require.NoError(t, err)
	strictly := json.NewDecoder(bytes.NewReader(text))
	strictly.DisallowUnknownFields()
	require.NoError(t, strictly.Decode(typed), "%s %s", kind, o.name())
}
