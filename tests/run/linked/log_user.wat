;; Instantiated behind log.wat: its segments lie above what its start function has written, one of them in the page by
;; which it has grown the memory.
(module
  (import "log" "memory" (memory 1))
  (import "log" "append" (func $append (param i32)))
  (data (i32.const 0) "\05")
  (data (i32.const 65536) "\06")
  (func $start (call $append (i32.const 2)))
  (start $start)
  (func (export "_initialize") (call $append (i32.const 4)))
  (func (export "nothing")))
