package health

import (
	"fmt"
	"syscall"
)

// Disk: the free space where PostgreSQL's data stands, for whoever runs on its machine. It is not among the questions of Check: from another
// machine only Appends tells of a full disk.
func Disk(folder string) Answer {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return Answer{Check: "disk", Level: Look, Says: "the free space of " + folder + " cannot be asked: " + err.Error(), Do: "look whether it is there"}
	}
	free, all := fs.Bavail*uint64(fs.Bsize), fs.Blocks*uint64(fs.Bsize)
	a := Answer{Check: "disk", Level: OK, Says: fmt.Sprintf("%d MB of %d MB are free in %s", free>>20, all>>20, folder)}
	switch {
	case free < 256<<20:
		a.Level, a.Do = Bad, "make room: PostgreSQL stops when its disk is full; nothing that was acknowledged is lost"
	case free < all/20:
		a.Level, a.Do = Look, "make room soon"
	}
	return a
}
