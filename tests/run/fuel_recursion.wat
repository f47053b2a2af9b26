;; OPTIONS: --fuel 300
;; EXIT: 134
;; STDERR: trap: fuel exhausted
;; Calls alone use it up, long before the stack.
(module
  (func $deeper (call $deeper))
  (func (export "_start") (call $deeper)))
