package pages

// Patterns are all patterns of the router.
func Patterns() []string {
	var list []string
	for _, r := range (&desk{}).routes() {
		list = append(list, r.pattern)
	}
	return list
}
