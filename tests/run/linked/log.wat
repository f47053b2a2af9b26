;; Appends digits; its start function writes what a segment of another module may overwrite.
(module
  (memory (export "memory") 1)
  (global $digits (export "digits") (mut i32) (i32.const 0))
  (func $append (export "append") (param i32)
    (global.set $digits (i32.add (i32.mul (global.get $digits) (i32.const 10)) (local.get 0))))
  (func $start
    (call $append (i32.const 1))
    (i32.store8 (i32.const 0) (i32.const 99))
    (drop (memory.grow (i32.const 1))))
  (start $start))
