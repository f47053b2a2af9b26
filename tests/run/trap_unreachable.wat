;; EXIT: 134
;; STDERR: trap: unreachable
;; STDERR: inner
;; STDERR: _start
(module
  (func $inner unreachable)
  (func (export "_start") (call $inner)))
