;; A function of a C library is known by its body, whatever its name is: this is wasi-libc's strcmp, and the next, whose name
;; is strcmp, is not. Its shim tests that the strings end in the memory, and else calls the body.
(module
  (memory 1)
  ;; CHECK-LABEL: define {{.*}}f0.anything(
  ;; PROGRAM: load i64, ptr getelementptr (i8, ptr @ingot_memory0, i64 8)
  ;; REGISTER: load i64, ptr getelementptr (i8, ptr @ingot_memory0, i64 8)
  ;; LIBRARY: getelementptr i8, ptr %base, i64 -40
  ;; CHECK: br i1 %{{.*}}, label %{{.*}}, label %body
  ;; CHECK: %[[INDEX:.*]] = call i64 @ingot_find_mismatch_or_nul(ptr %{{.*}}, ptr %{{.*}}, i64 %[[LENGTH:.*]])
  ;; CHECK-NEXT: %[[FOUND:.*]] = icmp ult i64 %[[INDEX]], %[[LENGTH]]
  ;; CHECK-NEXT: br i1 %[[FOUND]], label %{{.*}}, label %body
  ;; CHECK: body:
  ;; CHECK-NEXT: %[[RESULT:.*]] = musttail call fastcc i32 @{{.*}}f0.anything.body(
  ;; CHECK-NEXT: ret i32 %[[RESULT]]
  ;; CHECK-LABEL: define {{.*}}f0.anything.body(
  ;; CHECK: load {{(volatile )?}}i8
  (func $anything (export "anything") (param i32 i32) (result i32)
    (local i32 i32)
    (local.set 2
      (i32.load8_u
        (local.get 1)))
    (block  ;; label = @1
      (br_if 0
        (i32.eqz
          (local.tee 3
            (i32.load8_u
              (local.get 0)))))
      (br_if 0
        (i32.ne
          (local.get 3)
          (i32.and
            (local.get 2)
            (i32.const 255))))
      (local.set 0
        (i32.add
          (local.get 0)
          (i32.const 1)))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.const 1)))
      (loop  ;; label = @2
        (local.set 2
          (i32.load8_u
            (local.get 1)))
        (br_if 1
          (i32.eqz
            (local.tee 3
              (i32.load8_u
                (local.get 0)))))
        (local.set 0
          (i32.add
            (local.get 0)
            (i32.const 1)))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.const 1)))
        (br_if 0
          (i32.eq
            (local.get 3)
            (i32.and
              (local.get 2)
              (i32.const 255))))))
    (i32.sub
      (local.get 3)
      (i32.and
        (local.get 2)
        (i32.const 255))))

  ;; CHECK-LABEL: define {{.*}}f1.strcmp(
  ;; CHECK-NOT: ingot_find
  ;; CHECK: ret i32
  (func $strcmp (export "strcmp") (param i32 i32) (result i32)
    (i32.sub (i32.load8_u (local.get 0)) (i32.load8_u (local.get 1))))
)
