package twinning_test

import (
	"slices"
	"testing"
	"time"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

// Whatever command the door takes is decided, and nothing breaks.
func FuzzACommandIsDecidedInOneWayOrRefused(f *testing.F) {
	scenes, kinds := Scenes(f, "twinning/"), twinning.Commands.Kinds()
	for n, s := range scenes {
		f.Add(uint16(n), uint8(slices.Index(kinds, s.Kind)), uint8(0), uint16(0), s.Body)
	}
	Examples(f, "commands", func(kind string, body []byte) {
		f.Add(uint16(0), uint8(slices.Index(kinds, kind)), uint8(0), uint16(0), body)
		f.Add(uint16(len(scenes)/2), uint8(slices.Index(kinds, kind)), uint8(3), uint16(60), body)
	})
	f.Fuzz(func(t *testing.T, scene uint16, kind, actor uint8, minutes uint16, body []byte) {
		s := scenes[int(scene)%len(scenes)]
		s.Judge(t, actor, time.Duration(minutes)*time.Minute, kinds[int(kind)%len(kinds)], body)
	})
}

// Whatever the ledger holds is folded, or not read at all.
func FuzzAnEventIsFoldedInOneWayOrRefused(f *testing.F) {
	scenes, kinds := Scenes(f, "twinning/"), twinning.Events.Kinds()
	Examples(f, "events", func(kind string, body []byte) {
		for n := range 4 {
			f.Add(uint16(n*len(scenes)/4), uint8(slices.Index(kinds, kind)), body)
		}
	})
	f.Fuzz(func(t *testing.T, scene uint16, kind uint8, body []byte) {
		scenes[int(scene)%len(scenes)].Add(t, kinds[int(kind)%len(kinds)], body)
	})
}
