// Exceptions and ordinary work for the JavaScript interpreter, whose try statements are setjmp.
function attempt(name, action) {
    try {
        print(name, action());
    } catch (error) {
        print(name, "threw", String(error));
    } finally {
        print(name, "is over");
    }
}
attempt("reference", function () { return missing; });
attempt("type", function () { return undefined.field; });
attempt("call", function () { return (1)(); });
attempt("range", function () { return new Array(-1); });
attempt("syntax", function () { return eval("var = 1"); });
attempt("regexp", function () { return new RegExp("(a"); });
attempt("json", function () { return JSON.parse("{\"a\": }"); });
attempt("uri", function () { return decodeURIComponent("%"); });
attempt("thrown", function () { throw { toString: function () { return "object"; } }; });
attempt("nested", function () {
    try {
        try { throw 1; } finally { print("inner finally"); }
    } catch (number) {
        throw number + 1;
    }
});
attempt("callback", function () { return [3, 1, 2].sort(function () { throw new Error("comparison"); }); });
attempt("replace", function () { return "hello".replace(/l/g, function () { throw new Error("replacement"); }); });
attempt("getter", function () { return Object.defineProperty({}, "x", { get: function () { throw new Error("getter"); } }).x; });
attempt("overflow", function () { var f = function () { return f() + 1; }; try { return f(); } catch (e) { return "survived " + e.name; } });
function loop() {
    var caught = 0;
    for (var i = 0; i < 50000; ++i) {
        try { if (i % 2) throw i; } catch (number) { caught += number; }
    }
    return caught;
}
print(loop());
var sieve = [], primes = 0;
for (var i = 2; i < 30000; ++i) {
    if (!sieve[i]) { ++primes; for (var j = i * 2; j < 30000; j += i) sieve[j] = true; }
}
print(primes);
var words = {}, random = 1;
for (var k = 0; k < 20000; ++k) {
    random = (random * 16807) % 2147483647;
    var word = (random % 500).toString(36);
    words[word] = (words[word] || 0) + 1;
}
print(Object.keys(words).sort(function (a, b) { return words[b] - words[a] || (a < b ? -1 : 1); }).slice(0, 5).join());
print("a-b_c d".replace(/[^a-z]+/g, function (m) { return "<" + m.length + ">"; }), /(\d+)-(\d+)/.exec("tel 12-345").join());
print(JSON.stringify({ a: [1, 2.5, null, "x\n\u20ac"], b: { c: true } }), (0.1 + 0.2).toFixed(20), 1e21, 1 / 3, -0);
throw new Error("the end");
