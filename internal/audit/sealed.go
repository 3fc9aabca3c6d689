package audit

import (
	"encoding/json"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// SealedKinds are the kinds of events whose bodies must be sealed, whatever they hold.
func SealedKinds() []string {
	var kinds []string
	for _, kind := range law.EngineEvents.Kinds() {
		if e, _ := law.EngineEvents.Zero(kind); law.IsSealed(e) {
			kinds = append(kinds, kind)
		}
	}
	for _, kind := range call.Events.Kinds() {
		if e, _ := call.Events.Zero(kind); law.IsSealed(e) {
			kinds = append(kinds, kind)
		}
	}
	for _, kind := range twinning.Events.Kinds() {
		if e, _ := twinning.Events.Zero(kind); law.IsSealed(e) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// hasText tells whether a command holds a text that a person wrote.
func hasText(l law.Law, received law.CommandReceived) bool {
	c, err := l.Command(received.Name, received.Command)
	return err == nil && law.IsSealed(c)
}

// MustSeal tells whether an event that is not sealed should be: by its kind or, for the receipt of a command, by the command that it holds.
func MustSeal(kind string, body []byte) bool {
	if kind == (law.CommandReceived{}).Kind() {
		var received law.CommandReceived
		if json.Unmarshal(body, &received) != nil {
			return false // what it should have been cannot be told
		}
		if c, ok := call.Commands.Zero(received.Name); ok {
			return law.IsSealed(c) || hasText(call.Law, received)
		}
		c, ok := twinning.Commands.Zero(received.Name)
		return ok && (law.IsSealed(c) || hasText(twinning.Law, received))
	}
	if e, ok := law.EngineEvents.Zero(kind); ok {
		return law.IsSealed(e)
	}
	if e, ok := call.Events.Zero(kind); ok {
		return law.IsSealed(e)
	}
	e, ok := twinning.Events.Zero(kind)
	return ok && law.IsSealed(e)
}
