package chart_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/lint"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

const folder = "../../deploy/chart"

// What is set in each of the cases.
var (
	least = `
origin: twinning.example.org
temporal: {address: "temporal.temporal:7233"}
serve: {url: "https://desk.example.org", oidc: {issuer: "https://sign-in.example.org", clientID: desk}}
`
	everything = `
image: {repository: registry.example.org/twinning, tag: abc1234, pullSecrets: [registry]}
origin: twinning.example.org
temporal:
  address: "twinning.tmprl.cloud:7233"
  namespace: twinning.prod
  tls: true
  apiKey: {name: temporal, key: api-key}
  clientCertificate: temporal-client
  serverCA: {name: temporal-ca, key: ca.crt}
  serverName: twinning.tmprl.cloud
evidence: {bucket: "s3://evidence?region=eu-west-1", credentials: evidence-bucket, clamd: "tcp://clamd:3310"}
mail: {address: "mail.example.org:465", from: "Twinnings <twinnings@example.org>", user: twinnings, password: {name: mail, key: password}}
worker:
  deployment: {name: twinning, buildID: abc1234}
  autoscaling: {keda: {enabled: true}}
  nodeSelector: {zone: a}
  tolerations: [{key: batch, operator: Exists}]
serve:
  url: https://desk.example.org
  proxies: [10.0.0.0/8, 192.168.0.0/16]
  tlsSecret: desk-tls
  oidc: {issuer: "https://sign-in.example.org", clientID: desk, clientSecret: {name: oidc, key: secret}}
ingress: {enabled: true, className: nginx, annotations: {example.org/body-size: 60m}, tlsSecret: desk-tls}
networkPolicy:
  desk: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}}]
  metrics: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
  postgres: {to: [{ipBlock: {cidr: 10.1.2.0/24}}]}
  temporal: {to: [{ipBlock: {cidr: 0.0.0.0/0}}]}
`
	fixed = least + `
evidence: {claim: evidence}
worker: {autoscaling: {enabled: false}}
`
)

func cases() map[string]string {
	return map[string]string{
		"least": least, "everything": everything, "fixed": fixed,
		"by hand": least + "migrate: {enabled: false}\nnetworkPolicy: {enabled: false}\n",
	}
}

// An object is one of Kubernetes.
type object map[string]any

func (o object) text(path ...string) string {
	s, _ := o.at(path...).(string)
	return s
}

func (o object) name() string { return o.text("metadata", "name") }

