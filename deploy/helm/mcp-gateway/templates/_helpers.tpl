{{- define "gateway.name" -}}
{{- contains .Chart.Name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "gateway.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gateway.labels" -}}
{{ include "gateway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "gateway.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "gateway.secret" -}}
{{- if .Values.secrets.external.enabled }}{{ include "gateway.name" . }}{{ else }}{{ .Values.secrets.existingSecret }}{{ end }}
{{- end }}

{{- define "gateway.host" -}}
{{- (urlParse .Values.publicUrl).hostname }}
{{- end }}

{{- define "gateway.path" -}}
{{- (urlParse .Values.publicUrl).path | default "/" }}
{{- end }}

{{- define "gateway.account" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "gateway.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{/* Combinations that cannot work are refused before anything is created. */}}
{{- define "gateway.check" -}}
{{- $sqlite := eq .Values.storage.backend "sqlite" }}
{{- if and $sqlite (or (gt (int .Values.replicas) 1) .Values.autoscaling.enabled) }}
{{- fail "storage.backend sqlite has one replica: set replicas to 1 and autoscaling.enabled to false, or storage.backend to postgresql" }}
{{- end }}
{{- if and $sqlite .Values.storage.cloudNativePg.enabled }}
{{- fail "storage.cloudNativePg needs storage.backend postgresql" }}
{{- end }}
{{- if and (not $sqlite) (not (include "gateway.secret" .)) }}
{{- fail "replicas share a key: set secrets.existingSecret to a secret with SECRET_KEY (and DATABASE_URL), or secrets.external" }}
{{- end }}
{{- if and .Values.https.redirect (not .Values.trustedProxies) }}
{{- fail "https.redirect needs trustedProxies: without them every request counts as plain HTTP" }}
{{- end }}
{{- /* What the chart sets from a value of its own, under every name; the environment's names count in any case. */}}
{{- $own := dict "public_url" "publicUrl" "registry_url" "publicUrl" "auth__publicurl" "publicUrl"
  "storage_backend" "storage.backend" "storage__backend" "storage.backend"
  "trusted_proxies" "trustedProxies" "auth__trustedproxies" "trustedProxies"
  "https__redirect" "https.redirect" "https__hstsmaxage" "https.hstsMaxAge"
  "drain__notice" "drain.notice" "drain__calls" "drain.calls"
  "otel_prometheus_port" "metrics.port" "metrics__port" "metrics.port" }}
{{- range $name, $value := .Values.settings }}
{{- with get $own (lower $name) }}
{{- fail (printf "settings.%s is what the value %s sets: set that in its place" $name .) }}
{{- end }}
{{- end }}
{{- if lt (int .Values.autoscaling.maxReplicas) (int .Values.autoscaling.minReplicas) }}
{{- fail "autoscaling.maxReplicas must not be less than autoscaling.minReplicas" }}
{{- end }}
{{- end }}
