;; Branch hints become weights, and weights the order of blocks: what is likely falls through.
;; PROGRAM: ModuleID
;; LIBRARY: ModuleID
(module
  (memory 1)
  ;; CHECK-LABEL: define {{.*}}f0.unlikely(
  ;; CHECK: br i1 %{{.*}}, label %then, label %else, !prof ![[UNLIKELY:[0-9]+]]
  ;; ASM-LABEL: {{^}}f0.unlikely:
  ;; ASM: jne [[THEN:.*]]
  ;; ASM: movl $222
  ;; ASM: retq
  ;; ASM: [[THEN]]:
  ;; ASM: movl $111
  (func $unlikely (export "unlikely") (param i32)
    local.get 0
    (@metadata.code.branch_hint "\00") if
      (i32.store (i32.const 0) (i32.const 111))
      (i32.store (i32.const 8) (i32.const 1))
    else
      (i32.store (i32.const 4) (i32.const 222))
    end)

  ;; CHECK-LABEL: define {{.*}}f1.likely(
  ;; CHECK: br i1 %{{.*}}, label %then, label %else, !prof ![[LIKELY:[0-9]+]]
  ;; ASM-LABEL: {{^}}f1.likely:
  ;; ASM: je [[ELSE:.*]]
  ;; ASM: movl $111
  ;; ASM: retq
  ;; ASM: [[ELSE]]:
  ;; ASM: movl $222
  (func $likely (export "likely") (param i32)
    local.get 0
    (@metadata.code.branch_hint "\01") if
      (i32.store (i32.const 0) (i32.const 111))
      (i32.store (i32.const 8) (i32.const 1))
    else
      (i32.store (i32.const 4) (i32.const 222))
    end)

  ;; CHECK-LABEL: define {{.*}}f2.branch(
  ;; CHECK: br i1 %{{.*}}, label %end, label %{{.*}}, !prof ![[LIKELY]]
  (func $branch (export "branch") (param i32)
    (block
      local.get 0
      (@metadata.code.branch_hint "\01") br_if 0
      (i32.store (i32.const 0) (i32.const 333)))
    (i32.store (i32.const 0) (i32.const 444)))

  ;; CHECK-LABEL: define {{.*}}f3.without(
  ;; CHECK: br i1 %{{[^!]*$}}
  (func $without (export "without") (param i32)
    (block
      (br_if 0 (local.get 0))
      (i32.store (i32.const 0) (i32.const 333))))
  ;; CHECK-DAG: ![[UNLIKELY]] = !{!"branch_weights", i32 1, i32 2000}
  ;; CHECK-DAG: ![[LIKELY]] = !{!"branch_weights", i32 2000, i32 1}
)
