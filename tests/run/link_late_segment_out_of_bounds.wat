;; A segment that does not fit traps at its turn: behind the start functions of the modules before.
;; LINK: log=log.wat
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
;; STDERR: instantiate
(module
  (import "log" "memory" (memory 1))
  (data (i32.const 131072) "\05")
  (func (export "_start")))
