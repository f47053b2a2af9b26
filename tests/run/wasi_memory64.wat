;; WASI has addresses of 32 bits: of a memory with 64-bit addresses its calls see the first 4 GiB. A list that goes on
;; behind them is EFAULT (21), and does not go on at 0.
;; EXIT: 21
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") i64 65537)
  (func (export "_start")
    (call $proc_exit
      (i32.add
        (call $fd_write (i32.const 1) (i32.const 0xfffffff0) (i32.const 2) (i32.const 8))
        (call $fd_write (i32.const 1) (i32.const 0xfffffff8) (i32.const 2) (i32.const 8))))))
