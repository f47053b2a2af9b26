;; The byte behind the new end still traps.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (memory 1)
  (func (export "_start")
    (drop (memory.grow (i32.const 1)))
    (i32.store8 (i32.const 131071) (i32.const 1))
    (i32.store8 (i32.const 131072) (i32.const 1))))
