package local

import "syscall"

// tellOrphan has the kernel send the signal when the thread that forks the child is gone.
func tellOrphan(attr *syscall.SysProcAttr, signal syscall.Signal) { attr.Pdeathsig = signal }
