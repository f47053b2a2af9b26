-- Errors, coroutines and library functions of Lua; each error is a longjmp over C frames.
local function show(...) print(select("#", ...), ...) end

-- Errors of every kind, with and without positions and handlers.
show(pcall(error))
show(pcall(error, {}) == false)
show(pcall(error, "message", 0))
show(pcall(error, "message", 1))
show(pcall(function() local x = nil; return x.y end))
show(pcall(function() return 1 + {} end))
show(pcall(function() return #5 end))
show(pcall(function() return 1 < "2" end))
show(pcall(string.rep, "x", -1))
show(pcall(string.rep, "x", 1 << 40))
show(xpcall(function() error("inner") end, function(message) return "handled " .. message end))
show(xpcall(function() error("inner") end, function(message) error("again") end))
show(select(2, load("return (")))
show(select(2, load("x = = 1", "chunk")))
show(select(2, load("goto nowhere")))
show(select(2, pcall(string.format, "%d", 1.5)))
show(select(2, pcall(table.concat, {1, {}, 3})))
show(select(2, pcall(setmetatable, 1, {})))

-- Through C functions that call back.
show(pcall(table.sort, {3, 1, 2}, function(a, b) error("comparison") end))
show(pcall(string.gsub, "hello", "l", function() error("replacement") end))
local broken = setmetatable({}, {__index = function(_, key) error("no " .. key, 2) end, __close = function() print("closed") end,
                                 __tostring = function() error("text") end})
show(pcall(function() return broken.field end))
show(pcall(tostring, broken))
show(pcall(function() local guard <close> = broken; error("leaves") end))

-- Stack overflow, caught and survived, many times.
local function forever(n) return 1 + forever(n + 1) end
for i = 1, 5 do
    local ok, message = pcall(forever, 1)
    show(ok, message:match("stack overflow"))
end
local nested = 0
local function deep(n) nested = n; local ok, e = pcall(deep, n + 1); error(e or "bottom", 0) end
show(select(2, pcall(deep, 1)):match("C stack overflow") or "no overflow", nested > 100)

-- Coroutines: generators, errors inside, yields across pcall, wrapping, closing.
local function numbers(limit)
    return coroutine.wrap(function() for i = 1, limit do coroutine.yield(i, i * i) end return "end" end)
end
local sum = 0
for i, square in numbers(2000) do
    if i == "end" then break end
    sum = sum + square
end
show(sum)
local thread = coroutine.create(function(...)
    show(pcall(function(...)
        local got = coroutine.yield("first", ...)
        error("after " .. got)
    end, ...))
    local ok, value = pcall(coroutine.yield, "second")
    show(ok, value)
    error(setmetatable({}, {__tostring = function() return "object" end}))
end)
show(coroutine.resume(thread, 1, 2))
show(coroutine.resume(thread, "resume"))
show(coroutine.status(thread))
local ok, object = coroutine.resume(thread, "last")
show(ok, tostring(object), coroutine.status(thread))
show(coroutine.resume(thread))
show(pcall(numbers(0)))
local closing = coroutine.create(function() local guard <close> = broken; coroutine.yield(1) end)
coroutine.resume(closing)
show(coroutine.close(closing), coroutine.status(closing))
local function permutations(list, n)
    n = n or #list
    if n <= 1 then coroutine.yield(list) end
    for i = 1, n do
        list[n], list[i] = list[i], list[n]
        permutations(list, n - 1)
        list[n], list[i] = list[i], list[n]
    end
end
local count, text = 0, ""
for list in coroutine.wrap(function() permutations({1, 2, 3, 4, 5, 6, 7}) end) do
    count = count + 1
    if count % 1000 == 0 then text = text .. table.concat(list) .. " " end
end
show(count, text)

-- A quarter of a million throws.
local caught = 0
for i = 1, 250000 do
    if not pcall(error, i) then caught = caught + 1 end
end
show(caught)

-- Work: sorting, strings, numbers, tables, collection.
local random = 42
local function next_random() random = (random * 1103515245 + 12345) & 0x7fffffff; return random end
local list = {}
for i = 1, 50000 do list[i] = next_random() end
table.sort(list, function(a, b) return a > b end)
show(list[1], list[25000], list[50000])
local words = {}
for i = 1, 20000 do words[#words + 1] = string.format("%x", next_random() % 4096) end
local frequency = {}
for word in table.concat(words, " "):gmatch("%x+") do frequency[word] = (frequency[word] or 0) + 1 end
local keys = {}
for key in pairs(frequency) do keys[#keys + 1] = key end
table.sort(keys, function(a, b) return frequency[a] ~= frequency[b] and frequency[a] > frequency[b] or frequency[a] == frequency[b] and a < b end)
show(keys[1], frequency[keys[1]], #keys)
show(7 // -2, 7 % -2, 7.5 // -2, -7 % math.huge, 1 << 63, math.maxinteger + 1 == math.mininteger, 3 | 4.0, 2^53)
show(string.pack("<i4d", 7, 0.5):byte(1, -1))
show(string.format("%q %5.2f %-8s| %a", "a\n\0b", math.pi, "left", 1.0), utf8.char(228, 8364, 128512), utf8.len("\u{e4}x"))
local weak = setmetatable({}, {__mode = "k", __gc = function() end})
for i = 1, 10000 do weak[{}] = i end
collectgarbage()
show(next(weak) == nil)
show(#tostring(collectgarbage("count")) > 0, io.open("/none/such") == nil)
error("the end")
