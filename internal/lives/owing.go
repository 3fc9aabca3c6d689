package lives

import (
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/twinning"
)

// Owing is what is owed in a tender, and who has a step to take in it; nil for every other life.
func Owing(s law.State) []life.Owing {
	t, is := s.(twinning.Twinning)
	if !is {
		return nil
	}
	waits := t.Waits()
	list := make([]life.Owing, len(waits))
	for i, w := range waits {
		list[i] = life.Owing{ID: w.Obligation.ID, Who: w.Who, Open: w.Step || w.Obligation.Open()}
		if due, _ := w.Obligation.Current(); !due.On.IsZero() {
			list[i].Due = due.On.Start(time.UTC)
		}
	}
	return list
}
