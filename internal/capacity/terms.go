package capacity

// Terms tell the ids that the rule book gives to topics and activities, in a language; "" for any other code.
func (i Initiative) Terms(lang string) func(set, code string) string {
	return func(set, code string) string {
		var title Words
		switch set {
		case "capacity-topic":
			t, _ := i.Rules.Topic(code)
			title = t.Title
		case "capacity-activity":
			a, _ := i.Rules.Activity(code)
			title = a.Title
		}
		return title.In(lang)
	}
}
