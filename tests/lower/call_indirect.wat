;; A table that can change holds references: bounds, null, type, in this order.
(module
  (type $unary (func (param i32) (result i32)))
  (table 4 funcref)
  (func $write (export "write") (param i32)
    (table.set 0 (local.get 0) (ref.null func)))

  ;; CHECK-LABEL: define {{.*}}f1.call(
  ;; PROGRAM: load i64, ptr getelementptr (i8, ptr @table0, i64 8), align 8
  ;; LIBRARY: %[[TABLE:.*]] = load ptr, ptr %{{.*}}, !invariant.load
  ;; LIBRARY: %[[SIZE_PLACE:.*]] = getelementptr i8, ptr %[[TABLE]], i64 8
  ;; LIBRARY: load i64, ptr %[[SIZE_PLACE]], align 8{{$}}
  ;; CHECK: icmp uge i64
  ;; CHECK: br i1 {{.*}}!prof
  ;; CHECK: %[[REFERENCE:.*]] = load ptr, ptr %{{.*}}
  ;; CHECK: icmp eq ptr %{{.*}}, null
  ;; CHECK: br i1 {{.*}}!prof
  ;; CHECK: %[[ID:.*]] = load i32, ptr %{{.*}}, align 4, !invariant.load
  ;; PROGRAM: icmp ne i32 %[[ID]], 1
  ;; LIBRARY: %[[WANTED:.*]] = load i32, ptr @ingot_module.type_ids, align 4, !invariant.load
  ;; LIBRARY: icmp ne i32 %[[ID]], %[[WANTED]]
  ;; CHECK: br i1 {{.*}}!prof
  ;; PROGRAM: call fastcc i32 %{{.*}}(i32 7)
  ;; LIBRARY: call fastcc i32 %{{.*}}(ptr swiftself %{{.*}}, i32 7)
  (func $call (export "call") (param i32) (result i32)
    (call_indirect (type $unary) (i32.const 7) (local.get 0)))
)
