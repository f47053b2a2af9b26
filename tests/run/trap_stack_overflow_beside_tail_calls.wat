;; Recursion that goes through a tail call is recursion all the same.
;; EXIT: 134
;; STDERR: trap: call stack exhausted
(module
  (func $next (param i32) (result i32)
    (return_call $runaway (i32.add (local.get 0) (i32.const 1))))
  (func $runaway (param i32) (result i32)
    (i32.add (call $next (local.get 0)) (i32.const 1)))
  (func (export "_start") (drop (call $runaway (i32.const 0)))))
