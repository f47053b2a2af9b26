;; EXIT: 134
;; STDERR: trap: undefined element
(module
  (table funcref (elem $void))
  (func $void)
  (func (export "_start") (call_indirect (i32.const 1))))
