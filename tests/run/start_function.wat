;; The start function runs before _start.
;; EXIT: 5
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (global $code (mut i32) (i32.const 1))
  (func $start (global.set $code (i32.const 5)))
  (func (export "_start") (call $proc_exit (global.get $code)))
  (start $start))
