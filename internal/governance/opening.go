package governance

// ToOpen are the lives that a command is judged with which opens a life of another kind, a survey or a body: who may do so is said there. None
// where no command is of that type.
func ToOpen[Opens, Command any](commands []Command) []string {
	for _, c := range commands {
		if _, opens := any(c).(Opens); opens {
			return []string{AdministrationStream, ProgrammeFamily + "*"}
		}
	}
	return nil
}
