;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (memory 1)
  (global $address (mut i32) (i32.const -1))
  (func (export "_start") (i64.store offset=4294967295 (global.get $address) (i64.const 1))))
