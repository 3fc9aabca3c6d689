package state

import (
	"encoding/json"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
)

// SealedKinds are the kinds of events whose bodies must be sealed, whatever they hold.
func SealedKinds() []string {
	var sealed []string
	add := func(kinds []string, zero func(string) (law.Event, bool)) {
		for _, kind := range kinds {
			if e, _ := zero(kind); law.IsSealed(e) {
				sealed = append(sealed, kind)
			}
		}
	}
	add(law.EngineEvents.Kinds(), law.EngineEvents.Zero)
	for _, k := range lives.All() {
		add(k.Law.Events().Kinds(), k.Law.Events().Zero)
	}
	return sealed
}

// MustSeal tells whether an event that is not sealed should be: by its kind or, for the receipt of a command, by the command that it holds.
func MustSeal(kind string, body []byte) bool {
	if kind == (law.CommandReceived{}).Kind() {
		var received law.CommandReceived
		if json.Unmarshal(body, &received) != nil {
			return false // what it should have been cannot be told
		}
		for _, k := range lives.All() {
			if c, ok := k.Law.Commands().Zero(received.Name); ok {
				if filled, err := k.Law.Command(received.Name, received.Command); err == nil {
					c = filled
				}
				return law.IsSealed(c)
			}
		}
		return false
	}
	if e, ok := law.EngineEvents.Zero(kind); ok {
		return law.IsSealed(e)
	}
	for _, k := range lives.All() {
		if e, ok := k.Law.Events().Zero(kind); ok {
			return law.IsSealed(e)
		}
	}
	return false
}
