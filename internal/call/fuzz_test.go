package call_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
)

// Whatever command the door takes is decided, and nothing breaks.
func FuzzACommandIsDecidedInOneWayOrRefused(f *testing.F) {
	scenes, kinds := Scenes(f, "call/"), call.Commands.Kinds()
	for n, s := range scenes {
		f.Add(uint16(n), uint8(slices.Index(kinds, s.Kind)), uint8(0), uint16(0), uint32(0), uint32(0), s.Body)
		f.Add(uint16(n), uint8(slices.Index(kinds, s.Kind)), uint8(0), uint16(0), uint32(n), uint32(97*n), s.Body)
	}
	Examples(f, "commands", func(kind string, body []byte) {
		f.Add(uint16(0), uint8(slices.Index(kinds, kind)), uint8(0), uint16(0), uint32(0), uint32(0), body)
		f.Add(uint16(len(scenes)/2), uint8(slices.Index(kinds, kind)), uint8(3), uint16(60), uint32(0), uint32(0), body)
	})
	f.Fuzz(func(t *testing.T, scene uint16, kind, actor uint8, minutes uint16, edit, another uint32, body []byte) {
		s := scenes[int(scene)%len(scenes)]
		name := kinds[int(kind)%len(kinds)]
		if edit > 0 && !json.Valid(body) {
			name, body = s.Kind, s.Body // most changed bytes are no JSON: then the scene's own command is altered
		}
		s.Judge(t, actor, time.Duration(minutes)*time.Minute, name, Altered(Altered(body, edit), another))
	})
}

// Whatever the ledger holds is folded, or not read at all.
func FuzzAnEventIsFoldedInOneWayOrRefused(f *testing.F) {
	scenes, kinds := Scenes(f, "call/"), call.Events.Kinds()
	Examples(f, "events", func(kind string, body []byte) {
		for n := range 4 {
			f.Add(uint16(n*len(scenes)/4), uint8(slices.Index(kinds, kind)), uint32(0), body)
		}
	})
	f.Fuzz(func(t *testing.T, scene uint16, kind uint8, edit uint32, body []byte) {
		scenes[int(scene)%len(scenes)].Add(t, kinds[int(kind)%len(kinds)], Altered(body, edit))
	})
}
