// Package chart holds no code: its tests render deploy/chart with Helm and compare what
// comes out with the schemas of Kubernetes and KEDA. It is a module of its own, so that
// nothing of them is in the programs.
package chart
