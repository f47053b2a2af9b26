;; The same file under two names is two instances: 2 * 10 + 1.
;; LINK: first=counter.wat
;; LINK: second=counter.wat
;; EXIT: 21
(module
  (import "first" "increment" (func $increment_first))
  (import "second" "increment" (func $increment_second))
  (import "first" "count" (global $first (mut i32)))
  (import "second" "count" (global $second (mut i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (func (export "_start")
    (call $increment_first)
    (call $increment_first)
    (call $increment_second)
    (call $proc_exit (i32.add (i32.mul (global.get $first) (i32.const 10)) (global.get $second)))))
