;; A call whose result nobody uses keeps its marker: LLVM might find that the callee only loads, and drop the load's trap.
(module
  (memory 1)
  (func $get (export "get") (param i32) (result i32)
    (i32.load (local.get 0)))

  ;; CHECK-LABEL: define {{.*}}f1.dropped(
  ;; CHECK: %[[RESULT:.*]] = call fastcc i32 @{{.*}}f0.get(
  ;; CHECK-NEXT: call void @ingot.use.i32(i32 %[[RESULT]])
  (func $dropped (export "dropped") (param i32)
    (drop (call $get (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}f2.used(
  ;; CHECK: call fastcc i32 @{{.*}}f0.get(
  ;; CHECK-NOT: ingot.use
  ;; CHECK: ret
  (func $used (export "used") (param i32) (result i32)
    (call $get (local.get 0)))
)
