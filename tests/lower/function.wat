;; Attributes, convention and sections of functions, and the table of functions.
;; CHECK-DAG: @function_rows = private constant [2 x { ptr, i32, i32 }] {{.*}}, section "ingot_functions", align 8
;; CHECK-DAG: @llvm.used = appending global [1 x ptr] [ptr @function_rows]
(module
  (memory 1)
  ;; PROGRAM: define hidden fastcc i64 @f0.one(i64 %{{.*}}) #[[DEFINITION:[0-9]+]] section "ingot_code"
  ;; REGISTER: define hidden fastcc i64 @f0.one(ptr noundef nonnull swiftself %base, i64 %{{.*}}) #{{[0-9]+}} section "ingot_code"
  ;; LIBRARY: define hidden fastcc i64 @ingot_module.f0.one(ptr noundef nonnull swiftself %base, i64 %{{.*}}) {{.*}}section "ingot_code"
  (func $one (export "one") (param i64) (result i64)
    (local.get 0))

  ;; PROGRAM: call fastcc i64 @f0.one(i64 7)
  ;; REGISTER: call fastcc i64 @f0.one(ptr swiftself %base, i64 7)
  ;; LIBRARY: call fastcc i64 @ingot_module.f0.one(ptr swiftself %base, i64 7)
  (func $two (export "two") (result i64)
    (call $one (i64.const 7)))
)
;; Nothing says that functions return or make progress: Wasm may loop forever, and may trap.
;; PROGRAM: attributes #[[DEFINITION]] = { nounwind uwtable(sync) "disable-tail-calls"="true" "min-legal-vector-width"="0" "probe-stack"="inline-asm" }
