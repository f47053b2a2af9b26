;; A call in tail position is still a call: LLVM must not make a loop of it.
;; EXIT: 134
;; STDERR: trap: call stack exhausted
(module
  (func $runaway (call $runaway))
  (func (export "_start") (call $runaway)))
