;; A function that makes tail calls is named in a backtrace, also if it was entered through a table.
;; EXIT: 134
;; STDERR: trap: integer divide by zero
;; STDERR: divide
;; STDERR: 1: start
(module
  (table 1 funcref)
  (elem (i32.const 0) $divide)
  (func $divide (param i32) (result i32)
    (if (i32.div_u (i32.const 1) (local.get 0)) (then (return (i32.const 2))))
    (return_call $divide (i32.const 1)))
  (func $start (export "_start")
    (drop (i32.add (i32.const 1) (call_indirect (param i32) (result i32) (i32.const 0) (i32.const 0))))))
