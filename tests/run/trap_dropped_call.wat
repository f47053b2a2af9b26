;; The callee only reads memory and its result is dropped: the call must survive.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (memory 1)
  (func $read (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "_start") (drop (call $read (i32.const 70000)))))
