;; A mutable global is one variable in both modules; the value of an immutable one can be an initial value: 5 + 1 + 10.
;; LINK: counter=counter.wat
;; EXIT: 16
(module
  (import "counter" "count" (global $count (mut i32)))
  (import "counter" "step" (global $step i32))
  (import "counter" "increment" (func $increment))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (global $copy i32 (global.get $step))
  (func (export "_start")
    (global.set $count (i32.const 5))
    (call $increment)
    (call $proc_exit (i32.add (global.get $count) (global.get $copy)))))
