;; OPTIONS: --unknown-imports=trap
;; Programs call WASI directly, and trap in imports that nobody provides. Libraries call through {code, context} pairs.
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (import "env" "mystery" (func $mystery (param i32) (result i64)))
  (memory 1)
  ;; CHECK-LABEL: define {{.*}}f2.wasi(
  ;; PROGRAM: call i32 @ingot_wasi_sched_yield()
  ;; REGISTER: call i32 @ingot_wasi_sched_yield()
  ;; LIBRARY-DAG: load ptr, ptr %{{.*}}, !invariant.load
  ;; LIBRARY-DAG: load ptr, ptr %{{.*}}, !invariant.load
  ;; LIBRARY: call fastcc i32 %{{.*}}(ptr swiftself %{{.*}})
  (func $wasi (export "wasi") (result i32)
    (call $yield))

  ;; CHECK-LABEL: define {{.*}}f3.unknown(
  ;; PROGRAM: call void @ingot_unknown_import(ptr @import_name)
  ;; PROGRAM: ret i64 0
  ;; LIBRARY: call fastcc i64 %{{.*}}(ptr swiftself %{{.*}}, i32 5)
  (func $unknown (export "unknown") (result i64)
    (call $mystery (i32.const 5)))
)
