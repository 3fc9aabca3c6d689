package deploy_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// A service is one of docker-compose.yaml, with what others hand down to it.
type service struct {
	Image       string            `yaml:"image"`
	Environment map[string]string `yaml:"environment"`
	ReadOnly    bool              `yaml:"read_only"`
	CapDrop     []string          `yaml:"cap_drop"`
	SecurityOpt []string          `yaml:"security_opt"`
	Restart     string            `yaml:"restart"`
	Ports       []string          `yaml:"ports"`
	Healthcheck map[string]any    `yaml:"healthcheck"`
	Deploy      struct {
		Replicas  int `yaml:"replicas"`
		Resources struct {
			Limits map[string]string `yaml:"limits"`
		} `yaml:"resources"`
	} `yaml:"deploy"`
}

func services(t *testing.T) map[string]service {
	t.Helper()
	var file struct {
		Services map[string]service `yaml:"services"`
	}
	require.NoError(t, yaml.Unmarshal(read(t, "../docker-compose.yaml"), &file))
	require.NotEmpty(t, file.Services)
	return file.Services
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return text
}

func TestEveryServiceIsLimitedAndHasNoMoreRightsThanItNeeds(t *testing.T) {
	t.Parallel()
	writes := []string{"temporal", "temporal-ui"} // each writes its own configuration when it begins
	for name, s := range services(t) {
		require.Equal(t, !slices.Contains(writes, name), s.ReadOnly, name)
		require.Equal(t, []string{"ALL"}, s.CapDrop, name)
		require.Equal(t, []string{"no-new-privileges:true"}, s.SecurityOpt, name)
		for _, limit := range []string{"cpus", "memory", "pids"} {
			require.NotEmpty(t, s.Deploy.Resources.Limits[limit], "%s: %s", name, limit)
		}
		if s.Restart != "no" { // a step runs to its end
			require.NotEmpty(t, s.Healthcheck, name)
		}
		require.NotContains(t, s.Image, ":latest", name)
		for _, p := range s.Ports {
			require.True(t, strings.HasPrefix(p, "127.0.0.1:"), "%s: %s is reached from other machines", name, p)
		}
	}
	require.Equal(t, 2, services(t)["worker"].Deploy.Replicas)
	require.Equal(t, 2, services(t)["desk"].Deploy.Replicas)
}

// Who signs in is one of the demo's people, and the desk and its provider know each other.
func TestTheProviderOfSignInKnowsTheDeskAndThePeople(t *testing.T) {
	t.Parallel()
	var dex struct {
		Issuer        string `yaml:"issuer"`
		StaticClients []struct {
			ID           string   `yaml:"id"`
			Secret       string   `yaml:"secret"`
			SecretEnv    string   `yaml:"secretEnv"`
			RedirectURIs []string `yaml:"redirectURIs"`
		} `yaml:"staticClients"`
		StaticPasswords []struct {
			Email       string `yaml:"email"`
			Username    string `yaml:"username"`
			UserID      string `yaml:"userID"`
			Hash        string `yaml:"hash"`
			HashFromEnv string `yaml:"hashFromEnv"`
		} `yaml:"staticPasswords"`
	}
	require.NoError(t, yaml.Unmarshal(read(t, "compose/dex.yaml"), &dex))
	desk := services(t)["desk"].Environment
	require.Equal(t, desk["TWINNING_OIDC_ISSUER"], dex.Issuer)
	require.Len(t, dex.StaticClients, 1)
	require.Equal(t, desk["TWINNING_OIDC_CLIENT_ID"], dex.StaticClients[0].ID)
	require.Equal(t, []string{desk["TWINNING_DESK_URL"] + "/sign-in/callback"}, dex.StaticClients[0].RedirectURIs)
	require.Empty(t, dex.StaticClients[0].Secret)
	require.Equal(t, "DESK_SECRET", dex.StaticClients[0].SecretEnv)
	caddy := string(read(t, "compose/Caddyfile"))
	require.Contains(t, caddy, desk["TWINNING_DESK_URL"]+" {")
	require.Contains(t, caddy, strings.TrimSuffix(dex.Issuer, "/dex")+" {")

	var file struct {
		People []struct{ Alias, Name, Email string } `yaml:"people"`
	}
	require.NoError(t, yaml.Unmarshal(read(t, "../programmes/dhe-2019.people.yaml"), &file))
	known := map[string]string{}
	for _, p := range file.People {
		known[p.Email] = p.Name
	}
	seen := map[string]bool{}
	require.NotEmpty(t, dex.StaticPasswords)
	for _, p := range dex.StaticPasswords {
		require.Equal(t, known[p.Email], p.Username, p.Email)
		require.Empty(t, p.Hash, "%s: a password stands in the repository", p.Email)
		require.Regexp(t, `^HASH_[A-Z0-9_]+$`, p.HashFromEnv)
		require.False(t, seen[p.HashFromEnv] || seen[p.UserID], p.Email)
		seen[p.HashFromEnv], seen[p.UserID] = true, true
	}
}

var variable = regexp.MustCompile(`\b(?:TWINNING|TEMPORAL|MIGRATE|DATABASE)_[A-Z_]+\b`)

// known are the variables that the programs read.
func known(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{"TEMPORAL_ADDRESS": true, "TEMPORAL_NAMESPACE": true}                                                                 // Temporal's own, which its library reads
	for _, name := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG"} { // OpenTelemetry's, as its library does
		names[name] = true
	}
	for _, dir := range []string{"../starter", "../worker", "../internal/local"} {
		files, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, f := range files {
			if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
				for _, name := range variable.FindAllString(string(read(t, dir+"/"+f.Name())), -1) {
					names[name] = true
				}
			}
		}
	}
	return names
}

func TestTheChartSetsNoVariableThatNobodyReads(t *testing.T) {
	t.Parallel()
	names := known(t)
	files, err := os.ReadDir("chart/templates")
	require.NoError(t, err)
	set := 0
	for _, f := range files {
		for _, name := range variable.FindAllString(string(read(t, "chart/templates/"+f.Name())), -1) {
			require.True(t, names[name] || strings.HasPrefix(name, "TEMPORAL_TLS") || name == "TEMPORAL_API_KEY", "%s sets %s, which no program reads", f.Name(), name)
			set++
		}
	}
	require.Greater(t, set, 30)
}

func TestWorkersAndDesksGiveOutTracesWhereACollectorIsNamed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"worker", "desk"} {
		require.Equal(t, "${OTEL_EXPORTER_OTLP_ENDPOINT:-}", services(t)[name].Environment["OTEL_EXPORTER_OTLP_ENDPOINT"], name)
	}
	require.Contains(t, string(read(t, "../.env.example")), "\nOTEL_EXPORTER_OTLP_ENDPOINT=\n")
}

func TestDockerComposeSetsNoVariableThatNobodyReads(t *testing.T) {
	t.Parallel()
	names := known(t)
	for service, s := range services(t) {
		if !strings.HasPrefix(s.Image, "twinning:") {
			continue
		}
		for name := range s.Environment {
			require.True(t, names[name], "%s sets %s, which no program reads", service, name)
		}
	}
}
