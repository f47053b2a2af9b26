;; EXIT: 134
;; STDERR: trap: uninitialized element
(module
  (table 3 funcref)
  (elem (i32.const 0) $void)
  (func $void)
  (func (export "_start") (call_indirect (i32.const 1))))
