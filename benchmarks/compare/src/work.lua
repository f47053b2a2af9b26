-- What scripts do: calls, tables, strings, closures, objects and numbers.
local function fibonacci(n) if n < 2 then return n end return fibonacci(n - 1) + fibonacci(n - 2) end

local function sieve(limit)
  local composite, count = {}, 0
  for i = 2, limit do
    if not composite[i] then
      count = count + 1
      for j = i * i, limit, i do composite[j] = true end
    end
  end
  return count
end

local function sorted_words(count)
  local words, state = {}, 1
  for i = 1, count do
    state = (state * 1103515245 + 12345) % 2147483648
    words[i] = string.format("%08x", state)
  end
  table.sort(words)
  return words[1] .. words[count // 2] .. words[count]
end

local function count_letters(rounds)
  local counts, text = {}, ("the quick brown fox jumps over the lazy dog "):rep(200)
  for _ = 1, rounds do
    for letter in text:gmatch("%a") do counts[letter] = (counts[letter] or 0) + 1 end
  end
  return counts.e, (text:gsub("o", "0")):sub(1, 20)
end

local Point = {}
Point.__index = Point
Point.__add = function(a, b) return setmetatable({x = a.x + b.x, y = a.y + b.y}, Point) end
function Point:length() return self.x * self.x + self.y * self.y end

local function objects(count)
  local sum, step = setmetatable({x = 0, y = 0}, Point), setmetatable({x = 1, y = 2}, Point)
  for _ = 1, count do sum = sum + step end
  return sum:length()
end

local function spectral(size)
  local function a(i, j) return 1 / ((i + j) * (i + j + 1) / 2 + i + 1) end
  local u, v = {}, {}
  for i = 1, size do u[i] = 1 end
  for _ = 1, 3 do
    for i = 1, size do
      local sum = 0
      for j = 1, size do sum = sum + a(i - 1, j - 1) * u[j] end
      v[i] = sum
    end
    u, v = v, u
  end
  return string.format("%.6f", u[1])
end

print(fibonacci(30), sieve(1500000))
print(sorted_words(100000))
print(count_letters(20))
print(objects(1500000))
print(spectral(400))
