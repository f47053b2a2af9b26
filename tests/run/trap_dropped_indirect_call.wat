;; Two functions that only read memory, called through a table; nobody wants the result. The call must survive.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
(module
  (memory 1)
  (type $read (func (param i32) (result i32)))
  (table 2 funcref)
  (elem (i32.const 0) $low $high)
  (func $low (type $read) (i32.load8_u (local.get 0)))
  (func $high (type $read) (i32.load (local.get 0)))
  (func (export "_start")
    (drop (call_indirect (type $read) (i32.const 100) (i32.load8_u (i32.const 0))))
    (drop (call_indirect (type $read) (i32.const 70000) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1))))))
