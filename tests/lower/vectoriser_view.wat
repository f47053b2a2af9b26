;; What the vectorisers and the unroller see of memory (compiler/optimize/separate_rows.cc, pause_markers.cc): rows that do not look
;; like one object, and loads without markers behind them. Nothing of that is left over.
;; OPTIONS: -O2 --cpu-features=+avx2
(module
  (memory 1)

  ;; Strides of 8 and of 800 bytes: whether they overlap is tested at run time.
  ;; OPTIMISED-LABEL: define {{.*}}f0.row_and_column(
  ;; OPTIMISED-NOT: freeze
  ;; OPTIMISED: vector.body:
  ;; OPTIMISED: fmul <{{[0-9]+}} x double>
  ;; OPTIMISED-NOT: freeze
  ;; OPTIMISED: }
  (func $row_and_column (export "row_and_column") (param $row i32) (param $column i32) (param $n i32)
    (loop $next
      (f64.store (local.get $row)
        (f64.mul (f64.mul (f64.load (local.get $column)) (f64.load (local.get $column)))
          (f64.mul (f64.load (local.get $row)) (f64.load (local.get $row)))))
      (local.set $row (i32.add (local.get $row) (i32.const 8)))
      (local.set $column (i32.add (local.get $column) (i32.const 800)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; A chain cannot be vectorised, but unrolled.
  ;; OPTIMISED-LABEL: define {{.*}}f1.chain(
  ;; OPTIMISED-COUNT-4: fdiv
  ;; OPTIMISED: }
  (func $chain (export "chain") (param $p i32) (param $n i32) (result f64)
    (local $x f64)
    (loop $next
      (local.set $x (f64.div (local.get $x) (f64.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))

  ;; The load is dead: marked all the way.
  ;; OPTIMISED-LABEL: define {{.*}}f2.dead(
  ;; OPTIMISED: load volatile
  (func $dead (export "dead") (param $p i32)
    (drop (i32.mul (i32.load (local.get $p)) (i32.const 0))))

  ;; Two lanes, each load of which has a marker: SLP would take those for scalar uses.
  ;; OPTIMISED-LABEL: define {{.*}}f3.lanes(
  ;; OPTIMISED: fmul <2 x double>
  ;; OPTIMISED: store <2 x double>
  (func $lanes (export "lanes") (param $p i32) (param $q i32)
    (local $x f64) (local $y f64)
    (local.set $x (f64.add (f64.mul (f64.load (local.get $q)) (f64.load offset=16 (local.get $q))) (f64.load (local.get $p))))
    (local.set $y (f64.add (f64.mul (f64.load offset=8 (local.get $q)) (f64.load offset=24 (local.get $q))) (f64.load offset=8 (local.get $p))))
    (f64.store (local.get $p) (local.get $x))
    (f64.store offset=8 (local.get $p) (local.get $y)))

  ;; What vectors leave over, several at a time, is done in smaller ones.
  ;; OPTIMISED-LABEL: define {{.*}}f4.scale(
  ;; OPTIMISED: vec.epilog.vector.body:
  ;; OPTIMISED: fmul <2 x double>
  ;; OPTIMISED: }
  (func $scale (export "scale") (param $p i32) (param $end i32)
    (loop $next
      (f64.store (local.get $p) (f64.mul (f64.load (local.get $p)) (f64.const 3)))
      (br_if $next (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 8))) (local.get $end))))))
