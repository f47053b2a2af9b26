;; `or` of one bit would be a byte operation inside memory.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (memory 1)
  (global $address (mut i32) (i32.const 65533))
  (func (export "_start")
    (i32.store (global.get $address) (i32.or (i32.load (global.get $address)) (i32.const 256)))
    (global.set $address (i32.const 8))))
