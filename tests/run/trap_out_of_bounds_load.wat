;; A load whose value nobody uses traps all the same.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
;; STDERR: _start
(module
  (memory 1)
  (func (export "_start") (drop (i32.load (i32.const 65533)))))
