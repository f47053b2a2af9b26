;; A trap in a linked module: its name and the index and offset in its own file, which begins at the same numbers as the
;; main module's. The functions of both are inlined into _start from -O2 on.
;; LINK: arithmetic=arithmetic.wat
;; EXIT: 134
;; STDERR: trap: integer divide by zero
;; STDERR:   0: arithmetic!divide (func[2] at 0x5a)
;; STDERR: _start (func[2])
(module
  (import "arithmetic" "divide" (func $divide (param i32 i32) (result i32)))
  (func (export "twice") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
  (func (export "_start") (drop (call $divide (i32.const 1) (i32.const 0)))))
