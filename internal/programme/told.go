package programme

// Told is a problem in words of a language: what is wrong, and what is allowed.
func Told(language string, p Problem) (what, allowed string) {
	return p.What, p.Allowed
}
