package pages

// Kinds are the commands that have a form.
func Kinds() []string {
	var list []string
	for _, f := range forms {
		list = append(list, f.kind)
	}
	return list
}
