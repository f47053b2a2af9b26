;; COMPILE-ERROR: wasi_snapshot_preview1.proc_exit
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i64)))
  (func (export "_start") (call $proc_exit (i64.const 0))))
