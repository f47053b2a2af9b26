;; EXIT: 134
;; STDERR: trap: call stack exhausted
;; STDERR: runaway
(module
  (func $runaway (param i32) (result i32) (i32.add (call $runaway (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func (export "_start") (drop (call $runaway (i32.const 0)))))
