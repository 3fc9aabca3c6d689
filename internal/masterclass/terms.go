package masterclass

// Terms tell the ids that the rule book gives to target groups and sessions, in a language; "" for any other code.
func (m Masterclass) Terms(lang string) func(set, code string) string {
	return func(set, code string) string {
		switch set {
		case "masterclass-group":
			for _, g := range m.Rules.Groups {
				if g.ID == code {
					return g.Title.In(lang)
				}
			}
		case "capacity-topic": // of which it became one
			if m.Plan != nil && m.Plan.Topic == code {
				return m.Plan.Title.In(lang)
			}
		case "masterclass-session":
			for _, s := range m.Rules.Sessions {
				if s.ID == code {
					return s.Title.In(lang)
				}
			}
		}
		return ""
	}
}
