package format

// Finding is one thing that is not as it was recorded. Position is where; -1 where nothing says where.
type Finding struct {
	Position int64
	What     string
}
