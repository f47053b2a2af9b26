;; An active segment that does not fit traps at start, before any code runs.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory 1)
  (data (i32.const 65534) "abc")
  (func (export "_start") (call $proc_exit (i32.const 0))))
