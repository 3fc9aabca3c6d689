package pages

// Patterns are all patterns of the router.
func Patterns() []string {
	var list []string
	for _, r := range (&desk{}).routes() {
		list = append(list, r.pattern)
	}
	return list
}

// Kinds are the commands that have a form.
func Kinds() []string {
	var list []string
	for _, f := range forms {
		list = append(list, f.kind)
	}
	return list
}