// at is what stands under a path; nil where there is nothing.
func (o object) at(path ...string) any {
	var v any = map[string]any(o)
	for _, p := range path {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

// rendered is what Helm makes of the chart.
func rendered(values string) ([]object, string, error) {
	c, err := loader.Load(folder)
	if err != nil {
		return nil, "", err
	}
	given := map[string]any{}
	if err := yaml.Unmarshal([]byte(values), &given); err != nil {
		return nil, "", err
	}
	all, err := util.ToRenderValues(c, given, common.ReleaseOptions{Name: "prod", Namespace: "twinning", IsInstall: true}, common.DefaultCapabilities)
	if err != nil {
		return nil, "", err
	}
	files, err := engine.Render(c, all)
	if err != nil {
		return nil, "", err
	}
	var objects []object
	var whole strings.Builder
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(file) != ".yaml" {
			continue
		}
		whole.WriteString(files[file])
		for _, text := range strings.Split("\n"+files[file], "\n---") {
			var o object
			if err := yaml.UnmarshalStrict([]byte(text), &o); err != nil {
				return nil, "", fmt.Errorf("%s: %w\n%s", file, err, text)
			}
			if len(o) > 0 {
				objects = append(objects, o)
			}
		}
	}
	return objects, whole.String(), nil
}

func render(t *testing.T, values string) []object {
	t.Helper()
	objects, _, err := rendered(values)
	require.NoError(t, err)
	require.NotEmpty(t, objects)
	return objects
}

// of are the objects of a kind, by name.
func of(objects []object, kind string) map[string]object {
	found := map[string]object{}
	for _, o := range objects {
		if o.text("kind") == kind {
			found[o.name()] = o
		}
	}
	return found
}

func TestWhatTheChartMakesIsAsTheSchemasOfKubernetesAndKEDAHaveIt(t *testing.T) {
	t.Parallel()
	s := newSchemas(t)
	for name, values := range cases() {
		objects := render(t, values)
		seen := map[string]bool{}
		for _, o := range objects {
			s.check(t, o)
			id := o.text("kind") + " " + o.name()
			require.False(t, seen[id], "%s: %s twice", name, id)
			seen[id] = true
		}
		for _, o := range of(objects, "ScaledObject") {
			triggers := o.at("spec", "triggers").([]any)
			require.Len(t, triggers, 1)
			trigger := object(triggers[0].(map[string]any))
			require.Equal(t, "temporal", trigger.text("type"))
			for key, value := range trigger.at("metadata").(map[string]any) {
				require.True(t, s.metadata[key], "KEDA's trigger temporal takes no %s", key)
				require.IsType(t, "", value, key)
			}
			require.Equal(t, "twinning-lives", trigger.text("metadata", "taskQueue"))
		}
	}
}

func TestASchemaRefusesWhatKubernetesDoesNotKnow(t *testing.T) {
	t.Parallel()
	s := newSchemas(t)
	job := of(render(t, least), "Job")["prod-twinning-migrate"]
	require.NotNil(t, job)
	compiled, err := s.compiler.Compile(kubernetes + "#/definitions/io.k8s.api.batch.v1.Job")
	require.NoError(t, err)
	require.NoError(t, compiled.Validate(map[string]any(job)))
	job.at("spec").(map[string]any)["backofLimit"] = 3
	require.Error(t, compiled.Validate(map[string]any(job)))
}

func TestHelmsLinterHasNothingAgainstTheChart(t *testing.T) {
	t.Parallel()
	for name, values := range cases() {
		given := map[string]any{}
		require.NoError(t, yaml.Unmarshal([]byte(values), &given))
		for _, m := range lint.RunAll(folder, given, "twinning").Messages {
			require.Less(t, m.Severity, support.WarningSev, "%s: %v", name, m)
		}
	}
}

// containers are those of a pod that a Deployment or a Job makes.
func containers(o object) (spec object, all []object) {
	spec = object(o.at("spec", "template", "spec").(map[string]any))
	for _, key := range []string{"initContainers", "containers"} {
		for _, c := range spec.at(key).([]any) {
			all = append(all, c.(map[string]any))
		}
	}
	return spec, all
}

func pods(objects []object) map[string]object {
	all := of(objects, "Deployment")
	maps.Copy(all, of(objects, "Job"))
	return all
}

func TestNoPodHasMoreRightsThanItNeeds(t *testing.T) {
	t.Parallel()
	for name, values := range cases() {
		for pod, o := range pods(render(t, values)) {
			spec, all := containers(o)
			require.Equal(t, true, spec.at("securityContext", "runAsNonRoot"), "%s: %s", name, pod)
			require.Equal(t, "RuntimeDefault", spec.text("securityContext", "seccompProfile", "type"))
			require.Equal(t, false, spec.at("automountServiceAccountToken"))
			for _, c := range all {
				require.Equal(t, false, c.at("securityContext", "allowPrivilegeEscalation"), "%s: %s", name, pod)
				require.Equal(t, true, c.at("securityContext", "readOnlyRootFilesystem"))
				require.Equal(t, []any{"ALL"}, c.at("securityContext", "capabilities", "drop"))
				require.NotNil(t, c.at("resources", "requests", "cpu"))
				require.NotNil(t, c.at("resources", "limits", "memory"))
			}
		}
		for pod, o := range of(render(t, values), "Deployment") {
			_, all := containers(o)
			for _, probe := range []string{"startupProbe", "livenessProbe", "readinessProbe"} {
				require.Equal(t, "admin", all[len(all)-1].text(probe, "httpGet", "port"), "%s: %s of %s", name, probe, pod)
			}
		}
	}
}

// Secrets stand in Secrets: what is rendered names them.
func TestSecretsAreGivenByReferenceAlone(t *testing.T) {
	t.Parallel()
	for name, values := range cases() {
		objects := render(t, values)
		require.Empty(t, of(objects, "Secret"), name)
		for pod, o := range pods(objects) {
			_, all := containers(o)
			for _, c := range all {
				env, _ := c.at("env").([]any)
				for _, e := range env {
					one := object(e.(map[string]any))
					secret := strings.Contains(one.text("name"), "DATABASE_URL") || strings.HasSuffix(one.text("name"), "API_KEY") || strings.Contains(one.text("name"), "PASSWORD")
					if secret && !strings.HasSuffix(one.text("name"), "_FILE") {
						require.NotEmpty(t, one.text("valueFrom", "secretKeyRef", "name"), "%s: %s of %s", name, one.text("name"), pod)
					}
				}
			}
		}
	}
	// The operator's key, and the owner of the database, are with the step that migrates, and nowhere else.
	objects, text, err := rendered(least)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(text, "twinning-operator"))
	require.Equal(t, 1, strings.Count(text, "twinning-owner"))
	job := of(objects, "Job")["prod-twinning-migrate"]
	require.Equal(t, "pre-install,pre-upgrade", job.text("metadata", "annotations", "helm.sh/hook"))
	_, text, err = rendered(least + "migrate: {enabled: false}\n")
	require.NoError(t, err)
	require.NotContains(t, text, "twinning-operator")
	require.NotContains(t, text, "twinning-owner")
}

