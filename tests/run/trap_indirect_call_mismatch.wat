;; EXIT: 134
;; STDERR: trap: indirect call type mismatch
(module
  (type $returns (func (result i32)))
  (table funcref (elem $void))
  (func $void)
  (func (export "_start") (drop (call_indirect (type $returns) (i32.const 0)))))
