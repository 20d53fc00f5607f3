/** What to write into a watch file for each capability: the least that `foreshock check` takes. */
import type { Capability } from './api';

export const TOML: Record<Capability, string> = {
  claims: `[[claim]]
id = "more-often"
text = "Shelling comes ever more often."

# and in the indicator that can tell:
claim = "more-often"
expects = "up"`,
  readiness: `[[readiness]]
id = "watchful"
title = "Watchful"
raise_when = { any = [{ indicator = "shelling", level = 2, lower = 1 }] }
lower_after = "14 days"
checklist = ["Read the reports behind each condition"]`,
  tripwires: `[[tripwire]]
id = "closed-then-shelling"
title = "The road is closed, then shelling"
sign = "closed-road"
outcome = "shelling"
horizon = "30 days"`,
  forecasts: `[[question]]
id = "more-shelling"
text = "Is there shelling?"
indicator = "shelling"
resolves = { at_least = 1 }
horizon = ["7 days", "30 days", "90 days"]`,
  hypotheses: `[[hypothesis]]
id = "siege"
title = "A siege is prepared"

[[hypothesis]]
id = "routine"
title = "The usual exchange of fire"

[[evidence]]
id = "shelling-up"
title = "More shelling than usual"
indicator = "shelling"
reading = "alarm"
sign = "raised"`,
  effects: `[[intervention]]
id = "talks"
title = "Talks held"
on = "closed-road"
window = "14 days"
indicators = ["shelling"]
expects = "down"`,
  scenarios: `[[scenario]]
id = "road-closed-again"
title = "The road is closed again"
on = ["shelling"]
horizon = ["30 days"]

[[scenario.set]]
indicator = "closed-road"
happens = "7 days"`,
  dynamics: `[dynamics]
indicators = ["shelling", "closed-road"]`,
  relations: `[[relation]]
id = "neighbours"
title = "The neighbours with each other"
from = "press"
pairs = [["north", "south"]]
scale = "goldstein"
codes = { summit = "042", shelling = "194" }
period = "30 days"
window = "180 days"
reference = "2 years"`
};