func TestEveryMountHasItsVolumeAndEverySelectorItsPods(t *testing.T) {
	t.Parallel()
	for name, values := range cases() {
		objects := render(t, values)
		labels := []map[string]any{}
		for pod, o := range pods(objects) {
			labels = append(labels, o.at("spec", "template", "metadata", "labels").(map[string]any))
			spec, all := containers(o)
			volumes := map[string]bool{}
			for _, v := range spec.at("volumes").([]any) {
				volumes[v.(map[string]any)["name"].(string)] = false
			}
			for _, c := range all {
				for _, m := range c.at("volumeMounts").([]any) {
					mounted := m.(map[string]any)["name"].(string)
					require.Contains(t, volumes, mounted, "%s: %s", name, pod)
					volumes[mounted] = true
				}
			}
			for volume, used := range volumes {
				require.True(t, used, "%s: nobody mounts %s of %s", name, volume, pod)
			}
		}
		selected := 0
		for _, kind := range []string{"Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"} {
			for object, o := range of(objects, kind) {
				selector, ok := o.at("spec", "selector", "matchLabels").(map[string]any)
				if kind == "Service" {
					selector, ok = o.at("spec", "selector").(map[string]any)
				} else if kind == "NetworkPolicy" {
					selector, ok = o.at("spec", "podSelector", "matchLabels").(map[string]any)
				}
				require.True(t, ok, "%s %s", kind, object)
				matching := 0
				for _, l := range labels {
					all := true
					for key, value := range selector {
						all = all && l[key] == value
					}
					if all {
						matching++
					}
				}
				require.Equal(t, 1, matching, "%s: %s %s selects the pods of one", name, kind, object)
				selected++
			}
		}
		require.GreaterOrEqual(t, selected, 5)
	}
}

func TestWorkersAreScaledByTheBacklogOrElseByProcessorTimeOrNot(t *testing.T) {
	t.Parallel()
	const worker, desk = "prod-twinning-worker", "prod-twinning-desk"
	objects := render(t, least)
	require.Contains(t, of(objects, "HorizontalPodAutoscaler"), worker)
	require.Empty(t, of(objects, "ScaledObject"))
	require.NotContains(t, of(objects, "Deployment")[worker].at("spec"), "replicas", "who scales says how many")

	objects = render(t, everything)
	require.NotContains(t, of(objects, "HorizontalPodAutoscaler"), worker, "KEDA makes its own")
	require.Contains(t, of(objects, "HorizontalPodAutoscaler"), desk)
	scaled := of(objects, "ScaledObject")[worker]
	require.Equal(t, worker, scaled.text("spec", "scaleTargetRef", "name"))
	require.GreaterOrEqual(t, scaled.at("spec", "minReplicaCount"), float64(1), "a leader is always there")
	require.Contains(t, of(objects, "TriggerAuthentication"), worker)

	objects = render(t, fixed)
	require.NotContains(t, of(objects, "HorizontalPodAutoscaler"), worker)
	require.EqualValues(t, 2, of(objects, "Deployment")[worker].at("spec", "replicas"))
	for _, values := range cases() {
		require.Len(t, of(render(t, values), "PodDisruptionBudget"), 2)
	}
}

func TestTrafficIsLetThroughWhereItIsNeededAlone(t *testing.T) {
	t.Parallel()
	ports := func(o object) (all []string) {
		for _, rule := range o.at("spec", "egress").([]any) {
			for _, p := range rule.(map[string]any)["ports"].([]any) {
				all = append(all, fmt.Sprint(p.(map[string]any)["port"]))
			}
		}
		return all
	}
	policies := of(render(t, least), "NetworkPolicy")
	require.Len(t, policies, 3)
	require.Equal(t, []string{"53", "53", "5432", "7233"}, ports(policies["prod-twinning-worker"]))
	require.Equal(t, []string{"53", "53", "5432", "443"}, ports(policies["prod-twinning-desk"]), "a desk speaks to no Temporal")
	require.Equal(t, []string{"53", "53", "5432"}, ports(policies["prod-twinning-migrate"]))
	require.Nil(t, policies["prod-twinning-migrate"].at("spec", "ingress"))
	policies = of(render(t, everything), "NetworkPolicy")
	require.Equal(t, []string{"53", "53", "5432", "7233", "465", "443", "3310"}, ports(policies["prod-twinning-worker"]))
	require.Equal(t, []string{"53", "53", "5432", "443", "443", "3310"}, ports(policies["prod-twinning-desk"]))
}

func TestWhatIsMissingOrUnknownIsRefusedInASentence(t *testing.T) {
	t.Parallel()
	for values, says := range map[string]string{
		"": "", strings.Replace(least, "origin: twinning.example.org", "", 1): "origin: name the ledger",
		strings.Replace(least, `address: "temporal.temporal:7233"`, "namespace: x", 1): "temporal.address: say HOST:PORT",
		strings.Replace(least, `url: "https://desk.example.org", `, "", 1):             "serve.url: say where people reach the desk",
		strings.Replace(least, "clientID: desk", "", 1):                                "serve.oidc.clientID",
		least + "evidence: {claim: a, bucket: \"s3://b\"}\n":                           "name a claim or a bucket",
		least + "mail: {address: \"mail:25\"}\n":                                       "mail.from",
		least + "passwords: {postgres: x}\n":                                           "passwords",
		least + "trust: {configMap: \"\"}\n":                                           "configMap",
		strings.Replace(least, "https://desk", "http://desk", 1):                       "serve",
	} {
		_, _, err := rendered(values)
		require.Error(t, err, values)
		require.ErrorContains(t, err, says)
	}
}
