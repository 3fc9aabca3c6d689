package explain

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
)

// registrationMade is a place, or one on the waiting list.
func (m *deriver) registrationMade(e masterclass.RegistrationMade) {
	m.rule("masterclasses")
	is, _ := m.before.(masterclass.Masterclass)
	m.places(is)
	m.seat(e.Number, e.Place, e.Ahead)
}

// placeGiven is a free place, and who has waited longest.
func (m *deriver) placeGiven(e masterclass.PlaceGiven) {
	m.rule("masterclasses")
	is, _ := m.before.(masterclass.Masterclass)
	if f, ok := m.own(func(v law.Event) bool { r, is := v.(masterclass.RegistrationMade); return is && r.Number == e.Number }); ok {
		m.fact(f, "fact-registered", law.Count("number", e.Number))
	}
	if !m.who.counted() { // how many wait behind them is not for those who registered
		m.places(is)
	}
	first := 0
	for _, r := range is.Registrations {
		if r.Live() && r.Place == 0 && (first == 0 || r.Number < first) {
			first = r.Number
		}
	}
	m.say("step-first-waiting", law.Count("number", first), check("holds", first == e.Number))
	m.seat(e.Number, e.Place, 0)
}

func (m *deriver) places(is masterclass.Masterclass) {
	taken, waiting := is.Seats()
	m.say("step-places", law.Count("places", is.Capacity), law.Count("taken", taken), law.Count("free", max(0, is.Capacity-taken)), law.Count("waiting", waiting))
}

func (m *deriver) seat(number, place, ahead int) {
	if place > 0 {
		m.outcome("outcome-place", law.Count("number", number), law.Count("place", place))
		return
	}
	m.outcome("outcome-waiting", law.Count("number", number), law.Count("ahead", ahead))
}
