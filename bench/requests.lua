-- Sends the requests of a file in order, again and again, and counts the answers that do not hold what they should.
-- The file: for each request its length in eight digits, then its bytes.
issued, wrong = 0, 0
local requests, expected = {}, ""

function setup(thread)
  threads = threads or {}
  table.insert(threads, thread)
end

function init(arguments)
  local file = io.open(arguments[1], "rb")
  local data = file:read("*a")
  file:close()
  local at = 1
  while at <= #data do
    local length = tonumber(data:sub(at, at + 7))
    requests[#requests + 1] = data:sub(at + 8, at + 7 + length)
    at = at + 8 + length
  end
  expected = arguments[2] or ""
end

function request()
  if not tried then -- wrk looks at one request before it sends any
    tried = true
    return requests[1]
  end
  issued = issued + 1
  return requests[(issued - 1) % #requests + 1]
end

function response(status, _, body)
  if status >= 400 or not body:find(expected, 1, true) then
    wrong = wrong + 1
    example = status .. " " .. body:sub(-320)
  end
end

function done(summary, latency, _)
  local mistakes = 0
  for _, thread in ipairs(threads) do
    mistakes = mistakes + thread:get("wrong")
    if thread:get("example") then io.stderr:write("for example " .. thread:get("example") .. "\n") end
  end
  local lost = summary.errors.connect + summary.errors.write + summary.errors.timeout + summary.errors.read
  io.stderr:write(string.format(
    '{"seconds": %f, "answered": %d, "wrong": %d, "lost": %d, "p50": %f, "p99": %f}\n',
    summary.duration / 1e6, summary.requests, mistakes, lost,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
