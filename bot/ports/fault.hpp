// Named places where a process can be told to die, so that a test puts its kill -9 exactly between two steps: after the
// commit and before the answer, after the send and before its note. Builds without TODOKE_FAULTS hold nothing of it.
#pragma once

#ifdef TODOKE_FAULTS

namespace todoke {

// TODOKE_FAULT_POINTS="send.done:3 case.fired:1": dies by SIGKILL at the third passage of the one or the first of the
// other, whichever comes first, and leaves its name on the standard error.
void fault_point(const char* name);

}  // namespace todoke

#define TODOKE_FAULT(name) ::todoke::fault_point(name)

#else

#define TODOKE_FAULT(name) static_cast<void>(0)

#endif
