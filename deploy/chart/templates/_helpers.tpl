{{- define "twinning.name" -}}
{{- if contains "twinning" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-twinning" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "twinning.image" -}}
{{ required "image.repository: name the image" .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* twinning.selects takes a dict of root and component. */}}
{{- define "twinning.selects" -}}
app.kubernetes.io/name: twinning
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "twinning.labels" -}}
{{ include "twinning.selects" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "twinning.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "twinning.container" -}}
image: {{ include "twinning.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{/* twinning.keys copies keys to where nobody but the program's user may read them, which the programs ask for: files of a Secret are readable by their group. */}}
{{- define "twinning.keys" -}}
- name: keys
  {{- include "twinning.container" . | nindent 2 }}
  command: [/bin/sh, -c, "install -m 0400 /secrets/* /keys/"]
  resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 32Mi}}
  volumeMounts:
    - {name: secrets, mountPath: /secrets, readOnly: true}
    - {name: keys, mountPath: /keys}
{{- end }}

{{/* twinning.secrets takes a list of name, key and the file that it becomes. */}}
{{- define "twinning.secrets" -}}
- name: keys
  emptyDir: {medium: Memory, sizeLimit: 1Mi}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
    {{- range . }}
      - secret:
          name: {{ required "a Secret has no name: see secrets in values.yaml" .name }}
          items: [{key: {{ .key }}, path: {{ .file }}}]
    {{- end }}
{{- end }}

{{- define "twinning.evidence" -}}
{{- if and .Values.evidence.claim .Values.evidence.bucket }}{{ fail "evidence: name a claim or a bucket" }}{{ end -}}
{{- if .Values.evidence.claim }}/evidence{{ else }}{{ .Values.evidence.bucket }}{{ end }}
{{- end }}

{{/* twinning.env is what desks and workers are both told. */}}
{{- define "twinning.env" -}}
- {name: TWINNING_KEY_FILE, value: /keys/keys}
- {name: TWINNING_TRUST, value: /trust/operator.pub}
{{- with include "twinning.evidence" . }}
- {name: TWINNING_EVIDENCE, value: {{ . | quote }}}
{{- end }}
{{- with .Values.evidence.clamd }}
- {name: TWINNING_CLAMD, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{- define "twinning.mounts" -}}
- {name: keys, mountPath: /keys, readOnly: true}
- {name: trust, mountPath: /trust, readOnly: true}
{{- if .Values.evidence.claim }}
- {name: evidence, mountPath: /evidence}
{{- end }}
{{- end }}

{{- define "twinning.volumes" -}}
- name: trust
  configMap: {name: {{ required "trust.configMap: name the ConfigMap of public keys" .Values.trust.configMap }}}
{{- with .Values.evidence.claim }}
- name: evidence
  persistentVolumeClaim: {claimName: {{ . }}}
{{- end }}
{{- end }}

{{/* twinning.probes takes the port's name: a program that starts has two minutes; one that waits for a database is not ready, and not killed. */}}
{{- define "twinning.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: admin}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: admin}
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: admin}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
{{- end }}

{{- define "twinning.spread" -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector: {matchLabels: {{ include "twinning.selects" . | fromYaml | toJson }}}
{{- end }}

{{/* Rules of traffic: twinning.to takes a dict of port and of peers, to; none is everybody. */}}
{{- define "twinning.to" -}}
- {{ with .to }}to: {{ toJson . }}
  {{ end }}ports: [{protocol: TCP, port: {{ .port }}}]
{{- end }}

{{- define "twinning.dns" -}}
- ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
{{- end }}

{{- define "twinning.files" -}}
{{- if .Values.evidence.bucket }}
{{ include "twinning.to" .Values.networkPolicy.evidence }}
{{- end }}
{{- if .Values.evidence.clamd }}
{{ include "twinning.to" .Values.networkPolicy.clamd }}
{{- end }}
{{- end }}

{{- define "twinning.watched" -}}
- {{ with .Values.networkPolicy.metrics }}from: {{ toJson . }}
  {{ end }}ports: [{protocol: TCP, port: admin}]
{{- end }}
