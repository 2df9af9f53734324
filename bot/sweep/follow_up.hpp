// What follows from the fate of messages: the channel ladder, the list that opens the staff's morning, a teacher's
// 送信済, and the report nobody has read.
#pragma once

#include "bot/sweep/sweep.hpp"

namespace todoke {

// A message that must arrive and was refused, or is not accepted in time, goes to the person's next address; after the
// last one a staff task says "please phone".
class LadderSweep : public Sweep {
public:
    LadderSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "ladder"; }
    bool tick(Instant now) override;

private:
    Store& store_;
    const Environment& environment_;
};

// Staff contacts are quiet outside staff hours; what came meanwhile arrives at their start as one list. Passings that
// were put by because messages run low arrive at the end of the day as one.
class QuietHoursSweep : public Sweep {
public:
    QuietHoursSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "quiet_hours"; }
    bool tick(Instant now) override;

private:
    Store& store_;
    const Environment& environment_;
};

// Tells a teacher what became of the words they sent: 送信済 or 届いていません.
class FateSweep : public Sweep {
public:
    FateSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "fate"; }
    bool tick(Instant now) override;

private:
    Store& store_;
    const Environment& environment_;
};

// A report that nobody acknowledged in time goes to the next staff member.
class UnreadReportSweep : public Sweep {
public:
    UnreadReportSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "unread_report"; }
    bool tick(Instant now) override;

private:
    Store& store_;
    const Environment& environment_;
};

}  // namespace todoke
