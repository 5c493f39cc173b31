-- Requests of a file in turn. Each line: method, path, token, body; {key} becomes a key never sent before.
local thread_number = 0
local threads = {}

function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
  table.insert(threads, thread)
end

function init(args)
  requests, sent, tag, bad = {}, number * 7919, args[2], 0
  for line in io.lines(args[1]) do
    local method, path, token, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["Host"] = wrk.headers["Host"], ["Accept-Language"] = "zh-hans" }
    local session = token:match("^Cookie (.*)$")
    if session then
      headers["Cookie"] = session
    elseif token ~= "" then
      headers["Authorization"] = "Bearer " .. token
    end
    local keyed = method ~= "GET"
    if keyed then
      headers["Content-Type"] = "application/json"
      headers["Idempotency-Key"] = "{key}"
    end
    local text = wrk.format(method, path, headers, body ~= "" and body or nil)
    if keyed then
      local before, after = text:match("^(.-){key}(.*)$")
      table.insert(requests, { before, after })
    else
      table.insert(requests, text)
    end
  end
end

function request()
  sent = sent + 1
  local one = requests[sent % #requests + 1]
  if type(one) == "string" then return one end
  return one[1] .. "bench-" .. tag .. "-" .. number .. "-" .. sent .. one[2]
end

function done(summary, latency, _requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.write(string.format('{"rate": %.3f, "p50": %.3f, "p95": %.3f, "p99": %.3f, "failed": %d}\n',
    (summary.requests - summary.errors.status) / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000, failed))
end
