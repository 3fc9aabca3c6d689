package pages

// Kinds are the commands that have a form.
func Kinds() []string {
	var list []string
	for _, f := range forms {
		list = append(list, f.kind)
	}
	return list
}

// BulkKinds are the actions on several at once.
func BulkKinds() []string {
	var list []string
	for _, k := range bulkKinds {
		list = append(list, k.kind)
	}
	return list
}
