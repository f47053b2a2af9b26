;; A start function that calls the host and then traps if the host says so.
(module $starter
  (import "host" "start" (func $decide (result i32)))
  (memory (export "memory") 1)
  (func $start
    (i32.store (i32.const 0) (i32.const 1))
    (if (call $decide) (then (unreachable)))
    (i32.store (i32.const 0) (i32.const 2)))
  (start $start))
