//go:build !linux

package local

import "syscall"

// tellOrphan can do nothing here: a child may outlive a killed supervisor. Temporal looks for itself, PostgreSQL is adopted by the next.
func tellOrphan(*syscall.SysProcAttr, syscall.Signal) {}
