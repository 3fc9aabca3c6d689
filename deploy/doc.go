// Package deploy holds no code: its tests compare what is deployed (docker-compose.yaml,
// the chart, the README's table) with what the programs read.
package deploy
