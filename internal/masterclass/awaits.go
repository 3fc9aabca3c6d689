package masterclass

// Awaits are the commands that a participant may give now: what they attended may be evaluated once, and gives a certificate once it was held.
func (m Masterclass) Awaits(person string) (kinds []string) {
	is, ok := m.Of(person)
	if !ok || !is.Live() || m.Stage != Held || len(m.Present(is.Number)) == 0 {
		return nil
	}
	if len(m.Rules.Questions) > 0 && is.EvaluatedAt.IsZero() {
		kinds = append(kinds, EvaluateMasterclass{}.Kind())
	}
	if m.certifies(is) == nil {
		kinds = append(kinds, TakeCertificate{}.Kind())
	}
	return kinds
}
