;; Down a column (compiler/optimize/columns.cc): loads and stores of single elements where the vectoriser makes gathers and scatters.
;; OPTIONS: -O2 -mcpu=x86-64-v4
(module
  (memory 1)

  ;; OPTIMISED-LABEL: define {{.*}}f0.add_column(
  ;; OPTIMISED-NOT: masked.gather
  ;; OPTIMISED: vector.body:
  ;; OPTIMISED: load volatile double
  ;; OPTIMISED: getelementptr i8, ptr %{{.*}}, i64 800
  ;; OPTIMISED: load volatile double
  ;; OPTIMISED: insertelement <4 x double>
  ;; OPTIMISED: fadd <4 x double>
  ;; OPTIMISED-NOT: masked.gather
  ;; OPTIMISED: }
  (func $add_column (export "add_column") (param $row i32) (param $column i32) (param $n i32)
    (loop $next
      (f64.store (local.get $row) (f64.add (f64.load (local.get $row)) (f64.load (local.get $column))))
      (local.set $row (i32.add (local.get $row) (i32.const 8)))
      (local.set $column (i32.add (local.get $column) (i32.const 800)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Each element is in a page of its own: the gather stays.
  ;; OPTIMISED-LABEL: define {{.*}}f1.add_long_column(
  ;; OPTIMISED: vector.body:
  ;; OPTIMISED: masked.gather.v4f64
  ;; OPTIMISED: }
  (func $add_long_column (export "add_long_column") (param $row i32) (param $column i32) (param $n i32)
    (loop $next
      (f64.store (local.get $row) (f64.add (f64.load (local.get $row)) (f64.load (local.get $column))))
      (local.set $row (i32.add (local.get $row) (i32.const 8)))
      (local.set $column (i32.add (local.get $column) (i32.const 4096)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Stores down a column.
  ;; OPTIMISED-LABEL: define {{.*}}f2.scale_column(
  ;; OPTIMISED-NOT: masked.
  ;; OPTIMISED: vector.body:
  ;; OPTIMISED: fdiv <4 x double>
  ;; OPTIMISED: extractelement <4 x double> %{{.*}}, i64 3
  ;; OPTIMISED-NOT: masked.
  ;; OPTIMISED: }
  (func $scale_column (export "scale_column") (param $column i32) (param $n i32)
    (loop $next
      (f64.store (local.get $column) (f64.div (f64.div (f64.load (local.get $column)) (f64.const 3)) (f64.const 7)))
      (local.set $column (i32.add (local.get $column) (i32.const 800)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Elements that are not stored must not be touched: the scatter with a mask stays.
  ;; OPTIMISED-LABEL: define {{.*}}f3.clear_some(
  ;; OPTIMISED: vector.body:
  ;; OPTIMISED: masked.scatter
  ;; OPTIMISED: }
  (func $clear_some (export "clear_some") (param $row i32) (param $column i32) (param $n i32)
    (loop $next
      (if (f64.lt (f64.load (local.get $row)) (f64.const 3))
        (then (f64.store (local.get $column) (f64.const 7))))
      (local.set $row (i32.add (local.get $row) (i32.const 8)))
      (local.set $column (i32.add (local.get $column) (i32.const 800)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Two of each row: their addresses are the same product and a constant.
  ;; OPTIMISED-LABEL: define {{.*}}f4.pairs(
  ;; OPTIMISED-NOT: getelementptr [56 x i8]
  ;; OPTIMISED: }
  (func $pairs (export "pairs") (param $p i32) (param $n i32)
    (loop $next
      (f64.store (local.get $p) (f64.div (f64.load (local.get $p)) (f64.load offset=16 (local.get $p))))
      (f64.store offset=8 (local.get $p) (f64.div (f64.load offset=8 (local.get $p)) (f64.load offset=24 (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 56)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
