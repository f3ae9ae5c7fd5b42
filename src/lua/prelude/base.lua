-- Called with the two functions of the host and the number of this state; gives the table P that the other parts share.
local newbox, callhost, id, operations, timeout = ...
local P = { OP = {}, NIL = {}, TIMEOUT = timeout, newbox = newbox, debug = debug }
for name, number in string.gmatch(operations, '(%a+)=(%d+)') do P.OP[name] = tonumber(number) end
function P.host(...) return callhost(id, ...) end
return P
