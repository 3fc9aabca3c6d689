package capacity

// Terms tell the ids that the rule book gives to topics and activities, in a language; "" for any other code.
func (i Initiative) Terms(lang string) func(set, code string) string {
	return func(set, code string) string {
		switch set {
		case "capacity-topic":
			for _, t := range i.Rules.Topics {
				if t.ID == code {
					return t.Title.In(lang)
				}
			}
		case "capacity-activity":
			for _, a := range i.Rules.Activities {
				if a.ID == code {
					return a.Title.In(lang)
				}
			}
		}
		return ""
	}
}
