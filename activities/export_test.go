package activities

// BeginWithin takes one of the places for letters within workflow tasks.
func BeginWithin(a *Activities) (end func(), ok bool) { return a.pace.begin() }
