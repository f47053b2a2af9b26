;; Wants WASI to write somewhere, but has no memory.
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (func (export "yield") (result i32) (call $sched_yield))
  (func (export "scribble") (result i32) (call $random_get (i32.const 0) (i32.const 100))))
