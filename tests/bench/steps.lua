-- One order after the other, step by step, a connection each: three lines into the cart, the address, freight, the
-- order, its payment. Sixteen connections never work for the same buyer: flow n belongs to buyer n % 32. Each line of the file: token, address id, three times sku=quantity.
local thread_number = 0
local threads = {}

function setup(thread)
  thread:set("number", thread_number)
  table.insert(threads, thread)
  thread_number = thread_number + 1
  table.insert(threads, thread)
end

function init(args)
  flows, step, flow, keys, tag, orders, broken, said = {}, 0, number, 0, args[2], 0, 0, ""
  for line in io.lines(args[1]) do
    local parts = {}
    for part in line:gmatch("[^\t]+") do table.insert(parts, part) end
    local lines = {}
    for place = 3, #parts do
      local sku, quantity = parts[place]:match("^(.-)=(.*)$")
      table.insert(lines, string.format('{"sku": "%s", "quantity": "%s"}', sku, quantity))
    end
    table.insert(flows, { token = parts[1], address = parts[2], lines = lines })
  end
  order_number = ""
end

local ADDRESS = '{"recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市", '
  .. '"district": "天河区", "street": "沙河大街 1 号", "is_default": true}'

function request()
  local one = flows[flow % #flows + 1]
  local method, path, body = "POST", "", ""
  if step < #one.lines then
    method, path, body = "PUT", "/api/v1/cart/lines", one.lines[step + 1]
  elseif step == #one.lines then
    path, body = "/api/v1/addresses", ADDRESS
  elseif step == #one.lines + 1 then
    path, body = "/api/v1/orders/preview", '{"province": "44"}'
  elseif step == #one.lines + 2 then
    path = "/api/v1/orders"
    body = '{"lines": [' .. table.concat(one.lines, ", ") .. '], "address_id": "' .. one.address .. '"}'
  else
    path, body = "/api/v1/orders/" .. order_number .. "/pay", "{}"
  end
  keys = keys + 1
  local headers = {
    ["Host"] = wrk.headers["Host"], ["Accept-Language"] = "zh-hans", ["Authorization"] = "Bearer " .. one.token,
    ["Content-Type"] = "application/json", ["Idempotency-Key"] = "steps-" .. tag .. "-" .. number .. "-" .. keys,
  }
  return wrk.format(method, path, headers, body)
end

function response(status, _headers, body)
  local one = flows[flow % #flows + 1]
  if status >= 400 then
    broken = broken + 1
    if said == "" then said = status .. " at step " .. step .. ": " .. body:sub(1, 300) end
    step, flow = 0, flow + 16
    return
  end
  if step == #one.lines then one.address = body:match('"id": ?"([^"]+)"') or one.address end
  if step == #one.lines + 2 then order_number = body:match('"number": ?"([^"]+)"') end
  step = step + 1
  if step == #one.lines + 4 then
    step, flow, orders = 0, flow + 16, orders + 1
  end
end

function done(summary, latency, _requests)
  local orders, broken = 0, 0
  for _place, thread in ipairs(threads) do
    orders, broken = orders + thread:get("orders"), broken + thread:get("broken")
    if thread:get("said") ~= "" then io.write(thread:get("said") .. "\n") end
  end
  -- seven calls an order: the latency of an order is about seven times that of a call
  io.write(string.format('{"rate": %.3f, "p50": %.3f, "p95": %.3f, "p99": %.3f, "failed": %d}\n',
    orders / summary.duration * 1e6, latency:percentile(50) * 7 / 1000, latency:percentile(95) * 7 / 1000,
    latency:percentile(99) * 7 / 1000, broken + summary.errors.timeout + summary.errors.connect))
end
