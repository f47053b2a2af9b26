;; memory.grow returns the old size; what it adds is zero and can be written; the limit holds.
;; STDOUT: ok
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 4)
  (data (i32.const 16) "ok\n")
  (data (i32.const 0) "\10\00\00\00\03\00\00\00")
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func (export "_start")
    (call $check (i32.eq (memory.grow (i32.const 2)) (i32.const 1)))
    (call $check (i32.eq (memory.size) (i32.const 3)))
    (call $check (i64.eqz (i64.load (i32.const 196600))))
    (i64.store (i32.const 196600) (i64.const 7))
    (call $check (i32.eq (memory.grow (i32.const 2)) (i32.const -1)))
    (call $check (i32.eq (memory.grow (i32.const 65536)) (i32.const -1)))
    (call $check (i32.eq (memory.grow (i32.const 0)) (i32.const 3)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
