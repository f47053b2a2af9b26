;; table.get and table.set are inline, with a check of the index; the rest is builtins.
(module
  (table $t 3 externref)
  ;; CHECK-LABEL: define {{.*}}f0.get(
  ;; CHECK: %[[OUT:.*]] = icmp uge i64 %[[INDEX:.*]], %{{.*}}
  ;; CHECK-NEXT: br i1 %[[OUT]], label %trap, label %{{.*}}, !prof
  ;; CHECK: getelementptr ptr, ptr %{{.*}}, i64 %[[INDEX]]
  ;; CHECK: load ptr
  ;; 3 << 27 | offset
  ;; CHECK: ud1l {{.*}}(i32 40265{{[0-9]+}})
  (func $get (export "get") (param i32) (result externref)
    (table.get $t (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f1.set(
  ;; PROGRAM: store ptr
  ;; LIBRARY: store volatile ptr
  (func $set (export "set") (param i32 externref)
    (table.set $t (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define {{.*}}f2.grow(
  ;; CHECK: %[[SIZE:.*]] = call i64 @ingot_table_grow(ptr {{.*}}, ptr null, i64 %{{.*}})
  ;; CHECK-NEXT: trunc i64 %[[SIZE]] to i32
  (func $grow (export "grow") (param i32) (result i32)
    (table.grow $t (ref.null extern) (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f3.fill(
  ;; CHECK: call void @ingot_table_fill(ptr {{.*}}, i64 1, ptr %{{.*}}, i64 2)
  (func $fill (export "fill") (param externref)
    (table.fill $t (i32.const 1) (local.get 0) (i32.const 2)))
)
