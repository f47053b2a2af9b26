;; Counts in a global that others can read and write.
(module
  (global $count (export "count") (mut i32) (i32.const 0))
  (global $step (export "step") i32 (i32.const 10))
  (func (export "increment") (global.set $count (i32.add (global.get $count) (i32.const 1)))))
