;; Modules with memories of their own: data stays apart, and WASI calls work on the memory of the module that calls.
;; LINK: printer=printer.wat
;; STDOUT: linked
;; STDOUT: main
;; STDOUT: linked
;; EXIT: 110
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "printer" "print" (func $print))
  (import "printer" "load" (func $load (param i32) (result i32)))
  (import "printer" "grow" (func $grow (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\05\00\00\00")
  (data (i32.const 16) "main\n")
  (func (export "_start")
    (call $print)
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $grow))
    (call $print)
    ;; 'n' of "linked" and one page: growing one memory leaves the other alone.
    (call $proc_exit (i32.sub (i32.add (call $load (i32.const 18)) (memory.size)) (i32.const 1)))))
