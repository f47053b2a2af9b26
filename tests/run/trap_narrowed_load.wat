;; Only one byte of the load is demanded; the access straddles the end of memory nevertheless.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (memory 1)
  (global $address (mut i32) (i32.const 65533))
  (global $sum (mut i32) (i32.const 0))
  (func (export "_start")
    (global.set $address (i32.add (global.get $address) (i32.const 0)))
    (global.set $sum (i32.and (i32.load (global.get $address)) (i32.const 255)))
    (if (global.get $sum) (then (global.set $address (i32.const 1))))))
