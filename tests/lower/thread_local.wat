;; OPTIONS: -C entry=invoke
;; A program that makes threads has its instance in thread-local storage; constants and the memory are common.
(module
  (import "env" "memory" (memory 1 2 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (global $count (mut i32) (i32.const 5))
  (global $constant i32 (i32.const 6))
  (table $table 1 1 funcref)
  (elem (table $table) (i32.const 0) func $use)
  ;; CHECK-DAG: @g0 = {{.*}}thread_local(localexec) global i32
  ;; CHECK-DAG: @table0 = {{.*}}thread_local(localexec) global
  ;; CHECK-LABEL: define {{.*}}use(
  ;; PROGRAM: call {{.*}}ptr @llvm.threadlocal.address.p0(ptr {{.*}}@g0)
  (func $use (export "wasi_thread_start") (param i32 i32)
    (global.set $count (global.get $constant))
    (table.set $table (local.get 0) (ref.null func)))
  (func (export "_initialize") (drop (call $spawn (global.get $count)))))
