;; Values of all types across the border, in numbers that do not fit into registers.
(module $values
  (type $wide (func (param i32 i64 f32 f64 i32 i64 f32 f64 i32 i64 f32 f64 i32 i64 f32 f64 i64 i64 i64 i64)
                    (result i64 f64 i32 f32 i64 f64 i64)))
  (import "host" "wide" (func $host_wide (type $wide)))
  (import "host" "limit" (global $limit i32))
  (import "host" "total" (global $total (mut i64)))
  (table $refs (export "refs") 2 externref)
  (global $first (export "first") (mut funcref) (ref.func $host_wide))
  (global $past (export "past") i32 (global.get $limit))

  (func (export "wide") (type $wide)
    (i64.add (local.get 1) (i64.add (local.get 5) (local.get 19)))
    (f64.add (local.get 3) (local.get 15))
    (i32.add (local.get 0) (local.get 12))
    (f32.add (local.get 2) (local.get 14))
    (local.get 16)
    (f64.neg (local.get 7))
    (local.get 18))
  (func (export "through_host") (type $wide)
    local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 local.get 5 local.get 6 local.get 7 local.get 8
    local.get 9 local.get 10 local.get 11 local.get 12 local.get 13 local.get 14 local.get 15 local.get 16
    local.get 17 local.get 18 local.get 19
    call $host_wide)
  (func (export "swap_ref") (param i32 externref) (result externref)
    (table.get $refs (local.get 0))
    (table.set $refs (local.get 0) (local.get 1)))
  (func (export "pass_func") (param funcref) (result funcref) (local.get 0))
  (func (export "keep_func") (param funcref) (global.set $first (local.get 0)))
  (func (export "add_to_total") (param i64) (global.set $total (i64.add (global.get $total) (local.get 0))))
  (func (export "nan_bits") (param f32 f64) (result f32 f64) (local.get 0) (local.get 1)))
