;; WASI calls work on the memory that is exported as "memory", which need not be memory 0.
;; STDOUT: exported
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory $first 1)
  (memory $second (export "memory") 1)
  (data (memory $first) (i32.const 0) "\10\00\00\00\09\00\00\00")
  (data (memory $first) (i32.const 16) "memory 0\n")
  (data (memory $second) (i32.const 0) "\10\00\00\00\09\00\00\00")
  (data (memory $second) (i32.const 16) "exported\n")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
