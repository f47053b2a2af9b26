;; Linked into the test as an object, twice under different names.
(module $counter
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func $bump (export "bump") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (i32.store (i32.const 8) (global.get $count))
    (global.get $count))
  (func $fail (export "fail") (unreachable))
  (data (i32.const 0) "counter"))
