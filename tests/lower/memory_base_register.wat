;; Programs with a pinned base: addresses as in libraries, accesses as in programs.
(module
  (memory 1)
  ;; REGISTER-LABEL: define {{.*}}f0.load(
  ;; REGISTER: %[[INDEX:.*]] = zext i32 %{{.*}} to i64
  ;; REGISTER-NEXT: %[[ADDRESS:.*]] = getelementptr i8, ptr %base, i64 %[[INDEX]]
  ;; REGISTER-NEXT: %[[VALUE:.*]] = load i32, ptr %[[ADDRESS]], align 1
  ;; REGISTER-NEXT: call void @ingot.use.i32(i32 %[[VALUE]])
  (func $load (export "load") (param i32) (result i32)
    (i32.load (local.get 0)))
)
