;; A trap is a cold block with an instruction that carries its kind and its place, the offset in the file.
(module
  ;; CHECK-LABEL: define {{.*}}f0.divide(
  ;; CHECK: %[[ZERO:.*]] = icmp eq i32 %{{.*}}, 0
  ;; CHECK-NEXT: br i1 %[[ZERO]], label %trap, label %{{.*}}, !prof ![[UNLIKELY:[0-9]+]]
  ;; CHECK: udiv i32
  ;; CHECK: trap:
  ;; 7 << 27 | offset
  ;; CHECK-NEXT: call void asm sideeffect "ud1l ${0:c}(%eax), %eax", "i,~{dirflag},~{fpsr},~{flags}"(i32 939524{{[0-9]+}}) #[[TRAP:[0-9]+]]
  ;; CHECK-NEXT: unreachable
  (func $divide (export "divide") (param i32 i32) (result i32)
    (i32.div_u (local.get 0) (local.get 1)))

  ;; 1 << 27 | offset
  ;; CHECK-LABEL: define {{.*}}f1.unreachable(
  ;; CHECK-NEXT: entry:
  ;; CHECK-NEXT: call void asm sideeffect "ud1l {{.*}}(i32 134217{{[0-9]+}})
  ;; CHECK-NEXT: unreachable
  ;; CHECK-NEXT: }
  (func $unreachable (export "unreachable")
    (unreachable)
    (drop (i32.add)))
)
;; CHECK: attributes #[[TRAP]] = { cold noreturn nounwind }
;; CHECK: ![[UNLIKELY]] = !{!"branch_weights", i32 1, i32 1048575}
